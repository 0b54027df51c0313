"""Drawing: multinomial counts over patterns or documents, and Krippendorff's own bootstrap of coincidences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from assistant.agreement.alphas import coincidence_matrix
from assistant.agreement.arrays import FloatArray
from assistant.agreement.coefficients import Coefficient
from assistant.agreement.collapsing import collapse
from assistant.agreement.distances import Distance, distance_matrix, midranks
from assistant.agreement.studies import Study

By = Literal["auto", "unit", "document", "krippendorff"]

_BLOCK = 4_000_000
"""Most numbers of a block of replicate weights; larger draws are made block by block."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resampling:
    """How an interval is drawn.

    Attributes:
        by: ``unit``; ``document`` - documents are drawn whole; ``auto`` - documents if they are known, else units;
            ``krippendorff`` - his own distribution of alpha.
        width: The width of interval one would be content with; the warnings say what it would take.
    """

    replicates: int = 1000
    level: float = 0.95
    seed: int = 0
    by: By = "auto"
    width: float = 0.2


def unit_replicates(coefficient: Coefficient, study: Study, plan: Resampling) -> FloatArray:
    """Return the coefficient on resamples of units, NaN where it is undefined, shape (replicates,)."""
    patterns = collapse(study.codes, len(study.categories), anonymous=coefficient.anonymous)
    units = int(patterns.size.sum())
    generator = np.random.default_rng(plan.seed)
    share = patterns.size / units
    values = []
    for size in _blocks(plan.replicates, max(share.size, len(study.categories) ** 2)):
        weights = generator.multinomial(units, share, size=size).astype(np.float64)
        values.append(coefficient.finish(coefficient.totals(patterns.codes, weights, study), study).value)
    return np.concatenate(values)


def document_replicates(coefficient: Coefficient, study: Study, plan: Resampling) -> FloatArray:
    """Return the coefficient on resamples of whole documents, NaN where it is undefined, shape (replicates,)."""
    patterns = collapse(study.codes, len(study.categories), anonymous=coefficient.anonymous)
    documents, kinds = len(study.documents), patterns.size.size
    key = study.document_of * kinds + patterns.of_unit
    inside = np.bincount(key, minlength=documents * kinds).reshape(documents, kinds).astype(np.float64)
    generator = np.random.default_rng(plan.seed)
    values = []
    for size in _blocks(plan.replicates, max(kinds, len(study.categories) ** 2)):
        drawn = generator.multinomial(documents, np.full(documents, 1.0 / documents), size=size).astype(np.float64)
        values.append(coefficient.finish(coefficient.totals(patterns.codes, drawn @ inside, study), study).value)
    return np.concatenate(values)


def krippendorff_replicates(study: Study, distance: Distance, plan: Resampling) -> FloatArray:
    """Return alphas from Krippendorff's bootstrap, shape (replicates,).

    The algorithm of his "Algorithm for bootstrapping a distribution of alpha" (2006, revised 2013) and of Content
    Analysis (2018, section 12.4.2): every pair of codes within a unit is replaced by a draw from the observed
    coincidences, which takes 2 d2 / (n D_e (m - 1)) off 1, where m is the number of codes of the unit; D_e stays.
    Alphas below -1 become -1. Because samples without variation have no alpha, as many of the 1s as chance would make
    from agreement on one category alone become 0; all of them if only one category was ever agreed on.
    """
    pairs = coincidence_matrix(study)
    n = pairs.sum()
    counts = pairs.sum(axis=1)
    d2 = _differences(study, distance, counts)
    expected = float(counts @ d2 @ counts) / (n * (n - 1.0))
    chance = (pairs / n).ravel()
    generator = np.random.default_rng(plan.seed)
    sizes, units = np.unique(np.count_nonzero(study.codes >= 0, axis=1), return_counts=True)
    values = np.ones(plan.replicates)
    draws = 0
    for m, number in zip(sizes.tolist(), units.tolist(), strict=True):
        if m >= 2:
            taken = number * m * (m - 1) // 2
            draws += taken
            drawn = generator.multinomial(taken, chance / chance.sum(), size=plan.replicates)
            values -= 2.0 * (drawn @ d2.ravel()) / (n * expected * (m - 1))
    return _corrected(np.maximum(values, -1.0), np.diag(pairs) / n, draws)


def _corrected(values: FloatArray, agreed: FloatArray, draws: int) -> FloatArray:
    ones = np.flatnonzero(values >= 1.0 - 1e-12)
    if np.count_nonzero(agreed) == 1:
        hollow = ones.size
    else:
        hollow = min(ones.size, round(values.size * float((agreed**draws).sum())))
    values[ones[:hollow]] = 0.0
    return values


def _differences(study: Study, distance: Distance, counts: FloatArray) -> FloatArray:
    if isinstance(distance, str) and distance == "ordinal":
        rank = midranks(counts)
        return np.asarray(np.subtract.outer(rank, rank) ** 2, dtype=np.float64)
    return distance_matrix(distance, study)


def _blocks(replicates: int, width: int) -> list[int]:
    most = max(1, _BLOCK // max(width, 1))
    return [min(most, replicates - start) for start in range(0, replicates, most)]
