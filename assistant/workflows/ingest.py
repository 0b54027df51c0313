"""Files into the study: each is read, segmented, stored and recorded, or fails with a reason; none stops the others."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from assistant.domain.acts import SourceAdded
from assistant.domain.document import Reading, ReadingNote, SourceMetadata
from assistant.domain.identifiers import CoderId, DocumentId
from assistant.errors import LedgerError, SourceError, StudyError
from assistant.ports import Progress, Source, keep_going
from assistant.segmenting import SEGMENTER, segment_document
from assistant.workflows.workbench import Workbench


class Outcome(StrEnum):
    """What became of a file."""

    ADDED = "added"
    KNOWN = "known"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOutcome:
    """What became of one file, for a table that a person reads.

    Attributes:
        reason: Why it failed and what to do, or what the reader noted.
        reason_zh: The same in Chinese, empty where nobody wrote it.
        notes: What the reader did or left out.
    """

    path: Path
    outcome: Outcome
    document_id: DocumentId | None = None
    metadata: SourceMetadata | None = None
    characters: int = 0
    segments: int = 0
    reason: str = ""
    reason_zh: str = ""
    notes: tuple[ReadingNote, ...] = ()


def list_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files named, folders opened, hidden files left out, sorted within each folder, each once.

    Raises:
        StudyError: A path does not exist.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not _exists(path):
            raise StudyError(f"there is no file or folder {str(path)!r}; check the spelling")
        for file in _walk(path) if path.is_dir() else [path]:
            found[file] = None
    return tuple(found)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:
        raise StudyError(f"{str(path)!r} cannot be looked at: {error.strerror}") from error


def _walk(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder, and each folder inside that cannot be opened, so that it is told of."""
    closed: list[Path] = []
    for place, folders, files in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (
            Path(place, name) for name in sorted(files) if not name.startswith(".") and Path(place, name).is_file()
        )
    yield from closed


def add_files(
    bench: Workbench, paths: Iterable[Path], *, actor: CoderId, progress: Progress = keep_going
) -> Iterator[FileOutcome]:
    """Yield what became of each file as it happens. What was yielded as added is durable."""
    own = bench.folder.resolve()
    files = [path for path in list_files(paths) if own not in path.resolve().parents]
    known = {source.id for source in bench.ledger.sources()}
    for number, path in enumerate(files):
        if not progress(number, len(files), path.name):
            return
        outcome = _add_file(bench, path, known, actor)
        if outcome.document_id is not None:
            known.add(outcome.document_id)
        yield outcome
    progress(len(files), len(files), "")


def _add_file(bench: Workbench, path: Path, known: set[DocumentId], actor: CoderId) -> FileOutcome:
    try:
        document_id = _hash_of(path)
        if document_id in known:
            bench.files.keep(document_id, path.read_bytes())
            return FileOutcome(
                path=path,
                outcome=Outcome.KNOWN,
                document_id=document_id,
                reason="the same bytes are in the study",
                reason_zh="研究中已有相同的文件",
            )
        return _record(bench, path, bench.read(path), actor)
    except (SourceError, LedgerError) as error:
        return FileOutcome(path=path, outcome=Outcome.FAILED, reason=str(error), reason_zh=error.zh)
    except OSError as error:
        return FileOutcome(
            path=path,
            outcome=Outcome.FAILED,
            reason=f"{path.name!r} cannot be opened: {error.strerror}",
            reason_zh=f"{path.name!r} 打不开：{error.strerror}",
        )


def _hash_of(path: Path) -> DocumentId:
    with path.open("rb") as stream:
        return DocumentId(hashlib.file_digest(stream, "sha256").hexdigest())


def _record(bench: Workbench, path: Path, reading: Reading, actor: CoderId) -> FileOutcome:
    document = reading.document
    segments = segment_document(document)
    bench.files.keep(document.id, path.read_bytes())
    act = SourceAdded(document=document, metadata=reading.metadata, segmenter=SEGMENTER, segments=segments)
    try:
        bench.ledger.append([act], actor=actor)
    except LedgerError:
        if document.id not in {source.id for source in bench.ledger.sources()}:
            raise
        return FileOutcome(path=path, outcome=Outcome.KNOWN, document_id=document.id, reason="added by another process")
    notes = "; ".join(_note_words(note.kind, note.count, note.detail) for note in document.provenance.notes)
    return FileOutcome(
        path=path,
        outcome=Outcome.ADDED,
        document_id=document.id,
        metadata=reading.metadata,
        characters=len(document.text),
        segments=len(segments),
        reason=notes,
        notes=document.provenance.notes,
    )


def _note_words(kind: str, count: int, detail: str) -> str:
    words = kind.replace("_", " ")
    return f"{words}: {count}" + (f" ({detail})" if detail else "")


def find_source(bench: Workbench, wanted: str) -> Source:
    """Return the one source whose id begins with, or whose title or file name is, the words given.

    Raises:
        StudyError: None or several fit.
    """
    sources = bench.ledger.sources()
    fits = [source for source in sources if wanted in {source.metadata.title, source.file_name}]
    fits = fits or [source for source in sources if len(wanted) >= 4 and source.id.startswith(wanted)]
    if len(fits) == 1:
        return fits[0]
    many = ", ".join(f"{source.id[:8]} {source.file_name}" for source in fits[:5])
    reason = f"fits several sources ({many})" if fits else "fits no source"
    raise StudyError(f"{wanted!r} {reason}; `tricoder sources` lists them with their ids")
