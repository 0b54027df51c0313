"""What people did, read from the events: one's own acts whole, of others' only the kinds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, select

from assistant.domain import acts
from assistant.domain.acts import News, Recorded
from assistant.domain.identifiers import CoderId, DocumentId
from assistant.ledger import tables
from assistant.ledger.codec import KINDS, NAMES, read_act

MOST_NEWS = 3000
"""Events read at once; whoever has missed more looks at everything again."""
PERSONAL = tuple(
    NAMES[kind]
    for kind in (
        acts.CodingAdded,
        acts.CodingRemoved,
        acts.CodingRevised,
        acts.ProposalDecided,
        acts.DecisionWithdrawn,
        acts.MemoWritten,
        acts.MemoRemoved,
        acts.UnitsLocked,
        acts.UnitsReopened,
        acts.ActUndone,
    )
)
"""What a coder does while coding."""
_PROPOSED = NAMES[acts.SegmentProposed]


class SqlChronicle:
    """The part of the ledger that tells what people did; implements ``ports.Chronicle``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def acts_of(self, actor: CoderId, *, last: int) -> tuple[Recorded, ...]:
        """Return the newest acts of one person that change what is coded, decided, noted or locked; oldest first."""
        columns = tables.events.c
        mine = select(tables.events).where(columns.actor == actor, columns.kind.in_(PERSONAL))
        with self._engine.connect() as connection:
            rows = connection.execute(mine.order_by(columns.seq.desc()).limit(last)).mappings().all()
        return tuple(Recorded(acts.Event(**row), _personal(row["kind"], row["payload"])) for row in reversed(rows))

    def news(self, coder_id: CoderId, *, after: int) -> News:
        """Return what has happened after an event, as one coder may know it."""
        columns = tables.events.c
        wanted = select(columns.seq, columns.actor, columns.kind, columns.payload).where(columns.seq > after)
        with self._engine.connect() as connection:
            head = int(connection.execute(select(tables.head.c.seq)).scalar_one())
            if head - after > MOST_NEWS:
                return News(seq=head, whole=False)
            rows: Sequence[Any] = ()
            if head > after:
                rows = connection.execute(wanted.where(columns.seq <= head).order_by(columns.seq)).all()
        mine = [row for row in rows if row.actor == coder_id and row.kind in PERSONAL]
        return News(
            seq=head,
            own=tuple(_personal(row.kind, row.payload) for row in mine),
            others=frozenset(KINDS[row.kind] for row in rows if row.actor != coder_id and row.kind in KINDS),
            proposed=frozenset(_source_of(row.payload) for row in rows if row.kind == _PROPOSED),
        )


def _personal(kind: str, payload: str) -> acts.Act:
    return read_act(kind, payload, _nothing_apart)


def _nothing_apart(sha256: str) -> str:
    raise KeyError(sha256)


def _source_of(payload: str) -> DocumentId:
    return DocumentId(json.loads(payload)["document_id"])
