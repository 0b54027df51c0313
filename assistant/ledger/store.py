"""Reading the ledger: what the events add up to now."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import Engine, Select, select
from sqlalchemy.exc import DatabaseError

from assistant.domain.codebook import Codebook
from assistant.domain.coder import Coder
from assistant.domain.coding import Coding, Decision
from assistant.domain.document import Document, SourceMetadata
from assistant.domain.identifiers import CodebookId, CoderId, DocumentId, RunId
from assistant.domain.proof import Flaw, Verification
from assistant.domain.proposal import Proposal, Refusal
from assistant.domain.segment import Segment
from assistant.errors import LedgerError
from assistant.ledger import tables
from assistant.ledger.accounts import SqlAccounts
from assistant.ledger.chronicle import SqlChronicle
from assistant.ledger.codec import from_json
from assistant.ledger.fieldwork import SqlFieldwork
from assistant.ledger.journal import SqlJournal, Stamp
from assistant.ledger.keeping import Kept
from assistant.ledger.proof import verify_ledger
from assistant.ledger.selecting import restrict
from assistant.ledger.upkeep import SqlUpkeep
from assistant.ports import EVERYTHING, Run, Selection, Source

T = TypeVar("T")
KEPT_DOCUMENTS = 16
KEPT_CODEBOOKS = 4
"""How many that have been read stay in memory; a source that was added and a version never change."""


class SqlRecords:
    """The reading half of the ledger."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._documents: Kept[DocumentId, Document] = Kept(KEPT_DOCUMENTS)
        self._segments: Kept[DocumentId, tuple[Segment, ...]] = Kept(KEPT_DOCUMENTS)
        self._codebooks: Kept[str, Codebook] = Kept(KEPT_CODEBOOKS)

    def sources(self) -> tuple[Source, ...]:
        """Return all sources in the order they were added."""
        return tuple(_source(row) for row in self._rows(select(tables.sources).order_by(tables.sources.c.seq)))

    def document(self, document_id: DocumentId) -> Document:
        """Return a document.

        Raises:
            LedgerError: There is no such source.
        """
        return self._documents.get(document_id, self._read_document)

    def _read_document(self, document_id: DocumentId) -> Document:
        statement = (
            select(tables.contents.c.body)
            .join(tables.sources, tables.sources.c.content == tables.contents.c.sha256)
            .where(tables.sources.c.id == document_id)
        )
        for row in self._rows(statement):
            return from_json(row.body, Document)
        raise LedgerError(f"there is no source {document_id!r} in this study; `tricoder sources` lists them")

    def segments(self, document_id: DocumentId) -> tuple[Segment, ...]:
        """Return the segments of a document in order."""
        return self._segments.get(document_id, self._read_segments)

    def _read_segments(self, document_id: DocumentId) -> tuple[Segment, ...]:
        statement = select(tables.segments.c.body).where(tables.segments.c.document_id == document_id)
        return self._nouns(statement.order_by(tables.segments.c.ordinal), Segment)

    def codebook(self, codebook_id: CodebookId | None = None) -> Codebook | None:
        """Return a published version, the newest where none is named."""
        statement = select(tables.codebooks.c.content).order_by(tables.codebooks.c.seq.desc()).limit(1)
        if codebook_id is not None:
            statement = statement.where(tables.codebooks.c.id == codebook_id)
        content = next((row.content for row in self._rows(statement)), None)
        return None if content is None else self._codebooks.get(content, self._read_codebook)

    def _read_codebook(self, content: str) -> Codebook:
        statement = select(tables.contents.c.body).where(tables.contents.c.sha256 == content)
        return self._nouns(statement, Codebook)[0]

    def coders(self) -> tuple[Coder, ...]:
        """Return all coders, people and instruments, in the order they joined."""
        return self._nouns(select(tables.coders.c.body).order_by(tables.coders.c.seq), Coder)

    def runs(self) -> tuple[Run, ...]:
        """Return all runs in the order they began."""
        return tuple(_run(row) for row in self._rows(select(tables.runs).order_by(tables.runs.c.seq)))

    def proposals(self, selection: Selection = EVERYTHING) -> tuple[Proposal, ...]:
        """Return proposals in document order."""
        columns = tables.proposals.c
        statement = restrict(select(columns.body), tables.proposals, selection)
        if selection.proposals:
            statement = statement.where(columns.id.in_(selection.proposals))
        return self._nouns(statement.order_by(columns.document_id, columns.place, columns.seq, columns.id), Proposal)

    def refusals(self, selection: Selection = EVERYTHING) -> tuple[Refusal, ...]:
        """Return answers that were no proposals."""
        columns = tables.refusals.c
        statement = restrict(select(columns.body), tables.refusals, selection)
        return self._nouns(statement.order_by(columns.seq, columns.number), Refusal)

    def decisions(self, selection: Selection = EVERYTHING) -> tuple[Decision, ...]:
        """Return decisions in the order they were taken."""
        columns = tables.decisions.c
        statement = restrict(select(columns.body), tables.decisions, selection)
        if selection.proposals:
            statement = statement.where(columns.proposal_id.in_(selection.proposals))
        return self._nouns(statement.order_by(columns.seq), Decision)

    def codings(self, selection: Selection = EVERYTHING) -> tuple[Coding, ...]:
        """Return the codings in force, in document order."""
        columns = tables.codings.c
        statement = restrict(select(columns.body), tables.codings, selection)
        if selection.codings:
            statement = statement.where(columns.id.in_(selection.codings))
        return self._nouns(statement.order_by(columns.document_id, columns.place, columns.seq, columns.id), Coding)

    def _rows(self, statement: Select[Any]) -> Sequence[Any]:
        with self._engine.connect() as connection:
            return connection.execute(statement).all()

    def _nouns(self, statement: Select[Any], kind: type[T]) -> tuple[T, ...]:
        return tuple(from_json(row.body, kind) for row in self._rows(statement))


class SqlLedger(SqlJournal, SqlRecords, SqlFieldwork, SqlChronicle):
    """The ledger of one study on any database that SQLAlchemy speaks; implements ``ports.Ledger``."""

    def __init__(self, engine: Engine, stamp: Stamp) -> None:
        SqlJournal.__init__(self, engine, stamp)
        SqlRecords.__init__(self, engine)
        self.accounts = SqlAccounts(engine)
        self.upkeep = SqlUpkeep(engine)

    def verify(self) -> Verification:
        """Recompute every hash, fold all events again and compare with the tables."""
        try:
            return verify_ledger(self._engine, self.events())
        except DatabaseError as error:
            return Verification(events=0, head="", flaws=(Flaw("ledger", f"it cannot be read: {error.orig}"),))

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def _source(row: Any) -> Source:  # noqa: ANN401 - a database row
    return Source(
        id=DocumentId(row.id),
        metadata=from_json(row.body, SourceMetadata),
        file_name=row.file_name,
        characters=row.characters,
        segments=row.segments,
        units=row.units,
        added_at=row.added_at,
    )


def _run(row: Any) -> Run:  # noqa: ANN401 - a database row
    return Run(
        id=RunId(row.id),
        coder_id=CoderId(row.coder_id),
        codebook_id=CodebookId(row.codebook_id),
        started_at=row.started_at,
        finished_at=row.finished_at,
        parameters=json.loads(row.parameters),
    )
