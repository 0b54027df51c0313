"""A concealed text and the way between it and its source."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from assistant.domain.span import Span
from assistant.errors import SpanError
from assistant.privacy.placeholders import Reference
from assistant.privacy.table import PseudonymTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """One placeholder.

    Attributes:
        original: Where the words stood in the source.
        concealed: Where the placeholder stands in the concealed text.
        rule: What found the words.
    """

    original: Span
    concealed: Span
    reference: Reference
    rule: str


_Side = Callable[[Replacement], Span]


@dataclass(frozen=True, slots=True, kw_only=True)
class Concealed:
    """A text that may leave the machine once the leak check is passed, and the table as it is now.

    Attributes:
        replacements: In the order of the text.
        source_length: Code points of the source.
    """

    text: str
    replacements: tuple[Replacement, ...]
    table: PseudonymTable
    source_length: int

    def to_original(self, span: Span) -> Span:
        """Return the source range of a range of the concealed text, widened to whole replaced words.

        Raises:
            SpanError: The range ends after the concealed text does.
        """
        _check(span, len(self.text))
        return self._across(span, lambda one: one.concealed, lambda one: one.original)

    def to_concealed(self, span: Span) -> Span:
        """Return the range of the concealed text for a range of the source, widened to whole placeholders.

        Raises:
            SpanError: The range ends after the source does.
        """
        _check(span, self.source_length)
        return self._across(span, lambda one: one.original, lambda one: one.concealed)

    def _across(self, span: Span, here: _Side, there: _Side) -> Span:
        start, _ = self._place(span.start, here, there)
        _, end = self._place(span.end - 1, here, there)
        return Span(start, end)

    def _place(self, at: int, here: _Side, there: _Side) -> tuple[int, int]:
        """Return the range on the other side of one code point on this side."""
        count = bisect_right(self.replacements, at, key=lambda one: here(one).start)
        if not count:
            return at, at + 1
        last = self.replacements[count - 1]
        if at < here(last).end:
            return there(last).start, there(last).end
        moved = at - here(last).end + there(last).end
        return moved, moved + 1


def _check(span: Span, length: int) -> None:
    if span.end > length:
        raise SpanError(f"span ends at {span.end}, text has {length} code points")
