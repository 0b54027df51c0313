"""Which source of a project is which of the study, and the way from its words to ours.

A source is found by what earlier imports settled, by the hash of its file, or by its words: the same visible characters
in the same order. One that is found nowhere is added, from the file that travels along where that file reads as the
words do, else from the words alone.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PureWindowsPath
from typing import TypeVar

from assistant.domain.acts import Act, SourceAdded
from assistant.domain.document import Language, Reading, SourceMetadata, SourceType
from assistant.domain.exchange import ExchangedProject, ExchangedSource, ForeignProject, SourceDetails, guid_of
from assistant.domain.identifiers import DocumentId
from assistant.domain.segment import Segment
from assistant.domain.span import Span
from assistant.errors import SourceError
from assistant.interchange.alignment import Alignment, align
from assistant.ports import Ledger
from assistant.segmenting import SEGMENTER, segment_document
from assistant.workflows.exchanging.memory import Memory
from assistant.workflows.exchanging.outgoing import VARIABLES
from assistant.workflows.exchanging.plan import Ground, NewFile, SourceFate, SourceMatch

Kind = TypeVar("Kind", SourceType, Language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A source of a project as the study has or gets it.

    Attributes:
        alignment: The way from the project's words to the study's.
    """

    match: SourceMatch
    alignment: Alignment
    segments: tuple[Segment, ...]

    def words(self, span: Span) -> Span | None:
        """Return a span here; None where only white space is left of it."""
        return self.alignment.span(span)

    def place(self, span: Span) -> tuple[Span, Segment] | None:
        """Return a span and its segment here; None for white space alone."""
        here = self.words(span)
        if here is None:
            return None
        touched = [segment for segment in self.segments if segment.span.overlaps(here)]
        units = [segment for segment in touched if segment.is_unit]
        return (here, (units or touched)[0]) if touched else None


class SourceDesk:
    """Settles the sources of one project, one after the other."""

    def __init__(self, ledger: Ledger, foreign: ForeignProject, memory: Memory, ground: Ground) -> None:
        self._ledger = ledger
        self._foreign = foreign
        self._memory = memory
        self._ground = ground
        self._sources = {source.id: source for source in ledger.sources()}
        self._guids = {guid_of("source", source.id): source.id for source in self._sources.values()}
        self._words: dict[str, DocumentId] = {}
        self._texts: dict[DocumentId, str] = {}
        self._segments: dict[DocumentId, tuple[Segment, ...]] = {}
        self.acts: list[Act] = []
        self.files: list[NewFile] = []

    def settle(self) -> dict[str, Settled]:
        """Return every source that has words here, by GUID."""
        return {source.guid: self._settle(source) for source in self._foreign.project.sources}

    def _settle(self, source: ExchangedSource) -> Settled:
        for document_id, fate in self._candidates(source):
            alignment = align(source.text, self._text(document_id))
            if alignment is not None:
                self._ground.counts["sources_known"] += 1
                return self._settled(source, document_id, fate, alignment)
            self._ground.remark("source_changed", source.name)
        found = self._by_words(source.text)
        if found is not None:
            document_id, alignment = found
            self._ground.counts["sources_known"] += 1
            return self._settled(source, document_id, SourceFate.SAME_WORDS, alignment)
        return self._add(source)

    def _candidates(self, source: ExchangedSource) -> Iterator[tuple[DocumentId, SourceFate]]:
        remembered = self._memory.sources.get(source.guid) or self._guids.get(source.guid)
        if remembered in self._sources:
            yield DocumentId(str(remembered)), SourceFate.REMEMBERED
        details = self._foreign.project.details.sources.get(source.guid)
        for name in self._hashes(source, details):
            if name != remembered and (name in self._sources or name in self._texts):
                yield DocumentId(name), SourceFate.SAME_FILE

    def _hashes(self, source: ExchangedSource, details: SourceDetails | None) -> Iterator[str]:
        """Yield the hash of every file that a source may be here."""
        yield hashlib.sha256(self._foreign.data[source.guid]).hexdigest()
        if details is not None:
            yield details.document_id
        elif source.original:
            data, _ = self._tried(source.original)
            if data is not None:
                yield hashlib.sha256(data).hexdigest()

    def _by_words(self, text: str) -> tuple[DocumentId, Alignment] | None:
        if not self._words:
            self._words = {_visible_hash(self._text(each)): each for each in reversed(self._sources)}
        found = self._words.get(_visible_hash(text))
        alignment = align(text, self._text(found)) if found is not None else None
        return (found, alignment) if found is not None and alignment is not None else None

    def _text(self, document_id: DocumentId) -> str:
        if document_id not in self._texts:
            self._texts[document_id] = self._ledger.document(document_id).text
        return self._texts[document_id]

    def _settled(
        self, source: ExchangedSource, document_id: DocumentId, fate: SourceFate, alignment: Alignment
    ) -> Settled:
        if document_id not in self._segments:
            self._segments[document_id] = self._ledger.segments(document_id)
        known = self._sources.get(document_id)
        file_name = known.file_name if known else source.name
        match = SourceMatch(guid=source.guid, name=source.name, document_id=document_id, fate=fate, file_name=file_name)
        return Settled(match=match, alignment=alignment, segments=self._segments[document_id])

    def _add(self, source: ExchangedSource) -> Settled:
        details = self._foreign.project.details.sources.get(source.guid)
        reading, data, fate = self._reading(source, details)
        document = reading.document
        if document.id in self._sources or document.id in self._texts:
            # The file is there, and reads otherwise than the project's words: the words become a source of their own.
            reading, data, fate = self._apart(source)
            document = reading.document
        alignment = align(source.text, document.text)
        assert alignment is not None
        metadata = describe_foreign(self._foreign.project, source, reading.metadata, details)
        segments = segment_document(document)
        self.acts.append(SourceAdded(document=document, metadata=metadata, segmenter=SEGMENTER, segments=segments))
        self.files.append(NewFile(document_id=document.id, data=lambda: data))
        self._texts[document.id], self._segments[document.id] = document.text, segments
        if self._words:
            self._words.setdefault(_visible_hash(document.text), document.id)
        self._ground.counts["sources_added"] += 1
        return self._settled(source, document.id, fate, alignment)

    def _reading(self, source: ExchangedSource, details: SourceDetails | None) -> tuple[Reading, bytes, SourceFate]:
        stated = f"internal://{details.part}" if details and details.part else source.original
        name = details.file_name if details else source.name
        data = self._original(stated, source.name) if stated else None
        if data is not None:
            reading = self._read(data, _file_name(name, stated))
            alignment = align(source.text, reading.document.text) if reading is not None else None
            # What this program wrote was read from that very file: it reads the same, or is not the file.
            if reading is not None and alignment is not None and (alignment.same or details is None):
                return reading, data, SourceFate.NEW_FILE
            self._ground.remark("original_reads_otherwise", source.name)
        return self._foreign.readings[source.guid], self._foreign.data[source.guid], SourceFate.NEW_TEXT

    def _apart(self, source: ExchangedSource) -> tuple[Reading, bytes, SourceFate]:
        reading = self._foreign.readings[source.guid]
        data = source.text.encode()
        name = DocumentId(hashlib.sha256(data).hexdigest())
        return Reading(replace(reading.document, id=name), reading.metadata), data, SourceFate.NEW_TEXT

    def _original(self, stated: str, name: str) -> bytes | None:
        data, reason = self._tried(stated)
        if data is None:
            kind = "original_unreadable" if reason else "original_missing"
            self._ground.remark(kind, f"{name}: {reason}" if reason else name)
        return data

    def _tried(self, stated: str) -> tuple[bytes | None, str]:
        """Return the bytes of a part, or why they cannot be read; no reason where there is no such part."""
        try:
            return self._ground.parts(stated), ""
        except SourceError as error:
            return None, str(error)

    def _read(self, data: bytes, name: str) -> Reading | None:
        with tempfile.TemporaryDirectory(prefix="tricoder-") as folder:
            path = Path(folder) / name
            path.write_bytes(data)
            try:
                return self._ground.read(path)
            except SourceError as error:
                self._ground.remark("original_unreadable", f"{name}: {error}")
                return None


