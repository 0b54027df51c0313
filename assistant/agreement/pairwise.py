"""Coefficients that keep coders apart: Cohen, Scott, and their means over pairs - Light, Hubert, Conger."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from assistant.agreement.arrays import BoolArray, CodeArray, FloatArray, ratio, weighted_sum
from assistant.agreement.coefficients import ROUNDING, Finished, estimate, with_warnings
from assistant.agreement.collapsing import counts_by_unit
from assistant.agreement.kappas import disagreement_by_unit
from assistant.agreement.results import Outcome, Scale, Undefined
from assistant.agreement.studies import Study
from assistant.agreement.weights import Weights, disagreement_weights, weights_name

Form = Literal["cohen", "scott", "light", "hubert"]


@dataclass(frozen=True, slots=True, eq=False)
class Pairwise:
    """A coefficient made of contingency tables of two coders each.

    Only units that both coders of a pair coded enter its table.
    """

    form: Form
    weights: Weights = None
    scale: Scale = "agreement"
    anonymous: bool = False

    @property
    def method(self) -> str:
        """Name the coefficient and its weights."""
        name = {
            "cohen": "Cohen's kappa (1960; weighted 1968)",
            "scott": "Scott's pi (1955)",
            "light": "Light's kappa (1971): mean of Cohen's kappa over pairs of coders",
            "hubert": "Hubert's kappa (1977): from the mean observed and mean expected agreement of pairs of coders",
        }[self.form]
        return name if weights_name(self.weights) == "identity" else f"{name}, {weights_name(self.weights)} weights"

    def refusal(self, study: Study) -> str | None:
        """Return why the coefficient does not apply: two coders are needed, exactly, for Cohen and Scott."""
        disagreement_weights(self.weights, study)
        if self.form in ("cohen", "scott") and len(study.coders) != 2:
            return (
                f"{self.method.split(' (')[0]} compares exactly two coders and this study has {len(study.coders)}; "
                "name two (coders=...), or take light_kappa, conger_kappa, fleiss_kappa or alpha"
            )
        return None

    def totals(self, codes: CodeArray, weights: FloatArray | None, study: Study) -> FloatArray:
        """Return [observed and expected disagreement, units] of every pair of coders, shape (batch, 3 x pairs)."""
        apart = disagreement_weights(self.weights, study)
        once = np.ones((1, codes.shape[0])) if weights is None else weights
        parts = [
            _pair_figures(contingency(codes[:, [i, j]], once, apart.shape[0]), apart, self.form)
            for i, j in combinations(range(codes.shape[1]), 2)
        ]
        return np.concatenate(parts, axis=1)

    def finish(self, totals: FloatArray, study: Study) -> Finished:
        """Return the coefficient; pairs of coders without a common unit are left out of a mean."""
        figures = totals.reshape(totals.shape[0], -1, 3)
        observed, expected, n = figures[..., 0], figures[..., 1], figures[..., 2]
        seen = n > 0
        mean_observed, mean_expected = _mean(observed, seen), _mean(expected, seen)
        if self.form == "light":
            kappas = 1.0 - ratio(observed, expected)
            value = _mean(kappas, seen & np.isfinite(kappas))
        else:
            value = 1.0 - ratio(mean_observed, mean_expected)
        return Finished(value, 1.0 - mean_observed, 1.0 - mean_expected)


@dataclass(frozen=True, slots=True, eq=False)
class Conger:
    """Conger's (1980) kappa; with missing codes after Gwet (2014, chapter 2)."""

    weights: Weights = None
    scale: Scale = "agreement"
    anonymous: bool = False

    @property
    def method(self) -> str:
        """Name the coefficient and its weights."""
        name = "Conger's kappa (1980; Gwet 2014)"
        return name if weights_name(self.weights) == "identity" else f"{name}, {weights_name(self.weights)} weights"

    def refusal(self, study: Study) -> str | None:
        """Return None: any two or more coders will do."""
        disagreement_weights(self.weights, study)
        return None

    def totals(self, codes: CodeArray, weights: FloatArray | None, study: Study) -> FloatArray:
        """Return [disagreement sum, units with a pair, each coder's counts], shape (batch, 2 + coders x categories)."""
        size = len(study.categories)
        counts = counts_by_unit(codes, size)
        paired = counts.sum(axis=1) >= 2
        apart = disagreement_by_unit(counts, disagreement_weights(self.weights, study))
        own = np.concatenate([counts_by_unit(column[:, None], size) for column in codes.T], axis=1)
        rows = np.column_stack([apart, paired, own])
        return weighted_sum(rows, weights)

    def finish(self, totals: FloatArray, study: Study) -> Finished:
        """Return kappa; 1 - p_e = mean over ordered pairs of different coders of sum (1 - w) p_gk p_hl."""
        size = len(study.categories)
        observed = ratio(totals[:, 0], totals[:, 1])
        own = totals[:, 2:].reshape(totals.shape[0], -1, size)
        share = ratio(own, own.sum(axis=2, keepdims=True))
        some: BoolArray = np.asarray(np.isfinite(share).all(axis=2))
        share = np.where(some[..., None], share, 0.0)
        weights = disagreement_weights(self.weights, study)
        summed = share.sum(axis=1)
        every = ((summed @ weights) * summed).sum(axis=1)
        between = every - np.einsum("bgc,ck,bgk->b", share, weights, share)
        coders = some.sum(axis=1).astype(np.float64)
        expected = ratio(np.where(between > ROUNDING * every, between, 0.0), coders * (coders - 1.0))
        return Finished(1.0 - ratio(observed, expected), 1.0 - observed, 1.0 - expected)


