"""Reading what a team did: assignments, locks, what was seen, memos, verdicts, stability, notes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import Engine, Select, select

from assistant.domain.acts import EntryChange
from assistant.domain.fieldwork import (
    Adjudication,
    Assignment,
    Flips,
    Judged,
    Judgement,
    JudgementKind,
    Lock,
    Memo,
    Note,
    Seen,
)
from assistant.domain.identifiers import AssignmentId, CodebookId, CodeId, CoderId, DocumentId, ProposalId, SegmentId
from assistant.ledger import tables
from assistant.ledger.codec import from_json, type_adapter
from assistant.ledger.selecting import restrict
from assistant.ports import EVERYTHING, CodebookVersion, Selection

T = TypeVar("T")


class SqlFieldwork:
    """The half of the ledger that tells how a team worked; implements ``ports.Fieldwork``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def head(self) -> int:
        """Return the number of the newest event; while it stays the same, nothing has changed."""
        return int(self._all(select(tables.head.c.seq))[0].seq)

    def codebooks(self) -> tuple[CodebookVersion, ...]:
        """Return all published versions, the newest last."""
        columns, events = tables.codebooks.c, tables.events.c
        statement = (
            select(columns.id, columns.seq, columns.reason, events.at, events.actor, events.payload)
            .join(tables.events, tables.events.c.seq == columns.seq)
            .order_by(columns.seq)
        )
        return tuple(_version(row) for row in self._all(statement))

    def assignments(self, selection: Selection = EVERYTHING) -> tuple[Assignment, ...]:
        """Return the assignments in force in the order they were made, of all coders or those selected."""
        statement = select(tables.assignments.c.body).order_by(tables.assignments.c.seq, tables.assignments.c.id)
        return self._nouns(restrict(statement, tables.assignments, selection), Assignment)

    def locks(self, selection: Selection = EVERYTHING) -> tuple[Lock, ...]:
        """Return the units that coders are done with, in the order they were locked."""
        columns = tables.locks.c
        statement = restrict(select(tables.locks), tables.locks, selection)
        return tuple(
            Lock(
                coder_id=CoderId(row.coder_id),
                segment_id=SegmentId(row.segment_id),
                document_id=DocumentId(row.document_id),
                assignment_id=AssignmentId(row.assignment_id) if row.assignment_id else None,
                dwell_ms=row.dwell_ms,
                seq=row.seq,
            )
            for row in self._all(statement.order_by(columns.seq, columns.segment_id))
        )

    def seen(self, selection: Selection = EVERYTHING) -> tuple[Seen, ...]:
        """Return who got to see which proposal, in the order in which it happened."""
        columns = tables.seen.c
        statement = restrict(select(tables.seen), tables.seen, selection)
        if selection.proposals:
            statement = statement.where(columns.proposal_id.in_(selection.proposals))
        return tuple(
            Seen(
                coder_id=CoderId(row.coder_id),
                proposal_id=ProposalId(row.proposal_id),
                document_id=DocumentId(row.document_id),
                segment_id=SegmentId(row.segment_id),
                place=row.place,
                at=row.at,
                seq=row.seq,
                order=row.position,
                dwell_ms=row.dwell_ms,
            )
            for row in self._all(statement.order_by(columns.seq, columns.number))
        )

    def memos(self, selection: Selection = EVERYTHING) -> tuple[Memo, ...]:
        """Return memos in the order they were first written, private ones too: who reads them is not decided here."""
        statement = select(tables.memos.c.body).order_by(tables.memos.c.seq, tables.memos.c.id)
        return self._nouns(restrict(statement, tables.memos, selection), Memo)

    def adjudications(self, selection: Selection = EVERYTHING) -> tuple[Adjudication, ...]:
        """Return the verdicts in force, in the order they were given."""
        statement = select(tables.adjudications.c.body).order_by(tables.adjudications.c.seq, tables.adjudications.c.id)
        return self._nouns(restrict(statement, tables.adjudications, selection), Adjudication)

    def judgements(self, kind: JudgementKind) -> tuple[Judged, ...]:
        """Return all judgements of a kind, oldest first; a later one of a coder on a subject replaces the earlier."""
        columns = tables.judgements.c
        statement = select(tables.judgements).where(columns.kind == kind.value).order_by(columns.seq)
        rows = self._all(statement)
        return tuple(Judged(judgement=from_json(row.body, Judgement), at=row.at, seq=row.seq) for row in rows)

    def stability(self, selection: Selection = EVERYTHING) -> tuple[tuple[CoderId, Flips], ...]:
        """Return how often instruments changed their minds, by instrument."""
        columns = tables.stability.c
        statement = restrict(select(tables.stability), tables.stability, selection)
        return tuple(
            (
                CoderId(row.coder_id),
                Flips(
                    segment_id=SegmentId(row.segment_id),
                    document_id=DocumentId(row.document_id),
                    code=CodeId(row.code),
                    asked=row.asked,
                    given=row.given,
                ),
            )
            for row in self._all(statement.order_by(columns.seq, columns.segment_id, columns.code))
        )

    def notes(self, kind: str = "") -> tuple[Note, ...]:
        """Return what the study remembers, oldest first, of one kind or of all."""
        columns = tables.notes.c
        statement = select(tables.notes).order_by(columns.seq)
        rows = self._all(statement.where(columns.kind == kind) if kind else statement)
        return tuple(
            Note(
                kind=row.kind,
                coder_id=CoderId(row.coder_id),
                details=tuple(sorted(json.loads(row.details).items())),
                at=row.at,
                seq=row.seq,
            )
            for row in rows
        )

    def _all(self, statement: Select[Any]) -> Sequence[Any]:
        with self._engine.connect() as connection:
            return connection.execute(statement).all()

    def _nouns(self, statement: Select[Any], kind: type[T]) -> tuple[T, ...]:
        return tuple(from_json(row.body, kind) for row in self._all(statement))


def _version(row: Any) -> CodebookVersion:  # noqa: ANN401 - a database row
    said = json.loads(row.payload)
    return CodebookVersion(
        id=CodebookId(row.id),
        seq=row.seq,
        reason=row.reason,
        at=row.at,
        actor=CoderId(row.actor),
        previous=said.get("previous"),
        changes=tuple(type_adapter(EntryChange).validate_python(change) for change in said.get("changes", ())),
    )
