"""The index of a study on disk: one folder, one process, nothing in it that cannot be made again from the study.

Embeddings are kept by content and outlive a rebuild. The vector store, the lexical index and the token counts follow
from them and from the entries; whichever is damaged or belongs to other entries is made anew.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.domain.identifiers import SegmentId
from assistant.errors import StudyError
from assistant.ports import Encoder, Hit, IndexEntry, IndexReport, Progress, SearchQuery, keep_going
from assistant.retrieval.chroma import StoreDamaged
from assistant.retrieval.database import is_damage, remove
from assistant.retrieval.derived import forget, lexical_index, soft_index
from assistant.retrieval.entries import EntryStore, fingerprint, stamp
from assistant.retrieval.locking import IndexLock
from assistant.retrieval.meaning import StoredMeaning
from assistant.retrieval.placing import Placer
from assistant.retrieval.queries import QueryEncoder
from assistant.retrieval.roster import Entry
from assistant.retrieval.searching import Snapshot
from assistant.retrieval.soft import words_of
from assistant.retrieval.vectors import EmbeddingCache

log = logging.getLogger(__name__)

_EMBEDDINGS = "embeddings.db"
_ENTRIES = "entries.db"


def open_index(folder: Path, encoder: Encoder) -> HybridIndex:
    """Return the index in a folder, made where there is none.

    Raises:
        IndexBusy: Another process holds it.
        StudyError: The folder cannot be used.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StudyError(f"{str(folder)!r} cannot hold an index ({error}); name a folder") from error
    lock = IndexLock(folder)
    try:
        return HybridIndex(folder, encoder, lock)
    except (StudyError, sqlite3.DatabaseError):
        lock.release()
        raise


