"""Codings made elsewhere, brought in as those of a named coder, blind or adjudicated, checked on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from assistant.domain.acts import Act, CoderRegistered, CodingAdded
from assistant.domain.coder import Coder, CoderKind
from assistant.domain.coding import Coding, CodingMode
from assistant.domain.identifiers import CodeId, CoderId, CodingId, DocumentId, content_hash
from assistant.domain.proposal import Rank
from assistant.domain.segment import Segment
from assistant.domain.span import Span
from assistant.errors import StudyError
from assistant.ports import Selection
from assistant.workflows.review import segment_of
from assistant.workflows.workbench import Workbench

BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignCoding:
    """A coding as another file states it.

    Attributes:
        source: Id, or file name, of a source of the study.
    """

    coder: CoderId
    source: str
    span: Span
    code: CodeId
    rank: Rank = Rank.PRIMARY
    mode: CodingMode = CodingMode.BLIND
    attributes: Mapping[str, str] = field(default_factory=dict)
    round: str = ""


def import_codings(bench: Workbench, foreign: Iterable[ForeignCoding], *, actor: CoderId) -> tuple[int, int]:
    """Record codings; return how many were added and how many were there already.

    Raises:
        StudyError: A source, a code or a span is unknown to the study; nothing of its batch is recorded.
    """
    desk = _Desk(bench)
    known = {coding.id for coding in bench.ledger.codings(Selection())}
    added = there = 0
    stream = (desk.coding(coding) for coding in foreign)
    while batch := list(islice(stream, BATCH)):
        fresh = {coding.id: coding for coding in batch if coding.id not in known}
        bench.ledger.append([*desk.newcomers(fresh.values()), *_acts(fresh.values())], actor=actor)
        known |= set(fresh)
        added, there = added + len(fresh), there + len(batch) - len(fresh)
    return added, there


def _acts(codings: Iterable[Coding]) -> Iterator[Act]:
    return (CodingAdded(coding=coding) for coding in codings)


class _Desk:
    """What the study knows that a foreign coding must fit."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._codebook = bench.codebook()
        self._coders = {coder.id for coder in bench.ledger.coders()}
        sources = bench.ledger.sources()
        self._named = {source.file_name: source.id for source in sources} | {source.id: source.id for source in sources}
        self._segments: dict[DocumentId, tuple[Segment, ...]] = {}

    def coding(self, foreign: ForeignCoding) -> Coding:
        document_id = self._named.get(foreign.source)
        if document_id is None:
            raise StudyError(f"the study has no source {foreign.source!r}; add it first")
        if self._codebook.code(foreign.code) is None:
            raise StudyError(f"the codebook has no code {foreign.code!r}; publish a codebook that has it first")
        marks = [foreign.coder, document_id, foreign.span.start, foreign.span.end, foreign.code, foreign.mode.value]
        return Coding(
            id=CodingId(content_hash([*marks, foreign.round])),
            coder_id=foreign.coder,
            codebook_id=self._codebook.id,
            document_id=document_id,
            segment_id=self._segment(document_id, foreign.span).id,
            span=foreign.span,
            code=foreign.code,
            rank=foreign.rank,
            mode=foreign.mode,
            attributes=tuple(sorted(foreign.attributes.items())),
            round=foreign.round,
        )

    def _segment(self, document_id: DocumentId, span: Span) -> Segment:
        if document_id not in self._segments:
            self._segments[document_id] = self._bench.ledger.segments(document_id)
        return segment_of(self._segments[document_id], span)

    def newcomers(self, codings: Iterable[Coding]) -> list[Act]:
        names = {coding.coder_id for coding in codings} - self._coders
        self._coders |= names
        return [CoderRegistered(coder=Coder(id=name, name=name, kind=CoderKind.PERSON)) for name in sorted(names)]