def contingency(codes: CodeArray, weights: FloatArray, categories: int) -> FloatArray:
    """Return the tables of two coders, shape (batch, categories, categories), first coder in the rows.

    Args:
        codes: Shape (rows, 2).
        weights: Shape (batch, rows).
        categories: Number of categories.
    """
    both = (codes >= 0).all(axis=1)
    key = codes[both, 0].astype(np.int64) * categories + codes[both, 1]
    out = np.zeros((weights.shape[0], categories * categories))
    if key.size == 0:
        return out.reshape(-1, categories, categories)
    if weights.shape[0] == 1:
        out[0] = np.bincount(key, weights=weights[0, both], minlength=categories * categories)
    else:
        order = np.argsort(key, kind="stable")
        cells, starts = np.unique(key[order], return_index=True)
        out[:, cells] = np.add.reduceat(weights[:, both][:, order], starts, axis=1)
    return out.reshape(-1, categories, categories)


def _pair_figures(table: FloatArray, apart: FloatArray, form: Form) -> FloatArray:
    n = table.sum(axis=(1, 2))
    shares = ratio(table, n[:, None, None])
    first, second = shares.sum(axis=2), shares.sum(axis=1)
    if form == "scott":
        first = second = (first + second) / 2.0
    observed = (shares * apart).sum(axis=(1, 2))
    expected = np.einsum("bc,ck,bk->b", first, apart, second)
    return np.column_stack([np.nan_to_num(observed), np.nan_to_num(expected), n])


def _mean(values: FloatArray, where: BoolArray) -> FloatArray:
    return ratio(np.where(where, values, 0.0).sum(axis=1), where.sum(axis=1).astype(np.float64))


def cohen_kappa(study: Study, weights: Weights = None, coders: Sequence[Hashable] | None = None) -> Outcome:
    """Return Cohen's kappa of two coders, from the units both coded.

    Args:
        study: The codes.
        weights: ``linear``, ``quadratic`` or another name, or a matrix of agreement weights (1 on the diagonal).
        coders: The two to compare, where the study has more.
    """
    return estimate(Pairwise("cohen", weights), study.between(coders) if coders else study)


def scott_pi(study: Study, weights: Weights = None, coders: Sequence[Hashable] | None = None) -> Outcome:
    """Return Scott's pi of two coders, from the units both coded; chance uses their pooled marginals."""
    return estimate(Pairwise("scott", weights), study.between(coders) if coders else study)


def light_kappa(study: Study, weights: Weights = None) -> Outcome:
    """Return the mean of Cohen's kappa over all pairs of coders for whom it is defined."""
    outcome = estimate(Pairwise("light", weights), study)
    if isinstance(outcome, Undefined):
        return outcome
    bad = [f"{a} - {b}" for (a, b), k in pairwise_kappas(study, weights).items() if isinstance(k, Undefined)]
    return (
        with_warnings(outcome, f"kappa is undefined for {len(bad)} pairs of coders, left out: {', '.join(bad)}")
        if bad
        else outcome
    )


def hubert_kappa(study: Study, weights: Weights = None) -> Outcome:
    """Return Hubert's kappa: mean observed and mean expected agreement over pairs of coders, then the kappa formula."""
    return estimate(Pairwise("hubert", weights), study)


def conger_kappa(study: Study, weights: Weights = None) -> Outcome:
    """Return Conger's kappa; it equals Hubert's when nothing is missing."""
    return estimate(Conger(weights), study)


def pairwise_kappas(study: Study, weights: Weights = None) -> dict[tuple[Hashable, Hashable], Outcome]:
    """Return Cohen's kappa of every pair of coders."""
    names = study.active().coders
    return {(a, b): cohen_kappa(study, weights, (a, b)) for a, b in combinations(names, 2)}
