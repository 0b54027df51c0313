"""A person's decisions. Only here does a proposal become a coding, and only with evidence that stands in the text."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from assistant.domain.acts import Act, CodingAdded, CodingRemoved, ProposalDecided
from assistant.domain.coding import Action, Coding, CodingMode, Decision, Exposure
from assistant.domain.identifiers import CodeId, CoderId, CodingId, DocumentId, ProposalId
from assistant.domain.proposal import Proposal
from assistant.domain.segment import Segment
from assistant.domain.span import Span
from assistant.errors import StudyError
from assistant.ports import Selection
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
        raise StudyError(f"say in a few words why you {verdict.action.value} this; a decision without a reason is lost")
    decision = Decision(
        id=bench.new_decision_id(),
        proposal_id=proposal.id,
        coder_id=coder,
        action=verdict.action,
        reason=verdict.reason.strip(),
        exposure=verdict.exposure,
        coding=_coding(bench, proposal, verdict, coder),
    )
    acts: list[Act] = list(_undo_earlier(bench, proposal.id, coder))
    acts.append(ProposalDecided(decision=decision))
    bench.ledger.append(acts, actor=coder)
    return decision


def _find_proposal(bench: Workbench, proposal_id: ProposalId) -> Proposal:
    found = bench.ledger.proposals(Selection(proposals=frozenset({proposal_id})))
    if not found:
        raise StudyError(f"there is no proposal {proposal_id!r}; `tricoder proposals` lists them with their ids")
    return found[0]


def _coding(bench: Workbench, proposal: Proposal, verdict: Verdict, coder: CoderId) -> Coding | None:
    if verdict.action in {Action.REJECT, Action.SKIP}:
        return None
    changed = verdict.code is not None or verdict.span is not None
    if (verdict.action is Action.AMEND) != changed:
        raise StudyError("to amend, name another code or another span; to accept, name neither")
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
    )


def _evidence(proposal: Proposal) -> Span:
    if not proposal.evidence:
        raise StudyError(
            f"proposal {proposal.id[:13]!r} has no words that stand in the text, so it cannot be accepted; "
            "mark the span yourself or reject it"
        )
    return proposal.evidence[0].span


def check_code(bench: Workbench, code: CodeId) -> CodeId:
    """Return the code if the codebook in force has it.

    Raises:
        StudyError: It has not.
    """
    if bench.codebook().code(code) is None:
        raise StudyError(f"the codebook has no code {code!r}; `tricoder codebook show` lists its codes")
    return code


def check_span(bench: Workbench, document_id: DocumentId, span: Span) -> Segment:
    """Return the segment in which a span begins.

    Raises:
        StudyError: The span runs past the end of the text or begins outside every segment.
    """
    length = len(bench.ledger.document(document_id).text)
    if span.end > length:
        raise StudyError(f"the span {span.start}..{span.end} runs past the end of the text at {length}; mark it again")
    for segment in bench.ledger.segments(document_id):
        if segment.span.end > span.start:
            if segment.span.overlaps(span):
                return segment
            break
    raise StudyError(f"there are no words at {span.start}..{span.end}; mark the span again")


def _undo_earlier(bench: Workbench, proposal_id: ProposalId, coder: CoderId) -> list[CodingRemoved]:
    proposals = frozenset({proposal_id})
    mine = bench.ledger.decisions(Selection(proposals=proposals, coders=frozenset({coder})))
    in_force = {coding.id for coding in bench.ledger.codings(Selection(coders=frozenset({coder})))}
    made = [decision.coding.id for decision in mine if decision.coding is not None]
    return [CodingRemoved(coding_id=coding, reason="decided again") for coding in made if coding in in_force]


def code_span(bench: Workbench, coding: Coding) -> Coding:
    """Record a coding that a person made unaided.

    Raises:
        StudyError: Span or code do not fit.
    """
    check_span(bench, coding.document_id, coding.span)
    check_code(bench, coding.code)
    bench.ledger.append([CodingAdded(coding=coding)], actor=coding.coder_id)
    return coding


def remove_coding(bench: Workbench, coding_id: CodingId, *, reason: str, coder: CoderId) -> None:
    """Take back a coding of one's own.

    Raises:
        StudyError: It is not in force or belongs to somebody else.
    """
    mine = bench.ledger.codings(Selection(coders=frozenset({coder})))
    if coding_id not in {coding.id for coding in mine}:
        raise StudyError(f"you have no coding {coding_id!r} in force")
    bench.ledger.append([CodingRemoved(coding_id=coding_id, reason=reason)], actor=coder)


def undecided_by_source(bench: Workbench, coder: CoderId) -> Counter[DocumentId]:
    """Return how many proposals of each source a person has not decided on."""
    decided = {decision.proposal_id for decision in bench.ledger.decisions(Selection(coders=frozenset({coder})))}
    return Counter(proposal.document_id for proposal in bench.ledger.proposals() if proposal.id not in decided)
