"""A gold set becomes a study of its own, so that every instrument meets it as it meets any study.

Units stay as they are: each is one segment. Who looked at a unit and gave it nothing is recorded as a lock, so that
"nothing" and "not looked at" stay apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from assistant.domain.acts import Act, CoderRegistered, CodingAdded, SourceAdded, UnitsLocked
from assistant.domain.coder import Coder, CoderKind
from assistant.domain.coding import Coding, CodingMode
from assistant.domain.document import Block, BlockKind, Document, Language, Provenance, SourceMetadata
from assistant.domain.goldset import GoldSet, GoldUnit
from assistant.domain.identifiers import CodeId, CoderId, CodingId, DocumentId, SegmentId, content_hash
from assistant.domain.segment import Segment, SegmentKind
from assistant.domain.span import Span
from assistant.segmenting import split_sentences
from assistant.workflows.workbench import Workbench

SEGMENTER = "gold-units.v1"
BATCH = 500


def record_gold(bench: Workbench, gold: GoldSet) -> int:
    """Record the units, looks and codings of a gold set in a study made with its codebook; return the units.

    What is there already is left alone, so that a stopped import is finished by doing it again.
    """
    grouped: dict[str, list[GoldUnit]] = defaultdict(list)
    for unit in gold.units:
        grouped[unit.document].append(unit)
    known = {source.id for source in bench.ledger.sources()}
    coders = {coder.id for coder in bench.ledger.coders()}
    newcomers = sorted({coder for _unit, coder in gold.looks} - coders)
    bench.ledger.append([CoderRegistered(coder=_person(name)) for name in newcomers], actor=bench.person)
    desk = _Desk(bench, gold)
    waiting: list[Act] = []
    for name, units in grouped.items():
        added = _source(name, units)
        if added.document.id in known:
            continue
        waiting += [added, *desk.codings(units, added)]
        if len(waiting) >= BATCH:
            bench.ledger.append(waiting, actor=bench.person)
            waiting = []
    bench.ledger.append(waiting, actor=bench.person)
    return len(gold.units)


def _person(name: str) -> Coder:
    return Coder(id=CoderId(name), name=name, kind=CoderKind.PERSON)


def _source(name: str, units: Sequence[GoldUnit]) -> SourceAdded:
    text = "\n".join(unit.text for unit in units)
    document_id = DocumentId(content_hash({"document": name, "units": [[unit.name, unit.text] for unit in units]}))
    blocks, segments, at = [], [], 0
    for number, unit in enumerate(units, start=1):
        span = Span(at, at + len(unit.text))
        at = span.end + 1
        blocks.append(Block(span=span, body=span, kind=BlockKind.PARAGRAPH, number=number))
        segments.append(_segment(document_id, unit, text, span, number - 1))
    document = Document(
        id=document_id,
        text=text,
        blocks=tuple(blocks),
        provenance=Provenance(
            file_name=name, size=len(text.encode()), media_type="text/plain", reader=SEGMENTER, encoding="utf-8"
        ),
    )
    metadata = SourceMetadata(title=name, language=_language(text))
    return SourceAdded(document=document, metadata=metadata, segmenter=SEGMENTER, segments=tuple(segments))


def _language(text: str) -> Language:
    han = sum("一" <= char <= "鿿" for char in text)
    return Language.ZH if 5 * han > len(text) else Language.EN


def _segment(document_id: DocumentId, unit: GoldUnit, text: str, span: Span, ordinal: int) -> Segment:
    return Segment(
        id=SegmentId(content_hash([document_id, unit.name, span.start, span.end, SEGMENTER])),
        document_id=document_id,
        ordinal=ordinal,
        span=span,
        body=span,
        kind=SegmentKind.PARAGRAPH,
        sentences=split_sentences(text, span),
    )


class _Desk:
    """What people gave, as acts."""

    def __init__(self, bench: Workbench, gold: GoldSet) -> None:
        self._codebook = bench.codebook().id
        self._given: dict[tuple[str, str], list[str]] = defaultdict(list)
        for unit, coder, code in sorted(gold.given):
            self._given[unit, coder].append(code)
        self._lookers: dict[str, list[str]] = defaultdict(list)
        for unit, coder in sorted(gold.looks):
            self._lookers[unit].append(coder)

    def codings(self, units: Sequence[GoldUnit], added: SourceAdded) -> Iterator[Act]:
        """Yield the codings of a document and who is done with which of its units."""
        done: dict[str, list[SegmentId]] = defaultdict(list)
        for unit, segment in zip(units, added.segments, strict=True):
            for coder in self._lookers[unit.name]:
                done[coder].append(segment.id)
                for code in self._given[unit.name, coder]:
                    yield CodingAdded(coding=self._coding(segment, coder, code))
        for coder, segments in done.items():
            yield UnitsLocked(coder_id=CoderId(coder), document_id=added.document.id, segments=tuple(segments))

    def _coding(self, segment: Segment, coder: str, code: str) -> Coding:
        return Coding(
            id=CodingId(content_hash([segment.id, coder, code])),
            coder_id=CoderId(coder),
            codebook_id=self._codebook,
            document_id=segment.document_id,
            segment_id=segment.id,
            span=segment.body,
            code=CodeId(code),
            mode=CodingMode.BLIND,
        )
