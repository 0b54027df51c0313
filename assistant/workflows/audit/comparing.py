"""What is set beside agreement and never called by its name: instruments, and what adjudication settled on."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.agreement import bootstrap, precision_recall, presence_study
from assistant.domain.identifiers import CodeId, FamilyId
from assistant.reporting.findings import AdjudicationRow, InstrumentRow
from assistant.workflows.audit.grid import Column, Grid
from assistant.workflows.audit.measuring import family_study, figures


def beside_instruments(grid: Grid) -> tuple[InstrumentRow, ...]:
    """Return every instrument against every person, code by code, beside the agreement of people alone."""
    return tuple(row for family in grid.families for row in _instrument_rows(grid, family))


def _instrument_rows(grid: Grid, family: FamilyId) -> list[InstrumentRow]:
    study_of_people = family_study(grid, grid.people, family)
    used = _used(grid, family, [*grid.people, *grid.instruments])
    people = {code: bootstrap(presence_study(study_of_people, code), "alpha", grid.question.plan) for code in used}
    rows = []
    for machine in grid.instruments:
        for person in grid.people:
            study = family_study(grid, [person, machine], family)
            rows += [
                InstrumentRow(
                    instrument=machine.coder.id, person=person.coder.id, family=family, code=code,
                    people=people[code], figures=figures(study, code, grid.question.plan),
                    scores=precision_recall(study, person.coder.id, machine.coder.id, code),
                )
                for code in _used(grid, family, [person, machine])
            ]  # fmt: skip
    return rows


def _used(grid: Grid, family: FamilyId, columns: Sequence[Column]) -> list[CodeId]:
    given = frozenset[CodeId]().union(*(cell for column in columns for cell in column.cells.values()))
    return [code.id for code in grid.codebook.in_family(family) if code.id in given]


def around_adjudication(grid: Grid) -> tuple[AdjudicationRow, ...]:
    """Return each code before and after adjudication; nothing where nothing was adjudicated."""
    if grid.settled is None:
        return ()
    return tuple(row for family in grid.families for row in _adjudication_rows(grid, family, grid.settled))


def _adjudication_rows(grid: Grid, family: FamilyId, settled: Column) -> list[AdjudicationRow]:
    plan = grid.question.plan
    before = family_study(grid, grid.people, family)
    after = [(column.coder.id, family_study(grid, [column, settled], family)) for column in grid.people]
    return [
        AdjudicationRow(
            family=family,
            code=code,
            before=bootstrap(presence_study(before, code), "alpha", plan),
            after=tuple((name, figures(study, code, plan)) for name, study in after),
        )
        for code in _used(grid, family, [*grid.people, settled])
    ]
