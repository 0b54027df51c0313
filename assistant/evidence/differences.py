"""Which facts differ between a quotation and the words in the text; used to refuse, and to say why."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from assistant.evidence.script import simplified

_NOT = re.compile(r"(?<=\b[Cc]a)(?:nnot|n['’]t)\b|n['’]t\b")


@dataclass(frozen=True, slots=True)
class _Fact:
    """A kind of word that must be the same on both sides."""

    name: str
    pattern: re.Pattern[str]

    def counted_in(self, text: str) -> Counter[str]:
        """Return how often each word of this kind stands in the text; ``n't`` counts as ``not``."""
        spelled = _NOT.sub(" not", text)
        return Counter("".join(match.group().split()).casefold() for match in self.pattern.finditer(spelled))


def _fact(name: str, *patterns: str) -> _Fact:
    return _Fact(name, re.compile("|".join(patterns), re.IGNORECASE))


_FACTS = (
    _fact("number", r"\d+(?:[,，]\d{3}(?!\d))*(?:\s?[.．]\s?\d+)*", r"[〇零一二两三四五六七八九十百千万亿半]+"),
    _fact(
        "unit",
        r"[%％‰℃]|百分点|小时|分钟|美元|欧元|公里|平方米",
        r"(?<=[\d十百千万亿多余])\s?[倍成天日年月周秒元台套家个项名人次件吨米度]",
        r"\b(?:per ?cent|million|billion|thousand|yuan|(?:day|week|month|year|hour|minute|second|time|dollar)s?)\b",
    ),
    _fact(
        "negation",
        r"[不没未无非勿别莫毋否]|缺乏|难以|拒绝|避免",
        r"\b(?:not|never|no|without|neither|nor|hardly|scarcely|barely|rarely|seldom|none|nothing|nobody)\b",
    ),
    _fact(
        "direction",
        r"[增减升降涨跌]|提高|扩大|加快|加强|改善|缩短|缩小|下滑|恶化|放缓|削弱|延长|大于|小于|高于|低于|多于|少于|超过|不足|之前|之后|以前|以后",
        r"\b(?:r[io]se[sn]?|rising|increas\w+|up|gr[eo]w\w*|growth|f[ae]ll\w*|decreas\w+|down|drop\w*|reduc\w+|cut\w*|declin\w+"
        r"|improv\w+|worsen\w*|more|less|fewer|higher|lower|above|below|over|under|before|after)\b",
    ),
    _fact(
        "mood or time",
        r"[将拟欲]|计划|可能|也许|或许|打算|准备|预计|有望|希望|力争|应该|可以|能够|已经|曾经|正在|尚|会|[了过]",
        r"\b(?:will|would|may|might|could|should|can|must|shall|plan\w*|intend\w*|expect\w*|hop\w+|perhaps|maybe|already)\b",
    ),
)
_DIGITS = re.compile(r"\d+(?:\s?[.．]\s?\d+)*")
_BESIDE_HAN = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_LETTER_SPACE = re.compile(r"[A-Za-z]\s+[A-Za-z]")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_NO_NAMES = frozenset({"the", "um", "uh", "er", "erm", "hmm", "uhm"})
_MANY_SPACES = 3
_AMBIGUOUS = re.compile(r"\b(?:us|it|who)\b", re.IGNORECASE)


def changed_fact(quote: str, found: str) -> str | None:
    """Return in words the first fact that differs (number, unit, negation, direction, mood, name), None if none."""
    quote, found = _narrow(quote), _narrow(found)
    for fact in _FACTS:
        offered, stands = fact.counted_in(quote), fact.counted_in(found)
        if offered != stands:
            return f"a {fact.name} differs: {_listed(offered - stands)} quoted, {_listed(stands - offered)} in the text"
    names, standing = _unshared_names(quote, found), _unshared_names(found, quote)
    if names or standing:
        return f"a name differs: {_listed(Counter(names))} quoted, {_listed(Counter(standing))} in the text"
    return None


def spacing_fault(quote: str, found: str) -> str | None:
    """Return why two texts that differ in white space and case alone still say different things, None if they do not.

    ``no table`` is not ``notable``, ``3 5`` is not ``35``, ``US`` is not ``us``. A quotation without any space between
    Latin letters has lost them all and says nothing about words.
    """
    quote, found = _narrow(quote), _narrow(found)
    if _numbers(quote) != _numbers(found):
        return "white space parts a number differently"
    if not _LETTER_SPACE.search(quote) and len(_LETTER_SPACE.findall(found)) >= _MANY_SPACES:
        return None
    negation = _FACTS[2]
    if negation.counted_in(quote) != negation.counted_in(found):
        return "white space makes or unmakes a negation"
    if _capitals(quote) != _capitals(found):
        return "an abbreviation in capitals is another word in small letters"
    return None


def _narrow(text: str) -> str:
    """Return the text in half width and simplified characters, without white space between Han."""
    return _BESIDE_HAN.sub("", simplified(text.translate(_WIDE)))


def _unshared_names(text: str, other: str) -> list[str]:
    """Return the capitalised words of one side that the other does not have in any case."""
    there = _NO_NAMES | {word.casefold() for word in _WORD.findall(other)}
    return [word for word in _WORD.findall(text) if not word.islower() and word.casefold() not in there]


def _numbers(text: str) -> list[str]:
    return ["".join(number.split()).replace("．", ".") for number in _DIGITS.findall(text)]


def _capitals(text: str) -> list[bool]:
    return [match.group().isupper() for match in _AMBIGUOUS.finditer(text)]


def _listed(words: Counter[str]) -> str:
    return ", ".join(sorted(repr(word) for word in words)) or "nothing"
