"""From which score a family speaks: chosen where F1 on held-out units is best, smoothed towards the codebook's own."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from assistant.domain.codebook import Codebook, FamilyRule
from assistant.domain.identifiers import FamilyId
from assistant.exemplar.settings import ExemplarSettings, Flags, Scores

NEVER = float("inf")
"""A family with nothing to learn from stays silent."""


_GOOD_ENOUGH = 0.98
"""The best F1 of few units is luck; among all thresholds nearly as good one is chosen by its rank."""
MIDDLE, HIGHEST = 0.5, 1.0
"""Which of them: the middle for coded units, the highest for the codebook's examples, as these are all in scope."""


def columns_of(book: Codebook, family: FamilyId) -> list[int]:
    """Return the places of a family's codes in the codebook's order."""
    return [place for place, code in enumerate(book.codes) if code.family == family]


def best_thresholds(
    book: Codebook, scores: Scores, truth: Flags, settings: ExemplarSettings, rank: float
) -> Mapping[FamilyId, tuple[float, int]]:
    """Return each family's best threshold on these units, with the number of units it was chosen on."""
    found = {}
    for family in book.families:
        columns = columns_of(book, family.id)
        most = 1 if family.rule is FamilyRule.PRIMARY else settings.most
        deserved = truth[:, columns]
        found[family.id] = (_best(scores[:, columns], deserved, most, rank), int(deserved.any(axis=1).sum()))
    return found


def _best(scores: Scores, truth: Flags, most: int, rank: float) -> float:
    """Return the score from which the first ``most`` codes of each unit have the best micro F1."""
    if not truth.any():
        return NEVER
    places = np.argsort(-scores, axis=1, kind="stable")[:, :most]
    offered = np.take_along_axis(scores, places, axis=1).ravel()
    right = np.take_along_axis(truth, places, axis=1).ravel()
    order = np.argsort(-offered, kind="stable")
    hits = np.cumsum(right[order])
    f1 = 2 * hits / (np.arange(1, len(order) + 1) + truth.sum())
    falling = offered[order]
    between = (falling + np.append(falling[1:], falling[-1])) / 2
    return float(np.quantile(between[f1 >= _GOOD_ENOUGH * f1.max()], rank))


def smoothed(
    taught: Mapping[FamilyId, tuple[float, int]], own: Mapping[FamilyId, tuple[float, int]], patience: int
) -> Mapping[FamilyId, float]:
    """Return thresholds between the codebook's own and the taught ones, nearer to these the more units there were."""
    found = {}
    for family, (start, _count) in own.items():
        learned, units = taught.get(family, (NEVER, 0))
        if start == NEVER or not units:
            found[family] = learned if units else start
        else:
            found[family] = (patience * start + units * learned) / (patience + units)
    return found
