"""Speaker labels: the ways in which transcripts print who speaks and when. Recognising one proves nothing by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.domain.document import SpeakerRole

_TIME = r"(?:\d{1,3}[:：])?\d{1,2}[:：]\d{2}(?:[.,]\d{1,3})?"
_LOOSE = r"(?:\d{1,3}:)?\d{1,2}:\d{1,2}(?:[.,]\d{1,3})?"
_CLOCK = re.compile(r"(?:(\d{1,3})[:：])?(\d{1,2})[:：](\d{1,2})(?:[.,](\d{1,3}))?")
_WORD = r"[^\s:：,，。;；！？!?、|\"“”<>{}【】《》\\/=*#]"
_NAME = rf"{_WORD}{{1,24}}(?: {{1,2}}{_WORD}{{1,24}}){{0,4}}"
_TALKER = (
    r"(?:说话人|发言人|讲话人|讲者|Speaker|SPEAKER|speaker|嘉宾|主持人|受访者|访谈者|采访者|记者)[ _]?[\dA-Za-z]{0,3}"
)
_NUMBER = r"(?P<number>(?:\d{1,3} ?[、.．）)]|[（(]\d{1,3}[）)]) ?)?"
_LEAD = rf"^[ \t　]*(?:\*\*|__)?{_NUMBER}(?:\*\*|__)?"
_BOLD = r"(?:\*\*|__)?"


def listed(words: str) -> frozenset[str]:
    """Return the words of a list that blanks and line ends set apart."""
    return frozenset(words.split())


@dataclass(frozen=True, slots=True)
class _Shape:
    """One printed form; ``timed`` forms carry a time code, ``glued`` ones the speech on the same line."""

    name: str
    pattern: re.Pattern[str]


_CLOSED = rf"[(（\[](?P<time>{_TIME})[)）\]]"
_BLANKS = r"[ \t　]"
_COLON = rf"{_BOLD}[:：]{_BOLD}"
_MAY_COLON = rf"{_BOLD}[:：]?{_BOLD}{_BLANKS}*"


def _shape(name: str, *pieces: str) -> _Shape:
    return _Shape(name, re.compile("".join(pieces)))


_SHAPES = (
    _shape("range", rf"^{_BLANKS}*(?P<time>{_LOOSE}) *--> *(?P<end>{_LOOSE}){_BLANKS}*$"),
    _shape("stamp", rf"^{_BLANKS}*\[(?P<name>{_NAME})\]{_BLANKS}+(?P<time>{_TIME}){_BLANKS}*$"),
    _shape("stamp", rf"{_LEAD}(?P<name>{_NAME}?){_BOLD}{_BLANKS}*{_CLOSED}{_MAY_COLON}$"),
    _shape("stamp", rf"{_LEAD}(?P<name>{_NAME}?){_BOLD}{_BLANKS}+(?P<time>{_TIME}){_MAY_COLON}$"),
    _shape("stamp", rf"^{_BLANKS}*{_BOLD}{_CLOSED}{_MAY_COLON}$"),
    _shape("stamp", rf"^{_BLANKS}*{_CLOSED}{_BLANKS}*{_BOLD}(?P<name>{_NAME}){_MAY_COLON}$"),
    _shape("stamp", rf"^{_BLANKS}*(?P<time>{_TIME}){_BLANKS}+{_BOLD}(?P<name>{_NAME}){_MAY_COLON}$"),
    _shape("glued", rf"^{_BLANKS}*(?P<name>{_TALKER}){_BLANKS}*(?P<time>(?:\d{{2}}:)?\d{{2}}:\d{{2}}){_BLANKS}*"),
    _shape("timed", rf"^{_BLANKS}*{_CLOSED}{_BLANKS}*{_BOLD}(?P<name>{_NAME}?){_COLON}{_BLANKS}*(?=\S)"),
    _shape("timed", rf"^{_BLANKS}*(?P<time>{_TIME}){_BLANKS}+{_BOLD}(?P<name>{_NAME}?){_COLON}{_BLANKS}*(?=\S)"),
    _shape("timed", rf"{_LEAD}(?P<name>{_NAME}?){_BOLD}{_BLANKS}*{_CLOSED}{_COLON}{_BLANKS}*(?=\S)"),
    _shape("timed", rf"{_LEAD}(?P<name>{_NAME}?){_BOLD}{_BLANKS}+(?P<time>{_TIME}){_COLON}{_BLANKS}*(?=\S)"),
    _shape("timed", rf"{_LEAD}(?P<name>{_NAME}?){_BLANKS}*{_CLOSED}{_BOLD}{_BLANKS}+(?=\S)"),
    _shape("alone", rf"^{_BLANKS}*(?:\*\*|__)(?P<name>{_NAME})(?:\*\*|__){_BLANKS}*$"),
    _shape("colon", rf"{_LEAD}(?P<name>{_NAME}){_BOLD}{_BLANKS}*{_COLON}{_BLANKS}*"),
)

_ASKS = listed(
    """
    访谈者 访谈人 访谈员 采访者 采访人 采访 访问者 访问员 提问者 提问人 提问 主持人 主持 记者 调研员 调研者
    调查员 研究者 研究员 问题 问 追问 q question interviewer moderator host facilitator researcher reporter
    journalist
    """
)
_ANSWERS = listed(
    """
    受访者 受访人 被访者 被访人 被访谈者 被访谈人 被采访者 被采访人 访谈对象 采访对象 回答者 回答 答复 答
    嘉宾 a answer respondent interviewee participant informant subject guest
    """
)
_SUFFIX = r"[ _-]?[\dA-Za-z一二三四五六七八九十甲乙丙丁]{0,3}"


def _any_of(names: frozenset[str]) -> re.Pattern[str]:
    longest_first = "|".join(sorted(names, key=lambda name: (-len(name), name)))
    return re.compile(f"(?:{longest_first}){_SUFFIX}", re.IGNORECASE)


_ASKING, _ANSWERING = _any_of(_ASKS), _any_of(_ANSWERS)
_PRESS = re.compile(
    r"记者|主持人|媒体|时报|日报|晚报|周刊|杂志|新闻|电视台|通讯社|\b(?:BBC|CNN|CNBC|reporter|correspondent)\b",
    re.IGNORECASE,
)
_CODED = re.compile(
    r"(?:P|R|S|I|M|F|IV|ID|T|N)[-_ ]?\d{1,3}|(?:说话人|发言人|讲话人|讲者|speaker)[ _]?[\dA-Za-z]{0,3}"
    r"|与会(?:人|者)\w?|众人?|全体|顾问|员工|学员|unknown",
    re.IGNORECASE,
)
_NO_SPEAKER = listed(
    """
    关键词 关键字 摘要 导读 文字记录 时间 地点 日期 时长 主题 标题 题目 来源 作者 编辑 责任编辑 责编 校对
    记录 记录人 整理 整理人 注 备注 说明 注意 附 附件 附注 图 表 资料来源 数据来源 单位 责任单位 牵头单位
    完成时限 时限 目标 措施 任务 要求 原则 意义 结论 背景 目的 方法 结果 案例 例如 比如 如下 其中 此外 因此
    但是 同时 首先 其次 最后 第一 第二 第三 一是 二是 三是 电话 传真 邮箱 地址 网址 联系人 联系方式 邮编
    公司代码 证券代码 证券简称 公司名称 姓名 性别 年龄 职务 职业 学历 部门 行业 特点 优点 缺点 优势 劣势 机会
    威胁 现状 问题描述 原因 对策 建议 内容 形式 对象 范围 期限 参会人员 出席人员 与会人员 主办单位 承办单位
    发布时间 更新时间 点击数 浏览量 字号 访谈时间 访谈地点 访谈对象 访谈主题 访谈方式 访谈提纲 受访者信息
    受访时间 采访时间 采访地点 会议时间 会议地点 会议主题 note notes example examples e.g i.e source sources
    title date time place topic subject from to cc bcc re fw sent author authors abstract keywords keyword
    introduction conclusion method methods results figure table step tip warning http https ftp mailto isbn
    issn doi url email tel fax phone address website version summary agenda attendees location duration
    transcript
    """
)
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢"
    "姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    ""
)
_TOO_COMMON = frozenset(
    {"a", "A", "q", "Q", "问题", "回答", "答复", "顾问", "员工", "学员", "guest", "host", "subject"}
)
_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_LATIN_NAME = re.compile(r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A speaker's label at the head of a line.

    Attributes:
        shape: Printed form: ``range``, ``stamp`` (alone on its line), ``glued``, ``timed`` or ``colon``.
        name: The name as printed; empty where only a time code stands.
        end: Where the label ends and the words begin, in code points of the line.
        numbered: Whether a number of a list stands before the name.
        spoken: Whether words follow on the same line.
    """

    shape: str
    name: str
    end: int
    numbered: bool
    spoken: bool
    start_ms: int | None = None
    end_ms: int | None = None

    @property
    def speaker(self) -> str:
        """The name without the number of a question (``问题12`` and ``问题3`` are asked by nobody in particular)."""
        return re.sub(r"^(问题|问|答|q|a|question|answer)[\s.]*\d{1,3}$", r"\1", self.name, flags=re.IGNORECASE)

    @property
    def key(self) -> str:
        """The name under which turns are counted together."""
        return re.sub(r"\s+", "", self.name).lower()


