"""Which way of counting a program used: tried on the selections whose name is what they cover, and said.

The standard counts Unicode code points from nought, the end exclusive. Programs differ: some count a line end as two
characters, some count UTF-16 units, some count the byte-order mark, some give the last character instead of the end.
No file says which. A selection's name usually is its words, so the way whose slices are the names is the right one.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from assistant.domain.span import Span
from assistant.evidence import NormalisedView

_ELLIPSES = ("…", "...")
_MOST_TRIED = 200
_LONGEST_COMPARED = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    r"""A way of counting characters.

    Attributes:
        line_end: ``one`` (``\r\n`` is one character), ``raw`` (as many as the file holds) or ``two`` (every line end).
        utf16: Whether a character beyond the basic plane counts as two.
        mark: Whether a byte-order mark before the text counts as one.
        inclusive: Whether the end named is the last character itself.
    """

    line_end: str = "one"
    utf16: bool = False
    mark: bool = False
    inclusive: bool = False

    def words(self) -> str:
        """Return the way in a few words."""
        units = "UTF-16 units" if self.utf16 else "code points"
        ends = {"one": "line ends as one", "raw": "line ends as in the file", "two": "line ends as two"}[self.line_end]
        last = "the last character named" if self.inclusive else "end exclusive"
        return f"{units}, {ends}, {last}" + (", byte-order mark counted" if self.mark else "")


STANDARD = Counting()
WAYS = tuple(
    Counting(line_end=line_end, utf16=utf16, mark=mark, inclusive=inclusive)
    for inclusive, mark, utf16, line_end in product((False, True), (False, True), (False, True), ("one", "raw", "two"))
)
"""All ways, the standard's first; of two that fit equally well the earlier is taken."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A selection as a file states it: two positions and a name."""

    start: int
    end: int
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The way chosen for a source.

    Attributes:
        named: Selections whose name could be compared.
        matching: Those whose words are their name when counted this way.
        standard: How many would match if counted as the standard says.
    """

    counting: Counting
    named: int
    matching: int
    standard: int


class Text:
    r"""A text as its file holds it, with ``\n`` line ends in ``lines``, and the way into it from every counting."""

    def __init__(self, raw: str) -> None:
        self.lines = raw.replace("\r\n", "\n").replace("\r", "\n")
        self._ends = array("I", (at for at, char in enumerate(self.lines) if char == "\n"))
        self._wide = array("I", (at for at, char in enumerate(self.lines) if char > "\uffff"))
        self._pairs = array("I", _pair_places(raw))

    def span(self, placed: Placed, counting: Counting) -> Span | None:
        """Return the words a selection covers, in ``lines``; None where they are none or lie outside."""
        start = self._place(placed.start, counting)
        end = self._place(placed.end + counting.inclusive, counting)
        return Span(start, end) if start is not None and end is not None and start < end else None

    def _place(self, counted: int, counting: Counting) -> int | None:
        """Return the place in ``lines`` of a position; one inside a pair counts as before it."""
        wanted = counted - counting.mark
        if wanted < 0:
            return None
        low, high = 0, len(self.lines)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._counted(middle, counting) <= wanted else (low, middle - 1)
        if low == len(self.lines) and self._counted(low, counting) < wanted:
            return None
        return low

    def _counted(self, place: int, counting: Counting) -> int:
        extra = bisect_right(self._wide, place - 1) if counting.utf16 else 0
        if counting.line_end == "two":
            extra += bisect_right(self._ends, place - 1)
        elif counting.line_end == "raw":
            extra += bisect_right(self._pairs, place - 1)
        return place + extra


def _pair_places(raw: str) -> Iterable[int]:
    r"""Yield where in the text with plain line ends each ``\r\n`` stands."""
    at = raw.find("\r\n")
    passed = 0
    while at >= 0:
        yield at - passed
        passed += 1
        at = raw.find("\r\n", at + 2)


def choose_counting(text: Text, selections: Sequence[Placed]) -> Choice:
    """Return the way of counting under which most selections read as they are named.

    The standard's way is taken unless another one fits more of them.
    """
    named = [placed for placed in selections if placed.name.strip().strip(".…")]
    tried = named[:: 1 + len(named) // _MOST_TRIED]
    kept: dict[tuple[int, Span], int] = {}

    def score(way: Counting) -> tuple[int, int]:
        fits = [_fit(text, tried, number, way, kept) for number in range(len(tried))]
        return sum(fit > 0 for fit in fits), sum(fits)

    standard = score(STANDARD)
    best, most = STANDARD, standard
    for way in WAYS[1:] if standard[0] < len(tried) else ():
        found = score(way)
        if found[0] > standard[0] and found > most:
            best, most = way, found
    return Choice(counting=best, named=len(tried), matching=most[0], standard=standard[0])


def _fit(text: Text, tried: Sequence[Placed], number: int, way: Counting, kept: dict[tuple[int, Span], int]) -> int:
    """Return 2 where a selection reads as it is named, 1 where but for white space, width and quotation marks."""
    span = text.span(tried[number], way)
    if span is None:
        return 0
    if (number, span) not in kept:
        kept[number, span] = how_named(span.read(text.lines), tried[number].name)
    return kept[number, span]


def how_named(words: str, name: str) -> int:
    """Return 2 where words are what a selection is called, 1 where they are but for white space and width, else 0."""
    bare = name.rstrip()
    for dots in _ELLIPSES:
        bare = bare.removesuffix(dots)
    cut = bare != name.rstrip()
    seen, wanted = " ".join(words.split()), " ".join(bare.split())
    if seen == wanted or (cut and seen.startswith(wanted)):
        return 2 if words == words.strip() else 1
    shown = NormalisedView.of(words[:_LONGEST_COMPARED]).text
    called = NormalisedView.of(bare[:_LONGEST_COMPARED]).text
    if cut or len(words) > _LONGEST_COMPARED:
        return int(bool(called) and shown.startswith(called[: _LONGEST_COMPARED // 2]))
    return int(bool(called) and shown == called)
