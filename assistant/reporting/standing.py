"""Which codings count as evidence: adjudicated ones first, else those of two people who coded blind, else one's.

A proposal is no coding and never counts. Nothing is left out without being counted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.domain.codebook import Codebook, Wording
from assistant.domain.coding import Coding, CodingMode
from assistant.domain.identifiers import CodeId, CoderId, DocumentId, FamilyId, SegmentId
from assistant.domain.span import Span

Question = tuple[SegmentId, FamilyId]
"""One family of codes asked of one unit."""


class Standing(StrEnum):
    """How well a coding is established."""

    ADJUDICATED = "adjudicated"
    AGREED = "agreed"
    """At least two people gave the code to the unit, blind."""
    SINGLE = "single"


STANDINGS: Mapping[Standing, Wording] = {
    Standing.ADJUDICATED: Wording("裁定", "adjudicated"),
    Standing.AGREED: Wording("两人盲编一致", "agreed by two blind coders"),
    Standing.SINGLE: Wording("一人编码", "one person's"),
}
_NOT_SETTLED = Wording("裁定后不再计入的编码", "codings superseded by adjudication")
_DISPUTED = Wording("两人盲编不一致、尚未裁定的编码", "codings on which blind coders differ, not adjudicated yet")
_UNCODED = Wording("编码手册已无此代码的编码", "codings with codes that the codebook in force no longer has")
_INSTRUMENT = Wording("不是人所作的编码", "codings that no person made")
_APART = Wording("培训与重编轮次的编码", "codings of training and re-coding rounds")
_LESSER = Wording("被两人一致取代的编码", "codings superseded by the agreement of two")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What has to be known to weigh codings.

    Attributes:
        settled: Units and families on which there is a verdict.
        settled_documents: Sources whose adjudication was brought in whole: it covers every unit of theirs.
        looked: Who went through a unit blind for a family.
        apart: Names of rounds that make no evidence, for training or re-coding.
    """

    codebook: Codebook
    people: frozenset[CoderId]
    settled: frozenset[Question] = frozenset()
    settled_documents: frozenset[DocumentId] = frozenset()
    looked: Mapping[Question, frozenset[CoderId]] = field(default_factory=dict)
    apart: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A code that stands, with the shortest words that anybody of those who count gave for it."""

    code: CodeId
    family: FamilyId
    document_id: DocumentId
    segment_id: SegmentId
    span: Span
    standing: Standing
    coders: tuple[CoderId, ...]
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """What counts, in the order of the text, and what was left out, counted by reason."""

    accepted: tuple[Accepted, ...]
    left_out: tuple[tuple[Wording, int], ...]


def accept_codings(codings: Iterable[Coding], ground: Ground) -> Acceptance:
    """Return the codings that count as evidence."""
    left_out: Counter[Wording] = Counter()
    asked: dict[Question, list[Coding]] = defaultdict(list)
    families = {code.id: code.family for code in ground.codebook.codes}
    for coding in codings:
        reason = _unfit(coding, ground, families)
        if reason:
            left_out[reason] += 1
        else:
            asked[coding.segment_id, families[coding.code]].append(coding)
    accepted = [each for question, given in asked.items() for each in _answered(question, given, ground, left_out)]
    accepted.sort(key=lambda each: (each.document_id, each.span, each.code))
    return Acceptance(accepted=tuple(accepted), left_out=tuple(sorted(left_out.items(), key=lambda pair: pair[0].en)))


def _unfit(coding: Coding, ground: Ground, families: Mapping[CodeId, FamilyId]) -> Wording | None:
    if coding.code not in families:
        return _UNCODED
    if coding.coder_id not in ground.people:
        return _INSTRUMENT
    return _APART if coding.round and coding.round in ground.apart else None


def _answered(
    question: Question, given: Sequence[Coding], ground: Ground, left_out: Counter[Wording]
) -> Iterable[Accepted]:
    settled = [coding for coding in given if coding.mode is CodingMode.ADJUDICATED]
    rest = [coding for coding in given if coding.mode is not CodingMode.ADJUDICATED]
    if settled or question in ground.settled or given[0].document_id in ground.settled_documents:
        left_out[_NOT_SETTLED] += len(rest)
        return _merged(question, settled, Standing.ADJUDICATED)
    looked = ground.looked.get(question, frozenset())
    if len(looked) < 2:
        return _merged(question, rest, Standing.SINGLE)
    blind = [coding for coding in rest if coding.mode is CodingMode.BLIND and coding.coder_id in looked]
    left_out[_LESSER] += len(rest) - len(blind)
    agreed = {code for code, coders in _by_code(blind).items() if len(coders) > 1}
    left_out[_DISPUTED] += sum(coding.code not in agreed for coding in blind)
    return _merged(question, [coding for coding in blind if coding.code in agreed], Standing.AGREED)


def _by_code(codings: Iterable[Coding]) -> dict[CodeId, set[CoderId]]:
    coders: dict[CodeId, set[CoderId]] = defaultdict(set)
    for coding in codings:
        coders[coding.code].add(coding.coder_id)
    return coders


def _merged(question: Question, codings: Iterable[Coding], standing: Standing) -> list[Accepted]:
    """Return one entry for overlapping codings of one code: the same words are evidence once."""
    by_code: dict[CodeId, list[Coding]] = defaultdict(list)
    for coding in sorted(codings, key=lambda each: (each.span, each.coder_id)):
        by_code[coding.code].append(coding)
    return [_one(question, cluster, standing) for given in by_code.values() for cluster in _overlapping(given)]


def _overlapping(codings: Sequence[Coding]) -> list[list[Coding]]:
    clusters: list[list[Coding]] = []
    end = -1
    for coding in codings:
        if clusters and coding.span.start < end:
            clusters[-1].append(coding)
        else:
            clusters.append([coding])
            end = -1
        end = max(end, coding.span.end)
    return clusters


def _one(question: Question, cluster: Sequence[Coding], standing: Standing) -> Accepted:
    best = min(cluster, key=lambda each: (len(each.span), each.span, each.coder_id))
    return Accepted(
        code=best.code,
        family=question[1],
        document_id=best.document_id,
        segment_id=best.segment_id,
        span=best.span,
        standing=standing,
        coders=tuple(sorted({coding.coder_id for coding in cluster})),
        attributes=best.attributes,
    )
