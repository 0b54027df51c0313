"""How alike two passages are: meaning (squared cosine), wording (tf-idf cosine) and general traits, added up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from assistant.exemplar.settings import ExemplarSettings, Scores, TextEncoder, Vectors
from assistant.exemplar.status import traits
from assistant.exemplar.wording import Labels, grams

_BUCKETS = 1 << 18
_BIAS = 0.05
"""Added to every similarity: stands for the base rate of a code."""


class Sparse(Protocol):
    """The little of a sparse matrix that is used here."""

    data: Scores
    indices: Scores

    @property
    def T(self) -> Sparse:  # noqa: N802 - the library's own name
        """The transpose."""
        ...

    def __matmul__(self, other: Sparse) -> Sparse:
        """Return the product."""
        ...

    def __getitem__(self, rows: slice) -> Sparse:
        """Return some rows."""
        ...

    def toarray(self) -> Scores:
        """Return it with all its zeros."""
        ...


@dataclass(frozen=True, slots=True)
class Features:
    """Passages as the comparison sees them, one row each."""

    dense: Vectors
    words: Sparse
    traits: Vectors

    def block(self, start: int, end: int) -> Features:
        """Return some of the rows."""
        return Features(self.dense[start:end], self.words[start:end], self.traits[start:end])


class Similarity:
    """Compares passages. Rare words weigh more; how rare is counted in the codebook, never in coded documents."""

    def __init__(
        self, encoder: TextEncoder, labels: Labels, reference: Sequence[str], settings: ExemplarSettings
    ) -> None:
        self._encoder = encoder
        self._labels = labels
        self._settings = settings
        seen = np.bincount(
            self._counts([labels.taken_out(text) for text in reference]).indices.astype(np.int64), minlength=_BUCKETS
        )
        self._idf = np.log((len(reference) + 1) / (seen + 0.5))

    def features(self, texts: Sequence[str]) -> Features:
        """Return the passages' features; labels of codes are taken out first, as they are no evidence."""
        some = [*texts, ""]  # at least one row, so that the width is known
        bare = [self._labels.taken_out(text) for text in some]
        named = [self._labels.stand_in(text) for text in some]
        dense = np.asarray(self._encoder.encode_documents(bare), dtype=np.float32).reshape(len(bare), -1)
        return Features(dense, self._words(bare), traits(some, named)).block(0, len(texts))

    def between(self, some: Features, others: Features) -> Scores:
        """Return the similarity of each of some passages with each of the others."""
        meaning = np.maximum(some.dense @ others.dense.T, 0.0).astype(np.float64) ** 2
        wording = (some.words @ others.words.T).toarray()
        shared = (some.traits @ others.traits.T).astype(np.float64)
        return np.asarray((meaning + wording + self._settings.traits * shared) / (2 + self._settings.traits) + _BIAS)

    def _words(self, texts: Sequence[str]) -> Sparse:
        from sklearn.preprocessing import normalize  # noqa: PLC0415 - scikit-learn takes a second to import

        counted = self._counts(texts)
        counted.data = (1 + np.log(counted.data)) * self._idf[counted.indices]
        weighted: Sparse = normalize(counted, copy=False)
        return weighted

    @staticmethod
    def _counts(texts: Sequence[str]) -> Sparse:
        from sklearn.feature_extraction.text import HashingVectorizer  # noqa: PLC0415 - as above

        made = HashingVectorizer(analyzer=grams, n_features=_BUCKETS, norm=None, alternate_sign=False)
        counted: Sparse = made.transform(texts or [""])
        return counted[: len(texts)]
