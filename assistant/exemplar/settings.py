"""What can be set, and what is asked of an embedder. Every number here is part of who the instrument is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

VERSION = "2"
"""Raised when the same configuration would say something else."""

Vectors = NDArray[np.float32]
Scores = NDArray[np.float64]
"""Array of shape (texts, codes)."""
Flags = NDArray[np.bool_]


class TextEncoder(Protocol):
    """Texts to vectors of length one (or zero)."""

    @property
    def embedder_id(self) -> str:
        """Stable name of model, weights and settings."""
        ...

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Return one row per passage."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return one row per query."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemplarSettings:
    """The instrument's numbers; chosen once, the same for every study.

    Attributes:
        ridge: Penalty of the kernel ridge regression.
        traits: Weight of the general traits (figures, plans, causes ...) beside meaning and wording.
        cue: What a cue of a code adds to its score; two count at most.
        patience: Coded units at which a family's own threshold weighs as much as the codebook's.
        second: A second code of a one-primary family needs this share of the first one's score.
        above_parent: A sub-code needs this many times its parent's score.
        reach: A neighbouring sentence joins the evidence from this share of the best sentence's score.
        most: Most codes of one multi-label family for one unit.
        rows: Most passages to learn from; whole unlabelled sentences are left out first.
    """

    ridge: float = 0.6
    traits: float = 0.1
    cue: float = 0.04
    patience: int = 10
    second: float = 0.75
    above_parent: float = 1.1
    reach: float = 0.85
    most: int = 3
    rows: int = 3000

    def as_pairs(self) -> tuple[tuple[str, str], ...]:
        """Return the numbers as name-value pairs."""
        return tuple(sorted((name, str(value)) for name, value in asdict(self).items()))
