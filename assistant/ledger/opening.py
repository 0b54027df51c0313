"""Opening a ledger by URL: connection settings, and the schema brought up to date."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import DatabaseError, NoSuchModuleError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from assistant.errors import LedgerError
from assistant.ledger.journal import Stamp
from assistant.ledger.store import SqlLedger

NEWEST = "0003"
"""The revision this version of the program writes; the newest file in ``migrations/versions``."""
MIGRATIONS = Path(__file__).with_name("migrations")


def open_ledger(url: str | URL, stamp: Stamp) -> SqlLedger:
    """Return the ledger at a database URL, made if it is not there, migrated if it is older.

    Raises:
        LedgerError: The database cannot be reached, is no ledger, or was written by a newer version.
    """
    try:
        engine = create_engine(url, connect_args={"timeout": 30}) if _is_sqlite(url) else create_engine(url)
        if _is_sqlite(url):
            event.listen(engine, "connect", _set_up_sqlite)
            event.listen(engine, "begin", _begin)
        _bring_up_to_date(engine)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise LedgerError(
            f"the database of this ledger URL needs a driver that is not installed ({error}); "
            "for PostgreSQL: pip install 'tricoder[postgres]' and write postgresql+pg8000://…"
        ) from error
    except OperationalError as error:
        raise LedgerError(
            f"the ledger cannot be opened: {error.orig}; check that you may write to its folder and that it is not full"
        ) from error
    except DatabaseError as error:
        raise LedgerError(f"the ledger cannot be opened: {error.orig}; restore it from a backup") from error
    except SQLAlchemyError as error:
        raise LedgerError(f"the ledger cannot be opened: {error}") from error
    return SqlLedger(engine, stamp)


def _is_sqlite(url: str | URL) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def _set_up_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver's own transactions would leave out CREATE TABLE
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _bring_up_to_date(engine: Engine) -> None:
    revision = _revision(engine)
    if revision is not None and revision > NEWEST:
        raise LedgerError(f"this ledger has revision {revision}, this program knows {NEWEST}; install a newer Tricoder")
    if revision == NEWEST:
        return
    try:
        _migrate(engine)
    except DatabaseError:
        # Another process may have made the tables at the same moment.
        if _revision(engine) != NEWEST:
            raise


def _revision(engine: Engine) -> str | None:
    if not inspect(engine).has_table("alembic_version"):
        return None
    with engine.connect() as connection:
        value = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if value is None else str(value)


def _migrate(engine: Engine) -> None:
    from alembic import command  # noqa: PLC0415 - half a second that an up-to-date ledger need not wait for
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
