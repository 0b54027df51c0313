"""Writing the ledger: acts become events, chained by hash, folded into the tables in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, distinct, func, insert, select, update
from sqlalchemy.exc import OperationalError

from assistant.domain import acts
from assistant.domain.identifiers import CoderId, DocumentId, RunId, SegmentId, content_hash
from assistant.errors import LedgerError
from assistant.ledger import tables
from assistant.ledger.codec import Written, named_contents, write_act
from assistant.ledger.fold import fold

GENESIS = "0" * 64
"""What the first event names as its predecessor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Where identity and time come from: the clock and the randomness of the edge.

    Attributes:
        now: Returns ISO 8601 in UTC with microseconds.
        new_id: Returns a time-ordered UUID.
    """

    now: Callable[[], str]
    new_id: Callable[[], str]


def event_hash(fields: Mapping[str, object]) -> str:
    """Return the hash of an event: sha256 over the canonical JSON of its fields, the hash itself left out."""
    return content_hash(dict(fields))


def event_fields(event: acts.Event) -> dict[str, object]:
    """Return the fields of an event that its hash covers."""
    names = ("seq", "id", "at", "actor", "kind", "payload", "previous")
    return {name: getattr(event, name) for name in names}


class SqlJournal:
    """The append-only half of the ledger."""

    def __init__(self, engine: Engine, stamp: Stamp) -> None:
        self._engine = engine
        self._stamp = stamp

    def append(self, acts_: Sequence[acts.Act], *, actor: CoderId) -> tuple[acts.Event, ...]:
        """Record acts in one transaction, all or none; they are durable when this returns.

        Raises:
            LedgerError: An act contradicts what is recorded, or another process holds the ledger too long.
        """
        if not acts_:
            return ()
        written = [write_act(act) for act in acts_]
        try:
            with self._engine.begin() as connection:
                return self._append(connection, acts_, written, actor)
        except OperationalError as error:
            raise LedgerError(
                f"the ledger cannot be written: {error.orig}; nothing of this act was recorded"
            ) from error

    def _append(
        self, connection: Connection, acts_: Sequence[acts.Act], written: Sequence[Written], actor: CoderId
    ) -> tuple[acts.Event, ...]:
        # Taking the head first makes writers queue, on SQLite (write lock) and on PostgreSQL (row lock) alike.
        take = update(tables.head).values(seq=tables.head.c.seq + len(acts_))
        seq, previous = connection.execute(take.returning(tables.head.c.seq, tables.head.c.hash)).one()
        recorded = []
        for offset, (act, writing) in enumerate(zip(acts_, written, strict=True)):
            event = self._event(seq - len(acts_) + 1 + offset, writing, actor, previous)
            _keep_contents(connection, writing.contents)
            connection.execute(insert(tables.events).values(**event_fields(event), hash=event.hash))
            fold(connection, event, act, named_contents(writing.kind, writing.payload))
            previous = event.hash
            recorded.append(event)
        connection.execute(update(tables.head).values(hash=previous))
        return tuple(recorded)

    def _event(self, seq: int, writing: Written, actor: CoderId, previous: str) -> acts.Event:
        fields = {
            "seq": seq,
            "id": self._stamp.new_id(),
            "at": self._stamp.now(),
            "actor": actor,
            "kind": writing.kind,
            "payload": writing.payload,
            "previous": previous,
        }
        return acts.Event(**fields, hash=event_hash(fields))  # type: ignore[arg-type]  # one dict, checked by the record

    def events(self, *, after: int = 0, limit: int | None = None) -> Iterator[acts.Event]:
        """Yield events in order, those with a sequence number above ``after``."""
        statement = select(tables.events).where(tables.events.c.seq > after).order_by(tables.events.c.seq)
        with self._engine.connect() as connection:
            rows = connection.execution_options(yield_per=1000).execute(statement.limit(limit))
            for row in rows.mappings():
                yield acts.Event(**row)

    def answered(self, run_id: RunId, documents: frozenset[DocumentId] = frozenset()) -> frozenset[SegmentId]:
        """Return the segments (of all or some sources) that a run has answered for, with or without proposals."""
        statement = select(tables.answers.c.segment_id).where(tables.answers.c.run_id == run_id)
        if documents:
            there = select(tables.segments.c.id).where(tables.segments.c.document_id.in_(documents))
            statement = statement.where(tables.answers.c.segment_id.in_(there))
        with self._engine.connect() as connection:
            return frozenset(SegmentId(value) for value in connection.execute(statement).scalars())

    def answered_units(self, runs: frozenset[RunId]) -> Mapping[DocumentId, int]:
        """Return how many segments of each source any of the runs has answered for, each counted once."""
        segment, document = tables.answers.c.segment_id, tables.segments.c.document_id
        joined = tables.answers.join(tables.segments, tables.segments.c.id == segment)
        wanted = select(document, func.count(distinct(segment))).select_from(joined)
        statement = wanted.where(tables.answers.c.run_id.in_(runs)).group_by(document)
        with self._engine.connect() as connection:
            return {DocumentId(name): count for name, count in connection.execute(statement)}


def _keep_contents(connection: Connection, contents: Mapping[str, str]) -> None:
    for sha256, body in contents.items():
        known = select(tables.contents.c.sha256).where(tables.contents.c.sha256 == sha256)
        if connection.execute(known).scalar() is None:
            connection.execute(insert(tables.contents).values(sha256=sha256, body=body))
