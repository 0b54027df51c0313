"""A text with remarks in its margin, as it goes out to a word processor and comes back."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain.identifiers import CoderId, DocumentId, content_hash
from assistant.domain.span import Span

STAMP = "tricoder"
"""First of the keywords of a file of ours."""
EVERYBODY = "*"
"""What a file says of whose codings stood in its margin when it was written: those of several people."""


def token_of(coder: CoderId) -> str:
    """Return how a file names the one coder whose codings stood in its margin."""
    return content_hash(["margin", coder])[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One comment.

    Attributes:
        author: As the program that wrote it names the person.
        span: The words it stands beside, in code points of the text that it came with; None where it marks no words.
        number: 1-based place among the comments of its file.
    """

    author: str
    text: str
    span: Span | None
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedText:
    """A text with its comments.

    Attributes:
        text: Paragraphs with a line feed between them; deletions that were tracked are still in it, insertions not.
        source: The source it is a copy of, where the file says so.
        shown: Whose codings stood in the margin: a coder's token, ``*`` for several, empty for nobody's; None where the
            file does not say.
        changed: Tracked insertions and deletions that were passed over.
    """

    name: str
    text: str
    remarks: tuple[Remark, ...]
    source: DocumentId | None = None
    shown: str | None = None
    changed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A source as it is written for a word processor.

    Attributes:
        shown: As in ``MarkedText``.
        headings: 0-based numbers of the lines that are headings.
        at: What the file gives as its time, ISO 8601.
    """

    title: str
    source: DocumentId
    text: str
    remarks: tuple[Remark, ...]
    shown: str
    headings: frozenset[int] = frozenset()
    at: str = ""
