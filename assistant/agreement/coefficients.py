"""The frame every coefficient fits into: totals add up over units, and the coefficient is a function of the totals.

So one estimate is a sum over units, a resample is a reweighting of patterns, and both run through the same formula.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from assistant.agreement.arrays import CodeArray, FloatArray, ratio
from assistant.agreement.results import Estimate, Outcome, Scale, Undefined
from assistant.agreement.studies import Study

NO_VARIATION = "no variation: every code that can be compared is the same category, so chance agreement is complete"
ROUNDING = 1e-12
"""What is left of 1 - 1 when it was summed in floating point."""


@dataclass(frozen=True, slots=True)
class Finished:
    """Values of a batch of totals; each array has shape (batch,), NaN where undefined."""

    value: FloatArray
    observed: FloatArray
    expected: FloatArray


class Coefficient(Protocol):
    """A coefficient for units with one code (or one set of codes) per coder."""

    @property
    def method(self) -> str:
        """Name, definition and source."""

    @property
    def scale(self) -> Scale:
        """Whether observed and expected are agreements or disagreements."""

    @property
    def anonymous(self) -> bool:
        """True if it does not matter which coder gave which code."""

    def refusal(self, study: Study) -> str | None:
        """Return why the coefficient does not apply to this study, None if it does."""

    def totals(self, codes: CodeArray, weights: FloatArray | None, study: Study) -> FloatArray:
        """Return the sums over units, shape (batch, features).

        Args:
            codes: Shape (rows, coders): units, or patterns.
            weights: Shape (batch, rows): how often each row counts; None for once each (batch = 1).
            study: Where the categories are looked up.
        """

    def finish(self, totals: FloatArray, study: Study) -> Finished:
        """Return the coefficient of each row of totals."""


def estimate(coefficient: Coefficient, study: Study) -> Outcome:
    """Return the coefficient of a study, or why it has none."""
    working = study.active()
    units, coders = n_pairable(working), len(working.coders)
    reason = unusable(working) or coefficient.refusal(working)
    if reason:
        return Undefined(reason, coefficient.method, units, coders)
    done = coefficient.finish(coefficient.totals(working.codes, None, working), working)
    if not np.isfinite(done.value[0]):
        return Undefined(why_undefined(working), coefficient.method, units, coders)
    return Estimate(
        value=float(done.value[0]),
        method=coefficient.method,
        n_units=units,
        n_coders=coders,
        observed=_figure(done.observed),
        expected=_figure(done.expected),
        scale=coefficient.scale,
        warnings=_order_warning(coefficient, working),
    )


def corrected(observed: FloatArray, expected: FloatArray) -> FloatArray:
    """Return (observed - expected) / (1 - expected), NaN where chance alone would give complete agreement."""
    room = 1.0 - expected
    return ratio(observed - expected, np.where(room > ROUNDING, room, 0.0))


def with_warnings(outcome: Outcome, *sentences: str) -> Outcome:
    """Return the estimate with further warnings; an undefined outcome stays as it is."""
    if isinstance(outcome, Undefined) or not sentences:
        return outcome
    return replace(outcome, warnings=(*outcome.warnings, *sentences))


def n_pairable(study: Study) -> int:
    """Return the number of units that at least two coders coded."""
    return int((np.count_nonzero(study.codes >= 0, axis=1) >= 2).sum())


def unusable(study: Study) -> str | None:
    """Return why no coefficient at all can be had from a study without idle coders, None if one might."""
    if study.codes.shape[0] == 0 or not study.coders:
        return "empty: nobody coded anything"
    if len(study.coders) == 1:
        return f"a single coder: only {study.coders[0]!r} coded anything, and agreement needs two"
    if n_pairable(study) == 0:
        return "nothing pairable: no unit was coded by two coders"
    return None


def why_undefined(study: Study) -> str:
    """Return the sentence for a coefficient that came out as 0/0."""
    paired = study.codes[np.count_nonzero(study.codes >= 0, axis=1) >= 2]
    used = np.unique(paired[paired >= 0])
    if used.size == 1:
        label = study.categories[int(used[0])]
        if isinstance(label, bool):
            who = "everybody" if label else "nobody"
            return f"no variation: {who} gave this code in the units that can be compared"
        shown = sorted(map(str, label)) if isinstance(label, frozenset) else label
        return f"no variation: every code that can be compared is {shown!r}, so chance agreement is complete"
    return "the expected disagreement is zero, so the coefficient would divide by zero"


def _figure(values: FloatArray) -> float | None:
    return float(values[0]) if np.isfinite(values[0]) else None


def _order_warning(coefficient: Coefficient, study: Study) -> tuple[str, ...]:
    needs = any(
        word in coefficient.method for word in ("ordinal", "linear", "quadratic", "radical", "circular", "bipolar")
    )
    if needs and not study.ordered:
        return ("the order of the categories was not declared; their alphabetical order was taken",)
    return ()
