"""The array types of this room; every docstring gives the shape."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]
CodeArray: TypeAlias = NDArray[np.int32]
BoolArray: TypeAlias = NDArray[np.bool_]

MISSING = -1
"""In a code array: this coder gave this unit no code."""


def weighted_sum(rows: FloatArray, weights: FloatArray | None) -> FloatArray:
    """Return the sums over rows, shape (batch, features); each row once if there are no weights (batch, rows)."""
    if weights is None:
        return np.asarray(rows.sum(axis=0, keepdims=True), dtype=np.float64)
    return np.asarray(weights @ rows, dtype=np.float64)


def ratio(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    """Return the quotient, NaN where the denominator is not positive: NaN marks *undefined* and stays in this room."""
    out = np.full(np.broadcast_shapes(numerator.shape, denominator.shape), np.nan)
    np.divide(numerator, denominator, out=out, where=denominator > 0)
    return out
