"""A first guess at what a source is. Everything guessed here is meant to be looked over and corrected by a person."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from assistant.domain.document import BlockKind, Language, SourceMetadata, SourceType

if TYPE_CHECKING:
    from assistant.domain.document import Document
    from assistant.reading.building import RawDocument

_HEAD = 3000
_SAMPLE = 40_000
_SHORT_LINE = 100
_HAN = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]+")
_DATE = re.compile(
    r"(?<![\d.])((?:19|20)\d{2}) ?(?:[-/年] ?(\d{1,2})(?: ?[-/月] ?(\d{1,2}))?|\.(\d{1,2})\.(\d{1,2}))(?![\d.]\d|\d)"
)
_HAN_YEAR = re.compile(
    r"([一二][〇○零一二三四五六七八九]{3})年(?:([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})日)?)?"
)
_DIGITS = {sign: str(n) for n, sign in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}
_DATE_CUE = re.compile(
    r"(?:时间|日期|发布|发表|更新|访谈|采访|会议|Date|Published)[^\n]{0,12}[:：]\s*$|^\s*[(（—-]*$", re.IGNORECASE
)
_DUMMY_TITLES = re.compile(
    r"microsoft word|word document|untitled|^document|新建|无标题|^文档|powerpoint|幻灯片|\.docx?$|\.indd$|^\W*$",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(r"[a-z0-9_.-]{1,12}|administrator|user|微软用户|Windows 用户", re.IGNORECASE)
_GENERIC = re.compile(
    r"^(?:transcript|summary|abstract|摘\s*要|目\s*录|contents|第[一二三四五六七八九十\d]+[章节].*)$", re.IGNORECASE
)
_KINDS: tuple[tuple[SourceType, re.Pattern[str]], ...] = (
    (
        SourceType.ANNUAL_REPORT,
        re.compile(r"(?:年度|季度)报告|年报\W*$|annual report|form 10-k|10-K\b", re.IGNORECASE),
    ),
    (SourceType.WHITE_PAPER, re.compile(r"白皮书|蓝皮书|white ?paper", re.IGNORECASE)),
    (
        SourceType.OFFICIAL_REPORT,
        re.compile(
            r"政府工作报告|(?:关于.{2,60}的)?(?:通知|通报|公报|意见|决定|公告|批复|实施方案|行动计划|规划纲要)$|工作报告"
        ),
    ),
)
_FILED_AS: tuple[tuple[SourceType, re.Pattern[str]], ...] = (
    (SourceType.INTERVIEW, re.compile(r"^(?:访谈|采访|interview)\b|访谈(?:记录|逐字稿|实录)$", re.IGNORECASE)),
    (SourceType.NEWS, re.compile(r"^(?:新闻|报道|news)(?:\b|[-_—])", re.IGNORECASE)),
    (SourceType.ANNUAL_REPORT, re.compile(r"^年报(?:\b|[-_—])")),
    (SourceType.OFFICIAL_REPORT, re.compile(r"^(?:官方报告|official[ _-]report)", re.IGNORECASE)),
    (SourceType.LITERATURE, re.compile(r"^(?:文献|论文|literature|paper)(?:\b|[-_—])", re.IGNORECASE)),
    (SourceType.BOOK, re.compile(r"^(?:书籍|专著|book)(?:\b|[-_—])", re.IGNORECASE)),
)
"""How people name files for themselves; believed only where the text says nothing."""
_PAPER_SIGNS = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        r"^\W*摘\s*要\W",
        r"^\W*关\s*键\s*词\W",
        r"^\W*(?:主要)?参\s*考\s*文\s*献",
        r"^\W*abstract\b",
        r"^\W*key\s?words\b",
        r"^\W*references\W*$",
        r"中图分类号",
        r"\bdoi\s*[:：]?\s*10\.\d{4}",
        r"基金项目",
    )
)
_NEWS = re.compile(
    r"(?:本报|新华社|中新社|中新网|人民网|记者)[^\n]{0,30}(?:电|讯|报道|摄)|来源\s*[:：]|责任编辑|责编\s*[:：]|\(Reuters\)|\(AP\)"
)
_ISBN = re.compile(r"\bISBN(?:-1[03])?[:：]?\s*[\d-]{10,17}")
_INTERVIEW = re.compile(r"访谈|采访|座谈|对话|专访|问答|interview|transcript|podcast", re.IGNORECASE)


def describe(document: Document, raw: RawDocument) -> SourceMetadata:
    """Return the guess at a document's metadata. Case, organisation and voice stay empty: only people know them."""
    title = guess_title(document, raw)
    return SourceMetadata(
        title=title,
        source_type=guess_type(document, raw, title),
        publisher="" if _ACCOUNT.fullmatch(raw.publisher.strip()) else raw.publisher.strip()[:200],
        date=guess_date(document, raw),
        language=guess_language(document.text),
    )


def guess_title(document: Document, raw: RawDocument) -> str:
    """Return the title that the file states, else its first heading, else its first short line, else its name."""
    name = document.provenance.file_name
    stem = PurePath(name).stem if PurePath(name).suffix else name
    stated = re.sub(r"\s+", " ", raw.title).strip()
    if stated and len(stated) > 2 and not _DUMMY_TITLES.search(stated):
        return stated[:200]
    for block in document.blocks[:12]:
        text = re.sub(r"\s+", " ", block.span.read(document.text))
        if block.kind is BlockKind.HEADING and 2 < len(text) <= 120 and not _GENERIC.match(text):
            return stem if len(text) < 8 <= len(_HAN.findall(stem)) else text.rstrip(":：")
    return _opening_line(document) or stem


