"""On what terms a coder works on a unit: its assignment, whether it is locked, what its codings count as."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain.coding import CodingMode
from assistant.domain.fieldwork import Assignment
from assistant.domain.identifiers import CoderId, DocumentId, SegmentId
from assistant.errors import StudyError
from assistant.ports import Selection
from assistant.workflows.workbench import Workbench

BEFORE_SUGGESTIONS = frozenset({CodingMode.BLIND, CodingMode.DECIDE_FIRST})
"""Modes in which a unit is coded before anything is suggested for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How one coder works on one unit.

    Attributes:
        mode: What codings made unaided count as.
        assignment: The assignment that the unit belongs to, the newest where there are several; None outside any.
        locked: Whether the coder is done with it.
    """

    mode: CodingMode
    assignment: Assignment | None
    locked: bool

    @property
    def suggested_after(self) -> bool:
        """Whether suggestions come only once the unit is locked, and so are answered then."""
        return self.assignment is not None and self.assignment.mode in BEFORE_SUGGESTIONS

    @property
    def round(self) -> str:
        """Name of the round, empty outside an assignment."""
        return self.assignment.round if self.assignment else ""


def assignment_of(assignments: Sequence[Assignment], segment_id: SegmentId) -> Assignment | None:
    """Return the newest of a coder's assignments that has the unit."""
    return next((each for each in reversed(assignments) if segment_id in each.segments), None)


def terms_of(bench: Workbench, coder: CoderId, segment_id: SegmentId) -> Terms:
    """Return how a coder works on a unit now.

    Outside an assignment a coding is blind where nothing was suggested for the unit, and assisted where something is.
    """
    unit = Selection(coders=frozenset({coder}), segments=frozenset({segment_id}))
    assignment = assignment_of(bench.ledger.assignments(Selection(coders=frozenset({coder}))), segment_id)
    if assignment is not None:
        mode = CodingMode.ASSISTED if segment_id in assignment.shown else assignment.mode
    else:
        suggested = bench.ledger.proposals(Selection(segments=frozenset({segment_id})))
        mode = CodingMode.ASSISTED if suggested else CodingMode.BLIND
    return Terms(mode=mode, assignment=assignment, locked=bool(bench.ledger.locks(unit)))


def open_terms(bench: Workbench, coder: CoderId, segment_id: SegmentId) -> Terms:
    """Return how a coder works on a unit whose codings may still be changed.

    Raises:
        StudyError: The coder is done with it.
    """
    terms = terms_of(bench, coder, segment_id)
    if terms.locked:
        raise StudyError(_LOCKED)
    return terms


def deciding_terms(bench: Workbench, coder: CoderId, segment_id: SegmentId) -> Terms:
    """Return how a coder works on a unit whose suggestions may still be answered.

    Raises:
        StudyError: The coder is done with it, and suggestions were there before.
    """
    terms = terms_of(bench, coder, segment_id)
    if terms.locked and not terms.suggested_after:
        raise StudyError(_LOCKED)
    return terms


_LOCKED = "you are done with this passage (it is locked); open it again first if the study allows it"


def waits_for_locks(bench: Workbench, document_id: DocumentId, coder: CoderId) -> bool:
    """Tell whether something in a source may be suggested to a coder only once more of it is locked."""
    mine = Selection(documents=frozenset({document_id}), coders=frozenset({coder}))
    waiting = [each for each in bench.ledger.assignments(mine) if each.mode in BEFORE_SUGGESTIONS]
    if not waiting:
        return False
    locked = {lock.segment_id for lock in bench.ledger.locks(mine)}
    here = {segment.id for segment in bench.ledger.segments(document_id)}
    return any(here & set(each.segments) - locked for each in waiting)
