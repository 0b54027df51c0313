"""Kernel ridge regression with leaving out in closed form: one inverse answers for every set of rows left out.

With ``B`` the inverse of the penalised similarity matrix, a model without the rows ``G`` errs at these rows by
``inv(B[G, G]) @ (B @ Y)[G]`` (Rifkin and Lippert, 2007, for one row; blocks follow from the Schur complement).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assistant.exemplar.settings import Scores

Rows = NDArray[np.int64]


class Ridge:
    """Says of a passage how far it deserves each code, from its similarity to exemplars."""

    def __init__(self, similarity: Scores, labels: Scores, weights: Scores, penalty: float) -> None:
        """Invert once.

        Args:
            similarity: Square, each exemplar with each.
            labels: One row per exemplar, one column per code.
            weights: Trust in each exemplar; the penalty is divided by it.
            penalty: Larger means smoother.
        """
        self._labels = labels
        self._inverse = np.linalg.inv(similarity + np.diag(penalty / weights))
        self._coefficients = self._inverse @ labels

    def coefficients(self, without: Rows) -> Scores:
        """Return the weight of each exemplar for each code in the model that never saw the rows left out."""
        if not len(without):
            return self._coefficients
        block = self._inverse[np.ix_(without, without)]
        correction = np.linalg.solve(block, self._coefficients[without])
        left = self._coefficients - self._inverse[:, without] @ correction
        left[without] = 0.0
        return np.asarray(left)

    def held_out(self, group: Rows, without: Rows) -> Scores:
        """Return scores of the rows of a group by the model that saw neither them nor the rows left out."""
        rows = np.concatenate([group, without])
        errors = np.linalg.solve(self._inverse[np.ix_(rows, rows)], self._coefficients[rows])
        return np.asarray(self._labels[group] - errors[: len(group)])
