"""A person's decisions. Only here does a proposal become a coding, and only with evidence that stands in the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.domain.acts import ProposalDecided
from assistant.domain.coding import Action, Coding, CodingMode, Decision, Exposure
from assistant.domain.identifiers import CodeId, CoderId, DocumentId, ProposalId, SegmentId
from assistant.domain.proposal import Proposal
from assistant.domain.segment import Segment, SegmentKind
from assistant.domain.span import Span
from assistant.errors import StudyError
from assistant.ports import Selection
from assistant.workflows.terms import deciding_terms
from assistant.workflows.workbench import Workbench

UNKNOWN_PLACE = Exposure("unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a person says of a proposal.

    Attributes:
        reason: Why; wanted for acceptance as much as for rejection, so that neither is the cheaper one.
        code: Another code, to amend.
        span: Another span, to amend.
    """

    proposal_id: ProposalId
    action: Action
    reason: str = ""
    code: CodeId | None = None
    span: Span | None = None
    exposure: Exposure = UNKNOWN_PLACE


def decide(bench: Workbench, verdict: Verdict, *, coder: CoderId) -> Decision:
    """Record a decision and the coding it makes; an earlier decision of the same coder is replaced.

    Raises:
        StudyError: The proposal is unknown, a reason is missing, the code or span does not fit, or there is no
            located evidence to accept.
    """
    proposal = _find_proposal(bench, verdict.proposal_id)
    if verdict.action is not Action.SKIP and not verdict.reason.strip():
        raise StudyError(
            f"say in a few words why you {verdict.action.value} this; a decision without a reason is lost",
            "请用几个字说明理由；没有理由的决定以后无从查考",
        )
    terms = deciding_terms(bench, coder, proposal.segment_id)
    decision = Decision(
        id=bench.new_decision_id(),
        proposal_id=proposal.id,
        coder_id=coder,
        action=verdict.action,
        reason=verdict.reason.strip(),
        exposure=verdict.exposure,
        coding=_coding(bench, proposal, verdict, (coder, terms.round)),
    )
    act = ProposalDecided(decision=decision, before=_coding_of_earlier(bench, proposal.id, coder))
    bench.ledger.append([act], actor=coder)
    return decision


def _coding_of_earlier(bench: Workbench, proposal_id: ProposalId, coder: CoderId) -> Coding | None:
    """Return the coding in force that a coder's earlier decision on the same proposal has made, as it stands now."""
    of = Selection(proposals=frozenset({proposal_id}), coders=frozenset({coder}))
    made = frozenset(each.coding.id for each in bench.ledger.decisions(of) if each.coding is not None)
    return next(iter(bench.ledger.codings(Selection(codings=made))), None) if made else None


def _find_proposal(bench: Workbench, proposal_id: ProposalId) -> Proposal:
    found = bench.ledger.proposals(Selection(proposals=frozenset({proposal_id})))
    if not found:
        raise StudyError(
            f"there is no proposal {proposal_id!r}; `tricoder proposals` lists them with their ids",
            f"没有建议 {proposal_id!r}；可用 `tricoder proposals` 列出",
        )
    return found[0]


def confirm_evidence(bench: Workbench, proposal_id: ProposalId, words: str) -> None:
    """Take a person's word that the evidence was read: what was read is what stands there.

    Raises:
        StudyError: It is something else, or there is no evidence.
    """
    proposal = _find_proposal(bench, proposal_id)
    text = bench.ledger.document(proposal.document_id).text
    if words != _evidence(proposal).read(text):
        raise StudyError(
            "read the evidence in the text and confirm it; the page shows other words than stand there",
            "请核对原文中的证据；页面所示与原文不符",
        )


def _coding(bench: Workbench, proposal: Proposal, verdict: Verdict, by: tuple[CoderId, str]) -> Coding | None:
    coder, coding_round = by
    if verdict.action in {Action.REJECT, Action.SKIP}:
        return None
    changed = verdict.code is not None or verdict.span is not None
    if (verdict.action is Action.AMEND) != changed:
        raise StudyError(
            "to amend, name another code or another span; to accept, name neither",
            "改码须另选代码或范围；若都不变，请用“接受”",
        )
    span = verdict.span or _evidence(proposal)
    code = verdict.code or proposal.code
    return Coding(
        id=bench.new_coding_id(),
        coder_id=coder,
        codebook_id=bench.codebook().id,
        document_id=proposal.document_id,
        segment_id=check_span(bench, proposal.document_id, span).id,
        span=span,
        code=check_code(bench, code),
        rank=proposal.rank,
        mode=CodingMode.ASSISTED,
        attributes=proposal.attributes,
        origin=proposal.id,
        round=coding_round,
    )


