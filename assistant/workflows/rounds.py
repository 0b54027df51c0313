"""How far rounds are, and how precise a sample will be: what the lead looks at before and while a team codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from assistant.agreement.anchoring import segments_per_arm
from assistant.agreement.planning import Wish, expected_width, plan_sample
from assistant.domain.fieldwork import Assignment, Lock
from assistant.domain.identifiers import AssignmentId, CoderId, SegmentId
from assistant.ports import Selection
from assistant.workflows.sight import reopened_units
from assistant.workflows.workbench import Workbench

PREVALENCES = (0.1, 0.3, 0.5)
"""Shares of a code for which the precision is told: agreement is harder to measure for rare ones."""
_REPLICATES = 300
_FIRST_WORDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far one coder is with one assignment.

    Attributes:
        units: Units assigned.
        locked: Those the coder is done with.
        coded: Those in which a coding of this coder in this round begins.
        reopened: Those that were opened again, and so are not blind.
        exposed: Those of which a proposal was shown to the coder before the unit was locked.
        median_ms: Median milliseconds a locked unit was in view, None where it was not measured.
    """

    assignment: Assignment
    name: str
    units: int
    locked: int
    coded: int
    reopened: int
    exposed: int
    median_ms: int | None


def follow_rounds(bench: Workbench) -> tuple[Progress, ...]:
    """Return how far every assignment in force is, in the order they were made."""
    desk = _Desk(bench)
    return tuple(desk.progress(each) for each in bench.ledger.assignments())


class _Desk:
    """Locks, codings and showings, sorted once."""

    def __init__(self, bench: Workbench) -> None:
        self._names = {coder.id: coder.name for coder in bench.ledger.coders()}
        self._locks: dict[AssignmentId | None, list[Lock]] = defaultdict(list)
        for lock in bench.ledger.locks():
            self._locks[lock.assignment_id].append(lock)
        self._coded: dict[tuple[CoderId, str], set[SegmentId]] = defaultdict(set)
        for coding in bench.ledger.codings(Selection()):
            self._coded[coding.coder_id, coding.round].add(coding.segment_id)
        self._seen: dict[CoderId, dict[SegmentId, int]] = defaultdict(dict)
        for seen in bench.ledger.seen():
            self._seen[seen.coder_id].setdefault(seen.segment_id, seen.seq)
        self._reopened = reopened_units(bench.ledger)

    def progress(self, assignment: Assignment) -> Progress:
        units = set(assignment.segments)
        locked = {lock.segment_id: lock for lock in self._locks[assignment.id]}
        seen = self._seen[assignment.coder_id]
        dwell = [lock.dwell_ms for lock in locked.values() if lock.dwell_ms is not None]
        before_lock = {unit for unit in units & set(seen) if unit not in locked or seen[unit] < locked[unit].seq}
        return Progress(
            assignment=assignment,
            name=self._names.get(assignment.coder_id, assignment.coder_id),
            units=len(units),
            locked=len(units & set(locked)),
            coded=len(units & self._coded[assignment.coder_id, assignment.round]),
            reopened=len(units & self._reopened.get(assignment.id, frozenset())),
            exposed=len(before_lock),
            median_ms=round(median(dwell)) if dwell else None,
        )


@dataclass(frozen=True, slots=True)
class LockedPassage:
    """A unit that is locked, with where it stands and how it begins."""

    segment: SegmentId
    title: str
    words: str


def locked_passages(bench: Workbench, assignment: Assignment) -> tuple[LockedPassage, ...]:
    """Return the locked units of an assignment in the order they are to be coded."""
    locks = bench.ledger.locks(Selection(coders=frozenset({assignment.coder_id})))
    mine = {lock.segment_id: lock.document_id for lock in locks if lock.assignment_id == assignment.id}
    titles = {source.id: source.metadata.title for source in bench.ledger.sources()}
    found = {}
    for document_id in dict.fromkeys(mine.values()):
        text = bench.ledger.document(document_id).text
        for segment in bench.ledger.segments(document_id):
            if segment.id in mine:
                words = segment.body.read(text)[:_FIRST_WORDS]
                found[segment.id] = LockedPassage(segment.id, titles[document_id], words)
    return tuple(found[unit] for unit in assignment.segments if unit in found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """What a sample lets one say of a code.

    Attributes:
        prevalence: Share of units that bear the code.
        width: Expected width of the 95 % interval of alpha with the units drawn.
        units: Units that it takes for the width wished for, None if very many are not enough.
    """

    prevalence: float
    width: float
    wished: float
    units: int | None


def precision_of(units: int, coders: int, *, agreement: float = 0.7, wished: float = 0.2) -> tuple[Precision, ...]:
    """Return the precision to be expected of so many units, by simulation (method of ``agreement.planning``).

    Raises:
        StudyError: Fewer than two coders or units, or figures that make no sense.
    """
    rows = []
    for share in PREVALENCES:
        wish = Wish(
            prevalence=(share, 1 - share),
            agreement=agreement,
            width=wished,
            coders=coders,
            replicates=_REPLICATES,
            largest=5000,
        )
        rows.append(
            Precision(prevalence=share, width=expected_width(wish, units), wished=wished, units=plan_sample(wish).units)
        )
    return tuple(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arms:
    """Whether a lot of shown units can tell how far proposals pull: units of each arm, and what each gap takes."""

    shown: int
    blind: int
    takes: tuple[tuple[float, int], ...]


def arms_of(shown: Sequence[int], units: int) -> Arms:
    """Return the arms of the experiment over all coders, and what gaps of .3 and .2 take in each arm."""
    inside = sum(shown)
    return Arms(
        shown=inside,
        blind=units * len(shown) - inside,
        takes=tuple((gap, segments_per_arm(gap)) for gap in (0.3, 0.2)),
    )
