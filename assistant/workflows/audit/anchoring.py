"""The anchoring experiment: units drawn by lot are coded with proposals in sight, the others of the same audit blind.

People are taken as they were drawn (by intention): a unit drawn to be shown counts as shown, and what the page recorded
as seen is counted beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.agreement import Outcome, Trial, Undefined, anchoring_by, anchoring_index
from assistant.domain.codebook import Codebook, Wording
from assistant.domain.coding import Coding, CodingMode
from assistant.domain.fieldwork import Assignment
from assistant.domain.identifiers import CodeId, CoderId, DocumentId, FamilyId, SegmentId
from assistant.errors import StudyError
from assistant.reporting.findings import Anchoring, AnchoringRow
from assistant.workflows.audit.grid import Column, Grid
from assistant.workflows.workbench import Workbench

NO_EXPERIMENT = (
    "no experiment: no assignment has units drawn by lot to be shown with proposals; "
    "draw one with `tricoder assign NAME --round ROUND --share 0.3 --shown 0.5`"
)
_BEFORE = frozenset({CodingMode.BLIND, CodingMode.DECIDE_FIRST})


def measure_anchoring(grid: Grid) -> Anchoring:
    """Return the anchoring index over all, by coder and by code.

    A trial is a code that the instrument proposes for a unit which a person is done with; it agrees where the person
    gave the unit that code. Units without a proposal have nothing to show and do not count.

    Raises:
        StudyError: Several instruments answered and none was named, or there is no such instrument.
    """
    bench = grid.bench
    designs = [each for each in bench.ledger.assignments() if each.shown and _asked(each, grid)]
    if not designs:
        return without_experiment(NO_EXPERIMENT)
    machine = chosen_instrument(bench, grid, grid.question.instrument)
    if machine is None:
        return without_experiment("no instrument has answered, so that there is no proposal to agree with")
    trials = _Trials(bench, grid, machine, designs)
    if not trials.every:
        waiting = "nothing to compare: no unit of the experiment with a proposal is locked yet"
        return without_experiment(waiting, machine.coder.id)
    return Anchoring(instrument=machine.coder.id, rows=tuple(_rows(trials, grid)), notes=trials.notes())


def without_experiment(reason: str, instrument: CoderId | None = None) -> Anchoring:
    """Return an experiment that has no figures, and why."""
    return Anchoring(instrument=instrument, rows=(AnchoringRow(scope="all", name="", outcome=Undefined(reason)),))


def _asked(assignment: Assignment, grid: Grid) -> bool:
    rounds = grid.question.rounds
    wanted = not grid.question.coders or assignment.coder_id in grid.question.coders
    return wanted and (not rounds or assignment.round in rounds)


def chosen_instrument(bench: Workbench, grid: Grid, wanted: CoderId | None) -> Column | None:
    """Return the instrument asked for; if none was named the only one, or the only one of which proposals were seen.

    Raises:
        StudyError: It cannot be told which, or there is no such instrument.
    """
    by_id = {column.coder.id: column for column in grid.instruments}
    if wanted is not None:
        named = [column for column in grid.instruments if column.coder.id.startswith(wanted)]
        if len(named) != 1:
            raise StudyError(
                f"there is no single instrument {wanted!r}; choose among {', '.join(sorted(by_id))}",
                f"没有唯一的工具 {wanted!r}；可选 {'、'.join(sorted(by_id))}",
            )
        return named[0]
    if len(by_id) <= 1:
        return next(iter(by_id.values()), None)
    authors = {each.id: each.coder_id for each in bench.ledger.proposals()}
    seen = {authors[each.proposal_id] for each in bench.ledger.seen() if each.proposal_id in authors} & set(by_id)
    if len(seen) == 1:
        return by_id[seen.pop()]
    raise StudyError(
        f"{len(by_id)} instruments have answered; name one with --instrument: {', '.join(sorted(by_id))}",
        f"有 {len(by_id)} 个工具作过回答；请选定一个（--instrument）：{'、'.join(sorted(by_id))}",
    )


def _rows(trials: _Trials, grid: Grid) -> Iterator[AnchoringRow]:
    plan, every = grid.question.plan, trials.every
    yield AnchoringRow(scope="all", name="", outcome=anchoring_index(every, plan), **_arms(every))
    for name, outcome in sorted(anchoring_by(every, "coder", plan).items(), key=lambda item: str(item[0])):
        mine = [each for each in every if each.coder == name]
        yield AnchoringRow(scope="coder", name=str(name), outcome=outcome, **_arms(mine))
    by_code: Mapping[object, Outcome] = anchoring_by(every, "code", plan)
    for code in grid.codebook.codes:
        if code.id in by_code:
            mine = [each for each in every if each.code == code.id]
            yield AnchoringRow(scope="code", name=code.id, outcome=by_code[code.id], **_arms(mine))


def _arms(trials: Sequence[Trial]) -> dict[str, int]:
    shown = sum(each.shown for each in trials)
    return {"shown": shown, "blind": len(trials) - shown}


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit that a person is done with: where, in which arm, and what stands there."""

    coder: CoderId
    document: DocumentId
    segment: SegmentId
    shown: bool
    families: tuple[FamilyId, ...]
    codes: frozenset[CodeId]


