"""Figures in words, so that 三十五天 and 35 days count as the same figure when quotations are compared."""

from __future__ import annotations

import re
import unicodedata

_HAN = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_CHARS = "".join(_HAN) + "".join(_SCALES)
_SPOKEN = re.compile(
    rf"百分之(?P<share>[{_CHARS}]+)(?:点(?P<places>[{_CHARS}]+))?"
    rf"|(?P<tenths>[{_CHARS}])成(?P<more>[{_CHARS}半])?"
    rf"|(?P<number>[{_CHARS}]+)(?:点(?P<after>[{_CHARS}]+))?(?=\s*[天个倍台家人次年月周日项名分小条件辆%％余多])"
)


def with_digits(words: str) -> str:
    """Return words in one width and lower case, with Chinese numerals before units and in shares as digits."""
    plain = unicodedata.normalize("NFKC", words).casefold()
    return _SPOKEN.sub(_digits, plain)


def _digits(found: re.Match[str]) -> str:
    if found["tenths"]:
        more = 5 if found["more"] == "半" else _value(found["more"] or "")
        return f"{_value(found['tenths']) * 10 + more}%"
    if found["share"]:
        return f"{_value(found['share'])}{_places(found['places'])}%"
    return f"{_value(found['number'])}{_places(found['after'])}"


def _places(digits: str | None) -> str:
    return "." + "".join(str(_HAN.get(digit, 0)) for digit in digits) if digits else ""


def _value(numeral: str) -> int:
    total = section = digit = 0
    for char in numeral:
        if char in _HAN:
            digit = _HAN[char]
        elif char == "万":
            total, section, digit = total + (section + digit or 1) * 10_000, 0, 0
        else:
            section, digit = section + (digit or 1) * _SCALES[char], 0
    return total + section + digit
