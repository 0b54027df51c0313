"""Quantities in a stretch of text: a number with its unit and how firmly it is given, located.

Patterns expect half-width text of the same length as the source (``narrow``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from assistant.domain.claims import Bound, Quantity
from assistant.domain.span import Span
from assistant.triangulation.claims.lexicon import Lexicon
from assistant.triangulation.claims.numerals import (
    DIGITS,
    ENGLISH,
    ENGLISH_FRACTIONS,
    ENGLISH_SCALES,
    HAN,
    HAN_DIGITS,
    SCALE,
    read_digits,
    read_english,
    read_han,
)

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x7E: 0x7E, 0xA0: 0x20}
_NO_TENTH = "立为本员果功长都绩效品就交型人份套语败见群分像因形年天千百"
"""What follows 成 where it is no tenth: 成立, 成为, 成本."""
_DIGIT = "".join(HAN_DIGITS)
_NEVER_LISTED = frozenset({"%", "‰", "point", "times", "yuan", "USD", "EUR"})
"""2%、3% are two values, 两台、三台 is one guess."""
_PLAIN_UNITS = frozenset({"%", "‰", "point", "times"})


def narrow(text: str) -> str:
    """Return the text with full-width letters, digits and signs in half width, one for one."""
    return text.translate(_WIDE)


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity as written, with the patterns' view of it.

    Attributes:
        written: The unit as it stands in the text.
        article: Whether it is 一个, 一家 and the like, which is often no number at all.
    """

    quantity: Quantity
    written: str
    article: bool = False

    @property
    def span(self) -> Span:
        """Return where it stands, in the text that was searched."""
        return self.quantity.span


def chinese_quantities(text: str, lexicon: Lexicon) -> list[Found]:
    """Return the quantities of a Chinese text in order; two numbers joined by 至, 或, ~ are one range."""
    pattern, bounds = _chinese(lexicon)
    found = [each for match in pattern.finditer(text) if (each := _read_chinese(match, lexicon, bounds))]
    return list(_ranges(text, found))


@lru_cache(maxsize=8)
def _chinese(lexicon: Lexicon) -> tuple[re.Pattern[str], dict[str, Bound]]:
    before = {word: Bound(name) for word, name in lexicon.bounds("zh", "before").items()}
    after = {word: Bound(name) for word, name in lexicon.bounds("zh", "after").items()}
    units = sorted((unit for unit in lexicon.units if not unit.isascii() or unit == "%"), key=len, reverse=True)
    number = (
        rf"百分之(?P<share>{HAN}|{DIGITS})"
        rf"|千分之(?P<mille>{HAN}|{DIGITS})"
        rf"|(?P<below>[{_DIGIT}]{{1,2}})分之(?P<above>[{_DIGIT}十]+)"
        rf"|(?P<tenths>[{_DIGIT}]|[0-9])成(?P<tenth>[{_DIGIT}](?![个家倍十]))?(?P<tenthhalf>半)?(?![{_NO_TENTH}])"
        rf"|(?P<digits>{DIGITS})\s?(?P<mid>[多余来])?(?P<scale>{SCALE})"
        rf"|(?P<han>{HAN})"
    )
    return re.compile(
        rf"(?:(?P<before>{_any(before)})\s?)?(?<![A-Za-z0-9.第数几])(?:{number})"
        rf"(?:\s?(?P<more>[多余来])\s?(?P<scale2>[万亿])?)?"
        rf"(?:\s?(?P<unit>个多点|{_any(units)})(?!度大会))?"
        rf"(?:\s?(?P<after>{_any(after)}))?"
    ), {**before, **after}


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _read_chinese(match: re.Match[str], lexicon: Lexicon, bounds: dict[str, Bound]) -> Found | None:
    value, unit = _chinese_value(match)
    written = match["unit"] or ""
    if not unit:
        unit = "point" if written == "个多点" else lexicon.units.get(written, "")
    elif written and written not in {"点"}:
        return None
    if not unit or _is_year(match, unit):
        return None
    low, high = _adjacent(match["han"]) or (value, value)
    bound = bounds.get(match["after"] or "") or bounds.get(match["before"] or "", Bound.EXACT)
    if bound is Bound.EXACT and (match["more"] or match["mid"] or written == "个多点"):
        bound = Bound.ABOUT if "来" in (match["more"], match["mid"]) else Bound.AT_LEAST
    end = match.end("unit") if not match["after"] and written else match.end()
    span = Span(match.start(), end)
    quantity = Quantity(low=low, high=high, unit=unit, bound=bound, span=span)
    return Found(quantity, written, article=match["han"] == "一" and unit in lexicon.counted)


def _chinese_value(match: re.Match[str]) -> tuple[Decimal, str]:
    """Return the value, and the unit where the number itself says it."""
    for name, unit in (("share", "%"), ("mille", "‰")):
        if match[name]:
            return _plain(match[name]), unit
    if match["below"]:
        return Decimal(100) * read_han(match["above"]) / (read_han(match["below"]) or 1), "%"
    if match["tenths"]:
        tenth = _plain(match["tenth"]) if match["tenth"] else Decimal(5 if match["tenthhalf"] else 0)
        return 10 * _plain(match["tenths"]) + tenth, "%"
    scale = (match["scale"] or "") + (match["scale2"] or "")
    if match["digits"]:
        return read_digits(match["digits"], scale), ""
    return read_han(match["han"] + (match["scale2"] or "")), ""


