"""The vector store: Chroma collections, one per source type and embedder, always with vectors made here.

Chroma is a cache that may be lost at any moment. Every failure of it leaves this room as ``StoreDamaged``.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from assistant.domain.document import SourceType
from assistant.domain.identifiers import SegmentId
from assistant.ports import Vectors
from assistant.retrieval.roster import Entry
from assistant.retrieval.vectors import batches

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection

AT_ONCE = 5_000
"""Chroma refuses more than 5,461 records in one call."""
_HNSW: CreateHNSWConfiguration = {"space": "cosine", "ef_construction": 200, "ef_search": 400, "max_neighbors": 32}
"""At 10,000 passages the defaults lose one in six of the best hundred, these less than one in a thousand."""


class StoreDamaged(Exception):
    """The vector store cannot be read or written."""


class ChromaStore:
    """The collections of one embedder in one folder; opened when first needed."""

    def __init__(self, folder: Path, embedder_id: str) -> None:
        self._folder = folder
        self._embedder_id = embedder_id
        self._client: Client | None = None
        self._collections: dict[SourceType, Collection] = {}

    def add(self, kind: SourceType, entries: Sequence[Entry], vectors: Vectors) -> None:
        """Add segments that are not there yet."""
        with _foreign_errors():
            collection = self._collection(kind)
            for at in range(0, len(entries), AT_ONCE):
                group = entries[at : at + AT_ONCE]
                collection.add(
                    ids=[entry.segment_id for entry in group],
                    embeddings=vectors[at : at + AT_ONCE],
                    metadatas=[_metadata(entry) for entry in group],
                )

    def delete(self, kind: SourceType, segment_ids: Sequence[SegmentId]) -> None:
        """Delete segments; unknown ids change nothing."""
        with _foreign_errors():
            for group in batches(segment_ids, AT_ONCE):
                self._collection(kind).delete(ids=[str(name) for name in group])

    def count(self, kind: SourceType) -> int:
        """Return how many segments of a type are there."""
        with _foreign_errors():
            return self._collection(kind).count()

    def segment_ids(self, kind: SourceType) -> frozenset[SegmentId]:
        """Return all segments of a type that are there."""
        with _foreign_errors():
            return frozenset(SegmentId(name) for name in self._collection(kind).get(include=[])["ids"])

    def nearest(self, kind: SourceType, vector: Vectors, depth: int) -> tuple[list[SegmentId], Vectors]:
        """Return at most ``depth`` segments nearest to a query (shape (1, width)), best first, and their cosines."""
        with _foreign_errors():
            found = self._collection(kind).query(query_embeddings=vector, n_results=depth, include=["distances"])
            distances = found["distances"]
            cosines = 1 - np.asarray(distances[0] if distances else [], dtype=np.float32)
            return [SegmentId(name) for name in found["ids"][0]], cosines

    def erase(self) -> None:
        """Delete the folder."""
        self.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def close(self) -> None:
        """Let go of the files; the next use opens them again."""
        client, self._client = self._client, None
        self._collections.clear()
        if client is not None:
            client.close()

    def _collection(self, kind: SourceType) -> Collection:
        if kind not in self._collections:
            self._collections[kind] = self._open().get_or_create_collection(
                collection_name(kind, self._embedder_id),
                embedding_function=None,
                configuration={"hnsw": _HNSW},
                metadata={"embedder": self._embedder_id, "source_type": kind.value},
            )
        return self._collections[kind]

    def _open(self) -> Client:
        if self._client is None:
            os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
            import chromadb  # noqa: PLC0415 - a second to import
            from chromadb.config import Settings  # noqa: PLC0415 - see above

            self._folder.mkdir(parents=True, exist_ok=True)
            opened = chromadb.PersistentClient(str(self._folder), Settings(anonymized_telemetry=False))
            self._client = cast("Client", opened)
        return self._client


def collection_name(kind: SourceType, embedder_id: str) -> str:
    """Return the name of a collection: ASCII, which Chroma asks for, whatever the embedder is called."""
    return f"{kind.value}-{hashlib.sha256(embedder_id.encode('utf-8', 'replace')).hexdigest()[:16]}"


def _metadata(entry: Entry) -> Mapping[str, str | int]:
    return {"document": entry.document_id, "case": entry.case, "ordinal": entry.ordinal}


@contextmanager
def _foreign_errors() -> Iterator[None]:
    from chromadb.errors import ChromaError  # noqa: PLC0415 - a second to import

    try:
        yield
    except (ChromaError, OSError, ValueError, KeyError, AttributeError, TypeError, RuntimeError) as error:
        raise StoreDamaged(f"{type(error).__name__}: {error}") from error
