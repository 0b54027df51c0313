"""Recognisers of exact addresses; a road or a town alone is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.privacy.findings import Finding
from assistant.privacy.folding import HAN
from assistant.privacy.lexicon import Kind
from assistant.privacy.names import PLACES

_NUMBER = r"[0-9一二三四五六七八九十百]{1,6}"
_DETAIL = (
    r"(?:(?:[0-9A-Za-z一二三四五六七八九十]{1,5}|[甲乙丙丁东西南北])(?:号楼|号院|栋|幢|座|单元|楼|层|室|号|户|组))"
)
_ROAD = rf"(?P<road>[{HAN}]{{1,8}}?(?:大道|大街|中路|东路|西路|南路|北路|支路|路|街道|街|巷|弄|胡同|村))"
_ZH = re.compile(
    rf"{_ROAD}\s?(?:{_NUMBER}(?:弄|巷)\s?)?{_NUMBER}(?:-[0-9]{{1,4}})?\s?"
    rf"(?:号(?!线|文|令|产线|机|设备|车间)|组(?=[0-9]))(?:\s?{_DETAIL}){{0,6}}"
)
_LED = "位于|坐落于|坐落在|地址|住在|住址|搬到|搬至|迁到|迁至|地处|家在|厂址|办公室在|地点"
_CUT = re.compile(f".*(?:{_LED}|[在到是为于去从住和与及的了至])")
_EN = re.compile(
    r"(?:(?:Room|Suite|Unit|Flat|Apt\.?|Floor)\s[0-9A-Z-]{1,6},?\s)?(?:No\.?\s?)?[0-9]{1,5}[A-Z]?(?:-[0-9]{1,4})?,?\s"
    r"(?:(?:North|South|East|West|[NSEW]\.?)\s)?(?:[A-Z][A-Za-z'’.-]{1,20}\s){1,3}"
    r"(?:Street|St\.?|Road|Rd\.?|Avenue|Ave\.?|Boulevard|Blvd\.?|Lane|Drive|Highway|Square)(?![A-Za-z])"
    r"(?:,\s(?:Suite|Room|Apt\.?|Unit|Floor)\s[0-9A-Z-]{1,6})?"
)
_PLACE = re.compile("|".join(PLACES))
_FURTHEST = 30
"""How many characters before the road its town may begin."""


def find_addresses(text: str) -> Iterator[Finding]:
    """Yield exact Chinese and English addresses in half-width text."""
    for match in _ZH.finditer(text):
        start = _beginning(text, match)
        yield Finding(start=start, end=match.end(), kind=Kind.ADDRESS, rule="address", rank=4)
    for match in _EN.finditer(text):
        yield Finding(start=match.start(), end=match.end(), kind=Kind.ADDRESS, rule="address", rank=4)


def _beginning(text: str, match: re.Match[str]) -> int:
    """Return where the address begins: behind a cutting word, and before the towns that lead to the road."""
    cut = _CUT.match(match["road"][:-2])
    if cut:
        return match.start() + cut.end()
    run = re.search(rf"[{HAN}]*$", text[max(0, match.start() - _FURTHEST) : match.start()])
    lead = run.group() if run else ""
    cut = _CUT.match(lead)
    lead = lead[cut.end() :] if cut else lead
    place = _PLACE.search(lead)
    return match.start() - (len(lead) - place.start() if place else 0)
