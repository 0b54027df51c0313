"""HTML pages: the article where one stands out, else all visible words. Scripts and styles are never text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from assistant.domain.document import BlockKind, ReadingNote
from assistant.reading.building import RawBlock, RawDocument
from assistant.reading.decoding import decode
from assistant.reading.grids import Grid, grid_blocks
from assistant.reading.labels import listed
from assistant.reading.markup import local, parse_html, tidy, words

if TYPE_CHECKING:
    from collections.abc import Iterator

_SILENT = frozenset(
    {"script", "style", "noscript", "template", "head", "svg", "math", "iframe", "object", "select", "textarea"}
)
_FURNITURE = frozenset({"nav", "header", "footer", "aside", "form", "a", "button"})
_BLOCKS = listed(
    """
    address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 head header hr html item legend li list main nav ol p pre quote section summary table
    tbody td tfoot th thead title tr ul
    """
)
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""<\?xml[^>]+encoding\s*=\s*["']([A-Za-z0-9_.-]+)""")
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_UNCOUNTED = re.compile(r"[\s|]+")
_ARTICLE_SHARE = 0.5
_UNFRAMED_SHARE = 0.95


@dataclass(slots=True)
class _Walk:
    """Collects the blocks of an element tree in document order."""

    blocks: list[RawBlock] = field(default_factory=list)
    hidden: int = 0
    tables: int = 0
    _pieces: list[str] = field(default_factory=list)

    def write(self, text: str | None, *, kept: bool) -> None:
        if text:
            self._pieces.append(text if kept else re.sub(r"[ \t\r\n\f]+", " ", text))

    def flush(self, tag: str) -> None:
        text = "".join(self._pieces)
        self._pieces.clear()
        text = "\n".join(line.strip(" ") for line in text.split("\n")).strip("\n") if tag != "pre" else text
        if not text.strip():
            return
        level = _HEADINGS.get(tag)
        kind = BlockKind.HEADING if level else BlockKind.PARAGRAPH
        self.blocks.append(RawBlock(text=text, kind=kind, level=level))

    def add_grid(self, table: etree._Element) -> None:
        rows = tuple(
            tuple(words(cell) for cell in row if local(cell) in ("td", "th", "cell")) for row in table.iter("tr", "row")
        )
        self.tables += 1
        self.blocks.extend(grid_blocks(Grid(rows=rows, number=self.tables)))


def visible_blocks(root: etree._Element) -> tuple[list[RawBlock], int]:
    """Return the blocks of all visible words below an element, and how many hidden elements were left out."""
    walk = _Walk()
    opened: list[str] = []
    skipped: etree._Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if skipped is not None:
            if event == "end" and element is skipped:
                skipped = None
                walk.write(element.tail, kept="pre" in opened)
            continue
        if event == "start":
            skipped = element if _enter(walk, element, opened) else None
        else:
            _leave(walk, element, opened)
    walk.flush("")
    return walk.blocks, walk.hidden


def _enter(walk: _Walk, element: etree._Element, opened: list[str]) -> bool:
    """Open an element; tell whether what is inside is to be skipped."""
    tag = local(element)
    if tag in _SILENT or not tag:
        return True
    if element.get("hidden") is not None or _UNSEEN.search(element.get("style", "")):
        walk.hidden += bool(words(element))
        return True
    if tag in _BLOCKS:
        walk.flush(opened[-1] if opened else "")
        opened.append(tag)
    if tag == "table" and _is_grid(element):
        walk.add_grid(element)
        opened.pop()
        return True
    walk.write("\n" if tag in ("br", "lb") else None, kept=True)
    walk.write(element.text, kept="pre" in opened)
    return False


def _leave(walk: _Walk, element: etree._Element, opened: list[str]) -> None:
    tag = local(element)
    if tag in _BLOCKS:
        walk.flush(tag)
        if opened:
            opened.pop()
    walk.write(element.tail, kept="pre" in opened)


def _is_grid(table: etree._Element) -> bool:
    """Tell a table of data from one that lays out a page."""
    if next(table.iter("table"), table) is not table or sum(1 for _ in table.iter("table")) > 1:
        return False
    rows = [[words(cell) for cell in row if local(cell) in ("td", "th", "cell")] for row in table.iter("tr", "row")]
    full = [row for row in rows if sum(bool(cell) for cell in row) > 1]
    return bool(full) and all(len(cell) < 2000 for row in rows for cell in row)


