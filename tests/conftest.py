"""Shared by all tests: a clock that ticks, ids that count, ledgers on both databases, small documents."""

from __future__ import annotations

import itertools
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from assistant.ledger import SqlLedger, open_ledger
from assistant.ledger.journal import Stamp

POSTGRES = os.environ.get("TRICODER_TEST_POSTGRES", "")
"""URL of a PostgreSQL server on which databases may be made; the ledger's tests run there too when it is given."""


def ticking_stamp() -> Stamp:
    """A clock and ids that never repeat and are the same in every run."""
    ticks = itertools.count(1)
    return Stamp(
        now=lambda: f"2026-01-01T00:00:{next(ticks) % 60:02d}.000000+00:00",
        new_id=lambda: str(uuid.UUID(int=next(ticks) + (next(_LEDGERS) << 64))),
    )


_LEDGERS = itertools.count(1)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.skipif(not POSTGRES, reason="no URL"))])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'ledger.db'}"
        return
    name = f"tricoder_{uuid.uuid4().hex}"
    server = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield POSTGRES.rsplit("/", 1)[0] + "/" + name
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[SqlLedger]:
    """An empty ledger."""
    opened = open_ledger(ledger_url, ticking_stamp())
    yield opened
    opened.close()
