"""SQLite files that are caches: durable after each commit, and made anew where they cannot be read."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

from assistant.errors import StudyError

log = logging.getLogger(__name__)

IN_ONE_QUERY = 500
"""Most values bound in one IN (...)."""
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_SCHEMA, sqlite3.SQLITE_FORMAT}
_CHECKED_BYTES = 32 << 20
"""A file up to this size is read whole when it is opened; damage in a bigger one shows when its pages are read."""


def is_damage(error: sqlite3.Error) -> bool:
    """Tell whether the file itself is bad: its bytes, its tables, or a version this package does not write."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is None or code & 0xFF in _DAMAGE or "no such " in str(error) or "has no column" in str(error)


def open_cache(path: Path, schema: str, version: int) -> sqlite3.Connection:
    """Return a connection to the cache; a damaged or foreign file, or one of another version, is replaced.

    Raises:
        StudyError: The file can be neither used nor replaced.
    """
    try:
        return _open(path, schema, version)
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise StudyError(
                f"index file {str(path)!r} cannot be opened ({error}); check the folder's rights"
            ) from error
        log.warning("index file %r cannot be used (%s); it is made anew", path.name, error)
    try:
        remove(path)
        return _open(path, schema, version)
    except (sqlite3.DatabaseError, OSError) as error:
        raise StudyError(f"index file {str(path)!r} cannot be made anew ({error}); delete it by hand") from error


def remove(path: Path) -> None:
    """Delete a SQLite file and what SQLite keeps beside it."""
    for leftover in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        leftover.unlink(missing_ok=True)


def _open(path: Path, schema: str, version: int) -> sqlite3.Connection:
    connection = sqlite3.connect(path, check_same_thread=False, timeout=30)
    try:
        _prepare(connection, schema, version)
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, schema: str, version: int) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if tables and found != version:
        raise sqlite3.DatabaseError(f"version {found} instead of {version}")
    if not tables:
        connection.executescript(f"BEGIN; {schema} PRAGMA user_version={version}; COMMIT;")
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    if pages * 4096 <= _CHECKED_BYTES and connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise sqlite3.DatabaseError("its pages contradict one another")
