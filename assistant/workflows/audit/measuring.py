"""Studies and figures: some columns of the grid, one family, present against absent for each code."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

import numpy as np

from assistant.agreement import (
    Estimate,
    Outcome,
    Resampling,
    Study,
    Undefined,
    bootstrap,
    precision_reached,
    presence_study,
    study_from_codes,
)
from assistant.agreement.planning import Reached
from assistant.domain.identifiers import CodeId, FamilyId
from assistant.reporting.findings import CodeRow, Figures, Level
from assistant.workflows.audit.grid import Column, Grid, Place

LabelSet = frozenset[CodeId]
_MISSING = -1
RARE = 5
"""A code given in fewer units has an interval that says nothing of how many more it would take."""


def family_study(
    grid: Grid, columns: Sequence[Column], family: FamilyId, places: Iterable[Place] | None = None,
    level: Level = Level.OWN,
) -> Study:  # fmt: skip
    """Return the study of one family: a cell is the set of its codes that a coder gave a unit.

    Units that fewer than two of the coders looked at stay out: they tell nothing about agreement.
    """
    own = frozenset(code.id for code in grid.codebook.in_family(family))
    index: dict[LabelSet, int] = {}
    rows: list[list[int]] = []
    documents: list[str] = []
    for place in grid.places if places is None else places:
        row = [_number(grid, column, place, (family, own, level), index) for column in columns]
        if sum(number != _MISSING for number in row) >= 2:
            rows.append(row)
            documents.append(place.source.id)
    table = np.asarray(rows, dtype=np.int32).reshape(len(rows), len(columns))
    names = [column.coder.id for column in columns]
    return study_from_codes(table, list(index), coders=names, documents=documents, ordered=False)


def _number(
    grid: Grid, column: Column, place: Place, asked: tuple[FamilyId, LabelSet, Level], index: dict[LabelSet, int]
) -> int:
    family, own, level = asked
    cell = column.cell(place.segment.id, family)
    if cell is None:
        return _MISSING
    codes = cell & own
    if level is Level.ROLLED_UP:
        codes = frozenset().union(*(grid.ancestors(code) for code in codes)) & own
    return index.setdefault(codes, len(index))


def figures(study: Study, code: Hashable, plan: Resampling) -> Figures:
    """Return the coefficients of one code with intervals that draw documents whole."""
    binary = presence_study(study, code)
    several = len(binary.active().coders) > 2
    prevalence = _prevalence(binary)
    if not prevalence:
        return _without_figures(binary, prevalence)
    alpha = bootstrap(binary, "alpha", plan)
    return Figures(
        units=int(binary.codes.shape[0]),
        prevalence=prevalence,
        percent=bootstrap(binary, "percent_agreement", plan),
        kappa=bootstrap(binary, "conger_kappa" if several else "cohen_kappa", plan),
        alpha=alpha,
        ac1=bootstrap(binary, "gwet_ac1", plan),
        fleiss=bootstrap(binary, "fleiss_kappa", plan) if several else None,
        given=_given(binary),
        more_units=_more_units(alpha, plan) if _given(binary) >= RARE else None,
        reached=_reached(alpha, plan),
    )


def _without_figures(binary: Study, prevalence: float | None) -> Figures:
    units = int(binary.codes.shape[0])
    reason = f"no variation: nobody gave this code in {units} units" if units else "no unit was looked at by two coders"
    none = Undefined(reason, n_units=units, n_coders=len(binary.active().coders))
    return Figures(units=units, prevalence=prevalence, percent=none, kappa=none, alpha=none, ac1=none)


def _prevalence(binary: Study) -> float | None:
    given = binary.codes[binary.codes >= 0]
    return float(given.mean()) if given.size else None


def _given(binary: Study) -> int:
    return int((binary.codes == 1).any(axis=1).sum())


def _more_units(outcome: Outcome, plan: Resampling) -> int | None:
    if not isinstance(outcome, Estimate) or (outcome.interval is not None and outcome.interval.width == 0):
        return None
    reached = precision_reached(outcome, plan.width)
    return reached.more_units if isinstance(reached, Reached) else None


def _reached(outcome: Outcome, plan: Resampling) -> bool | None:
    found = precision_reached(outcome, plan.width)
    return found.reached if isinstance(found, Reached) else None


def by_code(grid: Grid) -> tuple[CodeRow, ...]:
    """Return the figures of every code of the families asked for; parents also with their sub-codes if asked for."""
    return tuple(row for family in grid.families for row in _family_rows(grid, family))


def by_group(grid: Grid, field: str) -> tuple[CodeRow, ...]:
    """Return the figures of every code within each source type (``type``) or each case (``case``).

    A source of several cases counts in each of them. Codes that nobody gave within a group have no row there.
    """
    names = sorted({name for place in grid.places for name in groups_of(place, field)})
    return tuple(row for name in names for row in _group_rows(grid, field, name))


def _group_rows(grid: Grid, field: str, name: str) -> list[CodeRow]:
    places = [place for place in grid.places if name in groups_of(place, field)]
    rows = [row for family in grid.families for row in _family_rows(grid, family, places, name)]
    return [row for row in rows if row.figures.prevalence]


def groups_of(place: Place, field: str) -> tuple[str, ...]:
    """Return the source type, or the cases, of a unit; cases stand with ``;`` between them."""
    if field == "type":
        return (place.source.metadata.source_type.value,)
    names = [name.strip() for name in place.source.metadata.case.replace("；", ";").split(";")]
    return tuple(name for name in names if name)


def _family_rows(grid: Grid, family: FamilyId, places: Sequence[Place] | None = None, group: str = "") -> list[CodeRow]:
    own = family_study(grid, grid.people, family, places)
    wide = family_study(grid, grid.people, family, places, Level.ROLLED_UP) if grid.question.roll_up else None
    parents = grid.parents(family)
    rows = []
    for code in grid.codebook.in_family(family):
        levels = [(Level.OWN, own)] + ([(Level.ROLLED_UP, wide)] if wide and code.id in parents else [])
        rows += [
            CodeRow(
                family=family, code=code.id, label=code.label, level=level, group=group,
                figures=figures(study, code.id, grid.question.plan),
            )
            for level, study in levels
        ]  # fmt: skip
    return rows
