"""The ways of finding a passage that the retrieval evaluation compares, all behind one small interface.

Each is opened over a list of passages and names rows best first; a row that it has no reason to name is not named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.domain.document import SourceType
from assistant.domain.identifiers import DocumentId, SegmentId
from assistant.ports import Encoder, IndexEntry, SearchQuery, Vectors
from assistant.retrieval.bundled_model import BundledEmbeddings, Width
from assistant.retrieval.embedders import BundledEncoder
from assistant.retrieval.exact import ExactIndex
from assistant.retrieval.fusion import COSINE_WEIGHT, fuse
from assistant.retrieval.lexical import LexicalIndex
from assistant.retrieval.searching import DEPTH
from assistant.retrieval.soft import Counts, SoftIndex, words_of
from assistant.retrieval.vectors import unit_rows

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]
GRAMS = (1, 3)
"""Lengths of the character n-grams."""


class Finder(Protocol):
    """A way of finding, opened over passages."""

    def find(self, queries: Sequence[str], depth: int) -> list[Rows]:
        """Return, for each query, at most ``depth`` rows, best first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A way of finding, not yet opened.

    Attributes:
        open: Makes the finder over passages.
        likeness: Scores pairs (first, second) of sentences; None where the system only ranks.
    """

    name: str
    open: Callable[[Sequence[str]], Finder]
    likeness: Callable[[Sequence[str], Sequence[str]], Scores] | None


def systems(encoder: Encoder | None = None) -> tuple[System, ...]:
    """Return all ways, those of the bundled embedder or of another encoder that can read out its words."""
    chosen = encoder or bundled(256)
    dense = [("dense 256" if encoder is None else "dense", chosen)]
    if encoder is None:
        dense += [("dense 128", bundled(128)), ("dense 64", bundled(64))]
    soft = SoftLikeness(chosen)
    return (
        *(System(name=name, open=Dense.over(one), likeness=cosine_likeness(one)) for name, one in dense),
        System(name="BM25", open=Lexical, likeness=lexical_likeness),
        System(name="char n-grams", open=CharacterGrams, likeness=gram_likeness),
        System(name="gated fusion", open=Fused.over(chosen), likeness=None),
        System(name="soft BM25", open=Soft.over(chosen), likeness=soft.alone),
        System(name="soft+cosine", open=Product.over(chosen), likeness=soft.with_cosine),
    )


def bundled(width: Width) -> BundledEncoder:
    """Return the embedder that comes with the program, at a width."""
    return BundledEncoder(BundledEmbeddings(width=width))


class Dense:
    """The cosine of the texts' vectors."""

    def __init__(self, encoder: Encoder, passages: Sequence[str]) -> None:
        self._encoder = encoder
        self._matrix = unit_rows(encoder.encode_documents(list(passages)))

    @classmethod
    def over(cls, encoder: Encoder) -> Callable[[Sequence[str]], Finder]:
        """Return what opens it."""
        return lambda passages: cls(encoder, passages)

    def find(self, queries: Sequence[str], depth: int) -> list[Rows]:
        """Return the nearest rows."""
        near = unit_rows(self._encoder.encode_queries(list(queries))) @ self._matrix.T
        return [_best(row, depth) for row in near]


class Lexical:
    """BM25 over words, pairs of characters and stems."""

    def __init__(self, passages: Sequence[str]) -> None:
        self.index = LexicalIndex.build(passages, "evaluation")
        self._all = np.ones(len(passages), dtype=np.bool_)

    def find(self, queries: Sequence[str], depth: int) -> list[Rows]:
        """Return rows that share a word."""
        return [self.index.search(query, self._all, depth).rows for query in queries]


class CharacterGrams:
    """TF-IDF over character n-grams, as scikit-learn makes it."""

    def __init__(self, passages: Sequence[str]) -> None:
        self._vectoriser, self._matrix = _grams(passages)

    def find(self, queries: Sequence[str], depth: int) -> list[Rows]:
        """Return rows that share an n-gram."""
        near = (self._vectoriser.transform(queries) @ self._matrix.T).toarray()
        return [_best(np.where(row > 0, row, -np.inf), depth) for row in near]


class Fused:
    """Reciprocal rank fusion of meaning and words, the words as far as they cover the query."""

    def __init__(self, encoder: Encoder, passages: Sequence[str]) -> None:
        self._dense = Dense(encoder, passages)
        self._lexical = Lexical(passages).index
        self._all = np.ones(len(passages), dtype=np.bool_)

    @classmethod
    def over(cls, encoder: Encoder) -> Callable[[Sequence[str]], Finder]:
        """Return what opens it."""
        return lambda passages: cls(encoder, passages)

    def find(self, queries: Sequence[str], depth: int) -> list[Rows]:
        """Return the fused ranking."""
        found = []
        for query, near in zip(queries, self._dense.find(queries, DEPTH), strict=True):
            words = self._lexical.search(query, self._all, DEPTH)
            found.append(fuse(near, words.rows, words.covered)[0][:depth])
        return found


