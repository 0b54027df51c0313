"""What a figure is a figure of: the noun phrase beside it, bare of firms, adverbs and words that only count.

The phrase ends at a border: a sign, a preposition, a causing or reporting verb, the name of a case, another figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.domain.span import Span
from assistant.triangulation.claims.lexicon import Lexicon
from assistant.triangulation.claims.sentences import Sentence, Word

LONGEST = 18
"""Characters of a name; a longer phrase is cut at its beginning."""
_WORDY = re.compile(r"[^\W_]")
_NUMBER = re.compile(r"[0-9]")


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a metric and its place in the sentence."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of the lexicon that names are read by, as sets."""

    borders: frozenset[str]
    adverbs: frozenset[str]
    organisations: frozenset[str]
    beginnings: frozenset[str]
    endings: frozenset[str]
    actions: frozenset[str]
    discourse: frozenset[str]


@lru_cache(maxsize=8)
def lists_of(lexicon: Lexicon) -> Lists:
    """Return the sets of a lexicon."""
    names = ("borders", "adverbs", "organisations", "beginnings", "endings", "actions", "discourse")
    return Lists(*(frozenset(lexicon.words("zh", name)) for name in names))


class Namer:
    """Reads names in one Chinese sentence."""

    def __init__(self, sentence: Sentence, lexicon: Lexicon, closed: Iterable[Span]) -> None:
        """Take in a sentence; ``closed`` are places that belong to no name: cases, figures."""
        self._sentence = sentence
        self._lists = lists_of(lexicon)
        self._closed = tuple(closed)

    def before(self, at: int) -> Name | None:
        """Return the name that ends at a place, adverbs between skipped; None if nothing is named there."""
        return self._named(self._left_of(at))

    def doer(self, at: int) -> str:
        """Return who does what the verb at a place says, as written; empty if nobody is named."""
        return re.sub(r"^(?:例如|譬如|比如|如|像)", "", tidy("".join(word.text for word in self._left_of(at))))

    def _left_of(self, at: int) -> list[Word]:
        words = [_cut(word, 0, at) for word in self._sentence.words if word.start < at]
        while words and (words[-1].text in self._lists.adverbs or words[-1].text.isspace()):
            words.pop()
        kept: list[Word] = []
        while words and self._belongs(words[-1]) and _length(kept) + len(words[-1].text) <= LONGEST:
            kept.insert(0, words.pop())
        return kept

    def after(self, at: int) -> Name | None:
        """Return the name that begins at a place; None if nothing is named there."""
        kept: list[Word] = []
        for word in (_cut(word, at, len(self._sentence.text)) for word in self._sentence.words if word.end > at):
            if word.text.isspace() and not kept:
                continue
            if word.text == "的" or not self._belongs(word) or _length(kept) + len(word.text) > LONGEST:
                break
            kept.append(word)
        while len(kept) > 1 and kept[-1].text in self._lists.actions:
            kept.pop()
        return self._named(kept)

    def is_discourse(self, name: Name) -> bool:
        """Tell whether a name is one of the text's own parts (three features, four elements)."""
        return any(name.text.endswith(word) for word in self._lists.discourse)

    def _belongs(self, word: Word) -> bool:
        return (
            word.text not in self._lists.borders
            and bool(_WORDY.search(word.text) or word.text in "-“”\"'")
            and not _NUMBER.fullmatch(word.text[:1])
            and not any(word.start < place.end and place.start < word.end for place in self._closed)
        )

    def _named(self, words: Sequence[Word]) -> Name | None:
        kept = list(words)
        while kept and kept[0].text in self._lists.organisations | self._lists.beginnings and len(kept) > 1:
            kept.pop(0)
        while kept and (kept[-1].text in {"的", "“", "”"} or kept[-1].text.isspace()):
            kept.pop()
        while len(kept) > 1 and kept[-1].text in self._lists.endings and _length(kept[:-1]) >= 2:
            kept.pop()
        text = tidy("".join(word.text for word in kept))
        empty = self._lists.organisations | self._lists.endings | self._lists.beginnings | self._lists.adverbs
        if len(text) < 2 or text in empty or not _WORDY.search(text):
            return None
        return Name(text, kept[0].start, kept[-1].end)


def tidy(words: str) -> str:
    """Return a name with white space taken out of Chinese and made single in English, in small letters."""
    bare = re.sub(r"[“”\"']", "", words).strip().lower()
    return re.sub(r"(?<=[\u3400-\u9fff])\s+|\s+(?=[\u3400-\u9fff])", "", re.sub(r"\s+", " ", bare))


def _cut(word: Word, start: int, end: int) -> Word:
    left, right = max(word.start, start), min(word.end, end)
    return Word(word.text[left - word.start : right - word.start], left, right)


def _length(words: Sequence[Word]) -> int:
    return sum(len(word.text) for word in words)
