"""Word documents (docx): paragraphs, headings and tables in the order of the page. Deleted text is no text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from assistant.domain.document import BlockKind, ReadingNote
from assistant.reading.building import RawBlock, RawDocument
from assistant.reading.grids import Grid, Row, grid_blocks
from assistant.reading.limits import open_archive, optional_part, read_part
from assistant.reading.markup import local, parse_xml, words

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_GONE = frozenset({"del", "moveFrom", "instrText", "delText", "delInstrText", "rPr", "pPr", "tblPr", "trPr", "tcPr"})
_FALLBACK = frozenset({"Fallback"})
_WRITTEN = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_HEADING = re.compile(r"(?:heading|标题|titre|überschrift)\s*([1-9])?$", re.IGNORECASE)
_TITLE = re.compile(r"(?:title|标题|文档标题)$", re.IGNORECASE)
_EXPLAINED = {
    "deleted_text": "tracked deletions are not text",
    "text_boxes": "text boxes, read after the paragraph that holds them",
    "comments": "margin comments left out",
    "footnotes": "footnotes and endnotes, read after the last paragraph",
    "headers_footers": "headers and footers left out",
    "numbered_paragraphs": "numbers that the program counts by itself are not text",
    "pictures": "pictures left out",
}


@dataclass(slots=True)
class _Walk:
    """Collects the blocks of one part in reading order."""

    levels: dict[str, int]
    blocks: list[RawBlock] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    title: str = ""
    _tables: int = 0

    def read(self, container: etree._Element) -> None:
        for element in _content(container):
            if local(element) == "p":
                self._add_paragraph(element)
            elif local(element) == "tbl":
                self._add_table(element)

    def _add_paragraph(self, paragraph: etree._Element) -> None:
        text = paragraph_text(paragraph)
        level = self._level(paragraph)
        self.counts["numbered_paragraphs"] += bool(text.strip()) and _has(paragraph, "pPr", "numPr")
        if level == 0 and not self.title and text.strip():
            self.title = text.strip()
        kind = BlockKind.PARAGRAPH if level is None or len(text) > 200 else BlockKind.HEADING
        self.blocks.append(RawBlock(text=text, kind=kind, level=max(level, 1) if level is not None else None))
        for box in _boxes(paragraph):
            self.counts["text_boxes"] += 1
            self.read(box)

    def _level(self, paragraph: etree._Element) -> int | None:
        properties = paragraph.find(f"{_W}pPr")
        if properties is None:
            return None
        outline, style = _outline(properties), properties.find(f"{_W}pStyle")
        if outline is not None or style is None:
            return outline
        return self.levels.get(style.get(f"{_W}val", ""))

    def _add_table(self, table: etree._Element) -> None:
        self._tables += 1
        rows = tuple(_table_rows(table))
        self.blocks += grid_blocks(Grid(rows=rows, number=self._tables))


def read_word(data: bytes, name: str) -> RawDocument:
    """Return a Word document.

    Raises:
        UnreadableSource: The archive or one of its parts is damaged or locked.
    """
    with open_archive(data, name) as archive:
        root = word_xml(read_part(archive, "word/document.xml", name), name)
        walk = _Walk(levels=_levels(archive, name))
        body = root.find(f"{_W}body")
        walk.read(body if body is not None else root)
        walk.counts["deleted_text"] = sum(1 for _ in root.iter(f"{_W}delText"))
        walk.counts["pictures"] = sum(1 for _ in root.iter(f"{_W}drawing", f"{_W}pict")) - walk.counts["text_boxes"]
        _read_notes(archive, walk, name)
        _count_rest(archive, walk, name)
        title = walk.title or _core_title(archive, name)
    notes = tuple(ReadingNote(kind, n, _EXPLAINED[kind]) for kind, n in sorted(walk.counts.items()) if n > 0)
    return RawDocument(
        blocks=tuple(walk.blocks),
        reader="docx",
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        notes=notes,
        title=title,
    )


def paragraph_text(paragraph: etree._Element) -> str:
    """Return the words of a paragraph: insertions kept, deletions, field codes and text boxes left out."""
    pieces: list[str] = []
    stack = [iter(paragraph)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
            continue
        tag = local(element)
        if tag in _GONE or tag in _FALLBACK or tag == "txbxContent":
            continue
        if tag == "t":
            pieces.append(element.text or "")
        elif tag == "sym":
            pieces.append("\ufffd" if not element.get(f"{_W}char") else "•")
        elif tag in _WRITTEN:
            pieces.append("" if element.get(f"{_W}type") in ("page", "column") else _WRITTEN[tag])
        else:
            stack.append(iter(element))
    return "".join(pieces)


def word_xml(data: bytes, name: str) -> etree._Element:
    """Return the root of a part of a Word file, in the names of its transitional form.

    Raises:
        UnreadableSource: The XML is not well formed, or nests or expands beyond all measure.
    """
    return parse_xml(data.replace(_STRICT, _W[1:-1].encode()), name)


def _content(container: etree._Element) -> Iterator[etree._Element]:
    """Yield paragraphs and tables in order, through content controls, insertions and custom markup."""
    stack = [iter(container)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
        elif local(element) in ("p", "tbl"):
            yield element
        elif local(element) not in _GONE and local(element) not in _FALLBACK:
            stack.append(iter(element))


def _boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Yield the text boxes anchored in a paragraph, each once (a fallback copy is skipped)."""
    for box in paragraph.iter(f"{_W}txbxContent"):
        above = [local(parent) for parent in box.iterancestors()]
        if "Fallback" not in above and above.count("txbxContent") == 0:
            yield box


