"""How every benchmark tells what it found: rows of ours beside bare, printed, and appended to the results."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evals.records import SPEED, append, machine


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure.

    Attributes:
        bare: The same by the bare library in the same run; None where there is nothing to compare with.
        limit: What is asked of it, in words (``ratio <= 1.1``).
        holds: Whether that is kept; None where nothing is asked.
        main: Whether it stands in the README.
    """

    what: str
    ours: float
    unit: str
    bare: float | None = None
    limit: str = ""
    holds: bool | None = None
    main: bool = False

    @property
    def ratio(self) -> float | None:
        """Return ours to bare."""
        return None if not self.bare else self.ours / self.bare


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchRun:
    """One run of one benchmark."""

    bench: str
    machine: str
    rows: tuple[dict[str, object], ...]


def at_most(row: Row, most: float) -> Row:
    """Return a row of which a ratio of at most so much is asked."""
    return Row(
        what=row.what, ours=row.ours, unit=row.unit, bare=row.bare, main=row.main,
        limit=f"ratio <= {most:g}", holds=row.ratio is not None and row.ratio <= most,
    )  # fmt: skip


def within(row: Row, most: float) -> Row:
    """Return a row of which at most so much, in its own unit, is asked."""
    return Row(
        what=row.what, ours=row.ours, unit=row.unit, bare=row.bare, main=row.main,
        limit=f"<= {most:g} {row.unit}", holds=row.ours <= most,
    )  # fmt: skip


def told(bench: str, rows: Sequence[Row]) -> int:
    """Print and record the rows; return 1 if something that is asked is not kept."""
    print(f"{'':58}{'ours':>12}{'bare':>12}{'ratio':>8}  asked")
    for row in rows:
        bare = "" if row.bare is None else f"{row.bare:,.4g}"
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        kept = "" if row.holds is None else " kept" if row.holds else " NOT KEPT"
        print(f"{row.what[:57]:58}{row.ours:>12,.4g}{bare:>12}{ratio:>8}  {row.unit}; {row.limit}{kept}")
    kept_rows = tuple(
        {
            "what": row.what, "ours": row.ours, "bare": row.bare, "unit": row.unit, "ratio": row.ratio,
            "limit": row.limit, "holds": None if row.holds is None else bool(row.holds), "main": row.main,
        }
        for row in rows
    )  # fmt: skip
    append(SPEED, BenchRun(bench=bench, machine=machine(), rows=kept_rows))
    return int(any(row.holds is False for row in rows))


def best(run: Callable[[], object], times: int = 3) -> float:
    """Return the seconds of the fastest of several runs."""
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - began)
    return min(seconds)
