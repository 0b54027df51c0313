"""Two readings of one document: the same visible characters in the same order, only the white space between differs."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from dataclasses import dataclass

from assistant.domain.span import Span


@dataclass(frozen=True, slots=True)
class Alignment:
    """The way from one text to another.

    Attributes:
        here: Where the visible characters stand in the first text; None where the texts are the same.
        there: Where they stand in the second.
    """

    here: array[int] | None
    there: array[int]

    @property
    def same(self) -> bool:
        """Whether the two texts are the same, character by character."""
        return self.here is None

    def span(self, before: Span) -> Span | None:
        """Return the same visible words in the second text; None for white space alone."""
        if self.here is None:
            return before
        first, last = bisect_left(self.here, before.start), bisect_left(self.here, before.end)
        return Span(self.there[first], self.there[last - 1] + 1) if first < last else None


def align(one: str, other: str) -> Alignment | None:
    """Return the way from one text to the other, None where their visible characters differ."""
    if one == other:
        return Alignment(None, array("I"))
    here, there = _visible(one), _visible(other)
    if len(here) != len(there) or any(one[a] != other[b] for a, b in zip(here, there, strict=True)):
        return None
    return Alignment(here, there)


def _visible(text: str) -> array[int]:
    return array("I", (at for at, char in enumerate(text) if not char.isspace()))
