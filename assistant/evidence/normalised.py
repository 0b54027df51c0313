"""Text without what copying changes (white space, width, case, kind of quotation mark), with the way back.

Of the compatibility forms only those that mean the same are unified (full and half width, ligatures, radicals):
a superscript, a circled number or a fraction stays what it is, because ``10²`` is not ``102``.
"""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.domain.span import Span

_MEANINGFUL = ("<super>", "<sub>", "<circle>", "<fraction>", "<square>", "<font>")
_VARIATION = {0xFE0E: None, 0xFE0F: None}
_SAME = {
    **dict.fromkeys("“”„‟‘’‚‛「」『』«»‹›`´ʼ〝〞〟'\"＂＇｢｣", '"'),
    **dict.fromkeys("‐‑‒–—―−－﹣─━-", "-"),
    **dict.fromkeys("～〜∼~", "~"),
    **dict.fromkeys("·•・‧∙⋅･", "·"),
    **dict.fromkeys("。｡", "."),
    **dict.fromkeys("…⋯‥", "…"),
}


@dataclass(frozen=True, slots=True, eq=False)
class NormalisedView:
    """A normalised text and, for each of its characters, the range of code points it comes from."""

    text: str
    starts: array[int]
    ends: array[int]

    @classmethod
    def of(cls, text: str, *spans: Span) -> NormalisedView:
        """Return the view of the spans put together in the order given, of the whole text without any."""
        view = cls("", array("I"), array("I"))
        pieces: list[str] = []
        for start, end in [(span.start, span.end) for span in spans] or [(0, len(text))]:
            view._take(text, (start, end), pieces)
        return cls("".join(pieces), view.starts, view.ends)

    def find(self, needle: str) -> Iterator[Span]:
        """Yield where a normalised text stands, in code points of the source; never a part of a character."""
        at = self.text.find(needle) if needle else -1
        while at >= 0:
            span = self.span_of(at, at + len(needle))
            if span is not None:
                yield span
            at = self.text.find(needle, at + 1 if span is None else at + len(needle))

    def span_of(self, start: int, end: int) -> Span | None:
        """Return the source range of a range of this view, None where it would cut a source character."""
        cut_before = start > 0 and self.starts[start] == self.starts[start - 1]
        cut_after = end < len(self.text) and self.ends[end - 1] == self.ends[end]
        if cut_before or cut_after or self.starts[start] >= self.ends[end - 1]:
            return None
        return Span(self.starts[start], self.ends[end - 1])

    def around(self, start: int, end: int) -> Span:
        """Return the source range of a range of this view, widened to whole source characters."""
        return Span(self.starts[start], max(self.ends[start:end]))

    def _take(self, text: str, bounds: tuple[int, int], pieces: list[str]) -> None:
        """Append one range of the source; a run of dashes or of dots becomes one mark."""
        at, end = bounds
        while at < end:
            after = at + 1
            while after < end and text[after] >= "\u0300" and is_mark(text[after]):
                after += 1
            folded = _fold(text[at:after])
            if folded in {"-", ".", "…"} and pieces and self._lengthens(folded, pieces[-1], at):
                pieces[-1] = "-" if folded == "-" else "…"
                self.ends[-1] = after
            else:
                for char in folded:
                    pieces.append(char)
                    self.starts.append(at)
                    self.ends.append(after)
            at = after

    def _lengthens(self, folded: str, last: str, at: int) -> bool:
        same_run = last == "-" if folded == "-" else last in {".", "…"}
        return same_run and self.ends[-1] == at


@lru_cache(maxsize=65_536)
def is_mark(char: str) -> bool:
    """Tell whether a code point only modifies the one before it."""
    return unicodedata.category(char)[0] == "M"


def cuts_character(text: str, at: int) -> bool:
    """Tell whether a border at ``at`` would part what a reader sees as one character."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if is_mark(after) or "\u200d" in {before, after} or "\U0001f3fb" <= after <= "\U0001f3ff":
        return True
    if not (_is_flag(before) and _is_flag(after)):
        return False
    first = at
    while first > 0 and _is_flag(text[first - 1]):
        first -= 1
    return (at - first) % 2 == 1


def _is_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


@lru_cache(maxsize=65_536)
def _fold(cluster: str) -> str:
    """Return what a character and its marks count as; empty for white space and invisible signs."""
    base = cluster[0]
    if base in _SAME:
        return _SAME[base]
    if base.isspace() or unicodedata.category(base) in {"Cf", "Cc"}:
        return ""
    bare = cluster.translate(_VARIATION) or base
    if unicodedata.decomposition(base).startswith(_MEANINGFUL):
        return bare
    folded = unicodedata.normalize("NFKC", bare).casefold()
    return "".join(_SAME.get(char, char) for char in folded if not char.isspace())
