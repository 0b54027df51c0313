"""Where words of a copy stand in the original: exactly, or not at all."""

from __future__ import annotations

from bisect import bisect_right
from difflib import SequenceMatcher

from assistant.domain.span import Span
from assistant.interchange.alignment import align


class CopyMap:
    """The way from a copy, which somebody may have touched, to the original.

    Paragraphs that are unchanged are found by their order, so that a change elsewhere moves nothing. Where the copy has
    the same visible characters throughout, spaces and line ends may differ.
    """

    def __init__(self, copy: str, original: str) -> None:
        self._copy, self._original = copy, original
        self._aligned = align(copy, original)
        self._starts, self._there = _line_starts(copy), _line_starts(original)
        self._lines = {} if self._aligned else _unchanged(copy.split("\n"), original.split("\n"))

    @property
    def whole(self) -> bool:
        """Whether nothing was changed that a reader sees."""
        return self._aligned is not None

    @property
    def share(self) -> float:
        """Share of the copy's paragraphs that stand in the original, 0 to 1."""
        return 1.0 if self._aligned else len(self._lines) / len(self._starts)

    def place(self, span: Span) -> Span | None:
        """Return where the words stand in the original; None where they were changed."""
        found = self._aligned.span(span) if self._aligned else self._by_lines(span)
        if found is None or "".join(found.read(self._original).split()) != "".join(span.read(self._copy).split()):
            return None
        return found

    def _by_lines(self, span: Span) -> Span | None:
        first, last = (bisect_right(self._starts, at) - 1 for at in (span.start, span.end))
        to = [self._lines.get(number) for number in range(first, last + 1)]
        if to[0] is None or to != list(range(to[0], to[0] + len(to))):
            return None
        shift = self._there[to[0]] - self._starts[first]
        return Span(span.start + shift, span.end + shift)


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.split("\n")[:-1]:
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _unchanged(here: list[str], there: list[str]) -> dict[int, int]:
    """Return the paragraphs of the copy that stand in the original, by number; blank ones only beside others."""
    blocks = SequenceMatcher(None, here, there, autojunk=False).get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}