def _evidence(proposal: Proposal) -> Span:
    if not proposal.evidence:
        raise StudyError(
            f"proposal {proposal.id[:13]!r} has no words that stand in the text, so it cannot be accepted; "
            "mark the span yourself or reject it",
            f"建议 {proposal.id[:13]!r} 的引文不在原文中，不能接受；请自己标出范围，或拒绝",
        )
    return proposal.evidence[0].span


def check_code(bench: Workbench, code: CodeId) -> CodeId:
    """Return the code if the codebook in force has it.

    Raises:
        StudyError: It has not.
    """
    if bench.codebook().code(code) is None:
        raise StudyError(
            f"the codebook has no code {code!r}; `tricoder codebook show` lists its codes",
            f"编码手册中没有代码 {code!r}；可用 `tricoder codebook show` 查看",
        )
    return code


def check_span(bench: Workbench, document_id: DocumentId, span: Span) -> Segment:
    """Return the segment in which a span begins.

    Raises:
        StudyError: The span runs past the end of the text, touches an interviewer's question, or holds no words.
    """
    length = len(bench.ledger.document(document_id).text)
    if span.end > length:
        raise StudyError(
            f"the span {span.start}..{span.end} runs past the end of the text at {length}; mark it again",
            f"范围 {span.start}..{span.end} 超出原文（共 {length} 字）；请重新选取",
        )
    return segment_of(bench.ledger.segments(document_id), span)


def segment_of(segments: Sequence[Segment], span: Span) -> Segment:
    """Return the segment in which a span begins.

    Raises:
        StudyError: The span touches an interviewer's question, or holds no words.
    """
    touched = [segment for segment in segments if segment.span.overlaps(span)]
    if not touched:
        raise StudyError(
            f"there are no words at {span.start}..{span.end}; mark the span again",
            f"{span.start}..{span.end} 处没有文字；请重新选取",
        )
    if any(segment.kind is SegmentKind.QUESTION for segment in touched):
        raise StudyError(
            "an interviewer's words are context and never evidence; mark words of the answer alone",
            "访谈者的提问是语境，不作证据；请只选取回答中的文字",
        )
    return touched[0]


def decision_behind(bench: Workbench, coding: Coding) -> Decision | None:
    """Return the one decision of the same coder that has made a coding; None for one made unaided or decided again."""
    if coding.origin is None:
        return None
    of = Selection(proposals=frozenset({coding.origin}), coders=frozenset({coding.coder_id}))
    decisions = bench.ledger.decisions(of)
    made = len(decisions) == 1 and decisions[0].coding is not None and decisions[0].coding.id == coding.id
    return decisions[0] if made else None


def standing_proposals(bench: Workbench, selection: Selection, coder: CoderId | None = None) -> tuple[Proposal, ...]:
    """Return the proposals that stand now.

    When an instrument has learnt more and answers again, what it says now stands in place of what it said before of
    the same segment. Proposals that somebody (or the coder named) has decided on stay, and the same suggestion made
    again is not asked twice.
    """
    names = {known.id: known.name for known in bench.ledger.coders()}
    proposals = bench.ledger.proposals(selection)
    runs = bench.ledger.runs()
    order = {run.id: number for number, run in enumerate(runs)}
    newest: dict[tuple[str, SegmentId], int] = {}
    for run in runs:
        for segment in bench.ledger.answered(run.id, selection.documents):
            newest[names.get(run.coder_id, run.coder_id), segment] = order[run.id]
    decided = _decided(bench, selection, coder)
    settled = {_suggestion(proposal) for proposal in proposals if proposal.id in decided}
    return tuple(
        proposal
        for proposal in proposals
        if proposal.id in decided
        or (
            order[proposal.run_id] == newest[names.get(proposal.coder_id, proposal.coder_id), proposal.segment_id]
            and _suggestion(proposal) not in settled
        )
    )


def _decided(bench: Workbench, selection: Selection, coder: CoderId | None) -> frozenset[ProposalId]:
    mine = replace(selection, coders=frozenset({coder})) if coder else selection
    return frozenset(decision.proposal_id for decision in bench.ledger.decisions(mine))


def _suggestion(proposal: Proposal) -> tuple[object, ...]:
    return proposal.segment_id, proposal.code, tuple(evidence.span for evidence in proposal.evidence)


def undecided_by_source(bench: Workbench, coder: CoderId) -> Counter[DocumentId]:
    """Return how many of the proposals that stand now a person has not decided on, by source."""
    decided = _decided(bench, Selection(), coder)
    standing = standing_proposals(bench, Selection(), coder)
    return Counter(proposal.document_id for proposal in standing if proposal.id not in decided)