class _Trials:
    """Every locked unit of the experiment beside the instrument's answer."""

    def __init__(self, bench: Workbench, grid: Grid, machine: Column, designs: Sequence[Assignment]) -> None:
        self._grid = grid
        self._machine = machine
        self._designs = designs
        self._locks = {(lock.coder_id, lock.segment_id, lock.assignment_id): lock for lock in bench.ledger.locks()}
        self._codings: dict[tuple[CoderId, SegmentId], list[Coding]] = defaultdict(list)
        for coding in bench.ledger.codings():
            if coding.codebook_id == grid.codebook.id:
                self._codings[coding.coder_id, coding.segment_id].append(coding)
        self._first_lock: dict[tuple[CoderId, SegmentId], int] = {}
        for lock in bench.ledger.locks():
            self._first_lock.setdefault((lock.coder_id, lock.segment_id), lock.seq)
        self._first_seen: dict[tuple[CoderId, SegmentId], int] = {}
        for seen in bench.ledger.seen():
            self._first_seen.setdefault((seen.coder_id, seen.segment_id), seen.seq)
        self._units = tuple(self._each())
        self.every = [trial for unit in self._units for trial in self._of(unit)]

    def _each(self) -> Iterator[_Unit]:
        for design in self._designs:
            for segment in design.segments:
                lock = self._locks.get((design.coder_id, segment, design.id))
                if lock is not None:
                    shown = segment in design.shown
                    yield _Unit(
                        coder=design.coder_id, document=lock.document_id, segment=segment, shown=shown,
                        families=design.families, codes=self._given(design, segment, shown=shown),
                    )  # fmt: skip

    def _given(self, design: Assignment, segment: SegmentId, *, shown: bool) -> frozenset[CodeId]:
        """Return what the person gave: of a blind unit only what was given before anything could be seen."""
        mine = self._codings[design.coder_id, segment]
        return frozenset(
            coding.code
            for coding in mine
            if coding.round == design.round
            and coding.mode is not CodingMode.ADJUDICATED
            and (shown or (coding.mode in _BEFORE and coding.origin is None))
        )

    def _of(self, unit: _Unit) -> Iterator[Trial]:
        for family, own in self._asked(unit):
            for code in sorted((self._machine.cell(unit.segment, family) or frozenset()) & own):
                agrees = code in unit.codes
                yield Trial(coder=unit.coder, code=code, document=unit.document, shown=unit.shown, agrees=agrees)

    def _asked(self, unit: _Unit) -> Iterator[tuple[FamilyId, frozenset[CodeId]]]:
        for family in self._grid.families:
            if not unit.families or family in unit.families:
                yield family, _codes_of(self._grid.codebook, family)

    def notes(self) -> tuple[Wording, ...]:
        """Return how far what was seen departs from what was drawn."""
        proposed = {segment for segment, codes in self._machine.cells.items() if codes}
        unseen = sum(unit.shown and unit.segment in proposed and not self._saw(unit) for unit in self._units)
        early = sum(not unit.shown and self._saw_early(unit) for unit in self._units)
        found = []
        if unseen:
            found.append(
                Wording(
                    f"{unseen} 个抽中展示、且有建议的单元没有展示记录；仍按抽签计",
                    f"{unseen} units drawn to be shown had a proposal and no record of it being seen; counted as drawn",
                )
            )
        if early:
            found.append(
                Wording(
                    f"{early} 个抽中盲编的单元在锁定前已看到建议；仍按抽签计，指数因此偏低",
                    f"{early} units drawn to be blind had a proposal seen before the lock; counted as drawn, which "
                    "lowers the index",
                )
            )
        return tuple(found)

    def _saw(self, unit: _Unit) -> bool:
        return (unit.coder, unit.segment) in self._first_seen

    def _saw_early(self, unit: _Unit) -> bool:
        key = (unit.coder, unit.segment)
        return key in self._first_seen and self._first_seen[key] < self._first_lock[key]


def _codes_of(codebook: Codebook, family: FamilyId) -> frozenset[CodeId]:
    return frozenset(code.id for code in codebook.in_family(family))
