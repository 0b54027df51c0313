"""OpenDocument texts (odt): paragraphs, headings, lists and tables in order. Tracked deletions are no text."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.domain.document import BlockKind, ReadingNote
from assistant.reading.building import RawBlock, RawDocument
from assistant.reading.grids import Grid, grid_blocks
from assistant.reading.limits import open_archive, optional_part, read_part
from assistant.reading.markup import local, parse_xml, tidy

if TYPE_CHECKING:
    from lxml import etree

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_SILENT = frozenset({"tracked-changes", "annotation", "annotation-end", "note-citation", "ruby-text", "title", "desc"})
_EXPLAINED = {
    "comments": "margin comments left out",
    "footnotes": "footnotes and endnotes, read after the paragraph that refers to them",
    "deleted_text": "tracked deletions are not text",
    "text_boxes": "text boxes, read after the paragraph that holds them",
    "pictures": "pictures left out",
}
_MOST_SPACES = 1000


@dataclass(slots=True)
class _Walk:
    blocks: list[RawBlock] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    title: str = ""
    _tables: int = 0

    def read(self, container: etree._Element) -> None:
        stack = [iter(container)]
        while stack:
            element = next(stack[-1], None)
            if element is None:
                stack.pop()
                continue
            tag = local(element)
            if tag in ("p", "h"):
                self._add_paragraph(element)
            elif tag == "table":
                self._add_table(element)
            elif tag == "tracked-changes":
                self.counts["deleted_text"] += sum(1 for child in element.iter() if local(child) == "deletion")
            elif tag not in _SILENT:
                stack.append(iter(element))

    def _add_paragraph(self, paragraph: etree._Element) -> None:
        aside: list[etree._Element] = []
        text = _words(paragraph, aside)
        heading = local(paragraph) == "h"
        level = paragraph.get(f"{_TEXT}outline-level", "1")
        if not self.title and text and paragraph.get(f"{_TEXT}style-name") == "Title":
            self.title, heading = text, True
        self.blocks.append(
            RawBlock(
                text=text,
                kind=BlockKind.HEADING if heading else BlockKind.PARAGRAPH,
                level=int(level) if heading and level.isdigit() else None,
            )
        )
        for element in aside:
            self._add_aside(element)

    def _add_aside(self, element: etree._Element) -> None:
        kind = {"annotation": "comments", "note": "footnotes", "image": "pictures"}.get(local(element), "text_boxes")
        self.counts[kind] += 1
        if kind in ("footnotes", "text_boxes"):
            self.read(element)

    def _add_table(self, table: etree._Element) -> None:
        self._tables += 1
        rows = tuple(
            tuple(
                " ".join(_words(paragraph, []) for paragraph in cell.iter(f"{_TEXT}p", f"{_TEXT}h"))
                for cell in row
                if local(cell) == "table-cell"
            )
            for row in table.iter(f"{_TABLE}table-row")
        )
        self.blocks += grid_blocks(Grid(rows=rows, number=self._tables))


def _words(paragraph: etree._Element, aside: list[etree._Element]) -> str:
    """Return a paragraph's words; notes, boxes, comments and pictures inside go to ``aside``."""
    pieces = [_folded(paragraph.text)]
    stack = [iter(paragraph)]
    owners = [paragraph]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
            owner = owners.pop()
            if owner is not paragraph:
                pieces.append(_folded(owner.tail))
            continue
        tag = local(element)
        if tag in ("note", "text-box", "annotation", "image") or tag in _SILENT:
            if tag in ("note", "text-box", "annotation", "image"):
                aside.append(element)
            pieces.append(_folded(element.tail))
            continue
        pieces.append(_sign(element) + _folded(element.text))
        stack.append(iter(element))
        owners.append(element)
    return "".join(pieces).strip(" ")


def _sign(element: etree._Element) -> str:
    tag = local(element)
    if tag == "s":
        count = element.get(f"{_TEXT}c", "1")
        return " " * min(int(count) if count.isdigit() else 1, _MOST_SPACES)
    return {"tab": "\t", "line-break": "\n"}.get(tag, "")


def _folded(text: str | None) -> str:
    return "" if not text else (" " if text[0].isspace() else "") + tidy(text) + _end(text)


def _end(text: str) -> str:
    return " " if text.strip() and text[-1].isspace() else ""


def read_opendocument(data: bytes, name: str) -> RawDocument:
    """Return an OpenDocument text.

    Raises:
        UnreadableSource: The archive or one of its parts is damaged or locked.
    """
    with open_archive(data, name) as archive:
        root = parse_xml(read_part(archive, "content.xml", name), name)
        meta = optional_part(archive, "meta.xml", name)
    walk = _Walk()
    body = next((element for element in root.iter() if local(element) == "body"), root)
    walk.read(body)
    stated = {local(element): (element.text or "").strip() for element in parse_xml(meta, name).iter()} if meta else {}
    notes = tuple(ReadingNote(kind, n, _EXPLAINED[kind]) for kind, n in sorted(walk.counts.items()) if n > 0)
    return RawDocument(
        blocks=tuple(walk.blocks),
        reader="odt",
        media_type="application/vnd.oasis.opendocument.text",
        notes=notes,
        title=walk.title or stated.get("title", ""),
    )
