"""On what terms a coder works on a unit: its assignment, whether it is locked, what its codings count as."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain.coding import CodingMode
from assistant.domain.fieldwork import Assignment
from assistant.domain.identifiers import CoderId, DocumentId, SegmentId
from assistant.errors import StudyError
from assistant.ports import Selection
from assistant.workflows.sight import BEFORE_SUGGESTIONS
from assistant.workflows.visibility import sight_in
from assistant.workflows.workbench import Workbench


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


def terms_of(bench: Workbench, coder: CoderId, segment_id: SegmentId) -> Terms:
    """Return how a coder works on a unit now: for the newest assignment that is not done with, else the newest.

    Outside an assignment a coding is blind where nothing was suggested for the unit, and assisted where something is.
    """
    duties = sight_in(bench, coder).of(segment_id)
    if not duties:
        return _terms_outside(bench, coder, segment_id)
    waiting = [duty for duty in duties if not duty.locked]
    duty = (waiting or duties)[-1]
    return Terms(mode=duty.mode_of(segment_id), assignment=duty.assignment, locked=duty.locked)


def _terms_outside(bench: Workbench, coder: CoderId, segment_id: SegmentId) -> Terms:
    suggested = bench.ledger.proposals(Selection(segments=frozenset({segment_id})))
    locks = bench.ledger.locks(Selection(coders=frozenset({coder}), segments=frozenset({segment_id})))
    mode = CodingMode.ASSISTED if suggested else CodingMode.BLIND
    return Terms(mode=mode, assignment=None, locked=any(lock.assignment_id is None for lock in locks))


def open_terms(bench: Workbench, coder: CoderId, segment_id: SegmentId) -> Terms:
    """Return how a coder works on a unit whose codings may still be changed.

    Raises:
        StudyError: The coder is done with it.
    """
    terms = terms_of(bench, coder, segment_id)
    if terms.locked:
        raise StudyError(_LOCKED, _LOCKED_ZH)
    return terms


def deciding_terms(bench: Workbench, coder: CoderId, segment_id: SegmentId) -> Terms:
    """Return how a coder works on a unit whose suggestions may still be answered.

    Raises:
        StudyError: The coder is done with it, and suggestions were there before.
    """
    terms = terms_of(bench, coder, segment_id)
    if terms.locked and not terms.suggested_after:
        raise StudyError(_LOCKED, _LOCKED_ZH)
    return terms


_LOCKED = "you are done with this passage (it is locked); open it again first if the study allows it"
_LOCKED_ZH = "此段你已完成并锁定；如研究允许，请先重新打开"


@dataclass(frozen=True, slots=True)
class UnitTask:
    """What a coder was asked to do with one unit: in which mode, for which round."""

    segment_id: SegmentId
    mode: CodingMode
    round: str


def tasks_in(bench: Workbench, document_id: DocumentId, coder: CoderId) -> tuple[UnitTask, ...]:
    """Return the units of a source that a coder was asked to code, in document order, as they stand now."""
    sight = sight_in(bench, coder)
    if not sight.duties:
        return ()
    units = (segment.id for segment in bench.ledger.segments(document_id) if sight.of(segment.id))
    terms = ((unit, terms_of(bench, coder, unit)) for unit in units)
    return tuple(UnitTask(unit, each.mode, each.round) for unit, each in terms)
