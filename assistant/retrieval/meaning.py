"""Who is near by meaning: Chroma where a whole source type is asked, a comparison with every row where documents are.

Chroma's own filters are a hundred times slower than comparing, and comparing never misses a neighbour.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import numpy as np

from assistant.ports import Vectors
from assistant.retrieval.chroma import ChromaStore, StoreDamaged
from assistant.retrieval.roster import Roster, Rows, Scores
from assistant.retrieval.searching import Near, Shelf, best, cosines
from assistant.retrieval.vectors import EmbeddingCache

log = logging.getLogger(__name__)

IN_MEMORY = 512 << 20
"""Bytes of vectors that may stay in memory; beyond, those asked for are read from the cache each time."""


class StoredMeaning:
    """The vectors of one roster, in the vector store and in the embedding cache."""

    def __init__(
        self, roster: Roster, cache: EmbeddingCache, store: ChromaStore | None, on_damage: Callable[[str], None]
    ) -> None:
        """Take the parts; without a store every search compares with all rows."""
        self._roster = roster
        self._cache = cache
        self._store = store
        self._on_damage = on_damage
        self._matrix: Vectors | None = None
        self._guard = threading.Lock()

    def nearest(self, vector: Vectors, shelf: Shelf, depth: int) -> Near:
        """Return the rows of a shelf nearest to a query, at most ``depth``."""
        if shelf.whole and self._store is not None:
            try:
                return self._from_store(self._store, vector, shelf, depth)
            except StoreDamaged as error:
                self._store = None
                self._on_damage(str(error))
        rows = np.flatnonzero(shelf.mask)
        return best(rows, self.cosines(vector, rows), depth)

    def cosines(self, vector: Vectors, rows: Rows) -> Scores:
        """Return how near each of the rows is."""
        if self._cache.width != vector.shape[1]:
            return np.zeros(len(rows), dtype=np.float32)
        if len(self._roster) * self._cache.width * 4 > IN_MEMORY:
            return np.asarray(self._cache.rows([self._roster.keys[row] for row in rows]) @ vector[0], dtype=np.float32)
        with self._guard:
            if self._matrix is None:
                self._matrix = self._cache.rows(self._roster.keys)
        return cosines(self._matrix, vector, rows)

    def _from_store(self, store: ChromaStore, vector: Vectors, shelf: Shelf, depth: int) -> Near:
        names, found = store.nearest(shelf.source_type, vector, depth)
        known = [(self._roster.row_of[name], at) for at, name in enumerate(names) if name in self._roster.row_of]
        rows = np.array([row for row, _ in known], dtype=np.int64)
        return best(rows, found[[at for _, at in known]], depth)
