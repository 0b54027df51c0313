"""Taking back one's own acts, newest first, and doing them again; read from the ledger, so that it outlives a reload.

Undoing is an act like any other: what is recorded is the opposite of what is taken back, marked as such.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from assistant.domain import acts
from assistant.domain.acts import Act, Recorded
from assistant.domain.coding import Coding, Decision
from assistant.domain.fieldwork import Lock
from assistant.domain.identifiers import CodeId, CoderId, DocumentId, SegmentId
from assistant.domain.proposal import Proposal
from assistant.ports import Selection
from assistant.workflows.locking import check_reopening
from assistant.workflows.terms import deciding_terms, open_terms
from assistant.workflows.workbench import Workbench

REACH = 1000
"""Acts that are looked back over."""
REASON = "undone"


@dataclass(frozen=True, slots=True)
class _Stacks:
    """What can be undone and what can be done again, the next one last."""

    done: tuple[Recorded, ...]
    undone: tuple[Recorded, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """What an undoing or a redoing has changed.

    Attributes:
        kind: For undo what was taken back, for redo what was done again: ``coded``, ``decided``, ``locked`` …
        document_id: Where it is to be seen; None for what belongs to no source.
        at: Code point where it begins, None where it has no place.
    """

    kind: str
    document_id: DocumentId | None
    at: int | None
    code: CodeId | None


def undo(bench: Workbench, *, coder: CoderId) -> TakenBack | None:
    """Take back the newest act of a coder; None where there is none left.

    Raises:
        StudyError: It concerns a passage that is locked, or a lock that stays.
    """
    stack = _stacks(bench, coder).done
    if not stack:
        return None
    last = stack[-1]
    _take_back(bench, last, coder, again=False)
    return _taken(bench, last.act)


def redo(bench: Workbench, *, coder: CoderId) -> TakenBack | None:
    """Do again what was undone last; None where nothing was undone since the last other act.

    Raises:
        StudyError: It concerns a passage that is locked.
    """
    stack = _stacks(bench, coder).undone
    if not stack:
        return None
    last = stack[-1]
    return _taken(bench, _take_back(bench, last, coder, again=True))


def _take_back(bench: Workbench, taken: Recorded, coder: CoderId, *, again: bool) -> Act:
    opposite = _OPPOSITES[type(taken.act)](bench, taken.act)
    _check(bench, taken.act, coder)
    bench.ledger.append([opposite, acts.ActUndone(event_id=taken.event.id, again=again)], actor=coder)
    return opposite


def _check(bench: Workbench, act: Act, coder: CoderId) -> None:
    """Refuse to change what is locked, and to open what stays locked."""
    if isinstance(act, acts.UnitsLocked):
        locks = [Lock(coder_id=coder, segment_id=unit, document_id=act.document_id, assignment_id=act.assignment_id)
                 for unit in act.segments]  # fmt: skip
        check_reopening(bench, locks, coder)
        return
    if isinstance(act, acts.ProposalDecided | acts.DecisionWithdrawn) and act.decision is not None:
        for proposal in _proposals(bench, act.decision):
            deciding_terms(bench, coder, proposal.segment_id)
    elif (coding := _coding_of(act)) is not None:
        open_terms(bench, coder, coding.segment_id)


def _proposals(bench: Workbench, decision: Decision) -> tuple[Proposal, ...]:
    return bench.ledger.proposals(Selection(proposals=frozenset({decision.proposal_id})))


def _stacks(bench: Workbench, coder: CoderId) -> _Stacks:
    """Fold a coder's acts; the opposite of an act stands right before the record that it undoes."""
    recorded = bench.ledger.acts_of(coder, last=REACH)
    done: list[Recorded] = []
    undone: list[Recorded] = []
    for each, after in zip_longest(recorded, recorded[1:]):
        if isinstance(each.act, acts.ActUndone):
            continue
        mark = after.act if after and after.event.seq == each.event.seq + 1 else None
        if isinstance(mark, acts.ActUndone):
            source, target = (undone, done) if mark.again else (done, undone)
            if source and source[-1].event.id == mark.event_id:
                source.pop()
                target.append(each)
        elif _can_be_undone(each.act, coder):
            done.append(each)
            undone.clear()
    return _Stacks(tuple(done), tuple(undone))


def _can_be_undone(act: Act, coder: CoderId) -> bool:
    if isinstance(act, acts.CodingRemoved):
        return act.coding is not None and act.coding.coder_id == coder
    if isinstance(act, acts.DecisionWithdrawn):
        return act.decision is not None
    if isinstance(act, acts.MemoRemoved):
        return act.memo is not None
    if isinstance(act, acts.UnitsReopened):
        return act.document_id is not None
    coding = _coding_of(act)
    return type(act) in _OPPOSITES and (coding is None or coding.coder_id == coder)


