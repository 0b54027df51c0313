"""A cell opened: every piece of evidence by kind of source, side by side, each with its words and its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.domain.claims import Claim
from assistant.domain.document import Document
from assistant.domain.identifiers import DocumentId
from assistant.domain.independence import OwnerRelation
from assistant.domain.span import Span
from assistant.errors import StudyError
from assistant.workflows.indexing import place_words
from assistant.workflows.triangulate.board import Board, Rows
from assistant.workflows.triangulate.gathering import Gathered, gather
from assistant.workflows.triangulate.pieces import Piece
from assistant.workflows.workbench import Workbench

AROUND = 60
"""Characters shown before and after the words."""
MOST = 40
"""Pieces of evidence shown of one kind of source; the rest is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Words of a source with where they stand.

    Attributes:
        before: What stands right before them, for reading on.
        place: Title, page or time code.
        facts: Attributes of the piece or what the claim says.
    """

    id: str
    document_id: DocumentId
    span: Span
    words: str
    before: str
    after: str
    place: str
    date: str
    relation: OwnerRelation
    voice: str
    facts: tuple[tuple[str, str], ...] = ()
    clashes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A row's evidence by column.

    Attributes:
        shown: By column, the column asked for first.
        more: How many pieces of each column are not shown.
    """

    shown: Mapping[str, tuple[Shown, ...]]
    more: Mapping[str, int]


def open_row(bench: Workbench, board: Board, row_id: str, first: str = "") -> Opened:
    """Return the evidence of a row, each kind of source for itself.

    Raises:
        StudyError: There is no such row.
    """
    row = next((each for each in board.rows if each.id == row_id), None)
    if row is None:
        raise StudyError(f"the matrix has no row {row_id!r}; reload it", f"矩阵中没有 {row_id!r} 这一行；请重新载入")
    reader = Reader(bench, gather(bench))
    figures = board.question.rows is Rows.FIGURES
    shown: dict[str, tuple[Shown, ...]] = {}
    more: dict[str, int] = {}
    for cell in sorted(row.cells, key=lambda each: each.column != first):
        if not cell.sayings:
            continue
        kept = cell.sayings[:MOST]
        names = [saying.id for saying in kept]
        clashing = {saying.id for saying in kept if saying.clashes}
        shown[cell.column] = reader.claims(names, clashing) if figures else reader.pieces(names, clashing)
        more[cell.column] = len(cell.sayings) - len(kept)
    return Opened(shown=shown, more=more)


class Reader:
    """Reads words from canonical texts, each text fetched once."""

    def __init__(self, bench: Workbench, found: Gathered) -> None:
        self._bench = bench
        self._found = found
        self._open: dict[DocumentId, Document] = {}

    def pieces(self, names: Iterable[str], clashing: Iterable[str] = ()) -> tuple[Shown, ...]:
        """Return pieces with their words."""
        known = {str(piece.id): piece for piece in self._found.pieces}
        clash = frozenset(clashing)
        return tuple(self._piece(known[name], clash) for name in names if name in known)

    def _piece(self, piece: Piece, clash: frozenset[str]) -> Shown:
        facts = (("code", piece.code), *piece.attributes)
        return self.shown(piece.id, piece.document_id, piece.span, facts, clashes=piece.id in clash)

    def claims(self, names: Iterable[str], clashing: Iterable[str] = ()) -> tuple[Shown, ...]:
        """Return claims with their words."""
        known = {str(claim.id): claim for claim in (*self._found.claims, *self._found.rejected)}
        clash = frozenset(clashing)
        return tuple(self.claim(known[name], clashes=name in clash) for name in names if name in known)

    def claim(self, claim: Claim, *, clashes: bool = False) -> Shown:
        """Return one claim with its words."""
        return self.shown(claim.id, claim.document_id, claim.span, _facts(claim), clashes=clashes)

    def shown(
        self, name: str, document_id: DocumentId, span: Span, facts: tuple[tuple[str, str], ...], *, clashes: bool
    ) -> Shown:
        """Return words with their surroundings and place."""
        document, source = self._document(document_id), self._found.sources[document_id]
        block = document.block_at(span.start)
        time_ms = None if block is None else block.start_ms
        text = document.text
        return Shown(
            id=name,
            document_id=document_id,
            span=span,
            words=span.read(text),
            before=text[max(0, span.start - AROUND) : span.start].rpartition("\n")[2],
            after=text[span.end : span.end + AROUND].partition("\n")[0],
            place=place_words(source.metadata, document.page_at(span.start), time_ms),
            date=source.metadata.date,
            relation=self._found.relations[document_id],
            voice=self._found.voice_of[document_id],
            facts=facts,
            clashes=clashes,
        )

    def _document(self, document_id: DocumentId) -> Document:
        if document_id not in self._open:
            self._open[document_id] = self._bench.ledger.document(document_id)
        return self._open[document_id]


def _facts(claim: Claim) -> tuple[tuple[str, str], ...]:
    marks: dict[str, str] = defaultdict(str)
    if not claim.date:
        marks["undated"] = "yes"
    if claim.change is not None and not claim.baseline:
        marks["no_baseline"] = "yes"
    if claim.attributed is not None:
        marks["passed_on"] = "yes"
    if not claim.subject:
        marks["no_subject"] = "yes"
    if claim.modality.value != "realised":
        marks["modality"] = claim.modality.value
    return tuple(marks.items())
