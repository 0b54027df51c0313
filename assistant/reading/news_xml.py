"""XML texts: articles with named fields (title, date, body) and, failing those, every element that holds words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.domain.document import BlockKind, ReadingNote
from assistant.errors import UnsupportedSource
from assistant.reading.building import RawBlock, RawDocument
from assistant.reading.decoding import decode
from assistant.reading.html import html_blocks
from assistant.reading.markup import local, parse_xml, tidy, words

if TYPE_CHECKING:
    from lxml import etree

_ENCODING = re.compile(rb"""<\?xml[^>]+encoding\s*=\s*["']([A-Za-z0-9_.-]+)""")
_TITLES = frozenset({"title", "headline", "hl1", "标题", "题名"})
_DATES = frozenset({"datetime", "date", "pubdate", "published", "time", "发布时间", "日期", "时间"})
_BODIES = frozenset({"body", "content", "text", "article", "正文", "内容"})
_PUBLISHERS = frozenset({"publisher", "source", "site", "media", "来源", "媒体"})
_DATE = re.compile(r"(\d{4})[-/年.](\d{1,2})(?:[-/月.](\d{1,2}))?")
_MARKUP = re.compile(r"</?(?:p|br|div|span)\b[^>]*>", re.IGNORECASE)


def read_xml(data: bytes, name: str) -> RawDocument:
    """Return an XML article: its body's lines as paragraphs, title and date as what the file states.

    Raises:
        UnreadableSource: The XML is not well formed.
        UnsupportedSource: The file holds many records, or a vocabulary that is no text.
    """
    found = _ENCODING.search(data[:200])
    decoded = decode(data, name, found[1].decode("ascii") if found else "")
    root = parse_xml(decoded.text, name)
    if local(root) == "html":
        raise UnsupportedSource(f"{name!r} is a web page; name it .html", f"{name!r} 是网页；请改名为 .html")
    fields = _fields(root)
    bodies = [element for element in root.iter() if local(element).lower() in _BODIES and words(element)]
    if any(body.getparent() is not bodies[0].getparent() for body in bodies) and not _nested(bodies):
        raise UnsupportedSource(
            f"{name!r} holds {len(bodies)} records; save each article as a file of its own",
            f"{name!r} 含 {len(bodies)} 条记录；请每篇单独存为一个文件",
        )
    title = _first(fields, _TITLES)
    blocks = _under(title, _body_blocks(bodies[0], name)) if bodies else _all_blocks(root)
    unused = sorted(set(fields) - _TITLES - _DATES - _BODIES - _PUBLISHERS) if bodies else []
    notes = (ReadingNote("fields_not_read", len(unused), ", ".join(unused)[:200]),) if unused else ()
    return RawDocument(
        blocks=tuple(blocks),
        reader="xml",
        media_type="application/xml",
        encoding=decoded.encoding,
        notes=decoded.notes + notes,
        title=title,
        publisher=_first(fields, _PUBLISHERS),
        date=iso_date(_first(fields, _DATES)),
    )


def iso_date(text: str) -> str:
    """Return the first year-month-day of a text as ISO 8601, as exact as it is; empty if there is none."""
    found = _DATE.search(text)
    if not found:
        return ""
    year, month, day = found[1], int(found[2]), int(found[3] or 0)
    if not 1 <= month <= 12 or day > 31:
        return year
    return f"{year}-{month:02d}-{day:02d}" if day else f"{year}-{month:02d}"


def _fields(root: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter():
        if len(element) == 0 and element.text:
            found.setdefault(local(element).lower(), tidy(element.text))
    return found


def _first(fields: dict[str, str], names: frozenset[str]) -> str:
    return next((value for key, value in fields.items() if key in names), "")


def _under(title: str, blocks: list[RawBlock]) -> list[RawBlock]:
    """Return the blocks under their title, unless they open with it."""
    if not title or any(title in tidy(block.text) for block in blocks[:2]):
        return blocks
    return [RawBlock(text=title, kind=BlockKind.HEADING, level=1), *blocks]


def _nested(bodies: list[etree._Element]) -> bool:
    first = set(bodies[0].iter())
    return all(body in first for body in bodies[1:])


def _body_blocks(body: etree._Element, name: str) -> list[RawBlock]:
    if len(body):
        return _all_blocks(body)
    text = body.text or ""
    if _MARKUP.search(text):
        return html_blocks(text, name)
    return [RawBlock(text=line) for line in text.splitlines() if line.strip()]


def _all_blocks(root: etree._Element) -> list[RawBlock]:
    """Return one block for each element that itself holds words, and for the words that follow it."""
    blocks = []
    for element in root.iter():
        for piece, kind in ((element.text, _kind(element)), (element.tail, BlockKind.PARAGRAPH)):
            if piece and piece.strip() and local(element):
                blocks.append(RawBlock(text=tidy(piece), kind=kind))
    return blocks


def _kind(element: etree._Element) -> BlockKind:
    return BlockKind.HEADING if local(element).lower() in _TITLES else BlockKind.PARAGRAPH
