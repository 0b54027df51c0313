"""Being done with a unit is an act: what stands there then is what the coder gave it, none where nothing does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.domain.acts import UnitsLocked, UnitsReopened
from assistant.domain.fieldwork import Lock
from assistant.domain.identifiers import AssignmentId, CoderId, DocumentId, SegmentId
from assistant.errors import StudyError
from assistant.ports import Selection
from assistant.workflows.sight import BEFORE_SUGGESTIONS
from assistant.workflows.visibility import sight_in
from assistant.workflows.workbench import Workbench


def lock_units(bench: Workbench, document_id: DocumentId, dwell: Mapping[SegmentId, int], *, coder: CoderId) -> int:
    """Lock units of one source for a coder; return how many were not locked before.

    Args:
        bench: The study.
        document_id: The source.
        dwell: The units, each with the milliseconds it was in view.
        coder: Whose they are.

    Raises:
        StudyError: One of them is no unit of that source.
    """
    units = [segment.id for segment in bench.ledger.segments(document_id) if segment.is_unit]
    strangers = set(dwell) - set(units)
    if strangers:
        raise StudyError(
            f"{min(strangers)[:12]!r} is no unit of this source; only what can be coded can be locked",
            f"{min(strangers)[:12]!r} 不是这份资料的编码单元；只有编码单元可以锁定",
        )
    locked = locked_units(bench, document_id, coder)
    open_units = [unit for unit in units if unit in dwell and unit not in locked]
    acts = [
        UnitsLocked(
            coder_id=coder,
            document_id=document_id,
            segments=tuple(group),
            assignment_id=assignment_id,
            dwell_ms=tuple(max(0, dwell[unit]) for unit in group),
        )
        for assignment_id, group in _by_assignment(bench, open_units, coder).items()
    ]
    bench.ledger.append(acts, actor=coder)
    return len(open_units)


def _by_assignment(
    bench: Workbench, units: Sequence[SegmentId], coder: CoderId
) -> dict[AssignmentId | None, list[SegmentId]]:
    sight = sight_in(bench, coder)
    groups: dict[AssignmentId | None, list[SegmentId]] = {}
    for unit in units:
        waiting = [duty.assignment.id for duty in sight.of(unit) if not duty.locked]
        groups.setdefault(waiting[-1] if waiting else None, []).append(unit)
    return groups


def locked_units(bench: Workbench, document_id: DocumentId, coder: CoderId) -> frozenset[SegmentId]:
    """Return the units of a source that a coder is done with: for all assignments of the unit, where it has any."""
    sight = sight_in(bench, coder)
    return frozenset(
        lock.segment_id
        for lock in locks_of(bench, document_id, coder)
        if all(duty.locked for duty in sight.of(lock.segment_id))
    )


def reopen_units(
    bench: Workbench, document_id: DocumentId, units: Sequence[SegmentId], *, reason: str, coder: CoderId
) -> int:
    """Open locked units again; return how many.

    Raises:
        StudyError: One was coded before anything was suggested for it, and locking it has shown the suggestions.
    """
    locks = [lock for lock in locks_of(bench, document_id, coder) if lock.segment_id in set(units)]
    check_reopening(bench, locks, coder)
    groups: dict[AssignmentId | None, list[SegmentId]] = {}
    for lock in locks:
        groups.setdefault(lock.assignment_id, []).append(lock.segment_id)
    acts = [
        UnitsReopened(
            coder_id=coder,
            segments=tuple(group),
            reason=reason,
            assignment_id=assignment_id,
            document_id=document_id,
        )
        for assignment_id, group in groups.items()
    ]
    bench.ledger.append(acts, actor=coder)
    return len(locks)


def check_reopening(bench: Workbench, locks: Sequence[Lock], coder: CoderId) -> None:
    """Refuse to open what was locked in a mode where locking reveals suggestions.

    Raises:
        StudyError: One of the locks is of such a mode.
    """
    assignments = bench.ledger.assignments(Selection(coders=frozenset({coder})))
    strict = {each.id for each in assignments if each.mode in BEFORE_SUGGESTIONS}
    if any(lock.assignment_id in strict for lock in locks):
        raise StudyError(
            "what is locked in a blind or decide-first round stays locked: suggestions may be seen since; "
            "write a memo, or ask the lead for another round",
            "盲编或先定后看的轮次中，锁定后即不能再改（建议可能已显示）；可写备忘，或请负责人另开一轮",
        )


def locks_of(bench: Workbench, document_id: DocumentId, coder: CoderId) -> tuple[Lock, ...]:
    """Return a coder's locks in one source."""
    mine = Selection(documents=frozenset({document_id}), coders=frozenset({coder}))
    return bench.ledger.locks(mine)
