"""Plain text and Markdown: the words as they stand, hard-wrapped lines made whole and every mend recorded."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from assistant.domain.document import BlockKind, ReadingNote
from assistant.reading.building import RawBlock, RawDocument
from assistant.reading.decoding import decode
from assistant.reading.grids import Grid, grid_blocks
from assistant.reading.mending import mend, paragraph_blocks, wrapped

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.{0,20000}?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_TAG_LINE = re.compile(r"^\s*(?:<!--.*?-->|</?[A-Za-z][^<>]*>)(?:\s|<!--.*?-->|</?[A-Za-z][^<>]*>)*$")
_TABLE_LINE = re.compile(r"^\s*\|.*\|\s*$")
_TABLE_RULE = re.compile(r"^\s*\|(?:\s*:?-+:?\s*\|)+\s*$")
_LONGEST_HEADING = 400
_STATED = {"title": "title", "date": "date", "publish_date": "date", "publisher": "publisher", "channel": "publisher"}


def read_text(data: bytes, name: str) -> RawDocument:
    """Return a plain text, one block per line, or per paragraph where its lines were broken at a fixed width.

    Raises:
        UnreadableSource: The bytes are no text.
    """
    decoded = decode(data, name)
    blocks, notes = prose_blocks(_with_plain_ends(decoded.text))
    return RawDocument(
        blocks=tuple(blocks),
        reader="text",
        media_type="text/plain",
        encoding=decoded.encoding,
        notes=decoded.notes + notes,
        tail=_tail(decoded.text),
    )


def prose_blocks(text: str) -> tuple[list[RawBlock], tuple[ReadingNote, ...]]:
    """Return the paragraphs of a text with plain line ends, and a note where lines were joined."""
    if not wrapped(text.split("\n")):
        return paragraph_blocks(text), ()
    whole, mends = mend(text)
    note = ReadingNote("mended_places", len(mends), "lines broken at a fixed width were joined, stray spaces taken out")
    return paragraph_blocks(whole, mends), (note,)


def read_markdown(data: bytes, name: str) -> RawDocument:
    """Return a Markdown text: headings without their signs, tables as rows, the rest as it stands.

    Raises:
        UnreadableSource: The bytes are no text.
    """
    decoded = decode(data, name)
    text = _with_plain_ends(decoded.text)
    front = _FRONT_MATTER.match(text)
    stated = _stated(front[1]) if front else {}
    page = _Page(wrapped=wrapped([line for line in text.split("\n") if not _is_special(line)]))
    page.read(text[front.end() :] if front else text)
    notes = list(decoded.notes)
    if front:
        notes.append(ReadingNote("front_matter", front[1].count("\n"), "lines of front matter are not text"))
    if page.tags:
        notes.append(ReadingNote("tag_lines", page.tags, "lines that held nothing but HTML tags were left out"))
    if page.mended:
        notes.append(ReadingNote("mended_places", page.mended, "lines broken at a fixed width were joined"))
    return RawDocument(
        blocks=tuple(page.blocks),
        reader="markdown",
        media_type="text/markdown",
        encoding=decoded.encoding,
        notes=tuple(notes),
        title=stated.get("title", ""),
        publisher=stated.get("publisher", ""),
        date=stated.get("date", ""),
    )


def _with_plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _tail(text: str) -> str:
    return text[len(text.rstrip()) :]


def _is_special(line: str) -> bool:
    return bool(_HEADING.match(line[:_LONGEST_HEADING]) or _TAG_LINE.match(line) or _TABLE_LINE.match(line))


@dataclass(slots=True)
class _Page:
    """Collects the blocks of a Markdown text; plain lines wait until a special one ends them."""

    wrapped: bool
    blocks: list[RawBlock] = field(default_factory=list)
    tags: int = 0
    mended: int = 0
    _tables: int = 0
    _plain: list[str] = field(default_factory=list)
    _rows: list[str] = field(default_factory=list)

    def read(self, text: str) -> None:
        for line in text.split("\n"):
            heading = _HEADING.match(line) if len(line) < _LONGEST_HEADING else None
            if _TABLE_LINE.match(line):
                self._flush_plain()
                self._rows.append(line)
                continue
            self._flush_rows()
            if heading:
                self._add_heading(heading)
            elif _TAG_LINE.match(line):
                self.tags += 1
            else:
                self._plain.append(line)
        self._flush_rows()
        self._flush_plain()

    def _add_heading(self, heading: re.Match[str]) -> None:
        gap = "\n" * (1 + sum(not line.strip() for line in reversed(self._plain[-2:])))
        self._flush_plain()
        text = re.sub(r"^(\*\*|__)(.*)\1$", r"\2", heading[2])
        self.blocks.append(RawBlock(text=text, kind=BlockKind.HEADING, level=len(heading[1]), gap=gap))

    def _flush_plain(self) -> None:
        text = "\n".join(["", *self._plain]) if self.blocks else "\n".join(self._plain)
        self._plain.clear()
        if not text.strip():
            return
        whole, mends = mend(text) if self.wrapped else (text, ())
        self.mended += len(mends)
        self.blocks += paragraph_blocks(whole, mends)

    def _flush_rows(self) -> None:
        if not self._rows:
            return
        self._tables += 1
        rows = tuple(_cells(line) for line in self._rows if not _TABLE_RULE.match(line))
        self._rows.clear()
        self.blocks += grid_blocks(Grid(rows=rows, number=self._tables))


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|")))


def _stated(front: str) -> dict[str, str]:
    """Return the title, date and publisher that front matter states."""
    import yaml  # noqa: PLC0415 - needed for front matter only

    try:
        fields = yaml.safe_load(front)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    if not isinstance(fields, dict):
        return {}
    stated: dict[str, str] = {}
    for key, value in fields.items():
        kind = _STATED.get(str(key).lower())
        if kind and (isinstance(value, str | int) or hasattr(value, "isoformat")):
            stated.setdefault(kind, str(value)[:300])
    return stated
