"""Krippendorff's alpha for coded units, any number of coders, any distance, with missing codes.

alpha = 1 - D_o / D_e with D_o = sum o_ck d2_ck / n and D_e = sum n_c n_k d2_ck / (n (n - 1)), o the coincidence
matrix in which each unit of m codes counts its pairs 1 / (m - 1) times (Krippendorff 1980; 2011; 2018, section 12.3).
Units with one code are not pairable and do not enter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assistant.agreement.arrays import CodeArray, FloatArray, IntArray, ratio, weighted_sum
from assistant.agreement.cells import Label
from assistant.agreement.coefficients import Coefficient, Finished, estimate, unusable
from assistant.agreement.collapsing import counts_by_unit
from assistant.agreement.distances import (
    Distance,
    category_values,
    distance_matrix,
    distance_name,
    midranks,
    misfit,
)
from assistant.agreement.results import Estimate, Outcome, Scale, Undefined
from assistant.agreement.studies import Study, presence_study

_LOST = 1e-12
"""A sum of squares so small beside what it was the difference of is rounding: the values do not vary."""


@dataclass(frozen=True, slots=True, eq=False)
class Alpha:
    """Krippendorff's alpha with a distance that does not depend on the counts."""

    distance: Distance = "nominal"
    scale: Scale = "disagreement"
    anonymous: bool = True

    @property
    def method(self) -> str:
        """Name the coefficient and its distance."""
        return f"Krippendorff's alpha, {distance_name(self.distance)} distance (Krippendorff 2011, 2018)"

    def refusal(self, study: Study) -> str | None:
        """Return why the distance does not fit the categories."""
        return misfit(self.distance, study)

    def totals(self, codes: CodeArray, weights: FloatArray | None, study: Study) -> FloatArray:
        """Return [n_c ... , D_o x n], shape (batch, categories + 1)."""
        if weights is None and isinstance(self.distance, str) and self.distance == "nominal":
            return _nominal_totals(codes, len(study.categories))
        counts, per_pair = _pairable(codes, len(study.categories))
        distance = distance_matrix(self.distance, study)
        unlike = ((counts @ distance) * counts).sum(axis=1) * per_pair
        rows = np.column_stack([counts, unlike])
        return weighted_sum(rows, weights)

    def finish(self, totals: FloatArray, study: Study) -> Finished:
        """Return alpha with D_o and D_e."""
        counts = totals[:, :-1]
        chance = ((counts @ distance_matrix(self.distance, study)) * counts).sum(axis=1)
        return _alpha(totals[:, -1], chance, counts.sum(axis=1))


@dataclass(frozen=True, slots=True)
class IntervalAlpha:
    """Alpha with the interval distance from sums of squares: as many different values as one likes."""

    scale: Scale = "disagreement"
    anonymous: bool = True

    @property
    def method(self) -> str:
        """Name the coefficient and its distance."""
        return "Krippendorff's alpha, interval distance (Krippendorff 2011, 2018)"

    def refusal(self, study: Study) -> str | None:
        """Return why the distance does not fit the categories."""
        return misfit("interval", study)

    def totals(self, codes: CodeArray, weights: FloatArray | None, study: Study) -> FloatArray:
        """Return [n, sum of values, sum of squares, D_o x n], shape (batch, 4).

        The values are shifted by the middle of the study's pairable values and divided by half their range, so that no
        figure is lost whatever the numbers are; ``finish`` stretches the disagreements again.
        """
        centred = np.append(_standard(study)[0], 0.0)
        cells = centred[codes]
        m = np.count_nonzero(codes >= 0, axis=1).astype(np.float64)
        keep = m >= 2
        total, square = cells.sum(axis=1), (cells**2).sum(axis=1)
        middle = (total / np.maximum(m, 1.0))[:, None]
        unlike = 2.0 * m * (((cells - middle) * (codes >= 0)) ** 2).sum(axis=1) / np.maximum(m - 1.0, 1.0)
        rows = np.column_stack([m, total, square, unlike]) * keep[:, None]
        return weighted_sum(rows, weights)

    def finish(self, totals: FloatArray, study: Study) -> Finished:
        """Return alpha with D_o and D_e."""
        n, total, square, unlike = totals.T
        chance = 2.0 * (n * square - total**2)
        chance = np.where(chance > _LOST * n * square, chance, 0.0)
        found = _alpha(unlike, chance, n)
        with np.errstate(over="ignore"):
            stretch = np.float64(_standard(study)[1]) ** 2
            return Finished(found.value, found.observed * stretch, found.expected * stretch)


