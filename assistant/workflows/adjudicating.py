"""Settling disagreements: a verdict with its reason and the kind of error, and what it tells the codebook.

What coders gave stays as it is; a verdict makes codings of its own, so that agreement before and after are two figures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain.acts import Adjudicated
from assistant.domain.codebook import Codebook, FamilyRule
from assistant.domain.coding import Coding, CodingMode
from assistant.domain.fieldwork import Adjudication, ErrorType, Memo, MemoTarget
from assistant.domain.identifiers import AdjudicationId, CodeId, CoderId, DocumentId, FamilyId, SegmentId
from assistant.domain.proposal import Rank
from assistant.domain.span import Span
from assistant.errors import StudyError
from assistant.ports import Selection
from assistant.workflows.disagreements import Disagreement, disagreements_on
from assistant.workflows.review import check_span
from assistant.workflows.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Given:
    """One code on one span that a verdict settles on."""

    code: CodeId
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A verdict as a person gives it; no outcome means that nothing of the family applies."""

    round: str
    document_id: DocumentId
    segment_id: SegmentId
    family: FamilyId
    outcome: tuple[Given, ...]
    error: ErrorType
    reason: str


def adjudicate(bench: Workbench, ruling: Ruling, *, actor: CoderId) -> Adjudication:
    """Record a verdict; an earlier one on the same unit, family and round is replaced.

    Raises:
        StudyError: There is no such disagreement, the reason is missing, or the outcome does not fit.
    """
    if not ruling.reason.strip():
        raise StudyError("say in a few words why; a verdict without a reason helps nobody", "请简要说明理由")
    dispute = _find(bench, ruling)
    book = bench.codebook()
    _check_outcome(bench, ruling, dispute, book)
    settled = Adjudication(
        id=AdjudicationId(bench.new_id()),
        coder_id=actor,
        document_id=dispute.source.id,
        segment_id=ruling.segment_id,
        family=ruling.family,
        compared=tuple(coding.id for side in dispute.sides for coding in side.codings),
        outcome=tuple(_coding(bench, ruling, dispute, each, actor) for each in ruling.outcome),
        error=ruling.error,
        reason=ruling.reason.strip(),
        round=ruling.round,
    )
    bench.ledger.append([Adjudicated(adjudication=settled)], actor=actor)
    return settled


def _find(bench: Workbench, ruling: Ruling) -> Disagreement:
    for each in disagreements_on(bench, ruling.round, ruling.document_id, ruling.segment_id):
        if each.family == ruling.family:
            return each
    raise StudyError(
        f"coders do not differ on unit {ruling.segment_id[:12]!r} in family {ruling.family!r}; load the list anew",
        f"编码员在单元 {ruling.segment_id[:12]!r} 的代码族 {ruling.family!r} 上并无分歧；请重新载入列表",
    )


def _check_outcome(bench: Workbench, ruling: Ruling, dispute: Disagreement, book: Codebook) -> None:
    if len(set(ruling.outcome)) < len(ruling.outcome):
        raise StudyError(
            "the same code on the same words stands twice in the verdict", "裁定中同一代码重复用于同一段文字"
        )
    for each in ruling.outcome:
        entry = book.code(each.code)
        if entry is None or entry.family != ruling.family:
            raise StudyError(
                f"{each.code!r} is no code of family {ruling.family!r}; choose one that is",
                f"{each.code!r} 不属于代码族 {ruling.family!r}；请另选",
            )
        if not each.span.overlaps(dispute.segment.body):
            raise StudyError(
                "the words marked lie outside the unit; mark words in it", "所选文字不在此单元内；请在单元内选择"
            )
        check_span(bench, dispute.source.id, each.span)


def _coding(bench: Workbench, ruling: Ruling, dispute: Disagreement, given: Given, actor: CoderId) -> Coding:
    like = [coding for side in dispute.sides for coding in side.codings if coding.code == given.code]
    exact = [coding for coding in like if coding.span == given.span] or like
    return Coding(
        id=bench.new_coding_id(),
        coder_id=actor,
        codebook_id=bench.codebook().id,
        document_id=dispute.source.id,
        segment_id=ruling.segment_id,
        span=given.span,
        code=given.code,
        rank=_rank(bench.codebook(), ruling, given),
        mode=CodingMode.ADJUDICATED,
        attributes=exact[0].attributes if exact else (),
        round=ruling.round,
    )


