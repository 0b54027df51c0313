"""Standard errors by formula, for the coefficients that have one in Gwet (2014): no drawing, t with units - 1 degrees.

Sources: Gwet (2008; 2014, chapters 2-5) for percent agreement, Fleiss, AC1/AC2, Brennan-Prediger, Conger and alpha: the
variance of a per-unit linearisation of the coefficient, units taken as a simple random sample. Units are taken as
independent; with several units per document the document bootstrap is the honest interval.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from assistant.agreement.alphas import Alpha, IntervalAlpha
from assistant.agreement.arrays import FloatArray
from assistant.agreement.coefficients import Coefficient, estimate
from assistant.agreement.collapsing import counts_by_unit
from assistant.agreement.distances import distance_matrix
from assistant.agreement.kappas import Multirater, agreement_by_unit
from assistant.agreement.pairwise import Conger
from assistant.agreement.quantiles import t_quantile
from assistant.agreement.results import Estimate, Interval, Outcome, Undefined
from assistant.agreement.studies import Study
from assistant.agreement.weights import weight_matrix


@dataclass(frozen=True, slots=True)
class _Units:
    """Per-unit figures of a study: counts (units, categories), their sums r, agreement; and agreement by chance."""

    counts: FloatArray
    r: FloatArray
    agree: FloatArray
    expected: float


def analytic(study: Study, coefficient: Coefficient, level: float = 0.95) -> Outcome:
    """Return the coefficient with Gwet's standard error and interval.

    Args:
        study: The codes; units that nobody coded do not count.
        coefficient: A coefficient object, see ``coefficient``.
        level: Nominal coverage.
    """
    outcome = estimate(coefficient, study)
    if isinstance(outcome, Undefined):
        return outcome
    working = study.active()
    if isinstance(coefficient, Alpha | IntervalAlpha):
        return _alpha_interval(working, coefficient, outcome, level)
    if not isinstance(coefficient, Multirater | Conger):
        return Undefined(
            "no standard error by formula is implemented for this coefficient; use bootstrap", outcome.method
        )
    if isinstance(coefficient, Multirater) and (coefficient.missing != "gwet" or coefficient.by != "units"):
        return Undefined(
            "Gwet's standard error belongs to his treatment of missing codes only; use bootstrap", outcome.method
        )
    rows = working.codes[(working.codes >= 0).any(axis=1)]
    n = rows.shape[0]
    if n < 2:
        return Undefined("a single unit has no standard error", outcome.method, outcome.n_units, outcome.n_coders)
    trimmed = replace(working, codes=rows)
    error = _standard_error(coefficient, trimmed, outcome)
    return _with_error(outcome, error, n, level)


def _with_error(outcome: Estimate, error: float, n: int, level: float) -> Estimate:
    reach = t_quantile((1.0 + level) / 2.0, n - 1) * error
    interval = Interval(
        low=outcome.value - reach, high=min(1.0, outcome.value + reach), level=level, method="Gwet (2014), t"
    )
    return replace(outcome, interval=interval, standard_error=error)


def _alpha_interval(study: Study, coefficient: Alpha | IntervalAlpha, outcome: Estimate, level: float) -> Outcome:
    """Return alpha with Gwet's standard error (2014, section 5.3.4): pairable units, sizes scaled by their mean."""
    counts = counts_by_unit(study.codes, len(study.categories))
    counts = counts[counts.sum(axis=1) >= 2]
    n, r = counts.shape[0], counts.sum(axis=1)
    if n < 2:
        return Undefined("a single unit has no standard error", outcome.method, outcome.n_units, outcome.n_coders)
    distance = distance_matrix(coefficient.distance if isinstance(coefficient, Alpha) else "interval", study)
    weights = 1.0 - distance / distance.max()
    size = float(r.mean())
    prevalence = counts.sum(axis=0) / r.sum()
    chance = float(prevalence @ weights @ prevalence)
    alike = (counts * (counts @ weights - 1.0)).sum(axis=1) / (size * (r - 1.0))
    plain = float(alike.mean())
    observed = plain + (1.0 - plain) / float(r.sum())
    value = (plain - chance) / (1.0 - chance)
    lean = (r - size) / size
    own = (alike - observed * lean - chance) / (1.0 - chance)
    by_unit = counts @ (weights @ prevalence) / size - chance * lean
    own = own - 2.0 * (1.0 - value) * (by_unit - chance) / (1.0 - chance)
    return _with_error(outcome, float(np.sqrt(((own - value) ** 2).sum() / (n * (n - 1.0)))), n, level)


def _standard_error(coefficient: Multirater | Conger, study: Study, outcome: Estimate) -> float:
    value, expected = outcome.value, outcome.expected
    weights = weight_matrix(coefficient.weights, study)
    counts = counts_by_unit(study.codes, len(study.categories))
    chance = expected or 0.0
    units = _Units(counts, counts.sum(axis=1), agreement_by_unit(counts, weights), chance)
    n, paired = units.r.size, units.r >= 2
    own = n / paired.sum() * (units.agree - chance * paired) / (1.0 - chance)
    if expected is not None:
        by_unit = (
            _conger_chance(study, weights) if isinstance(coefficient, Conger) else _chance(coefficient, units, weights)
        )
        own = own - 2.0 * (1.0 - value) * (by_unit - chance) / (1.0 - chance)
    return float(np.sqrt(((own - value) ** 2).sum() / (n * (n - 1.0))))


def _chance(coefficient: Multirater, units: _Units, weights: FloatArray) -> FloatArray:
    """Return each unit's part in the agreement by chance, shape (units,)."""
    share = units.counts / units.r[:, None]
    prevalence = share.mean(axis=0)
    if coefficient.chance == "fleiss":
        return np.asarray(share @ ((weights + weights.T) @ prevalence / 2.0), dtype=np.float64)
    if coefficient.chance == "gwet":
        q = weights.shape[0]
        return np.asarray(float(weights.sum()) / (q * (q - 1)) * (share @ (1.0 - prevalence)), dtype=np.float64)
    return np.full(units.r.size, units.expected)


def _conger_chance(study: Study, weights: FloatArray) -> FloatArray:
    """Return each unit's part in Conger's agreement by chance (Gwet 2014, equation 5.2.8), shape (units,)."""
    n, coders = study.codes.shape
    present = (study.codes >= 0).astype(np.float64)
    rated = present.sum(axis=0)
    own = np.stack([counts_by_unit(column[:, None], weights.shape[0]) for column in study.codes.T], axis=1)
    share = own.sum(axis=0) / rated[:, None]
    others = share.sum(axis=0, keepdims=True) - share
    gain = (others @ weights)[None, :, :]
    excess = own - (present - rated / n)[:, :, None] * share[None, :, :]
    by_coder = (excess * gain).sum(axis=2) * (n / rated)
    return np.asarray(by_coder.sum(axis=1) / (coders * (coders - 1)), dtype=np.float64)
