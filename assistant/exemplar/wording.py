"""Words as the instrument sees them: character runs and word stems, the language, and what is a label only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import combinations

from assistant.domain.codebook import Codebook

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_PIECE = re.compile(rf"[{_HAN}]+|[a-z]+|[0-9]+")
_LONGEST = 3
_STEM = 6
_SHORTEST_STEM = 2
_LITTLE = 12
"""Content of a sentence, in units of one Han character or half a word, below which a label says nothing more."""
_SAID_OF_LABELS = re.compile(
    r"实现|持续|深化|全面|助力|推动|推进|促进|打造|以|为|的|了|和|与|及|是|在|将|进一步|不断|有力|支撑|平台|企业|意义重大|发展|高质量|新|大力"
    r"|\b(?:the|a|an|of|to|and|for|in|at|on|is|are|was|has|have|with|by|its|this|that|every|all|more|new|will|platforms?"
    r"|achiev\w*|deliver\w*|realis\w*|realiz\w*|strengthen\w*|deepen\w*|promot\w*|support\w*|development|levels?|full\w*)\b",
    re.IGNORECASE,
)


def grams(text: str) -> list[str]:
    """Return character runs of one to three Han characters, stems of Latin words, and one token for any figure."""
    return list(_grams(text.lower()))


def _grams(text: str) -> Iterator[str]:
    for piece in _PIECE.findall(text):
        if piece[0].isdigit():
            yield "#"
        elif piece[0].isascii():
            yield piece[:_STEM]
        else:
            for size in range(1, _LONGEST + 1):
                yield from (piece[at : at + size] for at in range(len(piece) - size + 1))


def language_of(text: str) -> str:
    """Return ``zh`` where Han characters outnumber Latin words, else ``en``."""
    han = sum("\u3400" <= character <= "\u9fff" for character in text)
    return "zh" if han > len(re.findall(r"[A-Za-z]+", text)) else "en"


class Labels:
    """The codebook's own names for things: the codes' labels and what two labels of a family end or begin with."""

    def __init__(self, book: Codebook) -> None:
        self._names = frozenset(_names(book))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self._names, key=lambda name: (-len(name), name))
        words = [rf"\b{re.escape(name)}\b" if name.isascii() else re.escape(name) for name in longest_first]
        return re.compile("|".join(words) or r"(?!)", re.IGNORECASE)

    def stand_in(self, text: str) -> bool:
        """Tell whether a label stands in the text."""
        return self._pattern.search(text) is not None

    def taken_out(self, text: str) -> str:
        """Return the text with a space for every label: labels are no evidence."""
        return self._pattern.sub(" ", text)

    def only(self, text: str) -> bool:
        """Tell whether the text names a label and says next to nothing besides."""
        if not self.stand_in(text) or re.search(r"[0-9]", text):
            return False
        rest = _SAID_OF_LABELS.sub(" ", self.taken_out(text))
        return sum(2 if piece[0].isascii() else len(piece) for piece in _PIECE.findall(rest.lower())) < _LITTLE


def _names(book: Codebook) -> Iterator[str]:
    for family in book.families:
        codes = [code for code in book.in_family(family.id) if not code.abstain]
        for labels in ([code.label.zh for code in codes], [code.label.en.lower() for code in codes]):
            plain = [re.split(r"[（(/]", label)[0].strip() for label in labels]
            yield from (label for label in plain if len(label) > 3)
            yield from _shared_ends(plain)


def _shared_ends(labels: list[str]) -> Iterator[str]:
    """Yield what three or more labels of a family end with: 结构赋能, 资源赋能, 场域赋能 give 赋能."""
    found: dict[str, set[str]] = {}
    for one, other in combinations(labels, 2):
        end = _shared_end(one, other)
        if end:
            found.setdefault(end, set()).update((one, other))
    yield from (end for end, holders in sorted(found.items()) if len(holders) > 2)


def _shared_end(one: str, other: str) -> str:
    if one.isascii() and other.isascii():
        first, second = one.split(" "), other.split(" ")
        return first[-1] if len(first) > 1 and first[-1] == second[-1] else ""
    size = 0
    while size < min(len(one), len(other)) and one[-1 - size] == other[-1 - size]:
        size += 1
    return one[len(one) - size :] if size >= _SHORTEST_STEM and one != other else ""
