"""Keeping the vector store equal to the record of it, whatever has happened to either since they were last used."""

from __future__ import annotations

import logging
import secrets
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from assistant.domain.document import SourceType
from assistant.domain.identifiers import SegmentId
from assistant.ports import Progress
from assistant.retrieval.chroma import ChromaStore, StoreDamaged
from assistant.retrieval.entries import EntryStore, Placement
from assistant.retrieval.roster import Entry
from assistant.retrieval.vectors import EmbeddingCache, batches

log = logging.getLogger(__name__)

_FOLDER = "store folder"
_TRIAL = "opening the store"
_REBUILD = "rebuild the store"
_AT_ONCE = 1_000


class Placer:
    """Puts segments into the vector store and takes them out, durably recorded at every step."""

    def __init__(self, folder: Path, record: EntryStore, cache: EmbeddingCache, embedder_id: str) -> None:
        self._record = record
        self._cache = cache
        self._embedder_id = embedder_id
        self._unsettled = f"unsettled with {embedder_id}"
        self._folder = folder
        self._tried: set[SourceType] = set()
        self._store = ChromaStore(folder / (record.note(_FOLDER) or self._new_folder()), embedder_id)
        if record.note(_TRIAL):
            self.distrust("the process that opened it last died of it")

    def distrust(self, why: str) -> None:
        """Have the store made anew at the next refresh; until then it is not used."""
        log.warning(
            "the vector store cannot be used (%s); it is rebuilt from stored embeddings at the next refresh", why
        )
        self._record.write_note(_REBUILD, why)

    def is_distrusted(self) -> bool:
        """Tell whether the store has to be made anew."""
        return bool(self._record.note(_REBUILD))

    def trusted_store(self, kinds: Iterable[SourceType]) -> ChromaStore | None:
        """Return the store for searching, None where it is damaged or holds something else than was recorded."""
        if self.is_distrusted():
            return None
        try:
            expected = _with_vectors(self._record.placed(self._embedder_id))
            for kind in kinds:
                found = self._try(kind)
                if found != expected[kind] and not self._record.note(self._unsettled):
                    self.distrust(f"it holds {found} {kind.value} segments instead of {expected[kind]}")
                    return None
        except StoreDamaged as error:
            self.distrust(str(error))
            return None
        return self._store

    def settle(self) -> None:
        """Make record and store agree: after this, what is recorded as placed is there and nothing else is."""
        if self.is_distrusted():
            self.erase()
        try:
            self._reconcile()
        except StoreDamaged as error:
            self.distrust(str(error))
            self.erase()

    def remove(self, placements: Mapping[SegmentId, Placement]) -> None:
        """Take segments out; `place` ends what this begins."""
        self._record.write_note(self._unsettled, "1")
        self._record.unplace(self._embedder_id, placements)
        by_kind: defaultdict[SourceType, list[SegmentId]] = defaultdict(list)
        for name, placement in placements.items():
            by_kind[placement.source_type].append(name)
        for kind, names in by_kind.items():
            self._store.delete(kind, names)

    def place(self, entries: Sequence[Entry], progress: Progress) -> bool:
        """Put segments in; return False where ``progress`` said stop."""
        done = 0
        self._record.write_note(self._unsettled, "1")
        for group in batches(sorted(entries, key=lambda entry: entry.source_type), _AT_ONCE):
            if not progress(done, len(entries), "indexing"):
                break
            self._place(group)
            done += len(group)
        self._record.write_note(self._unsettled, "")
        return done == len(entries)

    def erase(self) -> None:
        """Forget all placements of every embedder, and the store."""
        self._store.erase()
        self._record.forget_placements()
        self._tried.clear()
        self._store = ChromaStore(self._folder / self._new_folder(), self._embedder_id)
        for name in (_REBUILD, _TRIAL, self._unsettled):
            self._record.write_note(name, "")

    def close(self) -> None:
        """Let go of the store's files."""
        self._store.close()

    def _new_folder(self) -> str:
        """Return a name never used before: whoever still has a deleted store open must not meet the new one."""
        for leftover in self._folder.glob("chroma-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        name = f"chroma-{secrets.token_hex(4)}"
        self._record.write_note(_FOLDER, name)
        return name

    def _reconcile(self) -> None:
        placed = self._record.placed(self._embedder_id)
        expected = _with_vectors(placed)
        kinds = tuple(SourceType) if self._record.note(self._unsettled) else tuple(expected)
        for kind in kinds:
            if self._try(kind) == expected[kind] and not self._record.note(self._unsettled):
                continue
            there = self._store.segment_ids(kind)
            recorded = {
                name for name, placement in placed.items() if placement.source_type == kind and placement.vector
            }
            self._store.delete(kind, sorted(there - recorded))
            self._record.unplace(self._embedder_id, sorted(recorded - there))

    def _place(self, group: Sequence[Entry]) -> None:
        vectors = self._cache.rows([entry.key for entry in group])
        with_vector: list[bool] = np.asarray(vectors.any(axis=1)).tolist()
        for kind in {entry.source_type for entry in group}:
            rows = [row for row, entry in enumerate(group) if entry.source_type == kind and with_vector[row]]
            if rows:
                self._store.add(kind, [group[row] for row in rows], vectors[np.array(rows)])
        self._record.place(self._embedder_id, zip(group, with_vector, strict=True))

    def _try(self, kind: SourceType) -> int:
        """Return how many segments the store holds, having looked for a neighbour once.

        A truncated graph kills the process that reads it; the note that was left then tells the next one.
        """
        if kind in self._tried:
            return self._store.count(kind)
        self._record.write_note(_TRIAL, kind.value)
        found = self._store.count(kind)
        if found and self._cache.width:
            self._store.nearest(kind, np.full((1, self._cache.width), 1, dtype=np.float32), 1)
        self._record.write_note(_TRIAL, "")
        self._tried.add(kind)
        return found


def _with_vectors(placements: Mapping[SegmentId, Placement]) -> Counter[SourceType]:
    """Return how many segments of each type the store should hold."""
    return Counter(placement.source_type for placement in placements.values() if placement.vector)
