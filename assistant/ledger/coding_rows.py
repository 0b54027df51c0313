"""The rows of codings: put in force, taken out, given another code."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update

from assistant.domain import acts
from assistant.domain.coding import Coding
from assistant.domain.identifiers import CodingId
from assistant.errors import LedgerError
from assistant.ledger import tables
from assistant.ledger.codec import from_json, to_json


def insert_coding(connection: Connection, event: acts.Event, coding: Coding) -> None:
    """Put a coding in force.

    Raises:
        LedgerError: It runs past the end of its source, or its source is unknown.
    """
    length = _only(connection, tables.sources, tables.sources.c.characters, coding.document_id)
    if coding.span.end > length:
        raise LedgerError(
            f"coding {coding.id!r} ends at {coding.span.end}, its source has {length} code points; read the span again"
        )
    connection.execute(
        insert(tables.codings).values(
            id=coding.id,
            seq=event.seq,
            coder_id=coding.coder_id,
            document_id=coding.document_id,
            segment_id=coding.segment_id,
            place=coding.span.start,
            code=coding.code,
            mode=coding.mode.value,
            body=to_json(coding, Coding),
        )
    )


def _only(connection: Connection, table: Table, column: Any, key: str) -> int:  # noqa: ANN401 - any column
    value = connection.execute(select(column).where(table.c.id == key)).scalar()
    if value is None:
        raise LedgerError(f"there is no row {key!r} in {table.name}")
    return int(value)


def revise_coding(connection: Connection, event: acts.Event, act: acts.CodingRevised) -> None:
    """Let a coding stand in place of what it was.

    Raises:
        LedgerError: It is not in force, or somebody else's.
    """
    owner = select(tables.codings.c.coder_id).where(tables.codings.c.id == act.coding.id)
    if connection.execute(owner).scalar() != act.coding.coder_id:
        raise LedgerError(f"coding {act.coding.id!r} is not in force or not of {act.coding.coder_id!r}; reload it")
    drop_coding(connection, act.coding.id)
    insert_coding(connection, event, act.coding)


def restamp_coding(connection: Connection, act: acts.CodingRestamped) -> None:
    """Give a coding in force the code and the version of the codebook that the act names.

    Raises:
        LedgerError: It is not in force.
    """
    columns = tables.codings.c
    body = connection.execute(select(columns.body).where(columns.id == act.coding_id)).scalar()
    if body is None:
        raise LedgerError(f"coding {act.coding_id!r} is not in force, so it cannot be given another version")
    coding = replace(from_json(body, Coding), code=act.code, codebook_id=act.codebook_id)
    changed = update(tables.codings).where(columns.id == act.coding_id)
    connection.execute(changed.values(code=coding.code, body=to_json(coding, Coding)))


def drop_coding(connection: Connection, coding_id: CodingId) -> int:
    """Take a coding out of force; return how many rows that were."""
    return connection.execute(delete(tables.codings).where(tables.codings.c.id == coding_id)).rowcount


def is_in_force(connection: Connection, coding_id: CodingId) -> bool:
    """Tell whether a coding stands."""
    found = select(tables.codings.c.id).where(tables.codings.c.id == coding_id)
    return connection.execute(found).scalar() is not None