def _standard(study: Study) -> tuple[FloatArray, float]:
    """Return the categories shifted and scaled so that those in use lie between -1 and 1, and the scale."""
    values = category_values(study)
    if values is None or values.size == 0:
        return np.zeros(0), 1.0
    used = values[_paired_categories(study)]
    if used.size == 0:
        return np.zeros_like(values), 1.0
    low, high = float(used.min()), float(used.max())
    scale = high / 2.0 - low / 2.0 or 1.0
    return (values - (low / 2.0 + high / 2.0)) / scale, scale


def _paired_categories(study: Study) -> IntArray:
    paired = study.codes[np.count_nonzero(study.codes >= 0, axis=1) >= 2]
    return np.unique(paired[paired >= 0]).astype(np.int64)


@dataclass(frozen=True, slots=True)
class OrdinalAlpha:
    """Alpha with Krippendorff's ordinal distance, which is the squared difference of mid-ranks of *these* counts."""

    scale: Scale = "disagreement"
    anonymous: bool = True

    @property
    def method(self) -> str:
        """Name the coefficient and its distance."""
        return "Krippendorff's alpha, ordinal distance (Krippendorff 2011, 2018)"

    def refusal(self, study: Study) -> str | None:
        """Return None: any ordered categories will do."""
        return None

    def totals(self, codes: CodeArray, weights: FloatArray | None, study: Study) -> FloatArray:
        """Return [n_c ..., the coincidence matrix flattened], shape (batch, categories + categories ** 2)."""
        counts, per_pair = _pairable(codes, len(study.categories))
        once = np.ones((1, counts.shape[0])) if weights is None else weights
        pairs = np.empty((once.shape[0], len(study.categories) ** 2))
        for place, weight in enumerate(once):
            pairs[place] = coincidences(counts, per_pair * weight).ravel()
        return np.concatenate([weighted_sum(counts, weights), pairs], axis=1)

    def finish(self, totals: FloatArray, study: Study) -> Finished:
        """Return alpha with D_o and D_e; D is in squared ranks."""
        size = len(study.categories)
        n, pairs = totals[:, :size], totals[:, size:].reshape(-1, size, size)
        rank = midranks(n)
        unlike = np.asarray([(one * np.subtract.outer(r, r) ** 2).sum() for one, r in zip(pairs, rank, strict=True)])
        total = n.sum(axis=1)
        centred = rank - ratio((n * rank).sum(axis=1), total)[:, None]
        varied = np.count_nonzero(n > 0, axis=1) > 1
        chance = np.where(varied, 2.0 * total * (n * centred**2).sum(axis=1), 0.0)
        return _alpha(unlike, chance, total)


def alpha_coefficient(distance: Distance = "nominal") -> Coefficient:
    """Return the coefficient object behind ``alpha`` for a distance."""
    distance_name(distance)
    if isinstance(distance, str) and distance == "ordinal":
        return OrdinalAlpha()
    return IntervalAlpha() if isinstance(distance, str) and distance == "interval" else Alpha(distance=distance)


def alpha(study: Study, distance: Distance = "nominal") -> Outcome:
    """Return Krippendorff's alpha.

    Args:
        study: One label or one set of labels per cell.
        distance: ``nominal``, ``ordinal``, ``interval``, ``ratio``, for label sets ``jaccard`` or ``masi``, a function
            of two labels, or a matrix of squared differences in the order of ``study.categories``.
    """
    return estimate(alpha_coefficient(distance), study)


