"""A range of code points. Offsets count Unicode code points, half-open, into canonical text that never changes."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.errors import SpanError


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open, non-empty range of code points in one canonical text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise SpanError(f"span {self.start}..{self.end} is empty or negative")

    def __len__(self) -> int:
        return self.end - self.start

    def read(self, text: str) -> str:
        """Return the words the span covers.

        Raises:
            SpanError: The span ends after the text does.
        """
        if self.end > len(text):
            raise SpanError(f"span ends at {self.end}, text has {len(text)} code points")
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        """Tell whether the other span lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two spans share at least one code point."""
        return self.start < other.end and other.start < self.end
