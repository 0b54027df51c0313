"""Coefficients for interchangeable coders: per cent agreement, Fleiss, Brennan-Prediger, Randolph, AC1, AC2.

With missing codes all follow Gwet (2014, chapter 2): observed agreement is the mean over units with two or more codes
of the share of agreeing pairs; the prevalence of a category is the mean over all coded units of its share of the
unit's codes. Fleiss's kappa with missing codes has three definitions in circulation; ``fleiss_kappa`` names all
three.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from assistant.agreement.arrays import CodeArray, FloatArray, ratio, weighted_sum
from assistant.agreement.coefficients import ROUNDING, Finished, estimate, n_pairable, with_warnings
from assistant.agreement.collapsing import counts_by_unit
from assistant.agreement.results import Outcome, Scale
from assistant.agreement.studies import Study
from assistant.agreement.weights import Weights, disagreement_weights, weights_name

Chance = Literal["none", "fleiss", "uniform", "gwet"]
FleissMissing = Literal["gwet", "pooled", "complete"]
PercentBy = Literal["units", "pairs", "values"]


@dataclass(frozen=True, slots=True, eq=False)
class Multirater:
    """One member of the family; ``chance`` says how agreement by chance is figured.

    Attributes:
        chance: ``fleiss``: sum w p p; ``uniform``: sum w / q^2; ``gwet``: sum w / (q (q - 1)) x sum p (1 - p);
            ``none``: no correction.
        by: What each unit weighs in the observed agreement: the same (``units``), its pairs, or its codes.
        missing: ``gwet`` (see the room's first lines), ``pooled`` (prevalence from all codes together) or ``complete``
            (units that all coders coded).
    """

    name: str
    chance: Chance
    weights: Weights = None
    by: PercentBy = "units"
    missing: FleissMissing = "gwet"
    scale: Scale = "agreement"
    anonymous: bool = True

    @property
    def method(self) -> str:
        """Name coefficient, weights and the treatment of missing codes."""
        parts = [self.name]
        if weights_name(self.weights) != "identity":
            parts.append(f"{weights_name(self.weights)} weights")
        if self.by != "units":
            parts.append(f"each unit weighted by its {self.by}")
        if self.missing != "gwet":
            parts.append(f"missing codes: {self.missing}")
        return ", ".join(parts)

    def refusal(self, study: Study) -> str | None:
        """Return why the coefficient does not apply."""
        disagreement_weights(self.weights, study)
        if self.missing == "complete" and not (study.codes >= 0).all(axis=1).any():
            return "nothing pairable: no unit was coded by all coders"
        return None

    def totals(self, codes: CodeArray, weights: FloatArray | None, study: Study) -> FloatArray:
        """Return [prevalence sums ..., coded units, disagreement sum, its weight], shape (batch, categories + 3)."""
        counts = counts_by_unit(codes, len(study.categories))
        r = counts.sum(axis=1)
        if self.missing == "complete":
            counts[r < codes.shape[1]] = 0.0
            r = counts.sum(axis=1)
        coded, paired = r >= 1, r >= 2
        share = counts if self.missing == "pooled" else counts / np.maximum(r, 1.0)[:, None]
        importance = _importance(self.by, r) * paired
        apart = disagreement_by_unit(counts, disagreement_weights(self.weights, study)) * importance
        size = r if self.missing == "pooled" else coded.astype(np.float64)
        rows = np.column_stack([share, size, apart, importance])
        return weighted_sum(rows, weights)

    def finish(self, totals: FloatArray, study: Study) -> Finished:
        """Return the coefficient with observed and expected agreement."""
        prevalence = ratio(totals[:, :-3], totals[:, -3:-2])
        apart = ratio(totals[:, -2], totals[:, -1])
        if self.chance == "none":
            return Finished(1.0 - apart, 1.0 - apart, np.full_like(apart, np.nan))
        by_chance = chance_disagreement(self.chance, prevalence, disagreement_weights(self.weights, study))
        varied = np.count_nonzero(prevalence > 0, axis=1) > 1
        value = np.where(varied, 1.0 - ratio(apart, by_chance), np.nan)
        return Finished(value, 1.0 - apart, 1.0 - by_chance)


def disagreement_by_unit(counts: FloatArray, apart: FloatArray) -> FloatArray:
    """Return the (weighted) share of disagreeing pairs of codes per unit, 0 where there is no pair; shape (units,)."""
    r = counts.sum(axis=1)
    pairs = (counts * (counts @ apart.T)).sum(axis=1)
    return np.where(r >= 2, pairs / np.maximum(r * (r - 1.0), 1.0), 0.0)


def agreement_by_unit(counts: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the (weighted) share of agreeing pairs of codes per unit, 0 where there is no pair; shape (units,)."""
    r = counts.sum(axis=1)
    return np.where(r >= 2, 1.0 - disagreement_by_unit(counts, 1.0 - weights), 0.0)


def chance_disagreement(chance: Chance, prevalence: FloatArray, apart: FloatArray) -> FloatArray:
    """Return 1 less agreement by chance, shape (batch,), from prevalences of shape (batch, categories)."""
    q = apart.shape[0]
    if chance == "uniform":
        return np.full(prevalence.shape[0], float(apart.sum()) / max(q, 1) ** 2)
    if chance == "gwet":
        spread = (prevalence * (1.0 - prevalence)).sum(axis=1)
        left = 1.0 - (q**2 - float(apart.sum())) / max(q * (q - 1), 1) * spread
        return np.where(left > ROUNDING, left, 0.0)
    return np.asarray(((prevalence @ apart) * prevalence).sum(axis=1), dtype=np.float64)


def _importance(by: PercentBy, r: FloatArray) -> FloatArray:
    if by == "pairs":
        return r * (r - 1.0) / 2.0
    return r if by == "values" else np.ones_like(r)


def percent_coefficient(by: PercentBy = "units", weights: Weights = None) -> Multirater:
    """Return the coefficient object behind ``percent_agreement``."""
    return Multirater("observed agreement of pairs of codes", "none", weights, by)


def fleiss_coefficient(weights: Weights = None, missing: FleissMissing = "gwet") -> Multirater:
    """Return the coefficient object behind ``fleiss_kappa``."""
    return Multirater("Fleiss' kappa (Fleiss 1971; Gwet 2014)", "fleiss", weights, missing=missing)


def brennan_prediger_coefficient(weights: Weights = None) -> Multirater:
    """Return the coefficient object behind ``brennan_prediger``."""
    return Multirater("Brennan-Prediger coefficient (1981; Gwet 2014)", "uniform", weights)


def randolph_coefficient() -> Multirater:
    """Return the coefficient object behind ``randolph_kappa``."""
    return Multirater("Randolph's free-marginal multirater kappa (2005)", "uniform")


def ac1_coefficient() -> Multirater:
    """Return the coefficient object behind ``gwet_ac1``."""
    return Multirater("Gwet's AC1 (2008; 2014, chapter 2)", "gwet")


def ac2_coefficient(weights: Weights = "quadratic") -> Multirater:
    """Return the coefficient object behind ``gwet_ac2``."""
    return Multirater("Gwet's AC2 (2014, chapter 3)", "gwet", weights)


def percent_agreement(study: Study, by: PercentBy = "units", weights: Weights = None) -> Outcome:
    """Return the observed share of agreeing pairs of codes of the same unit, as a proportion.

    Args:
        study: The codes.
        by: With missing codes the definitions part: ``units`` - mean over units of their share of agreeing pairs (Gwet
            2014); ``pairs`` - agreeing pairs over all pairs; ``values`` - each unit weighs as many as its codes, which
            is 1 - D_o of nominal alpha (Krippendorff 2004). Equal when nothing is missing.
        weights: Partial agreement between categories.
    """
    outcome = estimate(percent_coefficient(by, weights), study)
    used = np.unique(study.codes[study.codes >= 0])
    return (
        with_warnings(outcome, "every code is the same category: nothing was discriminated")
        if used.size == 1
        else outcome
    )


def fleiss_kappa(study: Study, weights: Weights = None, missing: FleissMissing = "gwet") -> Outcome:
    """Return Fleiss' kappa (1971).

    Args:
        study: The codes.
        weights: Partial agreement between categories.
        missing: ``gwet`` (default): the definition of Gwet (2014), see the room's first lines; ``pooled``: prevalences
            from all codes pooled; ``complete``: only units that every coder coded. Equal when nothing is missing.
    """
    outcome = estimate(fleiss_coefficient(weights, missing), study)
    return _missing_warning(outcome, study, missing)


def brennan_prediger(study: Study, weights: Weights = None) -> Outcome:
    """Return the coefficient of Brennan & Prediger (1981): chance agreement is 1 / number of categories.

    Declared but unused categories count. For two coders and no weights it is Bennett's S.
    """
    return estimate(brennan_prediger_coefficient(weights), study)


def bennett_s(study: Study) -> Outcome:
    """Return S of Bennett, Alpert & Goldstein (1954)."""
    return estimate(Multirater("Bennett's S (Bennett, Alpert & Goldstein 1954)", "uniform"), study)


def randolph_kappa(study: Study) -> Outcome:
    """Return Randolph's (2005) free-marginal multirater kappa; declared but unused categories count."""
    return estimate(randolph_coefficient(), study)


def gwet_ac1(study: Study) -> Outcome:
    """Return AC1 (Gwet 2008): chance = sum p (1 - p) / (q - 1), with q all declared categories.

    Missing codes are treated as in Gwet (2014, chapter 2), see the room's first lines.
    """
    return estimate(ac1_coefficient(), study)


def gwet_ac2(study: Study, weights: Weights = "quadratic") -> Outcome:
    """Return AC2 (Gwet 2014, chapter 3): AC1 with weights; with identity weights it is AC1."""
    return estimate(ac2_coefficient(weights), study)


def _missing_warning(outcome: Outcome, study: Study, missing: FleissMissing) -> Outcome:
    working = study.active()
    if working.codes.size == 0 or (working.codes >= 0).all():
        return outcome
    dropped = n_pairable(working) - int((working.codes >= 0).all(axis=1).sum())
    detail = f"; {dropped} units with missing codes were left out" if missing == "complete" else ""
    return with_warnings(outcome, f"some codes are missing: definition {missing!r} was used{detail}")