def _visible_hash(text: str) -> str:
    return hashlib.sha256("".join(text.split()).encode()).hexdigest()


def _file_name(name: str, stated: str) -> str:
    """Return a name under which a file can be read: no folders, no hidden file, its suffix that of the part."""
    bare = PureWindowsPath(name.replace("\0", "")).name.lstrip(".") or "source"
    _, dot, suffix = stated.rpartition(".")
    ending = f".{suffix.lower()}" if dot and suffix.isalnum() else ""
    if ending and not bare.lower().endswith(ending):
        bare += ending
    stem, dot, rest = bare.rpartition(".")
    return bare if len(bare.encode()) <= 240 else f"{stem[:60]}{dot}{rest[:8]}"


def describe_foreign(
    project: ExchangedProject, source: ExchangedSource, guess: SourceMetadata, details: SourceDetails | None
) -> SourceMetadata:
    """Return what is known of a new source: what this program laid beside it, else variables, cases and a guess.

    A permission to leave the machine does not travel: it is given in the study it is used in.
    """
    if details is not None:
        permission = False if details.metadata.may_leave is False else None
        return replace(details.metadata, may_leave=permission)
    stated = variables_of(project, source)
    cases = "; ".join(case.name for case in project.cases if case.name and source.guid in case.sources)
    return replace(
        guess,
        title=stated.get("title") or source.name,
        voice=stated.get("voice") or guess.voice,
        date=stated.get("date") or guess.date,
        organisation=stated.get("organisation") or guess.organisation,
        publisher=stated.get("publisher") or guess.publisher,
        case=cases or stated.get("case") or guess.case,
        source_type=_one_of(SourceType, stated.get("source_type"), guess.source_type),
        language=_one_of(Language, stated.get("language"), guess.language),
    )


def variables_of(project: ExchangedProject, source: ExchangedSource) -> Mapping[str, str]:
    """Return a source's variables; a case without a name, or with this one source, gives it its own."""
    found: dict[str, str] = {}
    for case in project.cases:
        if source.guid in case.sources and (not case.name or len(case.sources) == 1):
            found.update(case.variables)
    return found | dict(source.variables)


def unplaced_variables(project: ExchangedProject, source: ExchangedSource) -> list[tuple[str, str]]:
    """Return the variables of a source that no field of a description holds."""
    return [(name, value) for name, value in variables_of(project, source).items() if name not in (*VARIABLES, "case")]


def _one_of(kinds: type[Kind], stated: str | None, otherwise: Kind) -> Kind:
    return kinds(stated) if stated in set(kinds) else otherwise
