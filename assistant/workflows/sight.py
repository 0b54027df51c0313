"""What one coder may see of a unit: decided from assignments and locks alone, for pages, interfaces and exports alike.

While a unit is not locked by the coder, a blind or decide-first assignment hides proposals and the codings of others
there; on demand, a proposal shows once it was asked for; assisted, everything shows (method: Schroeder, Roy & Kabbara
2025 on how visible suggestions move labels). Units that a coder was not assigned are closed to coders, in a study that
has assignments, and open to leads. A lead who codes blind is blind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.domain.coder import Coder, Role
from assistant.domain.coding import CodingMode
from assistant.domain.fieldwork import Assignment
from assistant.domain.identifiers import AssignmentId, CoderId, FamilyId, ProposalId, SegmentId
from assistant.domain.proposal import Proposal
from assistant.ports import Fieldwork, Selection

BEFORE_SUGGESTIONS = frozenset({CodingMode.BLIND, CodingMode.DECIDE_FIRST})
"""Modes in which a unit is coded before anything is suggested for it."""
REOPENED = "units.reopened"
"""Kind of the note on units that a lead has opened again: what others gave them could be seen before."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One assignment as it stands for one unit.

    Attributes:
        reopened: Whether the unit was locked and opened again, so that it is no longer blind.
    """

    assignment: Assignment
    locked: bool
    reopened: bool = False

    def mode_of(self, segment: SegmentId) -> CodingMode:
        """Return what a coding made unaided in this unit counts as."""
        aided = self.reopened or segment in self.assignment.shown
        return CodingMode.ASSISTED if aided else self.assignment.mode

    def covers(self, family: FamilyId | None) -> bool:
        """Tell whether the assignment asks about a family; one that is not known counts as asked about."""
        return family is None or not self.assignment.families or family in self.assignment.families

    @property
    def shows_others(self) -> bool:
        """Whether codings of others may be seen."""
        return self.locked or self.assignment.mode is CodingMode.ASSISTED

    def shows_proposals(self, segment: SegmentId) -> bool:
        """Tell whether all proposals may be seen."""
        return self.shows_others or segment in self.assignment.shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What one coder may see now.

    Attributes:
        elsewhere: Whether everything may be seen in units that this coder was not assigned.
        duties: The assignments of each unit that has any.
        asked: Proposals that were shown to this coder; read where something is assigned on demand.
        fellows: Who codes in the same round as this coder while something in it is still closed.
    """

    coder: Coder
    elsewhere: bool
    duties: Mapping[SegmentId, tuple[Duty, ...]]
    asked: frozenset[ProposalId]
    fellows: frozenset[CoderId]

    @property
    def whole(self) -> bool:
        """Whether nothing is hidden from this coder."""
        mine = (duty for duties in self.duties.values() for duty in duties)
        return self.elsewhere and all(duty.shows_others for duty in mine)

    def sees_proposal(self, proposal: Proposal) -> bool:
        """Tell whether a proposal may be seen."""
        segment = proposal.segment_id
        return self.sees_all_proposals(segment, proposal.family) or (
            proposal.id in self.asked and self._on_demand(segment, proposal.family)
        )

    def sees_all_proposals(self, segment: SegmentId, family: FamilyId | None) -> bool:
        """Tell whether every proposal of a family may be seen in a unit."""
        duties = self.of(segment, family)
        return all(duty.shows_proposals(segment) for duty in duties) if duties else self.elsewhere

    def sees_others(self, segment: SegmentId, family: FamilyId | None) -> bool:
        """Tell whether codings of others may be seen in a unit."""
        duties = self.of(segment, family)
        return all(duty.shows_others for duty in duties) if duties else self.elsewhere

    def may_ask(self, segment: SegmentId) -> bool:
        """Tell whether proposals for a unit are shown when they are asked for."""
        duties = self.of(segment)
        return bool(duties) and self._on_demand(segment, None)

    def of(self, segment: SegmentId, family: FamilyId | None = None) -> tuple[Duty, ...]:
        """Return the assignments that ask about a family in a unit; about any where none is named."""
        return tuple(duty for duty in self.duties.get(segment, ()) if duty.covers(family))

    def _on_demand(self, segment: SegmentId, family: FamilyId | None) -> bool:
        return all(
            duty.shows_proposals(segment) or duty.assignment.mode is CodingMode.ON_DEMAND
            for duty in self.of(segment, family)
        )


def sight_of(records: Fieldwork, coder: Coder) -> Sight:
    """Return what a coder may see now."""
    made = records.assignments()
    mine = [each for each in made if each.coder_id == coder.id]
    selection = Selection(coders=frozenset({coder.id}))
    locked: dict[AssignmentId | None, set[SegmentId]] = defaultdict(set)
    for lock in records.locks(selection) if mine else ():
        locked[lock.assignment_id].add(lock.segment_id)
    reopened = reopened_units(records) if mine else {}
    duties: dict[SegmentId, list[Duty]] = defaultdict(list)
    for assignment in mine:
        again = reopened.get(assignment.id, frozenset())
        for segment in assignment.segments:
            duties[segment].append(Duty(assignment, segment in locked[assignment.id], segment in again))
    closed = {
        duty.assignment.round for several in duties.values() for duty in several if not duty.shows_others
    }  # fmt: skip
    return Sight(
        coder=coder,
        elsewhere=coder.role is not Role.CODER or not made,
        duties={segment: tuple(several) for segment, several in duties.items()},
        asked=_asked(records, selection) if any(each.mode is CodingMode.ON_DEMAND for each in mine) else frozenset(),
        fellows=frozenset(each.coder_id for each in made if each.round in closed) - {coder.id},
    )


def _asked(records: Fieldwork, selection: Selection) -> frozenset[ProposalId]:
    return frozenset(seen.proposal_id for seen in records.seen(selection))


def reopened_units(records: Fieldwork) -> dict[AssignmentId, frozenset[SegmentId]]:
    """Return the units that were opened again, by assignment."""
    found: dict[AssignmentId, frozenset[SegmentId]] = {}
    for note in records.notes(REOPENED):
        details = dict(note.details)
        name = AssignmentId(details["assignment"])
        found[name] = found.get(name, frozenset()) | {SegmentId(unit) for unit in details["units"].split()}
    return found