def _coding_of(act: Act) -> Coding | None:
    if isinstance(act, acts.CodingAdded | acts.CodingRemoved | acts.CodingRevised):
        return act.coding
    if isinstance(act, acts.ProposalDecided | acts.DecisionWithdrawn):
        return act.decision.coding if act.decision else None
    return None


# ---- the opposite of each act ---------------------------------------------------------------------------------------
def _uncode(bench: Workbench, act: acts.CodingAdded) -> Act:
    now = bench.ledger.codings(Selection(codings=frozenset({act.coding.id})))
    return acts.CodingRemoved(coding_id=act.coding.id, reason=REASON, coding=now[0] if now else act.coding)


def _code_again(_bench: Workbench, act: acts.CodingRemoved) -> Act:
    assert act.coding is not None
    return acts.CodingAdded(coding=act.coding)


def _revise_back(_bench: Workbench, act: acts.CodingRevised) -> Act:
    return acts.CodingRevised(coding=act.before, before=act.coding)


def _withdraw(bench: Workbench, act: acts.ProposalDecided) -> Act:
    decision = act.decision
    if decision.coding is not None:
        now = bench.ledger.codings(Selection(codings=frozenset({decision.coding.id})))
        decision = replace(decision, coding=now[0] if now else decision.coding)
    return acts.DecisionWithdrawn(decision_id=decision.id, reason=REASON, decision=decision, restores=act.before)


def _decide_again(_bench: Workbench, act: acts.DecisionWithdrawn) -> Act:
    assert act.decision is not None
    return acts.ProposalDecided(decision=act.decision, before=act.restores)


def _unwrite(_bench: Workbench, act: acts.MemoWritten) -> Act:
    if act.before is not None:
        return acts.MemoWritten(memo=act.before, before=act.memo)
    return acts.MemoRemoved(memo_id=act.memo.id, memo=act.memo)


def _write_again(_bench: Workbench, act: acts.MemoRemoved) -> Act:
    assert act.memo is not None
    return acts.MemoWritten(memo=act.memo)


def _reopen(_bench: Workbench, act: acts.UnitsLocked) -> Act:
    return acts.UnitsReopened(
        coder_id=act.coder_id,
        segments=act.segments,
        reason=REASON,
        assignment_id=act.assignment_id,
        document_id=act.document_id,
    )


def _lock_again(_bench: Workbench, act: acts.UnitsReopened) -> Act:
    assert act.document_id is not None
    return acts.UnitsLocked(
        coder_id=act.coder_id,
        document_id=act.document_id,
        segments=act.segments,
        assignment_id=act.assignment_id,
    )


_OPPOSITES: dict[type, Callable[[Workbench, Any], Act]] = {
    acts.CodingAdded: _uncode,
    acts.CodingRemoved: _code_again,
    acts.CodingRevised: _revise_back,
    acts.ProposalDecided: _withdraw,
    acts.DecisionWithdrawn: _decide_again,
    acts.MemoWritten: _unwrite,
    acts.MemoRemoved: _write_again,
    acts.UnitsLocked: _reopen,
    acts.UnitsReopened: _lock_again,
}


_KINDS = {
    acts.CodingAdded: "coded",
    acts.CodingRemoved: "removed",
    acts.CodingRevised: "revised",
    acts.ProposalDecided: "decided",
    acts.DecisionWithdrawn: "withdrawn",
    acts.MemoWritten: "noted",
    acts.MemoRemoved: "forgotten",
    acts.UnitsLocked: "locked",
    acts.UnitsReopened: "reopened",
}


# ---- where it is to be seen -----------------------------------------------------------------------------------------
def _taken(bench: Workbench, act: Act) -> TakenBack:
    coding = _coding_of(act)
    if coding is not None:
        return TakenBack(kind=_KINDS[type(act)], document_id=coding.document_id, at=coding.span.start, code=coding.code)
    if isinstance(act, acts.MemoWritten | acts.MemoRemoved) and (memo := act.memo) is not None:
        at = memo.span.start if memo.span else None
        return TakenBack(kind=_KINDS[type(act)], document_id=memo.document_id, at=at, code=memo.code)
    if isinstance(act, acts.UnitsLocked | acts.UnitsReopened) and act.document_id is not None:
        at = _begins(bench, act.document_id, act.segments)
        return TakenBack(kind=_KINDS[type(act)], document_id=act.document_id, at=at, code=None)
    if isinstance(act, acts.ProposalDecided | acts.DecisionWithdrawn) and act.decision is not None:
        for proposal in _proposals(bench, act.decision):
            at = _begins(bench, proposal.document_id, (proposal.segment_id,))
            return TakenBack(kind=_KINDS[type(act)], document_id=proposal.document_id, at=at, code=proposal.code)
    return TakenBack(kind=_KINDS[type(act)], document_id=None, at=None, code=None)


def _begins(bench: Workbench, document_id: DocumentId, units: Sequence[SegmentId]) -> int | None:
    wanted = frozenset(units)
    return next((each.span.start for each in bench.ledger.segments(document_id) if each.id in wanted), None)