def alpha_per_category(study: Study) -> dict[Label, Outcome]:
    """Return nominal alpha of each category against all others together.

    Definition: the coincidence matrix is collapsed to two by two (Krippendorff 2018, section 12.3.4; 2011), which
    equals alpha of the dichotomised codes, missing codes staying missing. A declared category nobody used is
    undefined.
    """
    return {label: alpha(presence_study(study, label)) for label in study.categories}


def alpha_per_label(study: Study) -> dict[Label, Outcome]:
    """Return binary alpha (given or not) of every single label; in a study of label sets, of every member."""
    return {label: alpha(presence_study(study, label)) for label in study.labels}


def coincidence_matrix(study: Study) -> FloatArray:
    """Return Krippendorff's coincidence matrix, shape (categories, categories)."""
    counts, per_pair = _pairable(study.codes, len(study.categories))
    return coincidences(counts, per_pair)


def coincidences(counts: FloatArray, per_pair: FloatArray) -> FloatArray:
    """Return the coincidence matrix from counts by unit, shape (units, categories), and 1 / (m - 1) per unit."""
    scaled = counts * per_pair[:, None]
    pairs = counts.T @ scaled
    pairs[np.diag_indices_from(pairs)] -= scaled.sum(axis=0)
    return np.asarray(pairs, dtype=np.float64)


def _pairable(codes: CodeArray, categories: int) -> tuple[FloatArray, FloatArray]:
    counts = counts_by_unit(codes, categories)
    m = counts.sum(axis=1)
    counts[m < 2] = 0.0
    return counts, np.where(m >= 2, 1.0 / np.maximum(m - 1.0, 1.0), 0.0)


def _nominal_totals(codes: CodeArray, categories: int) -> FloatArray:
    """Return the totals of nominal alpha by comparing columns: no table of counts is built."""
    width = codes.shape[1]
    m = np.count_nonzero(codes >= 0, axis=1)
    alike = np.zeros(codes.shape[0], dtype=np.int64)
    for i in range(1, width):
        for j in range(i):
            alike += (codes[:, i] == codes[:, j]) & (codes[:, i] >= 0)
    by_size = np.bincount(m, weights=alike, minlength=width + 1)
    units = np.bincount(m, minlength=width + 1)
    sizes = np.arange(width + 1, dtype=np.float64)
    pairs = units * sizes * (sizes - 1.0) - 2.0 * by_size
    unlike = float((pairs[2:] / (sizes[2:] - 1.0)).sum())
    paired = codes if units[:2].sum() == 0 else codes[m >= 2]
    counts = np.bincount(paired.ravel(order="K") + 1, minlength=categories + 1)[1:]
    return np.append(counts.astype(np.float64), unlike)[None, :]


def _alpha(unlike: FloatArray, chance: FloatArray, n: FloatArray) -> Finished:
    observed = ratio(unlike, n)
    expected = ratio(chance, n * (n - 1.0))
    return Finished(1.0 - ratio(observed, expected), observed, expected)


def alpha_between(study: Study) -> dict[tuple[Label, Label], Outcome]:
    """Return nominal alpha for every pair of coders, the first step in finding one who stands apart."""
    working = study.active()
    if unusable(working):
        return {}
    names = working.coders
    pairs = [(a, b) for place, a in enumerate(names) for b in names[:place]]
    return {(b, a): alpha(working.between([b, a])) for a, b in pairs}


def conventional(outcome: Outcome) -> str:
    """Return Krippendorff's convention as a sentence to print beside an alpha; it is a convention, not a verdict."""
    if isinstance(outcome, Undefined):
        return f"undefined: {outcome.reason}"
    return _convention_of(outcome)


def _convention_of(outcome: Estimate) -> str:
    low = outcome.interval.low if outcome.interval else outcome.value
    place = "at least .80" if low >= 0.8 else "between .667 and .80" if low >= 0.667 else "below .667"
    which = "lower end of its interval" if outcome.interval else "value"
    return f"the {which} is {place}; by Krippendorff's convention .80 is asked for, and .667 for tentative conclusions"
