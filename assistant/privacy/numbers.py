"""Recognisers of what is written in digits and signs: telephones, cards, accounts, addresses on the net, birthdays.

All patterns expect half-width text of the same length as the source.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from assistant.privacy.findings import Finding
from assistant.privacy.lexicon import Kind

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_DATE = (
    r"(?:[12][0-9]{3}\s{0,2}[-./年]\s{0,2}[0-9]{1,2}(?:\s{0,2}[-./月]\s{0,2}[0-9]{1,2}(?:\s{0,2}日)?|\s{0,2}月)"
    r"|[12][0-9]{3}年|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][12][0-9]{3}|[0-9]{1,2}月[0-9]{1,2}日"
    r"|(?:[0-9]{1,2}(?:st|nd|rd|th)?\s)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s"
    r"(?:[0-9]{1,2}(?:st|nd|rd|th)?,?\s)?[12][0-9]{3})"
)


@dataclass(frozen=True, slots=True)
class _Rule:
    """A pattern; the group ``it`` is concealed, ``cue`` is the keyword in front; ``holds`` checks what was matched."""

    kind: Kind
    name: str
    pattern: re.Pattern[str]
    holds: Callable[[str], bool] = bool


def digits_of(words: str) -> str:
    """Return the digits (and a closing X) of a number as written."""
    return "".join(char for char in words.upper() if char in "0123456789X")


def is_identity_number(words: str) -> bool:
    """Tell whether 18 digits are a citizen number: a real birthday and the check digit of GB 11643-1999."""
    number = digits_of(words)
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", number):
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(number[:17]))
    return "10X98765432"[total % 11] == number[17]


def passes_luhn(words: str) -> bool:
    """Tell whether the last digit is the check digit of ISO/IEC 7812-1 (Luhn, 1960)."""
    digits = [int(digit) for digit in reversed(digits_of(words).replace("X", ""))]
    doubled = sum(digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[1::2])
    return len(digits) >= 12 and (sum(digits[::2]) + doubled) % 10 == 0


def _is_bank_card(words: str) -> bool:
    return digits_of(words)[0] in "3456" and passes_luhn(words)


def _is_international(words: str) -> bool:
    return 8 <= len(digits_of(words)) <= 15


def _has_digit(words: str) -> bool:
    return any(char.isdigit() for char in words)


def _rule(kind: Kind, name: str, it: str, cue: str = "", holds: Callable[[str], bool] = bool) -> _Rule:
    return _Rule(kind, name, re.compile(f"(?P<cue>{cue})(?P<it>{it})", re.IGNORECASE), holds)


_GAP = r"[^\S\n]{0,3}(?:号码|号|number|no\.?|id|账号|帐号)?[^\S\n]{0,3}(?:[:：是为]|is)?[^\S\n]{0,3}"
_SAID = r"\s{0,2}(?:[:：是为]|is)\s{0,2}"
_MAYBE_SAID = r"\s{0,2}(?:[:：是为]|is)?\s{0,2}"
_LINK = r"[!#-;=?-Z_a-z~]"
_LINK_ENDS = r"(?<![.,;:!?)'])"
_ALONE = r"(?<![0-9])"
_ENDS = r"(?![0-9])"
_CHINA = r"(?:(?:\+|00)?86[- ]?)?"
_TOP = r"(?:com|cn|net|org|io|gov|edu|info|top|cc)(?:\.[a-z]{2})?"
_HOST = rf"(?<![a-z0-9@.-])(?:[a-z0-9-]{{1,63}}\.){{1,4}}{_TOP}(?![a-z0-9@-])"
_MAIL_HOST = r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}"
_CITIZEN = r"(?<![0-9a-z])[1-9][0-9]{5}[ -]?[0-9]{8}[ -]?[0-9]{3}[0-9x](?![0-9a-z])"
_AREA = r"\(?0[1-9][0-9]{1,2}(?:\)[ -]?|[- ])"
_PLATE = r"[A-HJ-NP-Z])[·•. -]?(?-i:[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳])(?![A-Za-z0-9])"
_CARD_CUE = r"(?:银行卡|卡号|银行账[号户]|账[号户]|帐[号户]|card|account)(?:号码|号| number| no\.?)?"
_WECHAT = r"(?:微信|威信|weixin|wechat|(?<![a-z])(?:vx|wx))(?:号|账号|帐号|[ -]?id)?"
_WECHAT_ENDS = r"[-_a-z0-9]{5,19}(?![-_a-z0-9])"
_BORN = (
    r"(?:出生日期|出生年月日?|出生时间|出生于|生日|生于|诞辰|date of birth|birth ?date|birthday|DOB|born)"
    r"\s{0,2}(?:[:：是为在,(]|is|on|in)?\s{0,2}"
)
_RULES = (
    _rule(Kind.LINK, "link", rf"(?:https?://|ftp://|www\.){_LINK}{{1,2000}}{_LINK_ENDS}"),
    _rule(Kind.EMAIL, "e-mail", rf"(?<![a-z0-9.+-])[a-z0-9._%+-]{{1,64}}@{_MAIL_HOST}"),
    _rule(Kind.LINK, "domain", rf"{_HOST}(?:/{_LINK}{{0,2000}}{_LINK_ENDS})?"),
    _rule(Kind.IDENTITY, "citizen number", _CITIZEN, holds=is_identity_number),
    _rule(
        Kind.IDENTITY,
        "citizen number by keyword",
        rf"[0-9]{{15}}(?:[0-9]{{2}}[0-9x])?{_ENDS}",
        cue=rf"(?:身份证|公民身份|证件|ID card|national ID|identity card){_GAP}",
    ),
    _rule(
        Kind.PASSPORT,
        "passport by keyword",
        rf"[a-z]{{0,2}}[0-9]{{6,9}}{_ENDS}",
        cue=rf"(?:护照|通行证|passport){_GAP}",
    ),
    _rule(Kind.PASSPORT, "passport", r"(?<![0-9a-z])(?-i:E[A-HJ-NP-Z]|E|G)[0-9]{8}(?![0-9a-z])"),
    _rule(Kind.PHONE, "mobile", rf"{_ALONE}{_CHINA}1[3-9][0-9](?:[- ]?[0-9]{{4}}){{2}}{_ENDS}"),
    _rule(Kind.PHONE, "mobile", rf"{_ALONE}1[3-9][0-9]{{2}}[- ][0-9]{{3}}[- ][0-9]{{4}}{_ENDS}"),
    _rule(
        Kind.PHONE, "landline", rf"{_ALONE}{_CHINA}{_AREA}[2-9][0-9]{{2,3}}[- ]?[0-9]{{4}}(?:[-转][0-9]{{1,5}})?{_ENDS}"
    ),
    _rule(Kind.PHONE, "service line", rf"{_ALONE}[48]00[- ][0-9]{{3,4}}[- ][0-9]{{3,4}}{_ENDS}"),
    _rule(
        Kind.PHONE,
        "international",
        rf"\+[1-9][0-9]{{0,2}}(?:[ .-]?\(?[0-9]{{1,4}}\)?){{2,6}}{_ENDS}",
        holds=_is_international,
    ),
    _rule(
        Kind.PHONE,
        "American",
        r"(?<![0-9-])(?:\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}[-.])[2-9][0-9]{2}[-.][0-9]{4}(?![0-9-])",
    ),
    _rule(
        Kind.PHONE,
        "telephone by keyword",
        r"\+?[0-9(][0-9() -]{3,18}[0-9]",
        cue=rf"(?:电话|座机|手机|传真|分机|热线|phone|tel|mobile|fax|cell)(?:号码|号|\.| number)?{_SAID}",
    ),
    _rule(
        Kind.CARD,
        "bank card",
        rf"{_ALONE}[3-6][0-9]{{3}}(?:[ -]?[0-9]{{4}}){{2,3}}[ -]?[0-9]{{1,4}}{_ENDS}",
        holds=_is_bank_card,
    ),
    _rule(Kind.CARD, "bank card by keyword", rf"[0-9](?:[ -]?[0-9]){{11,18}}{_ENDS}", cue=_CARD_CUE + _MAYBE_SAID),
    _rule(Kind.PLATE, "plate", rf"[{_PROVINCES}](?-i:{_PLATE}", holds=_has_digit),
    _rule(Kind.ACCOUNT, "WeChat by keyword", rf"[a-z0-9]{_WECHAT_ENDS}", cue=_WECHAT + _SAID),
    _rule(
        Kind.ACCOUNT, "WeChat by keyword", rf"(?=[a-z_-]{{0,19}}[0-9_])[a-z]{_WECHAT_ENDS}", cue=_WECHAT + r"\s{0,2}"
    ),
    _rule(
        Kind.ACCOUNT,
        "QQ by keyword",
        r"[1-9][0-9]{4,10}(?![0-9.%])",
        cue=rf"(?<![a-z])QQ(?:群号?|号码?|账号| number)?{_MAYBE_SAID}",
    ),
    _rule(Kind.BIRTH, "birthday by keyword", _DATE, cue=_BORN),
    _rule(Kind.BIRTH, "birthday", rf"{_DATE}(?=\s?(?:出生|生人|生(?:于|,|，|\)|）)))"),
)


def find_numbers(text: str) -> Iterator[Finding]:
    """Yield what the rules find in half-width text."""
    for rule in _RULES:
        for match in rule.pattern.finditer(text):
            words = match["it"]
            if rule.holds(words):
                yield _finding(rule, match, words)


def _finding(rule: _Rule, match: re.Match[str], words: str) -> Finding:
    key = number_key(rule.kind, words)
    before = match["cue"] if len(key) < 7 or rule.kind is Kind.BIRTH else ""
    start, end = match.span("it")
    return Finding(start=start, end=end, kind=rule.kind, key=key, before=before, rule=rule.name, rank=3)


def number_key(kind: Kind, words: str) -> str:
    """Return what two ways of writing one number have in common."""
    if kind is Kind.PHONE:
        return re.sub(r"^(?:00)?86(?=(?:0|1[3-9])[0-9]{9})", "", digits_of(words))
    if kind in {Kind.IDENTITY, Kind.CARD}:
        return digits_of(words)
    return "".join(words.split()).casefold()
