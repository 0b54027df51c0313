"""One search over one unchanging snapshot of an index: by meaning, by words, fused, re-ranked, capped, explained."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from assistant.domain.document import SourceType
from assistant.ports import Hit, SearchQuery, Vectors, WordMatch
from assistant.retrieval.fusion import blend, capped, fuse
from assistant.retrieval.lexical import LexicalIndex, LexicalRanking, joined
from assistant.retrieval.roster import Mask, Roster, Rows, Scores
from assistant.retrieval.soft import SoftIndex
from assistant.retrieval.texts import clean

DEPTH = 150
"""Candidates that meaning and words each name; soft BM25 looks at the union."""
WHOLE = 0.999
"""Share of the query's idf mass from which a passage holds every word of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Where to look: rows of one source type.

    Attributes:
        mask: Rows that may be found.
        whole: Whether these are all rows of the type.
    """

    mask: Mask
    source_type: SourceType
    whole: bool


@dataclass(frozen=True, slots=True)
class Near:
    """Rows with their cosines, best first."""

    rows: Rows
    cosines: Scores


class Meaning(Protocol):
    """The vectors of a roster. A query is a row of shape (1, width)."""

    def nearest(self, vector: Vectors, shelf: Shelf, depth: int) -> Near:
        """Return the rows of a shelf nearest to a query, at most ``depth``."""
        ...

    def cosines(self, vector: Vectors, rows: Rows) -> Scores:
        """Return how near each of the rows is."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All that one search needs; made whole, then never changed, so that threads may share it."""

    roster: Roster
    lexical: LexicalIndex
    soft: SoftIndex | None
    meaning: Meaning
    encode: Callable[[str], Vectors]

    def search(self, query: SearchQuery) -> list[Hit]:
        """Return the hits, best first."""
        text = clean(query.text).strip()
        shelves = self._shelves(query)
        if not text or query.limit < 1 or not shelves:
            return []
        dense = self._dense(text, query, shelves)
        words = self._words(text, query, shelves)
        rows, scores = self._rank(text, dense, words)
        score_of = dict(zip(rows.tolist(), scores.tolist(), strict=True))
        chosen = list(capped(rows.tolist(), query, self.roster.source_type))
        reasons = self._matches(text, chosen)
        ranks = _ranks(dense), _ranks(words.rows)
        return [
            Hit(
                segment_id=self.roster.segment_ids[row],
                document_id=self.roster.document_id(row),
                score=score_of[row],
                dense_rank=ranks[0].get(row),
                lexical_rank=ranks[1].get(row),
                matches=reason,
            )
            for row, reason in zip(chosen, reasons, strict=True)
        ]

    def _rank(self, text: str, dense: Rows, words: LexicalRanking) -> tuple[Rows, Scores]:
        if self.soft is None:
            return fuse(dense, words.rows, words.covered)
        candidates = np.union1d(dense, words.rows)
        cosines = self.meaning.cosines(self.encode(text), candidates)
        whole = np.isin(candidates, words.rows[words.covered >= WHOLE])
        return blend(candidates, self.soft.scores(text, candidates), cosines, whole)

    def _dense(self, text: str, query: SearchQuery, shelves: list[Shelf]) -> Rows:
        vector = self.encode(text)
        if not vector.any():
            return np.zeros(0, np.int64)
        found = [self.meaning.nearest(vector, shelf, _depth(query, len(shelves), DEPTH)) for shelf in shelves]
        return _merged(found, DEPTH if query.per_type is None else None)

    def _words(self, text: str, query: SearchQuery, shelves: list[Shelf]) -> LexicalRanking:
        depth = _depth(query, len(shelves), DEPTH)
        if query.per_type is None:
            return self.lexical.search(text, np.logical_or.reduce([shelf.mask for shelf in shelves]), depth)
        return joined([self.lexical.search(text, shelf.mask, depth) for shelf in shelves])

    def _shelves(self, query: SearchQuery) -> list[Shelf]:
        """Return the source types that the filters leave, each with its rows."""
        mask = self.roster.asked_for(query)
        whole = not (query.documents or query.exclude_documents or query.segments)
        masks = {kind: mask & self.roster.of_type(kind) for kind in sorted(self.roster.source_types)}
        return [Shelf(mask=of, source_type=kind, whole=whole) for kind, of in masks.items() if of.any()]

    def _matches(self, text: str, rows: list[int]) -> list[tuple[WordMatch, ...]]:
        if self.soft is not None:
            return self.soft.matches(text, np.array(rows, dtype=np.int64))
        return [self.lexical.matches(text, row) for row in rows]


class ExactMeaning:
    """Vectors in memory, compared with every one of them."""

    def __init__(self, matrix: Vectors) -> None:
        """Take one row per row of the roster."""
        self._matrix = matrix

    def nearest(self, vector: Vectors, shelf: Shelf, depth: int) -> Near:
        """Return the rows of a shelf nearest to a query, at most ``depth``."""
        rows = np.flatnonzero(shelf.mask)
        return best(rows, self.cosines(vector, rows), depth)

    def cosines(self, vector: Vectors, rows: Rows) -> Scores:
        """Return how near each of the rows is."""
        return cosines(self._matrix, vector, rows)


def cosines(matrix: Vectors, vector: Vectors, rows: Rows) -> Scores:
    """Return how near some rows of a matrix are; copying most of them would cost more than comparing all."""
    near = (matrix @ vector[0])[rows] if 2 * len(rows) > len(matrix) else matrix[rows] @ vector[0]
    return np.asarray(near, dtype=np.float32)


def best(rows: Rows, cosines: Scores, depth: int) -> Near:
    """Return the nearest of the rows, best first, ties by row."""
    if len(rows) > depth:
        border = np.partition(cosines, len(rows) - depth)[len(rows) - depth]
        kept = np.flatnonzero(cosines >= border)
        rows, cosines = rows[kept], cosines[kept]
    order = np.lexsort((rows, -cosines))[:depth]
    return Near(rows[order], cosines[order])


def _depth(query: SearchQuery, kinds: int, depth: int) -> int:
    """Candidates of one source type: where each type may only give so many, each has its own."""
    return depth if query.per_type is None else max(query.per_type * 2, 40, 2 * depth // kinds)


def _merged(found: list[Near], depth: int | None) -> Rows:
    rows = np.concatenate([np.zeros(0, np.int64), *(near.rows for near in found)])
    cosines = np.concatenate([np.zeros(0, np.float32), *(near.cosines for near in found)])
    merged: Rows = rows[np.lexsort((rows, -cosines))][:depth]
    return merged


def _ranks(rows: Rows) -> dict[int, int]:
    return {row: rank for rank, row in enumerate(rows.tolist(), start=1)}
