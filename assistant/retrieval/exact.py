"""An index in memory that compares with every passage: for tests, small studies, and as the measure of the others."""

from __future__ import annotations

import threading
from collections.abc import Iterable

import numpy as np

from assistant.ports import Encoder, Hit, IndexEntry, IndexReport, Progress, SearchQuery, Vectors, keep_going
from assistant.retrieval.lexical import LexicalIndex
from assistant.retrieval.queries import QueryEncoder
from assistant.retrieval.roster import Entry, Roster
from assistant.retrieval.searching import ExactMeaning, Snapshot
from assistant.retrieval.soft import Counts, SoftIndex, words_of
from assistant.retrieval.texts import TextKey
from assistant.retrieval.vectors import BATCH, batches, unit_rows


class ExactIndex:
    """Segments, vectors and token counts in memory; forgets everything when the process ends."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._queries = QueryEncoder(encoder)
        self._words = words_of(encoder)
        self._vectors: dict[TextKey, Vectors] = {}
        self._guard = threading.Lock()
        self._entries: dict[str, Entry] = {}
        self._snapshot: Snapshot | None = None

    def refresh(self, entries: Iterable[IndexEntry], progress: Progress = keep_going) -> IndexReport:
        """Make the index hold exactly these entries; unchanged texts are not embedded again."""
        with self._guard:
            wanted = {entry.segment_id: entry for entry in map(Entry.of, entries)}
            new = {entry.key: entry.text for entry in wanted.values() if entry.key not in self._vectors}
            stopped = not self._embed(new, progress)
            held = [wanted[name] for name in sorted(wanted) if wanted[name].key in self._vectors]
            embedded = sum(entry.key in new for entry in held)
            removed = len(self._entries.keys() - wanted.keys())
            self._entries = {entry.segment_id: entry for entry in held}
            self._snapshot = self._photograph(held)
        return IndexReport(
            embedder_id=self._encoder.embedder_id,
            total=len(held),
            embedded=embedded,
            reused=len(held) - embedded,
            removed=removed,
            stopped=stopped,
        )

    def search(self, query: SearchQuery) -> list[Hit]:
        """Return hits, best first."""
        snapshot = self._snapshot
        return snapshot.search(query) if snapshot else []

    def clear(self) -> None:
        """Forget everything."""
        with self._guard:
            self._vectors.clear()
            self._entries = {}
            self._snapshot = None

    def close(self) -> None:
        """Do nothing: there is no lock."""

    def _embed(self, texts: dict[TextKey, str], progress: Progress) -> bool:
        done = 0
        for group in batches(texts.items(), BATCH):
            if not progress(done, len(texts), "embedding"):
                return False
            rows = unit_rows(self._encoder.encode_documents([text for _, text in group]))
            self._vectors.update((key, row) for (key, _), row in zip(group, rows, strict=True))
            done += len(group)
        return True

    def _photograph(self, entries: list[Entry]) -> Snapshot:
        roster = Roster(entries)
        texts = [entry.text for entry in entries]
        vectors = [self._vectors[entry.key] for entry in entries]
        return Snapshot(
            roster=roster,
            lexical=LexicalIndex.build(texts, roster.fingerprint),
            soft=SoftIndex(self._words, Counts.read(self._words, texts)) if self._words else None,
            meaning=ExactMeaning(np.array(vectors, dtype=np.float32).reshape(len(entries), -1 if entries else 0)),
            encode=self._queries.vector,
        )