def milliseconds(code: str) -> int | None:
    """Return a time code (``h:mm:ss.fff``, ``mm:ss``) in milliseconds, None if it is none."""
    found = _CLOCK.fullmatch(code.strip())
    if not found or int(found[3]) > 59:
        return None
    hours, minutes, seconds = int(found[1] or 0), int(found[2]), int(found[3])
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + int((found[4] or "0").ljust(3, "0"))


def label_of(line: str) -> Label | None:
    """Return the label at the head of a line, None where nothing there looks like one."""
    head = line[:160]
    for shape in _SHAPES:
        found = shape.pattern.match(head)
        if found:
            label = _label(shape.name, found, line)
            if label is not None:
                return label
    return _bare(head.strip())


def _bare(line: str) -> Label | None:
    """Return the label of a line that is nothing but a word for a speaker (``Interviewer``, ``P01``, ``受访者``)."""
    if len(line) > 24 or not is_role_word(line) or line in _TOO_COMMON:
        return None
    return Label(shape="alone", name=line, end=len(line), numbered=False, spoken=False)


def _label(shape: str, found: re.Match[str], line: str) -> Label | None:
    parts = found.groupdict()
    name = (parts.get("name") or "").strip(" \t　*_")
    start = milliseconds(parts["time"]) if parts.get("time") else None
    if not _may_speak(name, shape) or (parts.get("time") and start is None):
        return None
    return Label(
        shape=shape,
        name=name,
        end=found.end(),
        numbered=bool(parts.get("number")),
        spoken=bool(line[found.end() :].strip(" \t　*_")),
        start_ms=start,
        end_ms=milliseconds(parts["end"]) if parts.get("end") else None,
    )


