"""Multi-valued alpha: several labels per unit and coder (Krippendorff & Craggs 2016).

The difference of two sets is 1 - 2 |C & K| / (|C| + |K|), 0 for two empty sets. Observed disagreement pairs the sets
of each unit as alpha does. Expected disagreement keeps how many labels sets have, and draws the labels without
replacement: for cardinalities a and b it is the mean difference over all sets C, K of these sizes, each pair weighted
by the product of n_c over labels in one of them and n_c (n_c - 1) over labels in both; then the mean over observed
cardinalities.

The sum over sets is the coefficient of a polynomial, so it costs labels x cardinality^3 and not 2 ** labels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from assistant.agreement.arrays import CodeArray, FloatArray, ratio, weighted_sum
from assistant.agreement.cells import Label
from assistant.agreement.coefficients import Finished, estimate
from assistant.agreement.collapsing import counts_by_unit
from assistant.agreement.results import Outcome, Scale
from assistant.agreement.studies import Study


@dataclass(frozen=True, slots=True)
class MultiValuedAlpha:
    """Multi-valued nominal alpha."""

    scale: Scale = "disagreement"
    anonymous: bool = True

    @property
    def method(self) -> str:
        """Name the coefficient."""
        return "multi-valued nominal alpha (Krippendorff & Craggs 2016)"

    def refusal(self, study: Study) -> str | None:
        """Return why the coefficient does not apply: each cell must hold a set."""
        return (
            None
            if study.of_sets
            else "multi-valued alpha needs a set of labels in every cell; this study has single labels"
        )

    def totals(self, codes: CodeArray, weights: FloatArray | None, study: Study) -> FloatArray:
        """Return [how often each set occurs ..., D_o x n], shape (batch, sets + 1)."""
        counts = counts_by_unit(codes, len(study.categories))
        m = counts.sum(axis=1)
        counts[m < 2] = 0.0
        unlike = ((counts @ set_differences(study)) * counts).sum(axis=1) / np.maximum(m - 1.0, 1.0)
        rows = np.column_stack([counts, unlike])
        return weighted_sum(rows, weights)

    def finish(self, totals: FloatArray, study: Study) -> Finished:
        """Return alpha with its disagreements."""
        counts = totals[:, :-1]
        n = counts.sum(axis=1)
        observed = ratio(totals[:, -1], n)
        expected = _expected(counts, n, study)
        varied = np.count_nonzero(counts > 0, axis=1) > 1
        return Finished(np.where(varied, 1.0 - ratio(observed, expected), np.nan), observed, expected)


def multi_valued_alpha(study: Study) -> Outcome:
    """Return multi-valued nominal alpha of a study of label sets."""
    return estimate(MultiValuedAlpha(), study)


def set_differences(study: Study) -> FloatArray:
    """Return 1 - 2 |C & K| / (|C| + |K|) for all sets of a study, shape (sets, sets)."""
    member = _membership(study)
    shared = member @ member.T
    size = member.sum(axis=1)
    total = np.add.outer(size, size)
    return np.asarray(1.0 - np.divide(2.0 * shared, total, out=np.ones_like(total), where=total > 0), dtype=np.float64)


def _membership(study: Study) -> FloatArray:
    sets = cast("tuple[frozenset[Label], ...]", study.categories)
    return np.asarray([[label in s for label in study.labels] for s in sets], dtype=np.float64).reshape(
        len(sets), len(study.labels)
    )


def _expected(counts: FloatArray, n: FloatArray, study: Study) -> FloatArray:
    member = _membership(study)
    sizes = member.sum(axis=1).astype(np.int64)
    top = int(sizes.max()) if sizes.size else 0
    weight = _set_weights(counts @ member, top)
    share = np.stack([ratio(counts[:, sizes == a].sum(axis=1), n) for a in range(top + 1)], axis=1)
    out = np.zeros(counts.shape[0])
    for a in range(top + 1):
        for b in range(top + 1):
            out += share[:, a] * share[:, b] * _mean_difference(weight, a, b)
    return out


def _mean_difference(weight: FloatArray, a: int, b: int) -> FloatArray:
    if a + b == 0:
        return np.zeros(weight.shape[0])
    both = np.arange(min(a, b) + 1)
    terms = weight[:, a - both, b - both, both]
    mean = ratio(terms @ (1.0 - 2.0 * both / (a + b)), terms.sum(axis=1))
    return np.nan_to_num(mean, nan=0.0)


def _set_weights(label_counts: FloatArray, top: int) -> FloatArray:
    """Return the summed weights of pairs of sets, shape (batch, only in C, only in K, in both), each axis 0..top.

    Counts are divided by their mean first: all terms of one (a, b) have the same degree, so ratios stay.
    """
    batch, labels = label_counts.shape
    mean = label_counts.sum(axis=1, keepdims=True) / max(labels, 1)
    unit = np.where(mean > 0, mean, 1.0)
    single = label_counts / unit
    double = label_counts * np.maximum(label_counts - 1.0, 0.0) / unit**2
    out = np.zeros((batch, top + 1, top + 1, top + 1))
    out[:, 0, 0, 0] = 1.0
    for place in range(labels):
        x, z = single[:, place, None, None, None], double[:, place, None, None, None]
        new = out.copy()
        new[:, 1:] += x * out[:, :-1]
        new[:, :, 1:] += x * out[:, :, :-1]
        new[:, :, :, 1:] += z * out[:, :, :, :-1]
        out = new
    return out
