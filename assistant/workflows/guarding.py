"""What a coder may not do, whatever page or script asks for it: act for others, or change what is locked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.domain import acts
from assistant.domain.acts import Act
from assistant.domain.coder import CoderKind, Role
from assistant.domain.coding import Coding
from assistant.domain.identifiers import CoderId
from assistant.errors import AccessError
from assistant.ports import Records, Selection
from assistant.workflows.sight import BEFORE_SUGGESTIONS, Duty, Sight

LEADS_ACTS = (acts.AssignmentMade, acts.AssignmentWithdrawn, acts.Adjudicated)
_OWNED = (acts.UnitsLocked, acts.UnitsReopened, acts.ProposalsShown, acts.StabilityMeasured)


def check_acts(wanted: Sequence[Act], sight: Sight, records: Records) -> None:
    """Refuse acts that are not this coder's to do.

    Raises:
        AccessError: One of them is not.
    """
    if sight.coder.role is Role.VIEWER:
        raise AccessError(
            "a viewer changes nothing; ask the lead for another role", "查看者不作改动；请向负责人申请其他角色"
        )
    for act in wanted:
        _check_role(act, sight)
        _check_owner(act, sight)
        if not sight.duties:
            continue
        for coding in _unmade(act, records):
            _check_open(coding, sight)
        for coding in _made(act):
            _check_open(coding, sight)
            _check_terms(coding, sight)
        if isinstance(act, acts.ProposalDecided):
            _check_deciding(act, sight, records)


def _check_role(act: Act, sight: Sight) -> None:
    registers = isinstance(act, acts.CoderRegistered) and act.coder.kind is CoderKind.PERSON
    if (registers or isinstance(act, LEADS_ACTS)) and sight.coder.role is not Role.LEAD:
        raise AccessError("only a lead does that", "此操作限负责人")


def _check_owner(act: Act, sight: Sight) -> None:
    owners = {owner for owner in _owners(act) if owner != sight.coder.id}
    if owners and sight.coder.role is not Role.LEAD:
        raise AccessError(
            f"you are {sight.coder.id!r} and cannot act for {min(owners)!r}",
            f"你的身份是 {sight.coder.id!r}，不能替 {min(owners)!r} 操作",
        )
    if isinstance(act, acts.UnitsReopened) and sight.coder.role is not Role.LEAD:
        strict = [duty for segment in act.segments for duty in sight.of(segment) if _is_strict(duty, act)]
        if strict:
            raise AccessError(
                "what is locked in a blind or decide-first round is opened again by a lead alone",
                "盲编或先定后看的轮次中已锁定的单元，只能由负责人重新打开",
            )


def _is_strict(duty: Duty, act: acts.UnitsReopened) -> bool:
    return duty.assignment.id == act.assignment_id and duty.assignment.mode in BEFORE_SUGGESTIONS


def _owners(act: Act) -> Iterable[CoderId]:
    if isinstance(act, _OWNED) and not isinstance(act, acts.StabilityMeasured):
        yield act.coder_id
    elif isinstance(act, acts.MemoWritten):
        yield act.memo.coder_id
    elif isinstance(act, acts.SubjectJudged):
        yield act.judgement.coder_id
    elif isinstance(act, acts.ProposalDecided):
        yield act.decision.coder_id
    for coding in _made(act):
        yield coding.coder_id


def _made(act: Act) -> tuple[Coding, ...]:
    """Return the codings that an act makes for the coder, but for those made by answering a proposal."""
    return (act.coding,) if isinstance(act, acts.CodingAdded | acts.CodingRevised) else ()


def _unmade(act: Act, records: Records) -> tuple[Coding, ...]:
    if isinstance(act, acts.CodingRevised):
        return (act.before,)
    if isinstance(act, acts.CodingRemoved):
        return records.codings(Selection(codings=frozenset({act.coding_id})))
    return ()


def _check_open(coding: Coding, sight: Sight) -> None:
    """Refuse to change what stands in a unit that this coder is done with."""
    duties = sight.of(coding.segment_id)
    if coding.coder_id == sight.coder.id and coding.origin is None and duties and all(duty.locked for duty in duties):
        raise AccessError(_LOCKED, _LOCKED_ZH)


def _check_deciding(act: acts.ProposalDecided, sight: Sight, records: Records) -> None:
    """Refuse to answer a proposal in a unit that was locked with the proposals in view."""
    found = records.proposals(Selection(proposals=frozenset({act.decision.proposal_id})))
    duties = sight.of(found[0].segment_id) if found else ()
    if duties and all(duty.locked and duty.assignment.mode not in BEFORE_SUGGESTIONS for duty in duties):
        raise AccessError(_LOCKED, _LOCKED_ZH)
    if found and not sight.sees_proposal(found[0]):
        raise AccessError("this proposal is not open to you", "此建议对你尚未公开")


def _check_terms(coding: Coding, sight: Sight) -> None:
    """Refuse a coding that claims another round or mode than its assignment has."""
    duties = [duty for duty in sight.of(coding.segment_id) if not duty.locked]
    if coding.coder_id != sight.coder.id or coding.origin is not None or not duties:
        return
    allowed = {(each.assignment.round, each.mode_of(coding.segment_id)) for each in duties}
    if (coding.round, coding.mode) not in allowed:
        raise AccessError(
            f"this unit is assigned to you in other terms than {coding.mode.value!r}, round {coding.round!r}; reload",
            f"此单元分配给你的方式并非 {coding.mode.value!r}（轮次 {coding.round!r}）；请重新载入页面",
        )


_LOCKED = "you are done with this unit (it is locked); ask the lead to open it again"
_LOCKED_ZH = "此单元你已完成并锁定；如需修改，请负责人重新打开"
