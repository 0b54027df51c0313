"""From checks to proposals and refusals: words are located, ranks are given, contradictions are said aloud."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.domain.codebook import Family, FamilyRule
from assistant.domain.identifiers import CodeId, ProposalId, SegmentId, content_hash
from assistant.domain.proposal import Evidence, Ground, Proposal, Rank, Refusal, UnlocatedQuote
from assistant.domain.unit import Answer
from assistant.evidence import Located, locate_in_segments
from assistant.prompting import VerifyAnswer
from assistant.prompting.answers import Verdict
from assistant.workflows.instrument import refusing
from assistant.workflows.instrument.states import Check, UnitState, Work

_INDICATORS = 2


def conclude(work: Work, state: UnitState) -> Answer:
    """Return all that is said of a unit; where nothing was found, that it was screened for what."""
    proposals: list[Proposal] = []
    refusals = list(state.refusals())
    told = list(state.checks())
    for family in work.families:
        checks = [check for check in told if check.find.family.id == family.id]
        made, surplus = _ranked(work, family, list(_proposals(work, family, checks)))
        proposals.extend(made)
        refusals.extend([*surplus, *_refusals(work, family, checks)])
    if not proposals and not refusals:
        names = ", ".join(family.id for family in work.families)
        reason = f"{refusing.NONE}screened for {names}, nothing found"
        refusals.append(work.asked.refusal(state.unit.segment.id, None, reason))
    return Answer(segment_id=state.unit.segment.id, proposals=tuple(proposals), refusals=tuple(refusals))


def _proposals(work: Work, family: Family, checks: Sequence[Check]) -> Iterator[Proposal]:
    confirmed: dict[CodeId, list[tuple[Check, VerifyAnswer]]] = {}
    for check in checks:
        answer = check.result.value
        if answer is not None and _holds(check, answer):
            confirmed.setdefault(check.find.code, []).append((check, answer))
    for code, answers in confirmed.items():
        yield _proposal(work, family, code, answers)


def _holds(check: Check, answer: VerifyAnswer) -> bool:
    return answer.verdict is Verdict.CODE and answer.codes[0] == check.find.code


def _proposal(work: Work, family: Family, code: CodeId, answers: Sequence[tuple[Check, VerifyAnswer]]) -> Proposal:
    segment = answers[0][0].find.piece.unit.segment
    quotes = dict.fromkeys(quote for _check, answer in answers for quote in answer.evidence)
    places = [_place(work, segment.id, quote) for quote in quotes]
    attributes = {name: value for _check, answer in reversed(answers) for name, value in answer.attributes}
    return Proposal(
        id=ProposalId(content_hash([work.asked.run_id, segment.id, code])),
        run_id=work.asked.run_id,
        coder_id=work.asked.coder_id,
        codebook_id=work.book.id,
        document_id=work.document.id,
        segment_id=segment.id,
        family=family.id,
        code=code,
        evidence=tuple(sorted({each for each in places if isinstance(each, Evidence)}, key=lambda each: each.span)),
        unlocated=tuple(each for each in places if isinstance(each, UnlocatedQuote)),
        rationale=" ".join(dict.fromkeys(work.parts.veil.reveal(answer.reason) for _check, answer in answers)),
        grounds=tuple(dict.fromkeys(ground for check, _answer in answers for ground in _grounds(work, check))),
        attributes=tuple(sorted(attributes.items())),
    )


def _place(work: Work, segment_id: SegmentId, quote: str) -> Evidence | UnlocatedQuote:
    revealed = work.parts.veil.reveal(quote)
    found = locate_in_segments(work.document.text, work.segments, segment_id, revealed)
    return Evidence(found.span, found.match) if isinstance(found, Located) else found


def _grounds(work: Work, check: Check) -> Iterator[Ground]:
    """Yield the nearest indicator lines and the examples shown, each with how near it is."""
    code = work.book.code(check.find.code)
    lines = [] if code is None else [line.in_language(work.plan.language) for line in code.indicators]
    scores = work.parts.nearness.of(check.find.piece.unit.text, lines) if lines else []
    for score, line in sorted(zip(scores, lines, strict=True), reverse=True)[:_INDICATORS]:
        yield Ground("indicator", line, score)
    for each in check.retrieved:
        yield Ground("example" if each.shown.positive else "near_miss", each.shown.quote, each.nearness)


def _ranked(work: Work, family: Family, proposals: Sequence[Proposal]) -> tuple[list[Proposal], list[Refusal]]:
    """Return the proposals with their ranks, in the order in which screening named them, and those too many."""
    if family.rule is FamilyRule.MULTIPLE:
        return list(proposals), []
    ranks = (Rank.PRIMARY, Rank.SECONDARY)
    made = [replace(each, rank=rank) for each, rank in zip(proposals, ranks, strict=False)]
    surplus = [
        work.asked.refusal(
            each.segment_id,
            family.id,
            f"{refusing.SURPLUS}{each.code} was verified as well, and the family takes two codes at most: "
            f"{each.rationale}",
        )
        for each in proposals[len(ranks) :]
    ]
    return made, surplus


def _refusals(work: Work, family: Family, checks: Sequence[Check]) -> Iterator[Refusal]:
    held = {check.find.code for check in checks if check.result.value is not None and _holds(check, check.result.value)}
    for check in checks:
        segment_id = check.find.piece.unit.segment.id
        answer = check.result.value
        if answer is None:
            reason = _with_code(check.result.reason, check.find.code)
            yield work.asked.refusal(segment_id, family.id, reason, check.result.raw.strip())
            continue
        for fault in answer.faults:
            reason = _with_code(f"{refusing.LEFT_OUT}({fault.kind}): {fault.detail}", check.find.code)
            yield work.asked.refusal(segment_id, family.id, reason, check.result.raw)
        if not _holds(check, answer):
            yield work.asked.refusal(segment_id, family.id, _abstention(work, check, answer, held))


def _with_code(reason: str, code: CodeId) -> str:
    return f"{reason} [asked about {code}]"


def _abstention(work: Work, check: Check, answer: VerifyAnswer, held: set[CodeId]) -> str:
    code, words = check.find.code, work.parts.veil.reveal(answer.reason)
    if answer.verdict is Verdict.LABEL_ONLY:
        return f"{refusing.LABEL_ONLY}{code}: {words}"
    if answer.verdict is Verdict.UNCLEAR:
        return f"{refusing.UNCLEAR}{'|'.join(answer.codes)}: {words}"
    if answer.verdict is Verdict.NONE:
        return f"{refusing.NONE}{code} does not hold: {words}"
    instead = answer.codes[0]
    if instead in held:
        return f"{refusing.NONE}{code} does not hold, {instead} does: {words}"
    return f"{refusing.UNCLEAR}{code}|{instead}: {instead} was named for {code} and not confirmed by itself: {words}"
