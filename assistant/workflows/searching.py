"""Passages for words and filters: by type, case, coder and code; and how much was looked through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.domain.codebook import Codebook
from assistant.domain.coding import Coding
from assistant.domain.document import SourceType
from assistant.domain.identifiers import CodeId, CoderId, DocumentId, SegmentId
from assistant.domain.segment import Segment
from assistant.ports import Hit, SearchQuery, Selection, Source
from assistant.segmenting.cases import split_cases
from assistant.workflows.indexing import Passage, make_passage, search_study
from assistant.workflows.workbench import Workbench


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusQuery:
    """What to look for and where. Empty filters mean everything.

    Attributes:
        text: Words in any language; empty gives all passages that pass the filters, in document order.
        cases: Only sources of one of these cases; a source may speak of several.
        coders: Only units in which one of these coders has a coding.
        codes: Only units with a coding of one of these codes or of a code below it.
    """

    text: str = ""
    limit: int = 30
    types: frozenset[SourceType] = frozenset()
    cases: frozenset[str] = frozenset()
    coders: frozenset[CoderId] = frozenset()
    codes: frozenset[CodeId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPassage:
    """A passage with the codings in it that whoever asks may see."""

    passage: Passage
    codings: tuple[Coding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What was found, and what was looked through for it.

    Attributes:
        sources: Sources that passed the filters.
        units: Units of theirs that passed.
        without_units: Sources among them that have no unit and so cannot be found.
        more: Whether the limit cut something off.
    """

    passages: tuple[FoundPassage, ...]
    sources: int
    units: int
    without_units: tuple[Source, ...]
    more: bool


def search_corpus(bench: Workbench, query: CorpusQuery) -> Findings:
    """Return passages for words and filters; with words the index is asked, so it has to be up to date."""
    sources = [source for source in bench.ledger.sources() if _passes(source, query)]
    documents = frozenset(source.id for source in sources)
    segments = _coded_segments(bench, query, documents) if query.coders or query.codes else None
    if not sources or segments == frozenset():
        return Findings(passages=(), sources=len(sources), units=0, without_units=(), more=False)
    wanted = query.limit + 1
    if query.text.strip():
        asked = SearchQuery(text=query.text, limit=wanted, documents=documents, segments=segments or frozenset())
        passages = search_study(bench, asked)
    else:
        passages = list(_first(_in_order(bench, sources, segments), wanted))
    shown = passages[: query.limit]
    codings = _codings_by_segment(bench, query, frozenset(passage.source.id for passage in shown))
    return Findings(
        passages=tuple(FoundPassage(passage=each, codings=tuple(codings.get(each.segment.id, ()))) for each in shown),
        sources=len(sources),
        units=sum(source.units for source in sources) if segments is None else len(segments),
        without_units=tuple(source for source in sources if not source.units),
        more=len(passages) > query.limit,
    )


def cases_of(sources: Iterable[Source]) -> list[str]:
    """Return the cases that sources speak of, each once, sorted."""
    return sorted({case for source in sources for case in split_cases(source.metadata.case)})


def _passes(source: Source, query: CorpusQuery) -> bool:
    metadata = source.metadata
    return (not query.types or metadata.source_type in query.types) and (
        not query.cases or bool(query.cases & {metadata.case, *split_cases(metadata.case)})
    )


def _coded_segments(bench: Workbench, query: CorpusQuery, documents: frozenset[DocumentId]) -> frozenset[SegmentId]:
    codes = _with_descendants(bench.ledger.codebook(), query.codes)
    return frozenset(
        coding.segment_id
        for coding in bench.ledger.codings(Selection(coders=query.coders))
        if coding.document_id in documents and (not codes or coding.code in codes)
    )


def _with_descendants(codebook: Codebook | None, codes: frozenset[CodeId]) -> frozenset[CodeId]:
    wanted = set(codes)
    for _ in codebook.codes if codebook else ():
        below = {code.id for code in codebook.codes if code.parent in wanted} if codebook else set()
        if below <= wanted:
            break
        wanted |= below
    return frozenset(wanted)


def _codings_by_segment(
    bench: Workbench, query: CorpusQuery, documents: frozenset[DocumentId]
) -> dict[SegmentId, list[Coding]]:
    found: dict[SegmentId, list[Coding]] = {}
    if documents:
        for coding in bench.ledger.codings(Selection(documents=documents, coders=query.coders)):
            found.setdefault(coding.segment_id, []).append(coding)
    return found


def _in_order(bench: Workbench, sources: list[Source], segments: frozenset[SegmentId] | None) -> Iterator[Passage]:
    for source in sources:
        chosen: list[Segment] = [
            segment
            for segment in bench.ledger.segments(source.id)
            if segment.is_unit and (segments is None or segment.id in segments)
        ]
        if chosen:
            document = bench.ledger.document(source.id)
            for segment in chosen:
                hit = Hit(segment_id=segment.id, document_id=source.id, score=0.0)
                yield make_passage(hit, source, document, segment)


def _first(passages: Iterator[Passage], limit: int) -> Iterator[Passage]:
    for number, passage in enumerate(passages):
        if number == limit:
            return
        yield passage
