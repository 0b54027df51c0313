"""Over rounds: whether people drift apart or together, and whether a person coding again codes the same.

Rounds are separate figures and never pooled. Training rounds never enter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from assistant.agreement import (
    Outcome,
    Study,
    Undefined,
    alpha,
    bootstrap,
    cohen_kappa,
    difference,
    percent_agreement,
    presence_study,
)
from assistant.domain.coder import Coder
from assistant.domain.fieldwork import RoundKind
from assistant.domain.identifiers import CodeId, CoderId, FamilyId
from assistant.reporting.findings import AgainRow, RoundRow
from assistant.workflows.audit.gathering import open_grid
from assistant.workflows.audit.grid import Column, Grid
from assistant.workflows.audit.measuring import family_study
from assistant.workflows.audit.question import AuditQuestion
from assistant.workflows.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Round:
    """One round with what people gave in it."""

    name: str
    kind: RoundKind
    grid: Grid


def open_rounds(bench: Workbench, question: AuditQuestion) -> tuple[Round, ...]:
    """Return the rounds asked for (all but training where none is named), in the order in which they began."""
    kinds = {each.round: each.round_kind for each in bench.ledger.assignments()}
    names = [*kinds, *(coding.round for coding in bench.ledger.codings() if coding.mode in question.modes)]
    wanted = [name for name in dict.fromkeys(names) if not question.rounds or name in question.rounds]
    rounds = [(name, kinds.get(name, RoundKind.CODING)) for name in wanted]
    return tuple(
        Round(name, kind, open_grid(bench, replace(question, rounds=frozenset({name}))))
        for name, kind in rounds
        if kind is not RoundKind.TRAINING
    )


def by_round(rounds: Sequence[Round]) -> tuple[RoundRow, ...]:
    """Return agreement among people round by round, each with its change from the round before it."""
    compared = [each for each in rounds if len(each.grid.people) >= 2]
    if not compared:
        return ()
    return tuple(
        row
        for family in compared[0].grid.families
        for code in _codes(compared, family)
        for row in _round_rows(compared, family, code)
    )


def _codes(rounds: Sequence[Round], family: FamilyId) -> list[CodeId | None]:
    """Return None for the whole family, then the codes that anybody gave in any round."""
    given = frozenset[CodeId]().union(
        *(cell for each in rounds for column in each.grid.people for cell in column.cells.values())
    )
    return [None, *(code.id for code in rounds[0].grid.codebook.in_family(family) if code.id in given)]


def _round_rows(rounds: Sequence[Round], family: FamilyId, code: CodeId | None) -> list[RoundRow]:
    rows: list[RoundRow] = []
    before: Study | None = None
    for each in rounds:
        study = _study(each.grid, each.grid.people, family, code)
        rows.append(
            RoundRow(
                round=each.name, kind=each.kind.value, family=family, code=code, units=int(study.codes.shape[0]),
                coders=len(study.active().coders), percent=percent_agreement(study),
                alpha=_alpha(study, each.grid, code),
                change=None if before is None else _change(before, study, each.grid, code),
            )
        )  # fmt: skip
        before = study
    return rows


def _study(grid: Grid, columns: Sequence[Column], family: FamilyId, code: CodeId | None) -> Study:
    whole = family_study(grid, columns, family)
    return whole if code is None else presence_study(whole, code)


def _alpha(study: Study, grid: Grid, code: CodeId | None) -> Outcome:
    if code is not None:
        return bootstrap(study, "alpha", grid.question.plan)
    return bootstrap(study, "alpha", grid.question.plan, distance="masi") if study.of_sets else _nothing()


def _change(before: Study, study: Study, grid: Grid, code: CodeId | None) -> Outcome:
    if code is not None:
        return difference(before, study, "alpha", grid.question.plan)
    if not (before.of_sets and study.of_sets):
        return _nothing()
    return difference(before, study, "alpha", grid.question.plan, distance="masi")


def _nothing() -> Undefined:
    return Undefined("nothing pairable: no unit was looked at by two coders")


def coded_again(rounds: Sequence[Round]) -> tuple[AgainRow, ...]:
    """Return every person's agreement with the same person in another round, on the units coded in both."""
    rows: list[AgainRow] = []
    for first, second in combinations(rounds, 2):
        later = {column.coder.id: column for column in second.grid.people}
        for column in first.grid.people:
            if column.coder.id in later and set(column.cells) & set(later[column.coder.id].cells):
                rows += _again_rows((first, column), (second, later[column.coder.id]))
    return tuple(rows)


def _again_rows(first: tuple[Round, Column], second: tuple[Round, Column]) -> list[AgainRow]:
    grid = first[0].grid
    pair = [_named(column, f"{column.coder.id}@{each.name}") for each, column in (first, second)]
    rows = []
    for family in grid.families:
        whole = family_study(grid, pair, family)
        for code in [None, *(code.id for code in grid.codebook.in_family(family) if code.id in whole.labels)]:
            study = whole if code is None else presence_study(whole, code)
            rows.append(
                AgainRow(
                    coder=first[1].coder.id, first=first[0].name, second=second[0].name, family=family, code=code,
                    units=int(study.codes.shape[0]), percent=percent_agreement(study),
                    kappa=None if code is None else cohen_kappa(study), alpha=_own_alpha(study, grid, code),
                )
            )  # fmt: skip
    return rows


def _own_alpha(study: Study, grid: Grid, code: CodeId | None) -> Outcome:
    if code is None:
        return alpha(study, "masi") if study.of_sets else _nothing()
    return bootstrap(study, "alpha", grid.question.plan)


def _named(column: Column, name: str) -> Column:
    coder: Coder = replace(column.coder, id=CoderId(name))
    return replace(column, coder=coder)
