"""How many units to double-code: before coding by simulation, after coding against what was wished.

The simulated coder knows the unit's true label with probability sqrt(agreement) and else draws a label from the
prevalences. Two coders then agree with probability a + (1 - a) x sum p^2, so the expected pi, kappa and alpha are
exactly the ``agreement`` asked for, whatever the prevalences and the number of coders.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.agreement.arrays import FloatArray
from assistant.agreement.coefficients import Coefficient
from assistant.agreement.intervals import Measure, coefficient, more_units
from assistant.agreement.results import Outcome, Undefined
from assistant.agreement.studies import Study, study_from_codes
from assistant.errors import StudyError


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The precision wished for and what is expected of the coding.

    Attributes:
        prevalence: Expected share of each category; they sum to 1. For one code: (share, 1 - share).
        agreement: Expected kappa or alpha, 0 to 1.
        width: Width of the interval one would be content with.
        coders: Coders per unit.
    """

    prevalence: Sequence[float]
    agreement: float
    width: float = 0.2
    coders: int = 2
    level: float = 0.95
    measure: Measure = "alpha"
    replicates: int = 1000
    seed: int = 0
    largest: int = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An answer of the planner.

    Attributes:
        units: Units to code; None if even ``largest`` is not enough.
        width: Expected width of the interval at that size.
        curve: (units, expected width) of every size that was simulated, ascending.
        undefined_share: Share of simulated studies without any variation, which have no coefficient.
    """

    units: int | None
    width: float
    curve: tuple[tuple[int, float], ...]
    undefined_share: float
    seed: int
    replicates: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """Whether an estimate is as precise as was wished, and about how many more units it would take."""

    reached: bool
    width: float
    wished: float
    more_units: int


def plan_sample(wish: Wish) -> Plan:
    """Return the smallest number of units whose expected interval is as narrow as wished.

    Raises:
        StudyError: The prevalences or the agreement make no sense.
    """
    _check(wish)
    low, high = 8, 16
    curve = {size: _simulate(wish, size) for size in (low, high)}
    while curve[high][0] > wish.width and high < wish.largest:
        low, high = high, min(2 * high, wish.largest)
        curve[high] = _simulate(wish, high)
    enough = curve[high][0] <= wish.width
    if enough and curve[8][0] > wish.width:
        while high - low > max(1, low // 50):
            middle = (low + high) // 2
            curve[middle] = _simulate(wish, middle)
            low, high = (low, middle) if curve[middle][0] <= wish.width else (middle, high)
    elif enough:
        high = 8
    return Plan(
        units=high if enough else None,
        width=curve[high][0],
        curve=tuple((size, figures[0]) for size, figures in sorted(curve.items())),
        undefined_share=curve[high][1],
        seed=wish.seed,
        replicates=wish.replicates,
    )


def expected_width(wish: Wish, units: int) -> float:
    """Return how wide the interval of a coefficient will be with so many units, by simulation."""
    _check(wish)
    return _simulate(wish, units)[0]


def precision_reached(outcome: Outcome, width: float) -> Reached | Undefined:
    """Return whether an estimate with its interval is as precise as wished."""
    if isinstance(outcome, Undefined):
        return outcome
    if outcome.interval is None:
        return Undefined(
            "the estimate has no interval; bootstrap it first", outcome.method, outcome.n_units, outcome.n_coders
        )
    found = outcome.interval.width
    more = 0 if found <= width else more_units(outcome.interval, outcome.n_units, width)
    return Reached(reached=found <= width, width=found, wished=width, more_units=more)


def _simulate(wish: Wish, units: int) -> tuple[float, float]:
    """Return the width of the middle ``level`` of simulated coefficients, and the share that had no value."""
    chosen = coefficient(wish.measure)
    generator = np.random.default_rng([wish.seed, units])
    size = max(1, 2_000_000 // (units * wish.coders))
    values: list[FloatArray] = []
    for start in range(0, wish.replicates, size):
        values.append(_coefficients(wish, chosen, units, (min(size, wish.replicates - start), generator)))
    every = np.concatenate(values)
    good = every[np.isfinite(every)]
    if good.size < every.size / 2:
        return math.inf, 1.0 - good.size / every.size
    low, high = np.quantile(good, [(1 - wish.level) / 2, (1 + wish.level) / 2])
    return float(high - low), 1.0 - good.size / every.size


def _coefficients(wish: Wish, chosen: Coefficient, units: int, draw: tuple[int, np.random.Generator]) -> FloatArray:
    replicates, generator = draw
    shape = (replicates, units, wish.coders)
    edges = np.cumsum(np.asarray(wish.prevalence, dtype=np.float64))[:-1]
    truth = np.searchsorted(edges, generator.random(shape[:2]), side="right")
    guess = np.searchsorted(edges, generator.random(shape), side="right")
    knows = generator.random(shape) < math.sqrt(wish.agreement)
    codes = np.where(knows, truth[..., None], guess).astype(np.int32)
    frame: Study = study_from_codes(codes[0], range(len(wish.prevalence)))
    totals = [chosen.totals(np.asfortranarray(table), None, frame) for table in codes]
    return chosen.finish(np.concatenate(totals), frame).value


def _check(wish: Wish) -> None:
    shares = np.asarray(wish.prevalence, dtype=np.float64)
    if shares.size < 2 or np.any(shares < 0) or not math.isclose(float(shares.sum()), 1.0, abs_tol=1e-6):
        raise StudyError(
            f"the prevalences {list(wish.prevalence)!r} must be two or more shares that sum to 1",
            f"流行率 {list(wish.prevalence)!r} 须是两个以上、合计为 1 的比例",
        )
    if not 0 <= wish.agreement <= 1 or wish.coders < 2 or wish.width <= 0:
        raise StudyError(
            "agreement lies between 0 and 1, two or more coders are needed, and the width is positive",
            "一致性在 0 与 1 之间，编码者至少两人，宽度大于 0",
        )
