"""Recognisers of firms by the words their names end with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.privacy.findings import Finding
from assistant.privacy.folding import HAN
from assistant.privacy.lexicon import Kind
from assistant.privacy.names import COMMON_IN_FIRMS, LEADERS_IN_FIRM_NAMES, ORDINARY_ENGLISH, PLACES

_LEGAL = "股份有限公司|有限责任公司|有限公司|股份公司|集团公司"
_ZH = re.compile(
    rf"(?P<stem>(?:[{HAN}A-Za-z0-9&·]|[(][{HAN}]{{1,6}}[)]){{1,24}}?)"
    rf"(?P<suffix>(?:集团)?(?:{_LEGAL})|集团(?!式|化|军|内|里|层|旗下|作战|性|总|有|股)|分公司|工厂(?!化|里|内|店)"
    rf"|(?<!工)厂(?=[^{HAN}]|[和与及都也的在是]|$))"
    rf"(?P<branch>[{HAN}]{{2,6}}分公司)?"
)
_LEADERS = re.compile(
    ".*(?:"
    + "|".join(LEADERS_IN_FIRM_NAMES)
    + r"|[和与跟在是由从被把给的了到及或叫去让找请]|(?<=[名称作成])为|^[为同向对])"
)
_REGIONS = {"中国", "国际", "全国", "全球", "亚洲", "欧洲"}
_PLACE = re.compile("|".join(place for place in PLACES if place not in _REGIONS))
_ORDINARY = re.compile("|".join(sorted({*PLACES, *COMMON_IN_FIRMS}, key=len, reverse=True)) + "|[省市区县镇()0-9]")
_CAPITAL = r"[A-Z][A-Za-z0-9&'’-]{0,30}"
_EN = re.compile(
    rf"(?<![A-Za-z])(?P<stem>{_CAPITAL}(?: (?:{_CAPITAL}|&|\([A-Z][a-z]{{2,12}}\))){{0,6}}?),? "
    r"(?P<suffix>Co\.?,? ?Ltd\.?"
    r"|Ltd\.?|Limited|Inc\.?|Corp\.?|Corporation|GmbH(?: & Co\. KG)?|AG|LLC|LLP|PLC|plc|Company|Group"
    r"|S\.A\.|S\.p\.A\.|B\.V\.|N\.V\.|Holdings|Pte\.? Ltd\.?|Co\.|Factory|Works)(?![A-Za-z])"
)
_ORDINARY_EN = frozenset(ORDINARY_ENGLISH)


def find_firms(text: str, kept: Iterable[str] = ()) -> Iterator[Finding]:
    """Yield the names of firms in half-width text, except those made of kept names and ordinary words alone."""
    keep = [name.casefold() for name in sorted(kept, key=len, reverse=True)]
    yield from _chinese(text, keep)
    yield from _english(text, keep)


def _chinese(text: str, keep: list[str]) -> Iterator[Finding]:
    for match in _ZH.finditer(text):
        stem = match["stem"]
        leader = _LEADERS.match(stem)
        start = match.start() + (leader.end() if leader else 0)
        name = stem[start - match.start() :]
        if _is_named(name, match["suffix"], keep):
            yield Finding(start=start, end=match.end(), kind=Kind.FIRM, rule="firm", rank=4)


def _is_named(name: str, suffix: str, keep: list[str]) -> bool:
    """Tell whether words in front of a suffix name one firm: the vaguer the suffix, the more is asked of them."""
    proper = len(_proper_part(name, keep))
    if re.search(_LEGAL, suffix):
        return proper >= 1
    if suffix == "集团":
        return proper >= 2 and (len(name) <= 6 or bool(_PLACE.search(name)))
    return proper >= 2 and len(name) <= 14 and bool(_PLACE.search(name))


def _proper_part(name: str, keep: list[str]) -> str:
    """Return what is left of a name without kept names, towns and ordinary words."""
    name = name.casefold()
    for known in keep:
        name = name.replace(known, "")
    return _ORDINARY.sub("", name)


def _english(text: str, keep: list[str]) -> Iterator[Finding]:
    for match in _EN.finditer(text):
        words = list(re.finditer(r"\S+", match["stem"]))
        while words and words[0].group().casefold() in _ORDINARY_EN:
            words.pop(0)
        if words and _has_proper_word([word.group() for word in words], keep):
            start = match.start() + words[0].start()
            yield Finding(start=start, end=match.end(), kind=Kind.FIRM, rule="firm", rank=4)


def _has_proper_word(words: list[str], keep: list[str]) -> bool:
    stem = " ".join(words).casefold()
    for known in keep:
        stem = stem.replace(known, " ")
    return any(
        word.strip("(),&'’-") and word not in _ORDINARY_EN and word not in {"and", "of"} for word in stem.split()
    )
