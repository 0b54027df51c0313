"""Proving a ledger: hashes recomputed, contents recomputed, all events folded again into empty tables and compared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from sqlalchemy import Connection, Engine, Table, create_engine, select
from sqlalchemy.pool import StaticPool

from assistant.domain import acts
from assistant.domain.proof import Flaw, FlawKind, Verification
from assistant.errors import LedgerError
from assistant.ledger import tables
from assistant.ledger.codec import KINDS, named_contents, read_act
from assistant.ledger.fold import fold
from assistant.ledger.journal import GENESIS, event_fields, event_hash

MOST_FLAWS = 100
"""After so many, looking further tells nobody more."""


def verify_ledger(engine: Engine, events: Iterable[acts.Event]) -> Verification:
    """Return what a complete check of the ledger behind the engine found; an empty list of flaws is the proof."""
    scratch = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    tables.metadata.create_all(scratch)
    flaws: list[Flaw] = []
    count, head = 0, GENESIS
    with engine.connect() as recorded, scratch.begin() as derived:
        for event in events:
            flaws.extend(_check_event(event, count + 1, head))
            flaws.extend(_fold_again(recorded, derived, event))
            count, head = event.seq, event.hash
            if len(flaws) >= MOST_FLAWS:
                break
        if count == 0:
            flaws.append(Flaw("ledger", "it holds no events, not even that the study was made", FlawKind.CHAIN))
        flaws.extend(_check_head(recorded, count, head))
        flaws.extend(_check_contents(recorded))
        for table in tables.FOLDED:
            flaws.extend(_compare(recorded, derived, table))
    scratch.dispose()
    return Verification(events=count, head=head, flaws=tuple(flaws[:MOST_FLAWS]))


def _check_event(event: acts.Event, seq: int, previous: str) -> Iterator[Flaw]:
    where = f"event {event.seq}"
    if event.seq != seq:
        yield Flaw(where, f"event {seq} is missing before it", FlawKind.CHAIN)
    if event.previous != previous:
        yield Flaw(where, "it does not follow from the event before it", FlawKind.CHAIN)
    if event_hash(event_fields(event)) != event.hash:
        yield Flaw(where, "it was changed after it was recorded", FlawKind.CHAIN)


def _fold_again(recorded: Connection, derived: Connection, event: acts.Event) -> Iterator[Flaw]:
    try:
        act = read_act(event.kind, event.payload, lambda sha256: _content(recorded, sha256))
        contents = named_contents(event.kind, event.payload)
        with derived.begin_nested():
            fold(derived, event, act, contents)
    except LedgerError as error:
        named = event.kind if event.kind in KINDS else "unknown kind"
        yield Flaw(f"event {event.seq} ({named})", str(error), FlawKind.CONTENT)


def _content(connection: Connection, sha256: str) -> str:
    body = connection.execute(select(tables.contents.c.body).where(tables.contents.c.sha256 == sha256)).scalar()
    if body is None:
        raise LedgerError(f"content {sha256[:12]} is missing")
    return str(body)


def _check_head(connection: Connection, count: int, last: str) -> Iterator[Flaw]:
    row = connection.execute(select(tables.head)).one_or_none()
    if row is None or (row.seq, row.hash) != (count, last):
        what = "the end of the chain is not where the ledger says it is; events were removed or added"
        yield Flaw("head", what, FlawKind.CHAIN)


def _check_contents(connection: Connection) -> Iterator[Flaw]:
    for row in connection.execution_options(yield_per=50).execute(select(tables.contents)):
        if hashlib.sha256(row.body.encode("utf-8", "surrogatepass")).hexdigest() != row.sha256:
            yield Flaw(f"content {row.sha256[:12]}", "it was changed after it was recorded", FlawKind.CONTENT)


def _compare(recorded: Connection, derived: Connection, table: Table) -> Iterator[Flaw]:
    keys = [column.name for column in table.primary_key.columns]
    pairs = zip_longest(_sorted_rows(recorded, table, keys), _sorted_rows(derived, table, keys))
    for there, again in pairs:
        if there == again:
            continue
        row = there if there is not None else again
        name = ", ".join(str(row[key])[:16] for key in keys) if row else "?"
        yield Flaw(f"{table.name} {name}", "the table does not agree with the events", FlawKind.TABLE)
        if there is None or again is None or any(there[key] != again[key] for key in keys):
            return


def _sorted_rows(connection: Connection, table: Table, keys: list[str]) -> Iterator[dict[str, object]]:
    # Sorted here: two databases need not agree on the order of strings.
    found = connection.execute(select(*(table.c[key] for key in keys))).all()
    if len(keys) == 1 and len(found) > 50_000:
        return _in_batches(connection, table, keys[0], sorted(row[0] for row in found))
    rows = (dict(row) for row in connection.execute(select(table)).mappings())
    return iter(sorted(rows, key=lambda row: tuple(row[key] for key in keys)))


def _in_batches(connection: Connection, table: Table, key: str, names: list[str]) -> Iterator[dict[str, object]]:
    for start in range(0, len(names), 500):
        batch = names[start : start + 500]
        rows = connection.execute(select(table).where(table.c[key].in_(batch))).mappings()
        yield from sorted((dict(row) for row in rows), key=lambda row: str(row[key]))
