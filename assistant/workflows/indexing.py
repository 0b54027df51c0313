"""The index is a cache of the ledger: it holds exactly the units, and each hit is shown at its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.domain.document import Document, SourceMetadata
from assistant.domain.identifiers import DocumentId, SegmentId
from assistant.domain.segment import Segment
from assistant.domain.span import Span
from assistant.errors import StudyError
from assistant.ports import Hit, IndexEntry, IndexReport, Progress, Records, SearchQuery, Source, keep_going
from assistant.workflows.workbench import Workbench


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A hit with its words and its place.

    Attributes:
        page: 1-based page, None where the format has none.
        time_ms: Time code in milliseconds, None where there is none.
        question: The question it answers, empty if it answers none.
    """

    hit: Hit
    source: Source
    segment: Segment
    text: str
    question: str
    page: int | None
    time_ms: int | None


def refresh_index(bench: Workbench, *, rebuild: bool = False, progress: Progress = keep_going) -> IndexReport:
    """Make the index hold every unit of the study and nothing else."""
    index = bench.index()
    if rebuild:
        index.clear()
    return index.refresh(index_entries(bench.ledger), progress)


def index_entries(records: Records) -> Iterator[IndexEntry]:
    """Yield every unit of the study as the index keeps it."""
    for source in records.sources():
        text = records.document(source.id).text
        for segment in records.segments(source.id):
            if segment.is_unit:
                yield IndexEntry(
                    segment_id=segment.id,
                    document_id=source.id,
                    source_type=source.metadata.source_type,
                    case=source.metadata.case,
                    text=segment.body.read(text),
                    ordinal=segment.ordinal,
                )


def search_study(bench: Workbench, query: SearchQuery) -> list[Passage]:
    """Return passages, best first, each with the place where it opens."""
    shelf = _Shelf(bench.ledger)
    passages = (shelf.passage(hit) for hit in bench.index().search(query))
    return [passage for passage in passages if passage is not None]


def passages_like(bench: Workbench, document_id: DocumentId, segment_id: SegmentId, limit: int = 12) -> list[Passage]:
    """Return passages near in words and meaning to one, from other kinds of source than its own where there are any.

    Raises:
        StudyError: The source has no such unit.
    """
    sources = {source.id: source for source in bench.ledger.sources()}
    segments = {segment.id: segment for segment in bench.ledger.segments(document_id)}
    if segment_id not in segments or document_id not in sources:
        raise StudyError(
            f"the source has no passage {segment_id[:12]!r}; open it again",
            f"这份资料没有段落 {segment_id[:12]!r}；请重新打开",
        )
    text = segments[segment_id].body.read(bench.ledger.document(document_id).text)[:_LIKE]
    own = sources[document_id].metadata.source_type
    others = frozenset(source.metadata.source_type for source in sources.values()) - {own}
    per_type = max(2, limit // max(1, len(others)))
    query = SearchQuery(
        text=text, limit=limit, per_type=per_type, source_types=others, exclude_documents=frozenset({document_id})
    )
    return search_study(bench, query)


_LIKE = 400
"""Characters of a passage that are searched with."""


class _Shelf:
    """Documents and segments fetched once per search."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._sources = {source.id: source for source in records.sources()}
        self._open: dict[DocumentId, tuple[Document, dict[SegmentId, Segment]]] = {}

    def passage(self, hit: Hit) -> Passage | None:
        source = self._sources.get(hit.document_id)
        if source is None:
            return None
        if hit.document_id not in self._open:
            segments = {segment.id: segment for segment in self._records.segments(hit.document_id)}
            self._open[hit.document_id] = self._records.document(hit.document_id), segments
        document, segments = self._open[hit.document_id]
        segment = segments.get(hit.segment_id)
        return None if segment is None else make_passage(hit, source, document, segment)


def make_passage(hit: Hit, source: Source, document: Document, segment: Segment) -> Passage:
    """Return the words and the place of one segment."""
    block = document.block_at(segment.body.start)
    return Passage(
        hit=hit,
        source=source,
        segment=segment,
        text=segment.body.read(document.text),
        question=_read(segment.question, document.text),
        page=document.page_at(segment.body.start),
        time_ms=None if block is None else block.start_ms,
    )


def _read(span: Span | None, text: str) -> str:
    return "" if span is None else span.read(text)


def place_words(metadata: SourceMetadata, page: int | None, time_ms: int | None) -> str:
    """Return where a passage stands in words a reader can follow: title, page or time code."""
    words = [metadata.title]
    if page is not None:
        words.append(f"p. {page}")
    if time_ms is not None:
        seconds = time_ms // 1000
        words.append(f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}")
    return " · ".join(words)
