"""What a measure answers: an estimate with all that it rests on, or the sentence why there is none.

Invariant of the room: no measure answers NaN, and none answers 0 or 1 where its formula divides by zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Scale = Literal["agreement", "disagreement"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A confidence interval with the recipe that made it.

    Attributes:
        level: Nominal coverage, 0.95 for 95 per cent.
        method: How it was made (``document bootstrap, percentile`` ...).
        seed: Seed of the random generator; None where nothing was drawn.
        replicates: Resamples drawn; None where nothing was drawn.
        undefined_replicates: Resamples on which the coefficient was undefined; they were left out.
        clusters: Documents that were resampled whole; None if units were.
    """

    low: float
    high: float
    level: float
    method: str
    seed: int | None = None
    replicates: int | None = None
    undefined_replicates: int = 0
    clusters: int | None = None

    @property
    def width(self) -> float:
        """Return the distance between the two ends."""
        return self.high - self.low


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One coefficient.

    Attributes:
        method: Coefficient, definition and source in words.
        observed: Observed agreement, or disagreement where ``scale`` says so; None where there is no single figure.
        expected: The same by chance.
        scale: ``agreement`` (value = (observed - expected) / (1 - expected)) or ``disagreement``
            (value = 1 - observed / expected).
        n_units: Units that entered the comparison (documents, for spans).
        n_coders: Coders who coded anything.
        seed: Seed of the interval, None without a drawn one.
        coverage: Share of the text that entered (cu-alpha and (k)u-alpha), else None.
    """

    value: float
    method: str
    n_units: int
    n_coders: int
    observed: float | None = None
    expected: float | None = None
    scale: Scale = "agreement"
    interval: Interval | None = None
    seed: int | None = None
    standard_error: float | None = None
    coverage: float | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Undefined:
    """No figure exists, and why: a sentence fit to be shown."""

    reason: str
    method: str = ""
    n_units: int = 0
    n_coders: int = 0


Outcome = Estimate | Undefined
