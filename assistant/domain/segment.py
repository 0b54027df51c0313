"""The unit that coders are asked about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.domain.identifiers import DocumentId, SegmentId
from assistant.domain.span import Span


class SegmentKind(StrEnum):
    """What a segment is; questions and headings are context, the others are units."""

    ANSWER = "answer"
    QUESTION = "question"
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ROW = "row"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One piece of one document.

    The segments of a document are ordered, do not overlap and cover everything but white space.

    Attributes:
        id: Stable across re-runs: hash of document, span, kind and segmenter version.
        ordinal: 0-based place among the document's segments.
        span: The whole piece, a speaker's label included; no white space at its ends.
        body: The words that may be evidence; lies inside ``span``.
        sentences: Ordered spans inside ``body``, together everything in it but white space.
        question: Where the question stands that this answers, if it is an answer.
        speaker: Who speaks, as printed.
    """

    id: SegmentId
    document_id: DocumentId
    ordinal: int
    span: Span
    body: Span
    kind: SegmentKind
    sentences: tuple[Span, ...]
    question: Span | None = None
    speaker: str | None = None

    @property
    def is_unit(self) -> bool:
        """Whether coders are asked about it: an interviewer's words and headings are never evidence."""
        return self.kind not in {SegmentKind.QUESTION, SegmentKind.HEADING}