class HybridIndex:
    """Finds segments by meaning (Chroma) and by words (BM25), together. Threads of one process may share it."""

    def __init__(self, folder: Path, encoder: Encoder, lock: IndexLock) -> None:
        """Take a folder whose lock is held; use `open_index`."""
        self._folder = folder
        self._encoder = encoder
        self._lock = lock
        self._guard = threading.RLock()
        self._queries = QueryEncoder(encoder)
        self._words = words_of(encoder)
        self._snapshot: Snapshot | None = None
        self._whole = ""
        self._files = _Files.open(folder, encoder)

    def refresh(self, entries: Iterable[IndexEntry], progress: Progress = keep_going) -> IndexReport:
        """Make the index hold exactly these entries; unchanged texts are not embedded again.

        Whatever kills it, the next refresh goes on from the last batch that was stored.

        Raises:
            InstrumentError: The embedder failed; what was embedded before is kept.
            StudyError: The index can be neither used nor made anew.
        """
        listed = list(entries)
        mark = fingerprint(listed)
        with self._guard:
            if self._snapshot and mark == self._whole and not self._files.placer.is_distrusted():
                return self._report(embedded=0, removed=0)
            self._whole = ""
            wanted = {entry.segment_id: entry for entry in map(Entry.of, listed)}
            try:
                return self._refresh(wanted, progress, mark)
            except (sqlite3.DatabaseError, StoreDamaged) as error:
                self._make_anew(error)
            try:
                return self._refresh(wanted, progress, mark)
            except (sqlite3.DatabaseError, StoreDamaged) as error:
                raise StudyError(f"the index in {str(self._folder)!r} cannot be made ({error}); delete it") from error

    def search(self, query: SearchQuery) -> list[Hit]:
        """Return hits, best first.

        Raises:
            StudyError: The index is damaged; refreshing it mends it.
        """
        try:
            with self._guard:
                snapshot = self._snapshot = self._snapshot or self._photograph()
            return snapshot.search(query)
        except sqlite3.DatabaseError as error:
            raise StudyError(f"the index in {str(self._folder)!r} cannot be read ({error}); refresh it") from error

    def segment_ids(self) -> frozenset[SegmentId]:
        """Return the segments it answers for with the embedder of now.

        Raises:
            StudyError: The index is damaged; refreshing it mends it.
        """
        try:
            with self._guard:
                return frozenset(self._files.record.placed(self._encoder.embedder_id))
        except sqlite3.DatabaseError as error:
            raise StudyError(f"the index in {str(self._folder)!r} cannot be read ({error}); refresh it") from error

    def clear(self) -> None:
        """Forget everything but the embeddings of texts; the next refresh makes the index anew from them."""
        with self._guard:
            self._files.placer.erase()
            self._files.record.replace_all({})
            self._snapshot = None
            self._whole = ""
            forget(self._folder)

    def forget_unused_embeddings(self) -> int:
        """Delete embeddings of texts that are no longer indexed, of every embedder; return how many."""
        with self._guard:
            roster = self._files.record.roster(self._encoder.embedder_id)
            return self._files.cache.forget_all_but(roster.keys)

    def close(self) -> None:
        """Close the files and let go of the lock; doing so twice changes nothing."""
        with self._guard:
            self._snapshot = None
            self._files.close()
            self._lock.release()

    def _refresh(self, wanted: Mapping[SegmentId, Entry], progress: Progress, mark: str) -> IndexReport:
        record, placer, cache = self._files.record, self._files.placer, self._files.cache
        record.replace_all(wanted)
        placer.settle()
        placed = record.placed(self._encoder.embedder_id)
        marks = {name: stamp(entry) for name, entry in wanted.items()}
        stale = {name: place for name, place in placed.items() if marks.get(name) != place.stamp}
        placer.remove(stale)
        unplaced = [entry for name, entry in wanted.items() if name not in placed or name in stale]
        missing = cache.missing(entry.key for entry in wanted.values())
        texts = {entry.key: entry.text for entry in wanted.values() if entry.key in missing}
        done = cache.fill(texts, progress)
        ready = [entry for entry in unplaced if entry.key not in missing or entry.key in done]
        finished = placer.place(ready, progress) and len(done) == len(texts)
        self._snapshot = self._photograph()
        self._whole = mark if finished else ""
        embedded = sum(wanted[name].key in done for name in self._snapshot.roster.segment_ids)
        return self._report(embedded, len(placed.keys() - wanted.keys()), stopped=not finished)

    def _report(self, embedded: int, removed: int, *, stopped: bool = False) -> IndexReport:
        total = len(self._snapshot.roster) if self._snapshot else 0
        return IndexReport(
            embedder_id=self._encoder.embedder_id,
            total=total,
            embedded=embedded,
            reused=total - embedded,
            removed=removed,
            stopped=stopped,
        )

    def _photograph(self) -> Snapshot:
        files, words = self._files, self._words
        roster = files.record.roster(self._encoder.embedder_id)

        def texts() -> Iterator[str]:
            return files.record.texts(roster.segment_ids)

        store = files.placer.trusted_store(roster.source_types)
        return Snapshot(
            roster=roster,
            lexical=lexical_index(self._folder, roster, texts),
            soft=soft_index(self._folder, roster, words, texts) if words else None,
            meaning=StoredMeaning(roster, files.cache, store, files.placer.distrust),
            encode=self._queries.vector,
        )

    def _make_anew(self, error: Exception) -> None:
        """Replace what is damaged: the databases, or what the vector store and its record hold."""
        if isinstance(error, sqlite3.DatabaseError) and not is_damage(error):
            raise StudyError(
                f"the index in {str(self._folder)!r} cannot be written ({error}); check the disk"
            ) from error
        log.warning("the index cannot be used as it is (%s); it is made anew", error)
        self._files.close()
        self._snapshot = None
        self._whole = ""
        forget(self._folder)
        if isinstance(error, sqlite3.DatabaseError):
            remove(self._folder / _EMBEDDINGS)
        remove(self._folder / _ENTRIES)
        self._files = _Files.open(self._folder, self._encoder)


@dataclass(frozen=True, slots=True)
class _Files:
    """The open files of an index."""

    cache: EmbeddingCache
    record: EntryStore
    placer: Placer

    @classmethod
    def open(cls, folder: Path, encoder: Encoder) -> _Files:
        cache = EmbeddingCache(folder / _EMBEDDINGS, encoder)
        record = EntryStore(folder / _ENTRIES)
        return cls(cache, record, Placer(folder, record, cache, encoder.embedder_id))

    def close(self) -> None:
        self.placer.close()
        self.cache.close()
        self.record.close()