def html_blocks(text: str, name: str) -> list[RawBlock]:
    """Return the blocks of all visible words of an HTML text.

    Raises:
        UnreadableSource: Nothing in the text is HTML.
    """
    return visible_blocks(parse_html(text, name))[0]


def read_html(data: bytes, name: str) -> RawDocument:
    """Return the article of a page with title, date and publisher, or all visible words where no article stands out.

    Raises:
        UnreadableSource: The bytes are no text, or hold no element.
    """
    found = _CHARSET.search(data[:4096]) or _XML_ENCODING.search(data[:200])
    decoded = decode(data, name, found[1].decode("ascii") if found else "")
    root = parse_html(decoded.text, name)
    everything, hidden = visible_blocks(root)
    article = _article(decoded.text) if _is_framed(root, _size(everything)) else None
    blocks, notes = everything, list(decoded.notes)
    if hidden:
        notes.append(ReadingNote("hidden_text", hidden, "hidden parts of the page are not text"))
    if article and _size(article.blocks) >= max(_ARTICLE_SHARE * _core_size(root), 1):
        blocks = _with_headline(list(article.blocks), everything)
        left = max(_size(everything) - _size(blocks), 0)
        if left:
            notes.append(ReadingNote("page_furniture", left, "characters around the article (menus, links) left out"))
    return RawDocument(
        blocks=tuple(blocks),
        reader="html",
        media_type="text/html",
        encoding=decoded.encoding,
        notes=tuple(notes),
        title=(article.title if article else "") or _page_title(root),
        publisher=article.publisher if article else "",
        date=article.date if article else "",
    )


def _is_framed(root: etree._Element, size: int) -> bool:
    """Tell whether menus, links and the like make up a part of the page, so that an article has to be picked out."""
    return _core_size(root) < _UNFRAMED_SHARE * size


def _with_headline(article: list[RawBlock], everything: list[RawBlock]) -> list[RawBlock]:
    """Return the article under its headline, which extraction takes for metadata."""
    headline = next((block for block in everything if block.kind is BlockKind.HEADING and block.level == 1), None)
    if headline is None or any(tidy(headline.text) in tidy(block.text) for block in article[:5]):
        return article
    return [headline, *article]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Article:
    blocks: tuple[RawBlock, ...]
    title: str
    publisher: str
    date: str


def _article(text: str) -> _Article | None:
    from trafilatura import bare_extraction  # noqa: PLC0415 - half a second, needed for pages only

    found = bare_extraction(text, with_metadata=True, include_comments=False, include_tables=True)
    if found is None or isinstance(found, dict) or found.body is None:
        return None
    return _Article(
        blocks=tuple(_article_blocks(found.body)),
        title=str(found.title or ""),
        publisher=str(found.sitename or ""),
        date=str(found.date or "")[:10],
    )


def _article_blocks(body: etree._Element) -> list[RawBlock]:
    """Return the blocks of an extracted article, whose headings are ``head`` elements with a rank."""
    for element in list(body.iter("head")):
        rank = str(element.get("rend", "h2"))
        element.tag = rank if rank in _HEADINGS else "h2"
    return visible_blocks(body)[0]


def _size(blocks: list[RawBlock] | tuple[RawBlock, ...]) -> int:
    return sum(len(_UNCOUNTED.sub("", block.text)) for block in blocks)


def _core_size(root: etree._Element) -> int:
    """Return how many characters stand outside links, menus and other furniture of a page."""
    return sum(len(_UNCOUNTED.sub("", piece)) for piece in _core(root))


def _core(root: etree._Element) -> Iterator[str]:
    skipped: etree._Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if skipped is None and event == "start":
            if local(element) in _SILENT | _FURNITURE or not local(element):
                skipped = element
            else:
                yield element.text or ""
        elif event == "end" and skipped in (None, element):
            skipped = None
            yield element.tail or ""


def _page_title(root: etree._Element) -> str:
    title = next(root.iter("title"), None)
    return words(title) if title is not None else ""
