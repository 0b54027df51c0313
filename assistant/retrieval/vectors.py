"""A durable cache of embeddings by content: the same text is given to the same embedder once, ever.

A batch is durable when its commit returns; whatever kills the process loses at most the batch in hand.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np

from assistant.errors import InstrumentError
from assistant.ports import Encoder, Progress, Vectors
from assistant.retrieval.database import IN_ONE_QUERY, open_cache
from assistant.retrieval.texts import TextKey

_SCHEMA = """
CREATE TABLE embedder (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, width INTEGER NOT NULL);
CREATE TABLE embedding (embedder INTEGER NOT NULL, key BLOB NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (embedder, key))
  WITHOUT ROWID;
"""
_VERSION = 1
_STORED = np.dtype(np.float16)
"""Half precision changes a cosine by less than .001 and halves the file."""

BATCH = 256
"""Texts embedded between two commits."""

Item = TypeVar("Item")


class EmbeddingCache:
    """Embeddings of one embedder, in a SQLite file that several embedders may share."""

    def __init__(self, path: Path, encoder: Encoder) -> None:
        self._encoder = encoder
        self._guard = threading.RLock()
        self._connection = open_cache(path, _SCHEMA, _VERSION)
        self._number, self._width = self._register()

    def missing(self, keys: Iterable[TextKey]) -> frozenset[TextKey]:
        """Return those of the keys that have no vector yet."""
        wanted = frozenset(keys)
        known: set[TextKey] = set()
        with self._guard:
            for group in batches(wanted, IN_ONE_QUERY):
                holes = ",".join("?" * len(group))
                query = f"SELECT key FROM embedding WHERE embedder = ? AND key IN ({holes})"  # noqa: S608 - only holes
                known.update(row[0] for row in self._connection.execute(query, (self._number, *group)))
        return wanted - known

    @property
    def width(self) -> int:
        """Numbers in a vector; 0 while none is stored."""
        return self._width

    def fill(self, texts: Mapping[TextKey, str], progress: Progress) -> frozenset[TextKey]:
        """Embed the texts, batch by batch, and return the keys done: all, or fewer where ``progress`` said stop.

        Raises:
            InstrumentError: The embedder failed, or gave vectors that do not fit those it gave before.
        """
        done: set[TextKey] = set()
        for group in batches(texts.items(), BATCH):
            if not progress(len(done), len(texts), "embedding"):
                return frozenset(done)
            self._store([key for key, _ in group], self._encoder.encode_documents([text for _, text in group]))
            done.update(key for key, _ in group)
        progress(len(done), len(texts), "embedding")
        return frozenset(done)

    def rows(self, keys: Sequence[TextKey]) -> Vectors:
        """Return the vectors of the keys in their order; a zero row for a key without one."""
        found = self._load(frozenset(keys))
        matrix = np.zeros((len(keys), self._width), dtype=np.float32)
        for at, key in enumerate(keys):
            blob = found.get(key)
            if blob is not None:
                matrix[at] = np.frombuffer(blob, dtype=_STORED)
        return unit_rows(matrix)

    def forget_all_but(self, keys: Iterable[TextKey]) -> int:
        """Delete vectors of texts that are not among the keys, of every embedder; return how many."""
        with self._guard, self._connection:
            self._connection.execute("CREATE TEMP TABLE IF NOT EXISTS kept (key BLOB PRIMARY KEY)")
            self._connection.execute("DELETE FROM kept")
            self._connection.executemany("INSERT OR IGNORE INTO kept VALUES (?)", ((key,) for key in keys))
            gone = self._connection.execute("DELETE FROM embedding WHERE key NOT IN (SELECT key FROM kept)")
            return gone.rowcount

    def close(self) -> None:
        """Close the file."""
        with self._guard:
            self._connection.close()

    def _register(self) -> tuple[int, int]:
        identity = self._encoder.embedder_id
        with self._guard, self._connection:
            self._connection.execute("INSERT OR IGNORE INTO embedder (id, width) VALUES (?, 0)", (identity,))
            row = self._connection.execute("SELECT number, width FROM embedder WHERE id = ?", (identity,)).fetchone()
        return int(row[0]), int(row[1])

    def _load(self, keys: frozenset[TextKey]) -> dict[TextKey, bytes]:
        found: dict[TextKey, bytes] = {}
        with self._guard:
            for group in batches(keys, IN_ONE_QUERY):
                holes = ",".join("?" * len(group))
                query = f"SELECT key, vector FROM embedding WHERE embedder = ? AND key IN ({holes})"  # noqa: S608 - only holes
                found.update(self._connection.execute(query, (self._number, *group)).fetchall())
        return found

    def _store(self, keys: Sequence[TextKey], vectors: Vectors) -> None:
        self._check(len(keys), vectors)
        stored = unit_rows(vectors).astype(_STORED)
        values = ((self._number, key, row.tobytes()) for key, row in zip(keys, stored, strict=True))
        with self._guard, self._connection:
            self._connection.execute("UPDATE embedder SET width = ? WHERE number = ?", (self._width, self._number))
            self._connection.executemany("INSERT OR REPLACE INTO embedding VALUES (?, ?, ?)", values)

    def _check(self, expected: int, vectors: Vectors) -> None:
        name = self._encoder.embedder_id
        if vectors.ndim != 2 or len(vectors) != expected:
            raise InstrumentError(
                f"embedder {name!r} gave shape {vectors.shape} for {expected} texts; try another embedder"
            )
        if not np.isfinite(vectors).all():
            raise InstrumentError(f"embedder {name!r} gave numbers that are not finite; try another embedder")
        self._width = self._width or int(vectors.shape[1])
        if vectors.shape[1] != self._width:
            raise InstrumentError(
                f"embedder {name!r} gave {vectors.shape[1]} dimensions and {self._width} before; "
                "name the model more exactly, or rebuild the index in a new folder"
            )


def unit_rows(vectors: Vectors) -> Vectors:
    """Return the rows brought to length one; rows without length stay zero."""
    matrix = np.asarray(vectors, dtype=np.float32)
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    unit: Vectors = np.divide(matrix, lengths, out=np.zeros_like(matrix), where=lengths > 1e-9)
    return unit


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield lists of at most ``size`` items."""
    remaining = iter(items)
    while group := list(islice(remaining, size)):
        yield group
