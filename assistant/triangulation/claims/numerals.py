"""Numbers as they are written in Chinese and English: 7.3, 7. 3, １２, 9,600万, 三十五, 百分之七点三, four, a third.

Patterns expect half-width text. A number here is bare: no unit, no bound.
"""

from __future__ import annotations

from decimal import Decimal

DIGITS = r"[0-9]+(?:,[0-9]{3}(?![0-9]))*(?:\.[0-9]+|\. [0-9]{1,2}(?=\s?[%‰倍万亿]))?"
SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
HAN_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
HAN = r"(?![〇零](?![〇零一二三四五六七八九点]))[〇零一二两三四五六七八九十百千万亿]+(?:点[〇零一二三四五六七八九]+)?"
SCALE = r"[十百千万亿]{0,3}"
_ENGLISH = [
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
ENGLISH_WORDS = {word: value for value, word in enumerate(_ENGLISH)} | {
    word: 10 * value for value, word in enumerate(_TENS, start=2)
}
ENGLISH_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
ENGLISH_FRACTIONS = {
    "half": Decimal(50),
    "a half": Decimal(50),
    "one half": Decimal(50),
    "a third": Decimal(100) / 3,
    "one third": Decimal(100) / 3,
    "two thirds": Decimal(200) / 3,
    "a quarter": Decimal(25),
    "one quarter": Decimal(25),
    "three quarters": Decimal(75),
    "a fifth": Decimal(20),
    "one fifth": Decimal(20),
    "a tenth": Decimal(10),
}
"""Fractions as percentages."""
ENGLISH = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ENGLISH[1:10])}))?"
    rf"|{'|'.join(sorted(_ENGLISH, key=len, reverse=True))})(?![a-z])"
)


def read_digits(words: str, scale: str = "") -> Decimal:
    """Return the value of digits, times the scales that follow (万, 千万, 亿)."""
    value = Decimal("".join(words.replace(",", "").split()))
    for char in scale:
        value *= SCALES.get(char, 1)
    return value


def read_han(words: str) -> Decimal:
    """Return the value of a number in Han characters: 三十五, 四千, 七点三, 九十万, 一百零五, 二〇二三."""
    whole, _, part = words.partition("点")
    value = Decimal(_spelled(whole) if not set(whole) & SCALES.keys() else _scaled(whole))
    return value + Decimal(f"0.{_spelled(part)}") if part else value


def _spelled(words: str) -> str:
    return "".join(str(HAN_DIGITS.get(char, 0)) for char in words) or "0"


def _scaled(words: str) -> int:
    total, section, digit = 0, 0, 0
    for char in words:
        scale = SCALES.get(char, 0)
        if not scale:
            digit = HAN_DIGITS[char]
        elif scale >= 10_000:
            total = (total + section + digit) * scale or scale
            section = digit = 0
        else:
            section += (digit or 1) * scale
            digit = 0
    return total + section + digit


def read_english(words: str, scale: str = "") -> Decimal:
    """Return the value of a number in English words or digits: twenty-one, 7.3, 4,000, 4 thousand."""
    lowered = words.lower().strip()
    if lowered[:1].isdigit():
        value = read_digits(lowered)
    else:
        value = Decimal(sum(ENGLISH_WORDS[part] for part in lowered.replace("-", " ").split()))
    return value * ENGLISH_SCALES.get(scale.lower().strip(), 1)
