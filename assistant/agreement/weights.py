"""Agreement weights for weighted kappas and AC2: shape (categories, categories), 1 on the diagonal.

Linear and quadratic weights go back to Cohen (1968) and Fleiss & Cohen (1973); the others are those of Gwet (2014,
section 3.5). Where all categories are numbers their values are compared, else their places in the declared order. The
kappas do not change when all weights are stretched, so unused numbers between two used ones move nothing.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from assistant.agreement.arrays import FloatArray
from assistant.agreement.distances import category_values
from assistant.agreement.studies import Study
from assistant.errors import StudyError

WeightName = Literal["identity", "linear", "quadratic", "ordinal", "radical", "ratio", "circular", "bipolar"]
Weights = WeightName | FloatArray | None

_SMALLEST = 1e-300
_NAMES = ("identity", "linear", "quadratic", "ordinal", "radical", "ratio", "circular", "bipolar")


def weights_name(weights: Weights) -> str:
    """Return the name printed beside a figure.

    Raises:
        StudyError: The name is unknown.
    """
    if weights is None:
        return "identity"
    if isinstance(weights, str):
        if weights not in _NAMES:
            raise StudyError(f"{weights!r} is not a set of weights; choose one of {', '.join(_NAMES)} or give a matrix")
        return weights
    return "custom"


def weight_matrix(weights: Weights, study: Study) -> FloatArray:
    """Return the agreement weights of a study.

    Raises:
        StudyError: A custom matrix does not fit.
    """
    return np.asarray(1.0 - disagreement_weights(weights, study), dtype=np.float64)


def disagreement_weights(weights: Weights, study: Study) -> FloatArray:
    """Return 1 less the agreement weights: 0 on the diagonal, and nothing lost where the weights are near 1.

    Raises:
        StudyError: A custom matrix does not fit: wrong shape, a diagonal other than 1, or values outside 0..1.
    """
    size = len(study.categories)
    name = weights_name(weights)
    if name == "identity":
        return 1.0 - np.eye(size)
    if name != "custom":
        apart = _disagreement(name, study)
        top = float(apart.max(initial=0.0))
        return apart / top if top > 0 else apart
    matrix = np.asarray(weights, dtype=np.float64)
    if matrix.shape != (size, size):
        raise StudyError(f"the weights have shape {matrix.shape}, expected one row per category ({size})")
    if np.any(np.diag(matrix) != 1) or np.any(matrix < 0) or np.any(matrix > 1):
        raise StudyError("agreement weights lie between 0 and 1 and are 1 on the diagonal")
    return 1.0 - matrix


def _disagreement(name: str, study: Study) -> FloatArray:
    values = category_values(study)
    place = np.arange(len(study.categories), dtype=np.float64)
    x = place if values is None or name == "ordinal" else values
    gap = np.abs(np.subtract.outer(x, x))
    total = np.add.outer(x, x)
    if name in ("linear", "quadratic", "radical"):
        power = {"linear": 1.0, "quadratic": 2.0, "radical": 0.5}[name]
        return np.asarray((gap / max(float(gap.max(initial=0.0)), _SMALLEST)) ** power, dtype=np.float64)
    if name == "ordinal":
        return (gap + 1.0) * gap / 2.0
    if name == "circular":
        return np.asarray(np.sin(np.pi * gap / (float(np.ptp(x)) + 1.0)) ** 2, dtype=np.float64)
    if name == "ratio":
        return np.asarray(np.divide(gap, total, out=np.zeros_like(gap), where=total != 0) ** 2, dtype=np.float64)
    reach = max(float(np.ptp(x)), _SMALLEST)
    gap, span = gap / reach, (total - 2.0 * x.min()) / reach * ((2.0 * x.max() - total) / reach)
    return np.asarray(np.divide(gap**2, span, out=np.zeros_like(gap), where=span > 0), dtype=np.float64)
