"""Words for the lexical index. Passages and queries are folded alike, so folding may be crude but not uneven."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Protocol

VERSION = "1"
"""Raised when the same text would give other tokens; a saved lexical index of another version is not used."""

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_PIECE = re.compile(
    rf"(?P<han>[{_HAN}]+)"
    r"|(?P<number>[0-9]+(?:[.,][0-9]+)+|[0-9]+(?![^\W_]))"
    rf"|(?P<word>(?:(?![{_HAN}])[^\W_])+(?:['’][a-z]+)?)"
)
_ACCENTED = re.compile("[\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff]")
_ALONE = "\u2060"
"""Marks a single Han character, which only a query of one character asks for."""

_OUR = re.compile(
    r"^((?:mis)?behavi|(?:neigh|har|la)b|(?:dis)?col|(?:en)?deav|(?:dis)?fav|flav|(?:dis)?hon|hum|rum|od|parl|rig|sav[i]?"
    r"|splend|tum|vap|vig|val|arm|cand|clam|endeav|glam)our"
)
_SUFFIXES = (
    (re.compile(r"(?<=[a-z]{2})is(ation(?:s|al)?|e[drs]?|ers|ing|able)$"), r"iz\1"),
    (re.compile(r"(?<=[a-z]{2})ys(e[dr]?|ers|ing)$"), r"yz\1"),
    (re.compile(r"logue(s?)$"), r"log\1"),
    (re.compile(r"^((?:kilo|centi|milli|nano)?(?:met|lit)|cent|fib|theat|calib|spect|lust)re(s?|d)$"), r"\1er\2"),
    (re.compile(r"^(def|off|pret|lic)ence(s?)$"), r"\1ense\2"),
    (_OUR, r"\1or"),
)
_SPELLINGS = {
    "ageing": "aging",
    "aluminium": "aluminum",
    "enrol": "enroll",
    "enrolment": "enrollment",
    "fulfil": "fulfill",
    "fulfilment": "fulfillment",
    "grey": "gray",
    "judgement": "judgment",
    "manoeuvre": "maneuver",
    "mould": "mold",
    "programme": "program",
    "programmes": "programs",
    "sceptical": "skeptical",
    "skilful": "skillful",
    "sulphur": "sulfur",
    "tyre": "tire",
    "tyres": "tires",
}


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str:  # noqa: N802 - the library's own name
        """Return the stem."""
        ...


def fold(text: str) -> str:
    """Return the text as tokens see it: compatibility forms, lower case, Latin letters without accents."""
    plain = unicodedata.normalize("NFKC", text).lower()
    if not _ACCENTED.search(plain):
        return plain
    spread = unicodedata.normalize("NFD", plain)
    return unicodedata.normalize("NFC", "".join(c for c in spread if not "\u0300" <= c <= "\u036f"))


def passage_tokens(text: str) -> list[str]:
    """Return the tokens under which a passage is found: words, character pairs, single characters, stems, numbers."""
    found: list[str] = []
    for piece in _PIECE.finditer(fold(text)):
        if piece.lastgroup == "han":
            run = piece.group()
            found += _han_words(run)
            found += [_ALONE + character for character in run]
        else:
            found.append(_plain(piece))
    return found


def query_tokens(text: str) -> list[str]:
    """Return the tokens a query asks for, without repeats; a lone Han character asks for the character itself."""
    found: list[str] = []
    for piece in _PIECE.finditer(fold(text)):
        if piece.lastgroup == "han":
            run = piece.group()
            found += _han_words(run) if len(run) > 1 else [_ALONE + run]
        else:
            found.append(_plain(piece))
    return list(dict.fromkeys(found))


def spelled(token: str) -> str:
    """Return a token as a person would write it."""
    return token.removeprefix(_ALONE)


def _han_words(run: str) -> list[str]:
    """Return dictionary words of two characters and more, and every pair of neighbours."""
    words = [word for word in _segment(run) if len(word) > 1]
    pairs = [run[at : at + 2] for at in range(len(run) - 1)]
    return words + pairs


def _segment(run: str) -> list[str]:
    import rjieba  # noqa: PLC0415 - loads a dictionary, only needed once text is indexed

    words: list[str] = rjieba.cut_for_search(run)
    return words


def _plain(piece: re.Match[str]) -> str:
    if piece.lastgroup == "number":
        return piece.group().replace(",", "")
    return stem(piece.group())


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """Return the stem of a lower-case word, British and American spellings alike; other scripts stay as they are."""
    word = re.split("['’]", word, maxsplit=1)[0]
    if not word.isascii() or not word.isalpha():
        return word
    word = _SPELLINGS.get(word, word)
    for pattern, replacement in _SUFFIXES:
        word = pattern.sub(replacement, word)
    return _stemmer().stemWord(word)


@lru_cache(maxsize=1)
def _stemmer() -> _Stemmer:
    import snowballstemmer  # noqa: PLC0415 - builds its tables on import

    made: _Stemmer = snowballstemmer.stemmer("english")
    return made