def _rank(book: Codebook, ruling: Ruling, given: Given) -> Rank:
    """Return secondary for every further code of a family that takes one primary code."""
    rule = next(family.rule for family in book.families if family.id == ruling.family)
    first = ruling.outcome[0].code
    return Rank.SECONDARY if rule is FamilyRule.PRIMARY and given.code != first else Rank.PRIMARY


def memos_about(bench: Workbench, dispute: Disagreement) -> tuple[Memo, ...]:
    """Return what coders noted about the codings in dispute and about words of the unit."""
    codings = {coding.id for side in dispute.sides for coding in side.codings}
    coders = {side.coder_id for side in dispute.sides}
    here = bench.ledger.memos()
    return tuple(
        memo
        for memo in here
        if (memo.target is MemoTarget.CODING and memo.coding_id in codings)
        or (
            memo.target is MemoTarget.SPAN
            and memo.coder_id in coders
            and memo.document_id == dispute.source.id
            and memo.span is not None
            and memo.span.overlaps(dispute.segment.span)
        )
    )


# ---- what the codebook learns --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One unit that an entry of the codebook did not decide, with what was settled and why."""

    document_id: DocumentId
    segment_id: SegmentId
    title: str
    words: str
    outcome: tuple[CodeId, ...]
    reason: str
    round: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """An entry of the codebook that coders could not apply alike.

    Attributes:
        against: Codes that stood against it, the most frequent first.
        pending: Whether the entry has stayed as it was since: the verdicts are about the version in force.
    """

    code: CodeId
    cases: tuple[Case, ...]
    against: tuple[CodeId, ...]
    pending: bool


def revision_list(bench: Workbench) -> tuple[Revision, ...]:
    """Return the entries whose definitions were unclear, by verdicts of that kind; those with most cases first."""
    verdicts = [each for each in bench.ledger.adjudications() if each.error is ErrorType.DEFINITION]
    wanted = frozenset(coding for each in verdicts for coding in each.compared)
    compared = {coding.id: coding for coding in bench.ledger.codings(Selection(codings=wanted))} if wanted else {}
    cases = _cases(bench, verdicts)
    in_force = bench.codebook().id
    by_code: dict[CodeId, list[tuple[Case, frozenset[CodeId], bool]]] = defaultdict(list)
    for verdict in verdicts:
        codings = [*(compared[each] for each in verdict.compared if each in compared), *verdict.outcome]
        codes = frozenset(coding.code for coding in codings)
        pending = any(coding.codebook_id == in_force for coding in codings)
        for code in codes:
            by_code[code].append((cases[verdict.id], codes - {code}, pending))
    found = [_revision(code, rows) for code, rows in by_code.items()]
    return tuple(sorted(found, key=lambda each: (-len(each.cases), each.code)))


def _revision(code: CodeId, rows: Sequence[tuple[Case, frozenset[CodeId], bool]]) -> Revision:
    counts: dict[CodeId, int] = defaultdict(int)
    for _, others, _ in rows:
        for other in others:
            counts[other] += 1
    return Revision(
        code=code,
        cases=tuple(case for case, _, _ in rows),
        against=tuple(sorted(counts, key=lambda each: (-counts[each], each))),
        pending=any(pending for _, _, pending in rows),
    )


def _cases(bench: Workbench, verdicts: Sequence[Adjudication]) -> dict[AdjudicationId, Case]:
    titles = {source.id: source.metadata.title for source in bench.ledger.sources()}
    texts = {name: bench.ledger.document(name).text for name in {each.document_id for each in verdicts}}
    segments = {piece.id: piece for name in texts for piece in bench.ledger.segments(name)}
    return {
        each.id: Case(
            document_id=each.document_id,
            segment_id=each.segment_id,
            title=titles[each.document_id],
            words=segments[each.segment_id].body.read(texts[each.document_id]),
            outcome=tuple(dict.fromkeys(coding.code for coding in each.outcome)),
            reason=each.reason,
            round=each.round,
        )
        for each in verdicts
    }