def _may_speak(name: str, shape: str) -> bool:
    if not name:
        return shape in ("range", "stamp", "timed")
    folded = name.lower().rstrip(".")
    if folded in _NO_SPEAKER or re.sub(r"\s+", "", folded) in _NO_SPEAKER:
        return False
    if not re.search(r"[^\W\d_]", name) or len(name) > 40:
        return False
    if name.count("(") != name.count(")") or name.count("（") != name.count("）"):
        return False
    return not name.startswith(("-", "(", "（", "[", "·", "•", "~", "第", "http"))


def role_of(name: str) -> SpeakerRole | None:
    """Return the role that a label's words state, None where they state none."""
    folded = re.sub(r"\s+", "", name)
    if _ANSWERING.fullmatch(folded):
        return SpeakerRole.RESPONDENT
    if _ASKING.fullmatch(folded) or _PRESS.search(name):
        return SpeakerRole.INTERVIEWER
    return SpeakerRole.RESPONDENT if re.fullmatch(r"[PR][-_]?\d{1,3}", folded) else None


def is_role_word(name: str) -> bool:
    """Tell whether a label names a part in a conversation (``问``, ``受访者2``, ``P01``, ``说话人 1``)."""
    folded = re.sub(r"\s+", "", name)
    return any(pattern.fullmatch(folded) for pattern in (_ASKING, _ANSWERING, _CODED))


def is_person_name(name: str) -> bool:
    """Tell whether a label has the form of a person's name: Han with a common surname, or capitalised Latin words."""
    bare = re.sub(r"\[\d+\]", "", name)
    return bool((_HAN_NAME.fullmatch(bare) and bare[0] in _SURNAMES) or _LATIN_NAME.fullmatch(bare))
