"""The anchoring index: how much more often a person agrees with the model after seeing what it proposed.

index = P(agrees with the model | proposal shown) - P(agrees with the model | blind). It means something only where it
was drawn by lot which segments were shown. Segments of one document are not independent: the interval draws documents
whole.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from assistant.agreement.arrays import FloatArray, ratio
from assistant.agreement.quantiles import normal_quantile
from assistant.agreement.resampling import Resampling
from assistant.agreement.results import Estimate, Interval, Outcome, Undefined

METHOD = "anchoring index: agreement with the model when shown, less when blind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One segment coded by one person.

    Attributes:
        shown: True if the model's proposal was seen before coding.
        agrees: True if the person's coding equals the model's.
        document: Where the segment comes from; segments of one document are drawn together.
    """

    coder: Hashable
    code: Hashable
    document: Hashable
    shown: bool
    agrees: bool


def anchoring_index(
    trials: Iterable[Trial], plan: Resampling | None = None, smallest_gap: float = 0.3, power: float = 0.8
) -> Outcome:
    """Return the index with a document-clustered interval, or why it is too small to say.

    Args:
        trials: Segments of both arms.
        plan: Replicates, level and seed.
        smallest_gap: The gap that a sample must be able to show; smaller samples are refused.
        power: Probability of showing it.
    """
    plan = plan or Resampling()
    rows = list(trials)
    shown = np.asarray([t.shown for t in rows], dtype=bool)
    agrees = np.asarray([t.agrees for t in rows], dtype=np.float64)
    coders = len({t.coder for t in rows})
    short = _too_small(shown, agrees, smallest_gap, power)
    if short:
        return Undefined(short, METHOD, len(rows), coders)
    table, documents = _by_document(rows, shown, agrees)
    value = float(_index(table.sum(axis=0, keepdims=True))[0])
    rates = [float(agrees[shown].mean()), float(agrees[~shown].mean())]
    return Estimate(
        value=value,
        method=METHOD,
        n_units=len(rows),
        n_coders=coders,
        observed=rates[0],
        expected=rates[1],
        interval=_drawn(table, plan, documents),
        seed=plan.seed,
        warnings=(f"only {documents} documents: the interval is probably too narrow",) if documents < 20 else (),
    )


def anchoring_by(
    trials: Sequence[Trial], field: Literal["coder", "code"], plan: Resampling | None = None, smallest_gap: float = 0.3
) -> dict[Hashable, Outcome]:
    """Return the index of each coder or of each code."""
    groups: dict[Hashable, list[Trial]] = {}
    for trial in trials:
        groups.setdefault(trial.coder if field == "coder" else trial.code, []).append(trial)
    return {name: anchoring_index(group, plan, smallest_gap) for name, group in groups.items()}


def segments_per_arm(gap: float, blind_rate: float = 0.5, level: float = 0.95, power: float = 0.8) -> int:
    """Return how many segments each arm needs to show a gap between two proportions (normal approximation).

    The baseline is kept where both rates are possible: at most 1 - gap.
    """
    low = min(max(blind_rate, 0.0), 1.0 - gap)
    high = low + gap
    reach = normal_quantile((1 + level) / 2) + normal_quantile(power)
    spread = low * (1 - low) + high * (1 - high)
    return max(2, math.ceil(reach**2 * spread / gap**2))


def _too_small(
    shown: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], agrees: FloatArray, gap: float, power: float
) -> str:
    blind = int((~shown).sum())
    if blind == 0:
        return "0 blind units: not estimable, for nobody coded without seeing the proposals"
    if blind == shown.size:
        return "no unit was coded with the proposal shown: there is nothing to compare with"
    needed = segments_per_arm(gap, float(agrees[~shown].mean()), power=power)
    fewest = min(blind, int(shown.sum()))
    if fewest < needed:
        return (
            f"too small to say: {int(shown.sum())} shown and {blind} blind segments, but a gap of {gap:g} "
            f"takes {needed} in each arm ({needed - fewest} more in the smaller)"
        )
    return ""


def _by_document(
    rows: Sequence[Trial], shown: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], agrees: FloatArray
) -> tuple[FloatArray, int]:
    names = {name: place for place, name in enumerate(dict.fromkeys(t.document for t in rows))}
    place = np.asarray([names[t.document] for t in rows])
    columns = [shown * agrees, shown * 1.0, ~shown * agrees, ~shown * 1.0]
    return np.column_stack([np.bincount(place, weights=c, minlength=len(names)) for c in columns]), len(names)


def _index(totals: FloatArray) -> FloatArray:
    return ratio(totals[:, 0], totals[:, 1]) - ratio(totals[:, 2], totals[:, 3])


def _drawn(table: FloatArray, plan: Resampling, documents: int) -> Interval | None:
    if documents < 2:
        return None
    generator = np.random.default_rng(plan.seed)
    drawn = generator.multinomial(documents, np.full(documents, 1 / documents), size=plan.replicates).astype(np.float64)
    values = _index(drawn @ table)
    good = values[np.isfinite(values)]
    low, high = np.quantile(good, [(1 - plan.level) / 2, (1 + plan.level) / 2])
    return Interval(
        low=float(low),
        high=float(high),
        level=plan.level,
        method="document bootstrap, percentile",
        seed=plan.seed,
        replicates=plan.replicates,
        undefined_replicates=int(values.size - good.size),
        clusters=documents,
    )