class Soft:
    """Soft BM25 over every passage."""

    def __init__(self, encoder: Encoder, passages: Sequence[str]) -> None:
        self._index = soft_index(encoder, passages)
        self._all = np.arange(len(passages))

    @classmethod
    def over(cls, encoder: Encoder) -> Callable[[Sequence[str]], Finder]:
        """Return what opens it."""
        return lambda passages: cls(encoder, passages)

    def find(self, queries: Sequence[str], depth: int) -> list[Rows]:
        """Return rows with a word near one of the query's."""
        scored = (self._index.scores(query, self._all) for query in queries)
        return [_best(np.where(row > 0, row, -np.inf), depth) for row in scored]


class Product:
    """What the program does: candidates by meaning and words, re-ranked by soft BM25 and cosine."""

    def __init__(self, encoder: Encoder, passages: Sequence[str]) -> None:
        self._index = ExactIndex(encoder)
        self._index.refresh(
            IndexEntry(
                segment_id=SegmentId(f"{row:07d}"),
                document_id=DocumentId("evaluation"),
                source_type=SourceType.OTHER,
                case="",
                text=text,
                ordinal=row,
            )
            for row, text in enumerate(passages)
        )

    @classmethod
    def over(cls, encoder: Encoder) -> Callable[[Sequence[str]], Finder]:
        """Return what opens it."""
        return lambda passages: cls(encoder, passages)

    def find(self, queries: Sequence[str], depth: int) -> list[Rows]:
        """Return the hits of a search."""
        hits = (self._index.search(SearchQuery(text=query, limit=depth)) for query in queries)
        return [np.array([int(hit.segment_id) for hit in found], dtype=np.int64) for found in hits]


def cosine_likeness(encoder: Encoder) -> Callable[[Sequence[str], Sequence[str]], Scores]:
    """Return the likeness of sentences by an encoder."""

    def likeness(first: Sequence[str], second: Sequence[str]) -> Scores:
        return _cosines(encoder.encode_documents(list(first)), encoder.encode_documents(list(second)))

    return likeness


def lexical_likeness(first: Sequence[str], second: Sequence[str]) -> Scores:
    """Return BM25 of one sentence for the other, as a share of its score for itself, averaged over both directions."""
    index = LexicalIndex.build([*first, *second], "evaluation")
    count = len(first)
    shares = np.zeros(count, dtype=np.float32)
    for row in range(count):
        for text, own, other in ((first[row], row, row + count), (second[row], row + count, row)):
            mask = np.zeros(2 * count, dtype=np.bool_)
            mask[[own, other]] = True
            found = index.search(text, mask, 2)
            score = dict(zip(found.rows.tolist(), found.scores.tolist(), strict=True))
            shares[row] += score.get(other, 0.0) / max(score.get(own, 0.0), 1e-9) / 2
    return shares


def gram_likeness(first: Sequence[str], second: Sequence[str]) -> Scores:
    """Return the cosine of character n-grams."""
    _, matrix = _grams([*first, *second])
    left, right = matrix[: len(first)], matrix[len(first) :]
    return np.asarray(left.multiply(right).sum(axis=1), dtype=np.float32).ravel()


class SoftLikeness:
    """Soft BM25 between two sentences, as a share of the score of the first for itself, both directions averaged."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: Mapping[tuple[tuple[str, ...], tuple[str, ...]], Scores] = {}

    def alone(self, first: Sequence[str], second: Sequence[str]) -> Scores:
        """Return soft BM25 alone."""
        key = tuple(first), tuple(second)
        if key not in self._known:
            self._known = {**self._known, key: self._shares(first, second)}
        return self._known[key]

    def with_cosine(self, first: Sequence[str], second: Sequence[str]) -> Scores:
        """Return soft BM25 and the cosine, weighted as a search weighs them."""
        vectors = (self._encoder.encode_documents(list(texts)) for texts in (first, second))
        return np.asarray(self.alone(first, second) + COSINE_WEIGHT * _cosines(*vectors), dtype=np.float32)

    def _shares(self, first: Sequence[str], second: Sequence[str]) -> Scores:
        index, count = soft_index(self._encoder, [*first, *second]), len(first)
        shares = np.zeros(count, dtype=np.float32)
        for row in range(count):
            for text, own, other in ((first[row], row, row + count), (second[row], row + count, row)):
                mine, its = index.scores(text, np.array([own, other]))
                shares[row] += its / max(float(mine), 1e-9) / 2
        return shares


def soft_index(encoder: Encoder, passages: Sequence[str]) -> SoftIndex:
    """Return the soft index of passages."""
    words = words_of(encoder)
    if words is None:
        raise SystemExit("soft BM25 needs an embedder that can read out its words; take the bundled one")
    return SoftIndex(words, Counts.read(words, passages))


def _grams(texts: Sequence[str]):  # noqa: ANN202 - scikit-learn has no types
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - a second to import

    vectoriser = TfidfVectorizer(analyzer="char", ngram_range=GRAMS, sublinear_tf=True)
    return vectoriser, vectoriser.fit_transform(texts)


def _cosines(left: Vectors, right: Vectors) -> Scores:
    return np.asarray(np.sum(unit_rows(left) * unit_rows(right), axis=1), dtype=np.float32)


def _best(scores: NDArray[np.floating], depth: int) -> Rows:
    order = np.lexsort((np.arange(len(scores)), -scores))[:depth]
    return order[np.isfinite(scores[order])]
