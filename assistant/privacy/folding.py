"""A text without what writing changes in a name: width, case, blanks, invisible signs, separators within a number.

Invariant: every character of a folded text stands for exactly one code point of the source, in the same order.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

HAN = r"㐀-䶿一-鿿〇"
_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_LOWER = {code: chr(code).lower() for code in range(0x41, 0x530) if len(chr(code).lower()) == 1}
_FOLD = _LOWER | {code: char.lower() for code, char in _WIDE.items()}
_DROPPED = re.compile(
    r"(?<=[0-9])(?:[-.()/·\u2010-\u2015 \t\u00a0\u200b-\u200f\u2060\ufeff\u00ad]|\n(?!\n))+(?=[0-9])"
    r"|(?:[^\S\n]|[\u200b-\u200f\u2060\ufeff\u00ad]|\n(?![^\S\n]*\n))+"
)


def halved(text: str) -> str:
    """Return the text with full-width signs as half-width ones; code points keep their places."""
    return text.translate(_WIDE)


def skeleton(words: str) -> str:
    """Return what stays of words when they are folded."""
    return _DROPPED.sub("", words.translate(_FOLD))


@dataclass(frozen=True, slots=True)
class FoldedView:
    """A folded text with the way back.

    Attributes:
        source: The text as it was.
        text: The folded text.
        folded: Where in ``text`` each piece begins that nothing was dropped from.
        places: Where in ``source`` the same piece begins.
    """

    source: str
    text: str
    folded: Sequence[int]
    places: Sequence[int]

    @classmethod
    def of(cls, source: str) -> FoldedView:
        """Return the folded view of a text."""
        same_length = source.translate(_FOLD)
        pieces, folded, places, at, length = [], [0], [0], 0, 0
        for dropped in _DROPPED.finditer(same_length):
            pieces.append(same_length[at : dropped.start()])
            length += dropped.start() - at
            at = dropped.end()
            folded.append(length)
            places.append(at)
        pieces.append(same_length[at:])
        return cls(source, "".join(pieces), folded, places)

    def place(self, at: int) -> int:
        """Return the place in the source of a character of the folded text."""
        piece = bisect_right(self.folded, at) - 1
        return self.places[piece] + at - self.folded[piece]

    def range(self, start: int, end: int) -> tuple[int, int]:
        """Return the range in the source of a non-empty range of the folded text."""
        return self.place(start), self.place(end - 1) + 1

    def find_all(self, needles: Mapping[str, object]) -> Iterator[tuple[str, int]]:
        """Yield each needle and where it stands in the folded text; needles have two characters or more."""
        heads: dict[str, list[str]] = {}
        for needle in needles:
            heads.setdefault(needle[:2], []).append(needle)
        if not heads:
            return
        text = self.text
        firsts = {head[0] for head in heads}
        for found in re.finditer("[" + re.escape("".join(sorted(firsts))) + "]", text):
            at = found.start()
            for needle in heads.get(text[at : at + 2], ()):
                if text.startswith(needle, at):
                    yield needle, at
