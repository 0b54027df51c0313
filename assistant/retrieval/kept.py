"""What is derived from sources and kept beside the index to save time: bytes by kind and key. Only ever a cache."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.retrieval.database import IN_ONE_QUERY, open_cache

_VERSION = 1
_SCHEMA = "CREATE TABLE IF NOT EXISTS kept (kind TEXT, key TEXT, value BLOB NOT NULL, PRIMARY KEY (kind, key));"


class KeptFile:
    """One SQLite file; it can be deleted at any time, and is opened when it is first asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held: sqlite3.Connection | None = None
        self._lock = threading.Lock()

    def get(self, kind: str, keys: Sequence[str]) -> dict[str, bytes]:
        """Return what is kept under the keys; a key that is not kept is missing."""
        found: dict[str, bytes] = {}
        with self._lock:
            for start in range(0, len(keys), IN_ONE_QUERY):
                part = keys[start : start + IN_ONE_QUERY]
                marks = ",".join("?" * len(part))
                statement = f"SELECT key, value FROM kept WHERE kind = ? AND key IN ({marks})"  # noqa: S608 - marks only
                found |= dict(self._connection().execute(statement, (kind, *part)))
        return found

    def put(self, kind: str, values: Mapping[str, bytes]) -> None:
        """Keep values; what was kept under the same keys is replaced."""
        if not values:
            return
        rows = [(kind, key, value) for key, value in values.items()]
        with self._lock, self._connection() as connection:
            connection.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", rows)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._held is not None:
                self._held.close()
                self._held = None

    def _connection(self) -> sqlite3.Connection:
        if self._held is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._held = open_cache(self._path, _SCHEMA, _VERSION)
        return self._held