def _has(element: etree._Element, *path: str) -> bool:
    return element.find("/".join(f"{_W}{tag}" for tag in path)) is not None


def _table_rows(table: etree._Element) -> Iterator[Row]:
    for row in _inside(table, "tr"):
        if _has(row, "trPr", "del"):
            continue
        yield tuple(_cell_text(cell) for cell in _inside(row, "tc") if not _is_merged(cell))


def _inside(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield the elements of one tag below an element, through content controls, not those of tables inside."""
    stack = [iter(element)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif local(child) == tag:
            yield child
        elif local(child) in ("sdt", "sdtContent", "customXml", "ins"):
            stack.append(iter(child))


def _is_merged(cell: etree._Element) -> bool:
    """Tell whether a cell only continues the one above it."""
    merge = cell.find(f"{_W}tcPr/{_W}vMerge")
    return merge is not None and merge.get(f"{_W}val", "continue") == "continue"


def _cell_text(cell: etree._Element) -> str:
    return " ".join(text for text in (paragraph_text(p).strip() for p in cell.iter(f"{_W}p")) if text)


def _levels(archive: zipfile.ZipFile, name: str) -> dict[str, int]:
    """Return the rank of each style that makes headings (0 for the title), by style id."""
    raw = optional_part(archive, "word/styles.xml", name)
    if raw is None:
        return {}
    levels: dict[str, int] = {}
    based: dict[str, str] = {}
    for style in word_xml(raw, name).iter(f"{_W}style"):
        identifier, parent = style.get(f"{_W}styleId", ""), style.find(f"{_W}basedOn")
        level = _style_level(style)
        if level is not None:
            levels[identifier] = level
        elif parent is not None:
            based[identifier] = parent.get(f"{_W}val", "")
    inherited = {identifier: levels[parent] for identifier, parent in based.items() if parent in levels}
    return inherited | levels


def _style_level(style: etree._Element) -> int | None:
    label = style.find(f"{_W}name")
    text = label.get(f"{_W}val", "") if label is not None else ""
    found = _HEADING.match(text)
    if _TITLE.match(text):
        return 0
    return int(found[1] or 1) if found else _outline(style.find(f"{_W}pPr"))


def _outline(properties: etree._Element | None) -> int | None:
    """Return the outline rank that paragraph properties state, 1 the highest."""
    outline = properties.find(f"{_W}outlineLvl") if properties is not None else None
    value = outline.get(f"{_W}val", "9") if outline is not None else "9"
    return int(value) + 1 if value.isdigit() and int(value) < 9 else None


def _read_notes(archive: zipfile.ZipFile, walk: _Walk, name: str) -> None:
    for part in ("word/footnotes.xml", "word/endnotes.xml"):
        raw = optional_part(archive, part, name)
        if raw is None:
            continue
        for note in word_xml(raw, name):
            if local(note) in ("footnote", "endnote") and note.get(f"{_W}type") is None:
                before = len(walk.blocks)
                walk.read(note)
                walk.counts["footnotes"] += any(block.text.strip() for block in walk.blocks[before:])


def _count_rest(archive: zipfile.ZipFile, walk: _Walk, name: str) -> None:
    """Count what is left out: comments, and headers and footers that hold words."""
    raw = optional_part(archive, "word/comments.xml", name)
    if raw is not None:
        walk.counts["comments"] = sum(1 for _ in word_xml(raw, name).iter(f"{_W}comment"))
    for part in archive.namelist():
        if re.fullmatch(r"word/(?:header|footer)\d*\.xml", part):
            printed = words(word_xml(read_part(archive, part, name), name))
            walk.counts["headers_footers"] += bool(printed)


def _core_title(archive: zipfile.ZipFile, name: str) -> str:
    raw = optional_part(archive, "docProps/core.xml", name)
    if raw is None:
        return ""
    title = next((element for element in parse_xml(raw, name).iter() if local(element) == "title"), None)
    return (title.text or "").strip() if title is not None else ""
