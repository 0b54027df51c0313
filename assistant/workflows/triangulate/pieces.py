"""A piece of evidence: a coding that counts, under a name that stays the same while its words and code do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

from assistant.domain.identifiers import CodeId, DocumentId, SegmentId, content_hash
from assistant.domain.span import Span
from assistant.reporting.standing import Acceptance, Accepted

PieceId = NewType("PieceId", str)


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence."""

    id: PieceId
    document_id: DocumentId
    segment_id: SegmentId
    span: Span
    code: CodeId
    attributes: tuple[tuple[str, str], ...]

    def given(self, name: str) -> str:
        """Return the value of an attribute, empty if it has none."""
        return next((value for attribute, value in self.attributes if attribute == name), "")


def pieces_of(acceptance: Acceptance) -> tuple[Piece, ...]:
    """Return what was accepted as pieces, in the order of the text."""
    return tuple(_piece(each) for each in acceptance.accepted)


def _piece(each: Accepted) -> Piece:
    name = content_hash([each.document_id, each.span.start, each.span.end, each.code])[:20]
    return Piece(PieceId(name), each.document_id, each.segment_id, each.span, each.code, each.attributes)
