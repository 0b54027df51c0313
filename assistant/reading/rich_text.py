"""Rich text (rtf): the words as the codes spell them, tables as rows."""

from __future__ import annotations

import re
from typing import Literal

from assistant.domain.document import ReadingNote
from assistant.errors import UnreadableSource
from assistant.reading.building import RawBlock, RawDocument
from assistant.reading.decoding import decode
from assistant.reading.grids import Grid, grid_blocks

_CODE_PAGE = re.compile(rb"\\ansicpg(\d+)")
_TITLE = re.compile(r"\{\\title ([^{}\\]{1,200})\}")
_LEFT_OUT = (
    ("footnotes", "\\footnote", "footnotes left out"),
    ("headers_footers", "\\header", "headers and footers left out"),
    ("headers_footers", "\\footer", "headers and footers left out"),
    ("pictures", "\\pict", "pictures left out"),
    ("comments", "\\annotation", "margin comments left out"),
)


def read_rich_text(data: bytes, name: str) -> RawDocument:
    """Return a rich text document.

    Raises:
        UnreadableSource: The codes cannot be followed.
    """
    found = _CODE_PAGE.search(data[:4000])
    source = decode(data, name).text if not data.isascii() else data.decode("ascii")
    notes = []
    try:
        text = _plain(source, "strict")
    except (ValueError, LookupError, OverflowError, IndexError):
        text, note = _forgiven(source, name)
        notes.append(note)
    for kind, word, detail in _LEFT_OUT:
        count = len(re.findall(re.escape(word) + r"[lrf]?(?![a-z])", source))
        if count:
            notes.append(ReadingNote(kind, count, detail))
    title = _TITLE.search(source[:20_000])
    return RawDocument(
        blocks=tuple(_blocks(text)),
        reader="rtf",
        media_type="application/rtf",
        encoding=f"cp{found[1].decode('ascii')}" if found else None,
        notes=tuple(notes),
        title=title[1].strip() if title else "",
    )


def _plain(source: str, errors: Literal["strict", "replace"]) -> str:
    from striprtf.striprtf import rtf_to_text  # noqa: PLC0415 - needed for this format only

    return str(rtf_to_text(source, errors=errors))  # type: ignore[no-untyped-call]  # the library is untyped


def _forgiven(source: str, name: str) -> tuple[str, ReadingNote]:
    try:
        text = _plain(source, "replace")
    except (ValueError, LookupError, OverflowError, IndexError) as error:
        raise UnreadableSource(
            f"{name!r} is damaged rich text ({error}); save it as .docx",
            f"{name!r} 的 RTF 已损坏（{error}）；请另存为 .docx",
        ) from error
    broken = max(text.count("\ufffd"), 1)
    return text, ReadingNote(
        "undecodable_bytes", broken, "codes that are no character of their code page read as U+FFFD"
    )


def _blocks(text: str) -> list[RawBlock]:
    """Return a block per line; lines of cells, which end in a bar, are rows of a table."""
    blocks: list[RawBlock] = []
    rows: list[tuple[str, ...]] = []
    tables = 0
    for line in [*text.replace("\r", "").split("\n"), ""]:
        if line.count("|") > 1 and line.rstrip().endswith("|"):
            rows.append(tuple(cell.strip() for cell in line.rstrip().removesuffix("|").split("|")))
            continue
        if rows:
            tables += 1
            blocks += grid_blocks(Grid(rows=tuple(rows), number=tables))
            rows = []
        blocks.append(RawBlock(text=line))
    return blocks
