"""Workbooks (xlsx, xls, ods) and delimited text: values as shown, each row a block, each sheet a table."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

from assistant.domain.document import BlockKind, ReadingNote
from assistant.errors import UnreadableSource
from assistant.reading.building import RawBlock, RawDocument
from assistant.reading.decoding import decode
from assistant.reading.grids import Grid, headed_blocks
from assistant.reading.limits import open_archive

if TYPE_CHECKING:
    from collections.abc import Iterator

_DELIMITERS = ",\t;|"
_LARGEST_FIELD = 10_000_000
_LONGEST = 120
_REFUSALS = {
    "password": (
        "{name!r} is locked by a password; save a copy without the password",
        "{name!r} 有密码保护；请另存一份没有密码的副本",
    ),
    "damaged": (
        "{name!r} is a damaged workbook ({detail}); save it anew as .xlsx",
        "{name!r} 的表格已损坏（{detail}）；请重新另存为 .xlsx",
    ),
    "large": (
        "{name!r} spreads over too many cells ({detail}); save the rows to be coded alone",
        "{name!r} 的单元格过多（{detail}）；请只保存需要编码的行",
    ),
}
_MEDIA = {
    b"PK": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    b"\xd0\xcf": "application/vnd.ms-excel",
}


def read_workbook(data: bytes, name: str) -> RawDocument:
    """Return every visible sheet of a workbook: its name as a heading, then its rows; formulas by their values.

    Raises:
        UnreadableSource: The workbook is damaged, locked by a password, or spreads over too many cells.
    """
    if data.startswith(b"PK"):
        open_archive(data, name).close()
    answer = _answer(data, name)
    shown = [
        (title, Grid(rows=tuple(tuple(row) for row in rows), number=number))
        for number, (title, rows) in enumerate(answer.sheets, start=1)
    ]
    notes = (ReadingNote("hidden_sheets", answer.hidden, "hidden sheets left out"),) if answer.hidden else ()
    return RawDocument(
        blocks=tuple(_book_blocks(shown)),
        reader="workbook",
        media_type=_MEDIA.get(data[:2], "application/octet-stream"),
        notes=notes,
    )


class _Answer(BaseModel, extra="forbid"):
    """What the process that reads a workbook says."""

    hidden: int = 0
    sheets: list[tuple[str, list[list[str]]]] = []
    error: str = ""
    detail: str = ""


def _answer(data: bytes, name: str) -> _Answer:
    """Return the sheets as another process reads them, for a damaged workbook may end the process that opens it."""
    command = [sys.executable, "-I", str(Path(__file__).with_name("sheet_child.py"))]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_LONGEST, check=False)  # noqa: S603 - own script
        answer = _Answer.model_validate_json(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise UnreadableSource(
            f"{name!r} took over {_LONGEST} s; save the rows to be coded alone",
            f"{name!r} 读取超过 {_LONGEST} 秒；请只保存需要编码的行",
        ) from error
    except (OSError, ValidationError) as error:
        raise UnreadableSource(
            f"{name!r} is a damaged workbook, or has cells far outside its table; save the table anew as .xlsx",
            f"{name!r} 的表格已损坏，或在表外很远处还有单元格；请重新另存为 .xlsx",
        ) from error
    if answer.error:
        raise UnreadableSource(*(said.format(name=name, detail=answer.detail) for said in _REFUSALS[answer.error]))
    return answer


def _book_blocks(sheets: list[tuple[str, Grid]]) -> Iterator[RawBlock]:
    filled = [(title, blocks) for title, grid in sheets if (blocks := headed_blocks(grid))]
    for title, blocks in filled:
        if len(filled) > 1 or not re.fullmatch(r"(?:sheet|工作表)\s*\d*", title, re.IGNORECASE):
            yield RawBlock(text=title, kind=BlockKind.HEADING, level=1)
        yield from blocks


def read_delimited(data: bytes, name: str) -> RawDocument:
    """Return the rows of a comma- or tab-separated text.

    Raises:
        UnreadableSource: The bytes are no text, or a field never ends.
    """
    decoded = decode(data, name)
    text = decoded.text.replace("\0", "")
    csv.field_size_limit(_LARGEST_FIELD)
    try:
        rows = tuple(tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise UnreadableSource(
            f"{name!r} is no table ({error}); save it as .xlsx, or as .txt if it is a text",
            f"{name!r} 不是表格（{error}）；请另存为 .xlsx，若是文本请存为 .txt",
        ) from error
    return RawDocument(
        blocks=tuple(headed_blocks(Grid(rows=rows, number=1))),
        reader="csv",
        media_type="text/csv",
        encoding=decoded.encoding,
        notes=decoded.notes,
    )


def _delimiter(text: str) -> str:
    """Return the sign that parts the cells: the one found equally often in most of the first lines."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:50]

    def steady(sign: str) -> tuple[int, int]:
        counts = [line.count(sign) for line in lines]
        usual = max(set(counts), key=counts.count, default=0)
        return (counts.count(usual) if usual else 0, usual)

    return max(_DELIMITERS, key=steady) if lines else ","
