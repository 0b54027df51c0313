"""Reading printed tables: contingency tables to units, and figures to the precision they are printed in."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import pytest

from assistant.agreement import Estimate, Outcome, Study, study_from_table


def crossed(labels: Sequence[Hashable], table: Sequence[Sequence[int]]) -> Study:
    """Return the study behind a contingency table: first coder in the rows, second in the columns."""
    rows = [
        (first, second)
        for first, line in zip(labels, table, strict=True)
        for second, number in zip(labels, line, strict=True)
        for _ in range(number)
    ]
    return study_from_table(rows, categories=labels)


def read(text: str) -> list[list[int | None]]:
    """Return the cells of a printed table of digits, a dot being a missing code; one row per line."""
    return [[None if cell == "." else int(cell) for cell in line.split()] for line in text.strip().splitlines()]


def estimated(outcome: Outcome) -> Estimate:
    assert isinstance(outcome, Estimate), outcome
    return outcome


def check(
    outcome: Outcome, value: float, observed: float | None = None, expected: float | None = None, places: int = 3
):
    """Compare with what is printed, half a unit of the last place being the tolerance."""
    found = estimated(outcome)
    within = 0.5 * 10**-places + 1e-9
    assert found.value == pytest.approx(value, abs=within)
    if observed is not None:
        assert found.observed == pytest.approx(observed, abs=within)
    if expected is not None:
        assert found.expected == pytest.approx(expected, abs=within)