def _plain(words: str) -> Decimal:
    return read_digits(words) if words[0].isdigit() and words[0].isascii() else read_han(words)


def _is_year(match: re.Match[str], unit: str) -> bool:
    """Tell whether the number names a year rather than a length of time."""
    return unit == "year" and bool(
        re.fullmatch(r"(?:19|20)[0-9]{2}|[一二]?[〇零一二三四五六七八九]{3,4}", match["digits"] or match["han"] or "")
    )


def _adjacent(han: str | None) -> tuple[Decimal, Decimal] | None:
    """Return the range that two neighbouring digits are: 两三 is 2 to 3."""
    if han and len(han) == 2 and set(han) <= set("一二两三四五六七八九"):
        low, high = (Decimal(HAN_DIGITS[char]) for char in han)
        return (low, high) if high == low + 1 else None
    return None


_JOINED = re.compile(r"\s?(?:至|到|或者?|[-–—~～、])\s?")
_BARE_BEFORE = re.compile(rf"(?P<number>{DIGITS}|[{_DIGIT}]{{1,2}})\s?(?:至|到|或者?|[-–—~～])\s?$")


def _ranges(text: str, found: list[Found]) -> Iterator[Found]:
    """Yield the quantities with those joined that are the two ends of one range."""
    waiting: Found | None = None
    for each in found:
        joined = _join(text, waiting, each) if waiting else None
        if joined is None and waiting is not None:
            yield waiting
        waiting = joined or _from_bare(text, each)
    if waiting is not None:
        yield waiting


def _join(text: str, one: Found, other: Found) -> Found | None:
    first, second = one.quantity, other.quantity
    between = text[first.span.end : second.span.start]
    rising = first.unit == second.unit and first.high < second.low
    if not rising or not _JOINED.fullmatch(between):
        return None
    if between.strip() == "、" and (first.unit in _NEVER_LISTED or second.low != first.high + 1):
        return None
    if re.search(r"[从由自]\s?$", text[: first.span.start]) and not text.startswith("不等", second.span.end):
        return None
    whole = replace(second, low=first.low, span=Span(first.span.start, second.span.end))
    return Found(whole, other.written)


def _from_bare(text: str, found: Found) -> Found:
    """Return the quantity widened to the left where a bare number begins the range: 2 或 3 台, 4~6 台."""
    before = _BARE_BEFORE.search(text[: found.span.start])
    if before is None or (before.start() and text[before.start() - 1] in "0123456789."):
        return found
    value = _plain(before["number"])
    if value >= found.quantity.low:
        return found
    span = Span(before.start(), found.span.end)
    return replace(found, quantity=replace(found.quantity, low=value, span=span), article=False)


def english_quantities(text: str, lexicon: Lexicon) -> list[Found]:
    """Return the quantities of an English text in order; what is counted is read from the words that follow."""
    pattern, bounds = _english(lexicon)
    return [each for match in pattern.finditer(text) if (each := _read_english(match, lexicon, bounds))]


@lru_cache(maxsize=8)
def _english(lexicon: Lexicon) -> tuple[re.Pattern[str], dict[str, Bound]]:
    before = {word: Bound(name) for word, name in lexicon.bounds("en", "before").items()}
    after = {word: Bound(name) for word, name in lexicon.bounds("en", "after").items()}
    units = [unit for unit in lexicon.units if unit.isascii() and unit[0] in "%-abcdefghijklmnopqrstuvwxyz"]
    return re.compile(
        rf"(?:\b(?P<before>{_any(before)})\s+)?"
        rf"(?:(?P<fraction>\b(?:{_any(ENGLISH_FRACTIONS)})\b)"
        rf"|(?<![\w.])(?P<number>{DIGITS}|\b{ENGLISH})(?:\s+(?P<scale>{_any(ENGLISH_SCALES)}))?)"
        rf"(?:[ -]?(?P<unit>{_any(units)})(?![A-Za-z]))?"
        rf"(?:\s+(?P<after>{_any(after)}))?",
        re.IGNORECASE,
    ), {**before, **after}


def _read_english(match: re.Match[str], lexicon: Lexicon, bounds: dict[str, Bound]) -> Found | None:
    written = (match["unit"] or "").lower()
    unit = lexicon.units.get(written, "")
    if match["fraction"]:
        value, unit = ENGLISH_FRACTIONS[match["fraction"].lower()], unit or "%"
    else:
        value = read_english(match["number"], match["scale"] or "")
    year = not unit and not match["scale"] and re.fullmatch(r"(?:19|20)[0-9]{2}", match["number"] or "")
    if year:
        return None
    bound = bounds.get((match["after"] or "").lower()) or bounds.get((match["before"] or "").lower(), Bound.EXACT)
    span = Span(match.start(), match.end())
    return Found(Quantity(low=value, high=value, unit=unit, bound=bound, span=span), written)


def is_share(quantity: Quantity) -> bool:
    """Tell whether a quantity is relative: a percentage, percentage points, so many times."""
    return quantity.unit in _PLAIN_UNITS