def _opening_line(document: Document) -> str:
    """Return the first line where it stands like a title: short, no sentence, something longer below."""
    first = document.blocks[0]
    text = first.span.read(document.text)
    if first.kind is not BlockKind.PARAGRAPH or first.start_ms is not None or len(document.blocks) < 3:
        return ""
    titled = (
        4 <= len(text) <= 60
        and "\n" not in text
        and not re.search(r"[。！!；;，,：:.…]$|^(?!\d{4}年)[(（\d\W]|https?://|[!！|]", text)
    )
    return text if titled and any(len(block.span) > 2 * len(text) for block in document.blocks[1:12]) else ""


def guess_type(document: Document, raw: RawDocument, title: str) -> SourceType:
    """Return what kind of source the text looks like; OTHER where nothing speaks clearly."""
    head = document.text[:_HEAD]
    stem = PurePath(document.provenance.file_name).stem
    named = _kind_named([title, stem], _KINDS)
    opening = [line for line in head.split("\n")[:8] if len(line) < 60]
    guesses = (
        (SourceType.INTERVIEW, _is_interview(document, title)),
        (SourceType.LITERATURE, sum(bool(sign.search(document.text)) for sign in _PAPER_SIGNS) >= 2),
        (SourceType.NEWS, raw.reader == "xml" and bool(raw.date)),
        (named, named is not SourceType.OTHER),
        (SourceType.BOOK, raw.reader == "epub" or bool(_ISBN.search(document.text[: 2 * _HEAD]))),
        (SourceType.NEWS, bool(_NEWS.search(head))),
        (_kind_named(opening, _KINDS[:2]), _kind_named(opening, _KINDS[:2]) is not SourceType.OTHER),
        (SourceType.NEWS, raw.reader == "html" and bool(raw.date and raw.publisher)),
        (_kind_named([stem], _FILED_AS), True),
    )
    return next((kind for kind, holds in guesses if holds), SourceType.OTHER)


def _kind_named(lines: list[str], kinds: tuple[tuple[SourceType, re.Pattern[str]], ...]) -> SourceType:
    """Return the first kind of source that one of the lines names."""
    found = (kind for kind, pattern in kinds for line in lines if pattern.search(line.strip()))
    return next(found, SourceType.OTHER)


def _is_interview(document: Document, title: str) -> bool:
    """Tell whether turns make up the text, or a good part of one that calls itself an interview."""
    turns = [block for block in document.blocks if block.kind is BlockKind.TURN]
    share = sum(len(block.span) for block in turns) / max(len(document.text), 1)
    return len(turns) >= 2 and share >= (0.2 if _INTERVIEW.search(title) else 0.5)


def guess_date(document: Document, raw: RawDocument) -> str:
    """Return the date that the file states, else the first date that stands like one near the head of the text."""
    if re.fullmatch(r"\d{4}(?:-\d{2}){0,2}", raw.date):
        return raw.date
    lines = document.text[:_HEAD].split("\n")
    found = [(_iso(line), line) for line in lines[:40]]
    alone = next((date for date, line in found if date and _stands_alone(line)), "")
    return (
        alone
        or _iso(PurePath(document.provenance.file_name).stem)
        or next((date for date, line in found if date and len(line) <= _SHORT_LINE), "")
    )


def _stands_alone(line: str) -> bool:
    """Tell whether a line is hardly more than a date, or says that a date follows."""
    found = _DATE.search(line) or _HAN_YEAR.search(line)
    return bool(found) and (len(line.strip()) <= 40 or bool(_DATE_CUE.search(line[: found.start() if found else 0])))


def _iso(text: str) -> str:
    """Return the first date in a text as ISO 8601, as exact as it is written; empty if there is none."""
    found = _DATE.search(text)
    if found:
        return _joined(found[1], int(found[2] or found[4]), int(found[3] or found[5] or 0))
    written = _HAN_YEAR.search(text)
    if not written:
        return ""
    return _joined("".join(_DIGITS[sign] for sign in written[1]), _number(written[2]), _number(written[3]))


def _number(written: str | None) -> int:
    """Return a Chinese numeral up to thirty-one; 0 for none."""
    if not written:
        return 0
    tens, ten, units = written.rpartition("十")
    value = int(_DIGITS.get(units, "0") or 0) if units else 0
    return value + (10 * int(_DIGITS.get(tens, "1")) if ten else 0)


def _joined(year: str, month: int, day: int) -> str:
    if not 1 <= month <= 12:
        return ""
    return f"{year}-{month:02d}-{day:02d}" if 1 <= day <= 31 else f"{year}-{month:02d}"


def guess_language(text: str) -> Language:
    """Return the language by script: two Han characters weigh as much as one Latin word."""
    sample = text[:_SAMPLE]
    han, latin = len(_HAN.findall(sample)) / 2, len(_LATIN.findall(sample))
    if han + latin == 0:
        return Language.ZH
    share = han / (han + latin)
    return Language.ZH if share >= 0.6 else Language.EN if share <= 0.1 else Language.MIXED
