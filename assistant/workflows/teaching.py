"""What people have coded becomes what the exemplar proposer learns from; proposals alone teach nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.domain.codebook import Codebook
from assistant.domain.coder import CoderKind
from assistant.domain.coding import Action, Coding, CodingMode
from assistant.domain.identifiers import CodeId, CoderId, DocumentId, SegmentId
from assistant.domain.segment import Segment
from assistant.domain.span import Span
from assistant.exemplar import ExemplarProposer, Lesson, TaughtDocument, planned_never_supports
from assistant.ports import Encoder, Proposer, Records, Selection


def open_exemplar(
    ledger: Records,
    encoder: Encoder,
    codebook: Codebook,
    never_planned: frozenset[str] | None = None,
) -> Proposer:
    """Return the exemplar proposer, taught by all codings in force.

    Args:
        ledger: What was coded.
        encoder: The study's embedder.
        codebook: The codebook in force; codings with codes it no longer has teach that nothing of it applies.
        never_planned: Ids of families and codes that plans never support; read from the codebook's wording if None.
    """
    barred = planned_never_supports(codebook) if never_planned is None else never_planned
    return ExemplarProposer(codebook, encoder, taught_documents(ledger), barred)


def taught_documents(records: Records) -> tuple[TaughtDocument, ...]:
    """Return the documents that people have coded, with what they gave each sentence and each span.

    Only people teach. In a segment that has adjudicated codings these alone count, elsewhere each code counts by the
    share of coders who gave it. What a coder left without a code counts as looked at from the first to the last
    segment of the document that this coder coded or decided on.
    """
    looks = _looks(records)
    sources = [source.id for source in records.sources() if source.id in looks]
    return tuple(_taught(records, document, looks[document]) for document in sources)


@dataclass(frozen=True, slots=True)
class _Look:
    """What one coder did in one document: codings, and the segments coded or decided on."""

    coder: CoderId
    codings: tuple[Coding, ...]
    segments: frozenset[SegmentId]


def _looks(records: Records) -> Mapping[DocumentId, tuple[_Look, ...]]:
    people = {coder.id for coder in records.coders() if coder.kind is CoderKind.PERSON}
    coded: dict[tuple[DocumentId, CoderId], list[Coding]] = defaultdict(list)
    touched: dict[tuple[DocumentId, CoderId], set[SegmentId]] = defaultdict(set)
    for coding in records.codings():
        if coding.coder_id in people:
            coded[coding.document_id, coding.coder_id].append(coding)
            touched[coding.document_id, coding.coder_id].add(coding.segment_id)
    for document, coder, segment in _rejected(records):
        if coder in people:
            touched[document, coder].add(segment)
    found: dict[DocumentId, tuple[_Look, ...]] = {}
    for document, coder in sorted(touched):
        look = _Look(coder, tuple(coded[document, coder]), frozenset(touched[document, coder]))
        found[document] = (*found.get(document, ()), look)
    return found


def _rejected(records: Records) -> Iterable[tuple[DocumentId, CoderId, SegmentId]]:
    decisions = [decision for decision in records.decisions() if decision.action is Action.REJECT]
    if not decisions:
        return
    wanted = frozenset(decision.proposal_id for decision in decisions)
    proposals = {proposal.id: proposal for proposal in records.proposals(Selection(proposals=wanted))}
    for decision in decisions:
        proposal = proposals.get(decision.proposal_id)
        if proposal is not None:
            yield proposal.document_id, decision.coder_id, proposal.segment_id


def _taught(records: Records, document_id: DocumentId, looks: Sequence[_Look]) -> TaughtDocument:
    document = records.document(document_id)
    segments = [segment for segment in records.segments(document_id) if segment.is_unit]
    readers = _readers(segments, looks)
    lessons: list[Lesson] = []
    for segment in segments:
        if readers[segment.id]:
            codings = [coding for look in looks for coding in look.codings if coding.segment_id == segment.id]
            lessons.extend(_lessons(document.text, segment, codings, len(readers[segment.id])))
    return TaughtDocument(id=document_id, text=document.text, lessons=tuple(lessons))


def _readers(segments: Sequence[Segment], looks: Sequence[_Look]) -> Mapping[SegmentId, frozenset[CoderId]]:
    """Return who looked at each segment: everyone whose first and last touched segment lie around it."""
    readers: dict[SegmentId, frozenset[CoderId]] = {segment.id: frozenset() for segment in segments}
    for look in looks:
        places = [place for place, segment in enumerate(segments) if segment.id in look.segments]
        for segment in segments[min(places, default=0) : max(places, default=-1) + 1]:
            readers[segment.id] |= {look.coder}
    return readers


def _lessons(text: str, segment: Segment, codings: Sequence[Coding], readers: int) -> Iterable[Lesson]:
    adjudicated = [coding for coding in codings if coding.mode is CodingMode.ADJUDICATED]
    counted, voices = (adjudicated, 1) if adjudicated else (codings, readers)
    for sentence in segment.sentences:
        given = [coding for coding in counted if coding.span.overlaps(sentence)]
        yield Lesson(segment_id=segment.id, text=sentence.read(text), codes=_shares(given, voices))
    whole = frozenset(segment.sentences)
    spans: dict[Span, list[Coding]] = defaultdict(list)
    for coding in counted:
        if coding.span not in whole:
            spans[coding.span].append(coding)
    for span, given in sorted(spans.items()):
        yield Lesson(segment_id=segment.id, text=span.read(text), codes=_shares(given, voices), quote=True)


def _shares(codings: Iterable[Coding], voices: int) -> tuple[tuple[CodeId, float], ...]:
    givers: dict[CodeId, set[CoderId]] = defaultdict(set)
    for coding in codings:
        givers[coding.code].add(coding.coder_id)
    return tuple((code, min(1.0, len(coders) / voices)) for code, coders in sorted(givers.items()))
