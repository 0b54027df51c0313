"""Examining a study and mending what can be made again: tables from events, contents from source files, the index.

The record itself is never mended: an event that was changed or removed is told, and a backup brings it back.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from assistant.domain.acts import SourceAdded
from assistant.domain.identifiers import DocumentId
from assistant.domain.proof import Flaw, FlawKind
from assistant.errors import IndexBusy, LedgerError, SourceError, StudyError
from assistant.ports import Source
from assistant.segmenting import SEGMENTER, segment_document
from assistant.workflows.indexing import index_entries, refresh_index
from assistant.workflows.proving import verify_study
from assistant.workflows.workbench import Workbench

_NAMED_BY_HASH = re.compile(r"[0-9a-f]{64}")
_SETTLED = timedelta(hours=1)
"""A file younger than this may belong to something that is going on."""


class Trouble(StrEnum):
    """What is wrong, by what can be done about it."""

    DATABASE = "database"
    CHAIN = "chain"
    CONTENT = "content"
    TABLE = "table"
    SOURCE = "source"
    LEFTOVER = "leftover"
    INDEX = "index"


MENDABLE = frozenset({Trouble.CONTENT, Trouble.TABLE, Trouble.SOURCE, Trouble.LEFTOVER, Trouble.INDEX})
_TROUBLES = {
    FlawKind.CHAIN: Trouble.CHAIN,
    FlawKind.CONTENT: Trouble.CONTENT,
    FlawKind.TABLE: Trouble.TABLE,
    FlawKind.FILE: Trouble.SOURCE,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and what would mend it."""

    trouble: Trouble
    where: str
    what: str
    remedy: str


_REMEDIES = {
    Trouble.DATABASE: "restore the study from a backup with `tricoder restore`",
    Trouble.CHAIN: "restore the study from a backup with `tricoder restore`",
    Trouble.CONTENT: "`tricoder doctor --repair` reads the source files again",
    Trouble.TABLE: "`tricoder doctor --repair` derives the tables from the events again",
    Trouble.SOURCE: "`tricoder doctor --repair --from FOLDER` takes the file from there",
    Trouble.LEFTOVER: "`tricoder doctor --repair` deletes it",
    Trouble.INDEX: "`tricoder doctor --repair` or `tricoder index` brings it up to date",
}


def examine(bench: Workbench) -> tuple[Finding, ...]:
    """Return everything that is wrong with a study; nothing is changed. An index that was never made is not missed."""
    _, upkeep = bench.outlets()
    damage = upkeep.damage()
    if damage:  # what a damaged database answers to other questions tells nothing
        return tuple(_finding(Trouble.DATABASE, "ledger", words) for words in damage)
    found = [_from_flaw(flaw) for flaw in verify_study(bench).flaws]
    found += [_finding(Trouble.LEFTOVER, path.name, why) for path, why in _leftovers(bench)]
    if (bench.folder / "index").is_dir():
        found += _index_findings(bench)
    return tuple(found)


def _finding(trouble: Trouble, where: str, what: str) -> Finding:
    return Finding(trouble, where, what, _REMEDIES[trouble])


def _from_flaw(flaw: Flaw) -> Finding:
    return _finding(_TROUBLES[flaw.kind], flaw.where, flaw.what)


def _leftovers(bench: Workbench) -> Iterator[tuple[Path, str]]:
    """Yield files that something killed has left: drafts, and sources that no event names."""
    now = datetime.fromisoformat(bench.now())
    named = {source.id for source in bench.ledger.sources()}
    places = [*bench.folder.glob(".*"), *bench.folder.glob("sources/*"), *bench.folder.glob("sources/.*")]
    for path in places:
        if not path.is_file() or now - datetime.fromtimestamp(path.stat().st_mtime, now.tzinfo) < _SETTLED:
            continue
        if path.name.startswith("."):
            yield path, "a draft that was never finished"
        elif _NAMED_BY_HASH.fullmatch(path.name) and path.name not in named:
            yield path, "a file that no event names, from an import that was not finished"


def _index_findings(bench: Workbench) -> list[Finding]:
    try:
        held = bench.index().segment_ids()
    except IndexBusy as error:
        return [Finding(Trouble.INDEX, "index", f"not looked at: {error}", "close the other process and look again")]
    except StudyError as error:
        return [_finding(Trouble.INDEX, "index", str(error))]
    wanted = {entry.segment_id for entry in index_entries(bench.ledger)}
    missing, strange = len(wanted - held), len(held - wanted)
    if not missing and not strange:
        return []
    return [_finding(Trouble.INDEX, "index", f"{missing} units are not in it, {strange} of it are no units")]


def mend(bench: Workbench, findings: Sequence[Finding], *, search: Sequence[Path] = ()) -> list[str]:
    """Mend what can be mended; return in sentences what was done.

    Args:
        bench: The study.
        findings: What ``examine`` found.
        search: Folders in which missing source files may be.
    """
    troubles = {finding.trouble for finding in findings}
    done: list[str] = []
    if Trouble.SOURCE in troubles:
        done += _bring_back(bench, search)
    if Trouble.CONTENT in troubles:
        done += _reread(bench)
    if troubles & {Trouble.TABLE, Trouble.CONTENT}:
        done += _fold_again(bench)
    if Trouble.LEFTOVER in troubles:
        for path, _ in list(_leftovers(bench)):
            path.unlink(missing_ok=True)
            done.append(f"{path.name} deleted")
    if Trouble.INDEX in troubles:
        done += _index_again(bench)
    return done


def _fold_again(bench: Workbench) -> list[str]:
    _, upkeep = bench.outlets()
    try:
        return [f"all tables derived again from {upkeep.rebuild(bench.ledger.events())} events"]
    except LedgerError as error:
        return [f"the tables cannot be derived again: {error}"]


def _bring_back(bench: Workbench, search: Sequence[Path]) -> list[str]:
    """Take missing source files from other folders, by their hash."""
    missing = {source.id: source for source in bench.ledger.sources() if not bench.files.holds(source.id)}
    done = []
    for path in (path for folder in search for path in sorted(folder.rglob("*")) if path.is_file()):
        data = path.read_bytes()
        name = DocumentId(hashlib.sha256(data).hexdigest())
        if name in missing:
            bench.files.keep(name, data)
            done.append(f"the file of {missing.pop(name).file_name!r} taken from {path}")
    return done


def _reread(bench: Workbench) -> list[str]:
    """Read every source file again and put back what is kept of it under the hashes that the events name."""
    _, upkeep = bench.outlets()
    done = []
    for source in bench.ledger.sources():
        act = _read_again(bench, source)
        mended = upkeep.mend_contents(act) if act is not None else 0
        if mended:
            done.append(f"{source.file_name!r} read again from its file")
    return done


def _read_again(bench: Workbench, source: Source) -> SourceAdded | None:
    if not bench.files.holds(source.id):
        return None
    with tempfile.TemporaryDirectory(prefix="tricoder-") as folder:
        path = Path(folder) / Path(source.file_name).name
        path.write_bytes(bench.files.raw(source.id))
        try:
            document = bench.read(path).document
        except SourceError:
            return None
    return SourceAdded(
        document=document, metadata=source.metadata, segmenter=SEGMENTER, segments=segment_document(document)
    )


def _index_again(bench: Workbench) -> list[str]:
    try:
        report = refresh_index(bench)
    except (IndexBusy, StudyError) as error:
        return [f"the index was left alone: {error}"]
    return [f"index brought up to date: {report.total} units"]
