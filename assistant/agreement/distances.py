"""How far two categories are from each other: squared differences for alpha, all of shape (categories, categories).

Sources: nominal, ordinal, interval, ratio - Krippendorff (2011, "Computing Krippendorff's alpha-reliability", section
C; 2018, section 12.3.3). Jaccard and MASI - Passonneau (2006, LREC): MASI distance = 1 - J x M, with J the Jaccard
similarity and M = 1 (identical), 2/3 (one contains the other), 1/3 (they overlap), 0 (disjoint). Two empty sets are
identical (distance 0); an empty set and a non-empty one are disjoint (distance 1).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, cast

import numpy as np

from assistant.agreement.arrays import FloatArray
from assistant.agreement.cells import Label, number
from assistant.agreement.studies import Study
from assistant.errors import StudyError

DistanceName = Literal["nominal", "ordinal", "interval", "ratio", "jaccard", "masi"]
Distance = DistanceName | Callable[[Label, Label], float] | FloatArray

_SETS = ("jaccard", "masi")
_NAMES = ("nominal", "ordinal", "interval", "ratio", *_SETS)


def distance_name(distance: Distance) -> str:
    """Return the name printed beside a figure.

    Raises:
        StudyError: The name is unknown.
    """
    if isinstance(distance, str):
        if distance not in _NAMES:
            raise StudyError(
                f"{distance!r} is not a distance; choose one of {', '.join(_NAMES)}, a function or a matrix"
            )
        return distance
    return getattr(distance, "__name__", "custom") if callable(distance) else "custom matrix"


def misfit(distance: Distance, study: Study) -> str | None:
    """Return the sentence why this distance cannot be used on this study, or None."""
    if distance in ("interval", "ratio") if isinstance(distance, str) else False:
        values = category_values(study)
        if values is None:
            return f"the {distance} distance needs numbers, and the categories are not all numbers"
        if distance == "ratio" and values.size and float(values.min()) < 0:
            return "the ratio distance needs values of at least zero"
    if isinstance(distance, str) and distance in _SETS and not study.of_sets:
        return f"the {distance} distance compares sets of labels, and this study has one label per cell"
    return None


def distance_matrix(distance: Distance, study: Study) -> FloatArray:
    """Return the squared differences between all categories of a study.

    The ordinal distance is not here: it depends on how often each category was used (see ``midranks``).

    Raises:
        StudyError: A custom matrix does not fit the categories, or is no distance.
    """
    size = len(study.categories)
    if isinstance(distance, str):
        return _named(distance, study)
    if callable(distance):
        pairs = [[float(distance(a, b)) for b in study.categories] for a in study.categories]
        matrix = np.asarray(pairs, dtype=np.float64).reshape(size, size)
    else:
        matrix = np.asarray(distance, dtype=np.float64)
    if matrix.shape != (size, size):
        raise StudyError(f"the distance matrix has shape {matrix.shape}, expected one row per category ({size})")
    if not np.allclose(matrix, matrix.T) or np.any(np.diag(matrix) != 0) or np.any(matrix < 0):
        raise StudyError("a distance must be symmetric, zero on the diagonal and never negative")
    return matrix


def _named(name: str, study: Study) -> FloatArray:
    if name in _SETS:
        measure = jaccard_distance if name == "jaccard" else masi_distance
        sets = cast("tuple[frozenset[Label], ...]", study.categories)
        return np.asarray([[measure(a, b) for b in sets] for a in sets], dtype=np.float64)
    if name == "nominal":
        return 1.0 - np.eye(len(study.categories))
    values = category_values(study)
    if values is None:
        raise StudyError(f"the {name} distance needs numbers")
    difference = np.subtract.outer(values, values)
    if name == "interval":
        return difference**2
    total = np.add.outer(values, values)
    return (np.divide(difference, total, out=np.zeros_like(total), where=total != 0)) ** 2


def midranks(counts: FloatArray) -> FloatArray:
    """Return the mid-rank of each category, last axis = categories.

    Krippendorff's ordinal difference (sum of n_g from c to k, less half of both ends) is the difference of mid-ranks.
    """
    return np.cumsum(counts, axis=-1) - counts / 2.0


def category_values(study: Study) -> FloatArray | None:
    """Return the categories as numbers, None if one of them is no number; text that reads as a number is one."""
    values = [number(c) for c in study.categories]
    if any(value is None for value in values):
        return None
    return np.asarray(values, dtype=np.float64)


def jaccard_distance(a: frozenset[Label], b: frozenset[Label]) -> float:
    """Return 1 - |a & b| / |a | b|; two empty sets are identical."""
    union = len(a | b)
    return 0.0 if union == 0 else 1.0 - len(a & b) / union


def masi_distance(a: frozenset[Label], b: frozenset[Label]) -> float:
    """Return 1 - J x M (Passonneau 2006)."""
    if a == b:
        return 0.0
    if not a & b:
        return 1.0
    monotonicity = 2 / 3 if a <= b or b <= a else 1 / 3
    return 1.0 - (1.0 - jaccard_distance(a, b)) * monotonicity
