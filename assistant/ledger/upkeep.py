"""Keeping a ledger: a copy in one file while others write, what its file says of itself, its tables derived anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    MetaData,
    String,
    Table,
    create_engine,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import DatabaseError, OperationalError

from assistant.domain import acts
from assistant.errors import LedgerError
from assistant.ledger import tables
from assistant.ledger.codec import named_contents, read_act, write_act
from assistant.ledger.fold import fold
from assistant.ledger.journal import GENESIS, event_fields, event_hash

PERSONAL = (tables.accounts, tables.sessions)
"""Tables that follow from no event: who may sign in."""


class SqlUpkeep:
    """What is done to a ledger as a whole; implements ``parcels.Upkeep``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def snapshot(self, path: Path) -> tuple[int, str]:
        """Write a copy as of one moment to a new SQLite file, whatever database the ledger is in and whoever writes.

        Returns:
            Number and hash of the newest event in the copy.

        Raises:
            LedgerError: The ledger cannot be read, or the file cannot be written.
        """
        try:
            if self._engine.dialect.name == "sqlite":
                self._copy_file(path)
            else:
                self._copy_rows(path)
            with closing(sqlite3.connect(path)) as copy:
                seq, name = copy.execute("SELECT seq, hash FROM head").fetchone()
            return int(seq), str(name)
        except (sqlite3.Error, DatabaseError) as error:
            raise LedgerError(f"the ledger cannot be copied: {error}; check the disk and try again") from error

    def _copy_file(self, path: Path) -> None:
        with self._engine.connect() as connection:
            source = connection.connection.driver_connection
            assert isinstance(source, sqlite3.Connection)
            with closing(sqlite3.connect(path)) as copy:
                source.backup(copy)  # one step: a writer meanwhile does not make it begin again
                copy.execute("PRAGMA journal_mode=DELETE")

    def _copy_rows(self, path: Path) -> None:
        target = create_engine(URL.create("sqlite", database=str(path)))
        tables.metadata.create_all(target)
        revision = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))
        revision.create(target)
        here = self._engine.connect().execution_options(isolation_level="REPEATABLE READ")
        with here, target.begin() as there:
            for table in (revision, tables.contents, tables.events, tables.head, *tables.FOLDED, *PERSONAL):
                for batch in here.execute(select(table)).mappings().partitions(500):
                    there.execute(insert(table), [dict(row) for row in batch])
        target.dispose()

    def content(self, sha256: str) -> str:
        """Return what is kept under a hash, as it stands.

        Raises:
            LedgerError: Nothing is.
        """
        with self._engine.connect() as connection:
            return _content(connection, sha256)

    def damage(self) -> tuple[str, ...]:
        """Return what the database finds wrong with its own file; nothing for a server's database."""
        if self._engine.dialect.name != "sqlite":
            return ()
        try:
            with self._engine.connect() as connection:
                rows = connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars().all()
        except DatabaseError as error:
            return (str(error.orig),)
        return tuple(str(row) for row in rows if row != "ok")

    def rebuild(self, events: Iterable[acts.Event]) -> int:
        """Derive every table anew from the events, in one transaction; return how many events there are.

        Raises:
            LedgerError: The events are not what was recorded, or cannot be folded; nothing was changed.
        """
        try:
            with self._engine.begin() as connection:
                connection.execute(update(tables.head).values(seq=tables.head.c.seq))  # writers wait
                return self._rebuild(connection, list(events))
        except OperationalError as error:
            raise LedgerError(f"the ledger cannot be written: {error.orig}; nothing was changed") from error

    def _rebuild(self, connection: Connection, events: list[acts.Event]) -> int:
        _check_chain(connection, events)
        kept = {table: connection.execute(select(table)).mappings().all() for table in PERSONAL}
        for table in (*reversed(PERSONAL), *reversed(tables.FOLDED)):
            connection.execute(delete(table))
        for event in events:
            act = read_act(event.kind, event.payload, lambda sha256: _content(connection, sha256))
            fold(connection, event, act, named_contents(event.kind, event.payload))
        coders = set(connection.execute(select(tables.coders.c.id)).scalars())
        for table, rows in kept.items():
            _put_back(connection, table, [dict(row) for row in rows if row["coder_id"] in coders])
        return len(events)

    def mend_contents(self, act: acts.SourceAdded) -> int:
        """Put what is kept apart of an act back where an event names its hash; return how many pieces were mended."""
        mended = 0
        with self._engine.begin() as connection:
            for sha256, body in write_act(act).contents.items():
                same = tables.contents.c.sha256 == sha256
                named = select(tables.events.c.seq).where(tables.events.c.payload.contains(sha256, autoescape=True))
                if connection.execute(select(tables.contents.c.body).where(same)).scalar() == body:
                    continue
                if connection.execute(named.limit(1)).scalar() is None:
                    continue
                connection.execute(delete(tables.contents).where(same))
                connection.execute(insert(tables.contents).values(sha256=sha256, body=body))
                mended += 1
        return mended


def _put_back(connection: Connection, table: Table, rows: list[dict[str, object]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _content(connection: Connection, sha256: str) -> str:
    body = connection.execute(select(tables.contents.c.body).where(tables.contents.c.sha256 == sha256)).scalar()
    if body is None:
        raise LedgerError(f"content {sha256[:12]} is missing")
    return str(body)


def _check_chain(connection: Connection, events: list[acts.Event]) -> None:
    previous = GENESIS
    for seq, event in enumerate(events, start=1):
        whole = event.seq == seq and event.previous == previous and event_hash(event_fields(event)) == event.hash
        if not whole:
            raise LedgerError(f"event {seq} is not what was recorded; restore the study from a backup")
        previous = event.hash
    row = connection.execute(select(tables.head)).one_or_none()
    if row is None or (row.seq, row.hash) != (len(events), previous):
        raise LedgerError("events at the end of the ledger were removed or added; restore the study from a backup")
