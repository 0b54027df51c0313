"""A source as read: immutable canonical text, and where each part of it stood in the file."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.domain.identifiers import DocumentId
from assistant.domain.span import Span


class SourceType(StrEnum):
    """What kind of source a document is; triangulation compares across these."""

    INTERVIEW = "interview"
    NEWS = "news"
    ANNUAL_REPORT = "annual_report"
    OFFICIAL_REPORT = "official_report"
    WHITE_PAPER = "white_paper"
    LITERATURE = "literature"
    BOOK = "book"
    OTHER = "other"


class Language(StrEnum):
    """Main language of a text."""

    ZH = "zh"
    EN = "en"
    MIXED = "mixed"


class BlockKind(StrEnum):
    """What a block was in the file."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    TURN = "turn"
    ROW = "row"


class SpeakerRole(StrEnum):
    """Who is speaking in an interview."""

    INTERVIEWER = "interviewer"
    RESPONDENT = "respondent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One structural piece of a document: a paragraph, a heading, a table row, a speaker's turn.

    Attributes:
        span: The whole block, the speaker's label included.
        body: The words themselves, without the speaker's label; lies inside ``span``.
        number: 1-based count within the blocks of the document.
        table: 1-based number of the table a row belongs to.
        speaker: Name or label as printed, without colon.
        role: Known role of the speaker, None where nobody can tell.
        start_ms: Time code of the beginning in milliseconds.
        end_ms: Time code of the end in milliseconds.
    """

    span: Span
    body: Span
    kind: BlockKind
    number: int
    table: int | None = None
    speaker: str | None = None
    role: SpeakerRole | None = None
    start_ms: int | None = None
    end_ms: int | None = None


@dataclass(frozen=True, slots=True, order=True)
class PageMark:
    """Page ``number`` (1-based, as counted in the file) begins at code point ``start``."""

    start: int
    number: int


@dataclass(frozen=True, slots=True, order=True)
class Mend:
    """Characters that extraction had broken in: ``removed`` stood before code point ``at`` and was taken out.

    Attributes:
        inserted: What stands at ``at`` in place of ``removed``: a space between two words, else nothing.
    """

    at: int
    removed: str
    inserted: str = ""


@dataclass(frozen=True, slots=True)
class ReadingNote:
    """Something the reader did or left out, counted, in words a person understands (``kind`` is a stable key)."""

    kind: str
    count: int
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """How the text came out of the file."""

    file_name: str
    size: int
    media_type: str
    reader: str
    encoding: str | None = None
    notes: tuple[ReadingNote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    r"""Canonical text (NFC, ``\n`` line ends, never edited) with its source map.

    Blocks are ordered, do not overlap, and cover everything but white space.
    """

    id: DocumentId
    text: str
    blocks: tuple[Block, ...]
    provenance: Provenance
    pages: tuple[PageMark, ...] = ()
    mends: tuple[Mend, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """Return the 1-based page that holds the code point, None where the format has no pages."""
        at = bisect_right(self.pages, offset, key=lambda mark: mark.start) - 1
        return self.pages[at].number if at >= 0 else None

    def block_at(self, offset: int) -> Block | None:
        """Return the block that holds the code point, None between blocks."""
        at = bisect_right(self.blocks, offset, key=lambda block: block.span.start) - 1
        if at < 0 or offset >= self.blocks[at].span.end:
            return None
        return self.blocks[at]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceMetadata:
    """What is known about a source; guessed on reading, edited by people.

    Attributes:
        date: ISO 8601, as exact as known: ``2023``, ``2023-05`` or ``2023-05-12``; empty if unknown.
        voice: Who speaks through the source; the codebook's ``voice`` attribute lists the usual values.
        may_leave: Whether its words may be sent to another machine; None where nobody has said, and then the study's
            rule for its type counts. Where it is None it is not written down, as in the records made before it was.
    """

    title: str
    source_type: SourceType = SourceType.OTHER
    case: str = ""
    organisation: str = ""
    publisher: str = ""
    voice: str = ""
    date: str = ""
    language: Language = Language.ZH
    may_leave: bool | None = field(default=None, metadata={"exclude_if": lambda value: value is None})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader returns: the document and its guess at the metadata."""

    document: Document
    metadata: SourceMetadata
