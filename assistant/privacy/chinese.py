"""Recognisers of Chinese personal names: by title, label, what a person does, and the words 姓, 老 and 小."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.privacy.findings import Finding
from assistant.privacy.folding import HAN
from assistant.privacy.lexicon import Kind
from assistant.privacy.names import (
    COMPOUND_SURNAMES,
    EVERYDAY_SURNAMES,
    LEADING,
    NEVER_AFTER,
    NEVER_IN_A_GIVEN_NAME,
    OFFICES,
    POLITE,
    ROLES,
    STOP_WORDS,
    SURNAMES,
)

_ALL = "".join(sorted(SURNAMES | EVERYDAY_SURNAMES))
_SURE = "".join(sorted(SURNAMES))
_COMPOUNDS = frozenset(COMPOUND_SURNAMES)
_COMPOUND = "|".join(COMPOUND_SURNAMES)
_ROLE = "|".join(ROLES)
_LONG_OFFICE = "|".join(sorted((office for office in OFFICES if len(office) > 1), key=len, reverse=True))
_STOPS = frozenset(STOP_WORDS)
_SHORT_TITLES = frozenset("工董导哥姐叔")
_GIVEN = rf"[{HAN}]"
_TITLES = "|".join(sorted({*OFFICES, *POLITE}, key=len, reverse=True))
_TITLE_WORDS = frozenset((*OFFICES, *POLITE))
_NOT_TOTAL = "体量数之结共计部成额括值产裁监经会理公司和归算得线则有想觉能要装供价投销需资动人局"
_TITLE = re.compile(
    rf"(?P<title>(?:{_ROLE}){{0,2}}(?:{_TITLES}))(?<!总)(?![长期度量额][度期短])"
    rf"|(?P<short>总)(?![{_NOT_TOTAL}]|是[觉会想说在能要]|的来)"
)
_SPEECH = (
    "说道|说|表示|认为|告诉|介绍|指出|回忆|坦言|透露|解释|补充|强调|谈到|提到|觉得|"
    "笑称|直言|感慨|负责|手机|电话|微信|身份证|邮箱"
)
_LABELS = (
    "受访者|受访人|被访者|被访人|被采访人|采访对象|访谈对象|受访对象|姓名|联系人|联络人|采访者|采访人|访问者|访问员|访谈者|访谈人"
    "|访谈员|调查员|整理人|整理|转录|转写|记录人|记录|主持人|主持|负责人|法定代表人|法人代表|法人|经办人|作者|记者|通讯员|审核人"
    "|签名|签字|编辑|摄影|参与者|参会人员|参会人|出席|嘉宾|对接人|被试"
)
_LABEL = re.compile(
    rf"(?P<label>(?:{_LABELS})[0-9A-Z一二三甲乙丙]{{0,2}})"
    r"(?:[^\S\n]?[:(]|[^\S\n]{1,3})[^\S\n]{0,2}"
    rf"(?P<names>{_GIVEN}{{2,4}}(?:[、,/ ]{{1,2}}(?!{_LABELS}){_GIVEN}{{2,4}}){{0,8}})"
)
_TURN = re.compile(rf"(?m)^[^\S\n]{{0,8}}(?P<name>{_GIVEN}{{2,4}})(?:\([^)\n]{{1,12}}\))?[^\S\n]?:")
_SPEAKER = re.compile(rf"(?P<name>(?:{_COMPOUND}){_GIVEN}{{1,2}}?|[{_SURE}]{_GIVEN}{{1,2}}?)(?=[^\S\n]?(?:{_SPEECH}))")
_CALLED = "CEO|CTO|CFO|创始人|负责人|记者|受访者|员工|工人|同事|名叫|叫做|名字叫|我叫|他叫|她叫"
_OFFICE_FIRST = re.compile(
    rf"(?:{_LONG_OFFICE}|{_CALLED})(?:兼(?:{_LONG_OFFICE}|CEO))?[^\S\n]?"
    rf"(?P<name>(?:{_COMPOUND}){_GIVEN}{{1,2}}?|[{_ALL}]{_GIVEN}{{1,2}}?)"
    rf"(?=$|[,。;:!?、\s)“\"]|{_SPEECH}|等|和|与|带|在|的|也|当|还|告)"
)
_SURNAMED = re.compile(rf"(?<![百同])姓(?P<name>{_COMPOUND}|[{_ALL}])(?![{HAN}]{{0,1}}名)")
_NICKNAME = re.compile(
    rf"(?P<name>[老小阿][{_SURE}])"
    rf"(?=$|[^{HAN}]|[说讲道的也就都在是和跟与他她告问去来总又还给把被那这很不没有想负干]|觉得|认为|当时|师傅|哥)"
)


def find_names(text: str) -> Iterator[Finding]:
    """Yield the personal names in half-width Chinese text."""
    yield from _titled(text)
    yield from _labelled(text)
    for pattern, rule in ((_SPEAKER, "speaks"), (_OFFICE_FIRST, "office in front"), (_TURN, "turn")):
        for match in pattern.finditer(text):
            start, end = match.span("name")
            placed = rule == "office in front" or begins_name(text, start)
            if placed and is_full_name(text[start:end]):
                yield Finding(start=start, end=end, kind=Kind.PERSON, rule=rule)
    for match in _SURNAMED.finditer(text):
        start, end = match.span("name")
        yield Finding(start=start, end=end, kind=Kind.PERSON, key=f"姓{match['name']}", before="姓", rule="surname")
    for match in _NICKNAME.finditer(text):
        if begins_name(text, match.start()):
            yield Finding(start=match.start(), end=match.end(), kind=Kind.PERSON, rule="nickname")


def _titled(text: str) -> Iterator[Finding]:
    for match in _TITLE.finditer(text):
        title = match["title"] or match["short"]
        length = _name_before(text, match.start(), title)
        if length and (title not in _SHORT_TITLES or _short_title_ends(text, match.end(), title)):
            start, name = match.start() - length, text[match.start() - length : match.start()]
            bare = length == 1 or name in _COMPOUNDS
            after, key = (title, name + title) if bare else ("", name)
            yield Finding(start=start, end=match.start(), kind=Kind.PERSON, key=key, after=after, rule="title")


def _name_before(text: str, end: int, title: str) -> int:
    """Return how many characters in front of a title are a name, 0 if none."""
    for length in (4, 3, 2):
        start = end - length
        if start >= 0 and is_full_name(text[start:end]) and begins_name(text, start) and _fits(text, start, end):
            return length
    if end >= 2 and text[end - 2 : end] in _COMPOUNDS:
        return 2
    return 1 if end >= 1 and _is_bare_surname(text, end - 1, title) else 0


def _fits(text: str, start: int, end: int) -> bool:
    """Tell whether a longer name is the better reading than the surname just before the title."""
    first, last = text[start], text[end - 1]
    return first in SURNAMES or text[start : start + 2] in _COMPOUNDS or last not in SURNAMES


def _is_bare_surname(text: str, at: int, title: str) -> bool:
    surname, before = text[at], text[at - 1 : at]
    if surname not in SURNAMES and surname not in EVERYDAY_SURNAMES:
        return False
    if (before and before in NEVER_AFTER.get(surname, "")) or (
        surname in "任高" and title not in POLITE and surname + title != "高总"
    ):
        return False
    if text[at : at + 2] in _STOPS or text[at : at + 3] in _STOPS or text[at - 1 : at + 1] in _STOPS:
        return False
    everyday = surname in EVERYDAY_SURNAMES or len(title) == 1
    return begins_name(text, at) if everyday else True


def _short_title_ends(text: str, at: int, title: str) -> bool:
    after = text[at : at + 1]
    return not re.match(f"[{HAN}]", after) or (
        after in "说讲做的也就都在是和跟与他她告问去来那这很不没有想带给负介表认觉" and title + after != "工作"
    )


def begins_name(text: str, at: int) -> bool:
    """Tell whether a name may begin here: nothing, another script or a leading word stands in front."""
    before = text[at - 1 : at]
    if before and before in NEVER_AFTER.get(text[at], ""):
        return False
    return not re.match(f"[{HAN}]", before) or before in LEADING


def is_full_name(words: str) -> bool:
    """Tell whether words look like a surname with one or two characters of a given name."""
    surname = 2 if words[:2] in _COMPOUNDS else 1
    given = words[surname:]
    if surname == 1 and words[:1] not in SURNAMES and words[:1] not in EVERYDAY_SURNAMES:
        return False
    if not 1 <= len(given) <= 2 or any(char in NEVER_IN_A_GIVEN_NAME for char in given):
        return False
    if given in _TITLE_WORDS:
        return False
    stopped = any(words[:length] in _STOPS for length in (2, 3, 4))
    return not stopped and words[1:] not in _STOPS


def _labelled(text: str) -> Iterator[Finding]:
    for match in _LABEL.finditer(text):
        offset = match.start("names")
        for name in re.finditer(f"[{HAN}]{{2,4}}", match["names"]):
            if is_full_name(name.group()):
                start, end = offset + name.start(), offset + name.end()
                yield Finding(start=start, end=end, kind=Kind.PERSON, rule="label")
