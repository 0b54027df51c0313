"""The index's own record: which segments it answers for, and which of them have been placed in the vector store.

A placement is written after the vector store has acknowledged it and deleted before the vector store is told, so that
what is recorded here as placed is there, unless the process was killed in between; a note says that it may have been.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.domain.document import SourceType
from assistant.domain.identifiers import DocumentId, SegmentId, content_hash
from assistant.ports import IndexEntry
from assistant.retrieval.database import IN_ONE_QUERY, open_cache
from assistant.retrieval.roster import Entry, Roster
from assistant.retrieval.texts import TextKey
from assistant.retrieval.vectors import batches

_SCHEMA = """
CREATE TABLE entry (
  segment_id TEXT PRIMARY KEY, document_id TEXT NOT NULL, source_type TEXT NOT NULL, case_name TEXT NOT NULL,
  ordinal INTEGER NOT NULL, key BLOB NOT NULL, stamp TEXT NOT NULL, text TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE placed (
  embedder TEXT NOT NULL, segment_id TEXT NOT NULL, source_type TEXT NOT NULL, stamp TEXT NOT NULL,
  vector INTEGER NOT NULL, PRIMARY KEY (embedder, segment_id)) WITHOUT ROWID;
CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
_VERSION = 1
_UPSERT = """
INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (segment_id) DO UPDATE SET
  document_id = excluded.document_id, source_type = excluded.source_type, case_name = excluded.case_name,
  ordinal = excluded.ordinal, key = excluded.key, stamp = excluded.stamp, text = excluded.text
WHERE stamp != excluded.stamp
"""
_ROSTER = """
SELECT e.segment_id, e.document_id, e.source_type, e.case_name, e.ordinal, e.key
FROM entry e JOIN placed p ON p.segment_id = e.segment_id AND p.embedder = ? AND p.stamp = e.stamp ORDER BY e.segment_id
"""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a segment was placed.

    Attributes:
        stamp: Hash of what was placed.
        vector: False where the text has no vector (no known word): it can only be found by words.
    """

    source_type: SourceType
    stamp: str
    vector: bool


def stamp(entry: Entry) -> str:
    """Return a hash of all that the vector store holds of an entry."""
    return content_hash([entry.document_id, entry.source_type, entry.case, entry.ordinal, entry.key.hex()])


def fingerprint(entries: Iterable[IndexEntry]) -> str:
    """Return one hash of all that an index is asked to hold, in the order given."""
    digest = hashlib.sha256()
    for entry in entries:
        described = f"{entry.segment_id}\0{entry.document_id}\0{entry.source_type}\0{entry.case}\0{entry.ordinal}\0"
        digest.update(f"{described}{len(entry.text)}\0{entry.text}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


class EntryStore:
    """Entries, placements and small notes in one SQLite file."""

    def __init__(self, path: Path) -> None:
        self._guard = threading.RLock()
        self._connection = open_cache(path, _SCHEMA, _VERSION)

    def replace_all(self, entries: Mapping[SegmentId, Entry]) -> None:
        """Make the record hold exactly these entries; equal ones are not written again."""
        with self._guard, self._connection:
            known = {row[0] for row in self._connection.execute("SELECT segment_id FROM entry")}
            gone = ((name,) for name in known - entries.keys())
            self._connection.executemany("DELETE FROM entry WHERE segment_id = ?", gone)
            self._connection.executemany(_UPSERT, (_values(entry) for entry in entries.values()))

    def roster(self, embedder_id: str) -> Roster:
        """Return the segments that can be searched with an embedder."""
        with self._guard:
            rows = self._connection.execute(_ROSTER, (embedder_id,)).fetchall()
        return Roster([_entry(*row) for row in rows])

    def texts(self, segment_ids: Iterable[SegmentId]) -> Iterator[str]:
        """Yield the texts of segments in the order given, an empty one for a segment that is not there."""
        for group in batches(segment_ids, IN_ONE_QUERY):
            holes = ",".join("?" * len(group))
            query = f"SELECT segment_id, text FROM entry WHERE segment_id IN ({holes})"  # noqa: S608 - only holes
            with self._guard:
                found = dict(self._connection.execute(query, group).fetchall())
            yield from (found.get(name, "") for name in group)

    def placed(self, embedder_id: str) -> dict[SegmentId, Placement]:
        """Return what is placed in the vector store."""
        query = "SELECT segment_id, source_type, stamp, vector FROM placed WHERE embedder = ?"
        with self._guard:
            rows = self._connection.execute(query, (embedder_id,)).fetchall()
        return {SegmentId(name): Placement(SourceType(kind), mark, bool(vector)) for name, kind, mark, vector in rows}

    def place(self, embedder_id: str, entries: Iterable[tuple[Entry, bool]]) -> None:
        """Record that entries are in the vector store, each with whether it has a vector."""
        values = ((embedder_id, e.segment_id, e.source_type.value, stamp(e), int(vector)) for e, vector in entries)
        with self._guard, self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO placed VALUES (?, ?, ?, ?, ?)", values)

    def forget_placements(self) -> None:
        """Record that nothing is in the vector store."""
        with self._guard, self._connection:
            self._connection.execute("DELETE FROM placed")

    def unplace(self, embedder_id: str, segment_ids: Iterable[SegmentId]) -> None:
        """Record that segments are about to leave the vector store."""
        values = ((embedder_id, name) for name in segment_ids)
        with self._guard, self._connection:
            self._connection.executemany("DELETE FROM placed WHERE embedder = ? AND segment_id = ?", values)

    def note(self, name: str) -> str:
        """Return a note, empty where there is none."""
        with self._guard:
            row = self._connection.execute("SELECT value FROM note WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def write_note(self, name: str, value: str) -> None:
        """Write a note durably."""
        with self._guard, self._connection:
            self._connection.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (name, value))

    def close(self) -> None:
        """Close the file."""
        with self._guard:
            self._connection.close()


def _values(entry: Entry) -> tuple[str | int | bytes, ...]:
    described = (entry.segment_id, entry.document_id, entry.source_type.value, entry.case, entry.ordinal)
    return (*described, entry.key, stamp(entry), entry.text)


def _entry(*row: str | int | bytes) -> Entry:
    name, document, kind, case, ordinal, key = row
    return Entry(
        segment_id=SegmentId(str(name)),
        document_id=DocumentId(str(document)),
        source_type=SourceType(str(kind)),
        case=str(case),
        ordinal=int(ordinal),
        key=TextKey(key if isinstance(key, bytes) else b""),
    )
