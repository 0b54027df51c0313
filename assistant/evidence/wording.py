"""The wording of a text: its words, numbers and signs in order, without what may differ in a faithful copy.

Left out are commas, stops, quotation marks and brackets, hesitations (嗯, uh), the article ``the`` and a 的 between
two Han characters. Traditional and simplified characters are one. Kept are questions, signs, and a comma after a
negation: 不，是我们 is not 不是我们.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from assistant.domain.span import Span
from assistant.evidence.script import simplified

_TOKEN = re.compile(
    r"(?P<number>\d+(?:[,，]\d{3}(?!\d))*(?:[.．]\s?\d+)*)"
    r"|(?P<word>[A-Za-zＡ-Ｚａ-ｚ\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff][A-Za-zＡ-Ｚａ-ｚ\u00c0-\u024f\u0300-\u036f\u0370-\u03ff\u0400-\u04ff]*"
    r"(?:['’][A-Za-z]+)?)"
    r"|(?P<sign>[-−－–—](?=\s?\d)|(?<=\d)[:：、,，.．](?=\d))"
    r"|(?P<pause>[-−－–—,，.．。｡、；;：:“”‘’\"'「」『』()（）\[\]【】《》〈〉…⋯·•\u200b\u00ad\ufeff]+)"
    r"|(?P<other>\S)"
)
_SEPARATOR = "\x1f"
_HESITATIONS = frozenset({"嗯", "呃", "啊", "哦", "呀", "噢", "喔", "唉", "哎", "um", "uh", "er", "erm", "hmm", "uhm"})
_NEGATIONS = frozenset("不没未无非勿别莫") | {"no", "not", "never", "nor", "neither", "none"}
_SPELLED_OUT = {"can't": "can not", "cannot": "can not", "won't": "will not", "shan't": "shall not"}
_DASHES = dict.fromkeys(map(ord, "−–—"), "-")
_VARIANTS = {"做": "作", "帐": "账"}
_CAPITALS = frozenset({"US", "IT", "WHO"})
_NO_DE_AFTER = frozenset("有目别似是")
_NO_DE_BEFORE = frozenset("确士话")
_THE_STAYS_BEFORE = frozenset({"few", "little", "only"})
_SPELLINGS = (
    (re.compile(r"is(e[ds]?|ers?|ing|ations?)$"), r"iz\1"),
    (re.compile(r"our(s|ed|ing|al|able|ite|ful)?$"), r"or\1"),
    (re.compile(r"tre(s)?$"), r"ter\1"),
)
_SPELLING_LENGTH = 6


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or sign as it counts, and the code points it comes from."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Wording:
    """The tokens of one range of text, joined for searching."""

    tokens: tuple[Token, ...]
    joined: str
    offsets: tuple[int, ...]

    @classmethod
    def of(cls, text: str, within: Span) -> Wording:
        """Return the wording of one range of the text."""
        tokens = tuple(_without_variable(text, tuple(_tokens(text, within))))
        joined = _SEPARATOR + "".join(token.value + _SEPARATOR for token in tokens)
        return cls(tokens, joined, tuple(accumulate((len(token.value) + 1 for token in tokens), initial=0)))

    def find(self, other: Wording) -> Iterator[Span]:
        """Yield where the other wording stands in this one."""
        at = self.joined.find(other.joined) if other.tokens else -1
        while at >= 0:
            first = bisect_right(self.offsets, at) - 1
            yield Span(self.tokens[first].start, self.tokens[first + len(other.tokens) - 1].end)
            at = self.joined.find(other.joined, at + 1)


@lru_cache(maxsize=16)
def wording_of(text: str, within: Span) -> Wording:
    """Return the wording of one range, remembered for the next quotation from it."""
    return Wording.of(text, within)


def _tokens(text: str, within: Span) -> Iterator[Token]:
    for match in _TOKEN.finditer(text, within.start, within.end):
        for value in _values(match):
            yield Token(value, match.start(), match.end())


def _values(match: re.Match[str]) -> list[str]:
    written = match.group()
    if match.lastgroup == "pause":
        return [""]
    if match.lastgroup == "sign":
        return [unicodedata.normalize("NFKC", written).translate(_DASHES)]
    if match.lastgroup == "number":
        return [unicodedata.normalize("NFKC", "".join(written.split())).replace(",", "")]
    if match.lastgroup == "word":
        return _word_values(unicodedata.normalize("NFKC", written).replace("’", "'"))
    wide = "\uff01" <= written <= "\uff5e" or "\uf900" <= written <= "\ufaff" or "\u2e80" <= written <= "\u2fdf"
    plain = simplified(unicodedata.normalize("NFKC", written) if wide else written)
    return [_VARIANTS.get(plain, plain)]


def _word_values(word: str) -> list[str]:
    if word in _CAPITALS:
        return [word]
    word = word.casefold()
    if word.endswith("n't") or word in _SPELLED_OUT:
        return _SPELLED_OUT.get(word, f"{word[:-3]} not").split()
    if len(word) > _SPELLING_LENGTH:
        for pattern, spelling in _SPELLINGS:
            word = pattern.sub(spelling, word)
    return [word]


def _without_variable(text: str, tokens: tuple[Token, ...]) -> Iterator[Token]:
    """Yield the tokens that must be the same in a faithful copy."""
    kept = Token("", 0, 0)
    for place, token in enumerate(tokens):
        following = tokens[place + 1].value if place + 1 < len(tokens) else ""
        if token.value == "":
            if kept.value in _NEGATIONS and tokens[place - 1] is kept:
                kept = Token("|", token.start, token.end)
                yield kept
        elif not _may_be_missing(token.value, kept.value, following):
            kept = token
            yield token


def _may_be_missing(value: str, before: str, following: str) -> bool:
    if value == "的":
        return _is_han(before) and _is_han(following) and before not in _NO_DE_AFTER and following not in _NO_DE_BEFORE
    if value == "the":
        return following not in _THE_STAYS_BEFORE
    return value in _HESITATIONS


def _is_han(value: str) -> bool:
    return len(value) == 1 and ("\u3400" <= value <= "\u9fff" or value >= "\U00020000")
