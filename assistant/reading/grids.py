"""Tables of any format: rows of cells, or speakers' turns where the columns are those of a transcript."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.domain.document import BlockKind
from assistant.reading.building import RawBlock
from assistant.reading.labels import is_role_word, listed, milliseconds

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = tuple[str, ...]

_SPEAKERS = listed(
    """
    说话人 发言人 讲话人 发言者 说话者 讲者 角色 speaker speakers role who speakername
    """
)
_WORDS = listed(
    """
    内容 文本 发言内容 说话内容 转写文本 转写内容 识别结果 文字 对话 对话内容 话语 text transcript content
    utterance speech words message dialogue
    """
)
_STARTS = listed(
    """
    时间 开始时间 开始 起始时间 时间戳 时间码 start starttime begin time timestamp timecode in
    """
)
_ENDS = listed(
    """
    结束时间 结束 终止时间 end endtime stop out
    """
)
_NUMBER = re.compile(r"[-+]?[\d,.]+%?")
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table as read: rows of cell texts; ``number`` counts the tables of a file from 1."""

    rows: tuple[Row, ...]
    number: int


@dataclass(frozen=True, slots=True)
class _Columns:
    speaker: int
    words: int
    start: int | None = None
    end: int | None = None


def grid_blocks(grid: Grid) -> list[RawBlock]:
    """Return one block per row, its cells set apart by `` | ``, or a turn per row of a transcript."""
    rows = _filled(grid.rows)
    return _turns(rows) or [_row(" | ".join(cell for cell in row if cell), grid.number) for row in rows]


def headed_blocks(grid: Grid) -> list[RawBlock]:
    """Return one block per row, each value under the name of its column (``列名: 值 | …``), or turns."""
    rows = _filled(grid.rows)
    turns = _turns(rows)
    if turns or not has_header(rows):
        return turns or grid_blocks(grid)
    header = rows[0]
    blocks = [_row(" | ".join(cell for cell in header if cell), grid.number)]
    return blocks + [_row(_named(header, row), grid.number) for row in rows[1:]]


def has_header(rows: Sequence[Row]) -> bool:
    """Tell whether the first row names the columns: distinct short words over several rows of values."""
    if len(rows) < 2:
        return False
    names = [cell for cell in rows[0] if cell]
    short = all(len(name) <= _LONGEST_NAME and not _NUMBER.fullmatch(name) for name in names)
    apart = len(set(names)) == len(names)
    width = max(len(row) for row in rows)
    return (
        short and apart and len(names) > 1 and len(names) >= width - 1 and not re.search(r"[。！？!?]", "".join(names))
    )


def _filled(rows: Sequence[Row]) -> list[Row]:
    folded = [tuple(re.sub(r"\s*\n\s*", " ", cell).strip() for cell in row) for row in rows]
    return [row for row in folded if any(row)]


def _row(text: str, table: int) -> RawBlock:
    return RawBlock(text=text, kind=BlockKind.ROW, table=table)


def _named(header: Row, row: Row) -> str:
    names = [*header, *[""] * (len(row) - len(header))]
    return " | ".join(f"{name}: {cell}" if name else cell for name, cell in zip(names, row, strict=False) if cell)


def _turns(rows: Sequence[Row]) -> list[RawBlock]:
    """Return a turn per row where the columns are those of a transcript, else nothing."""
    if len(rows) < 2:
        return []
    columns = _columns(rows[0])
    body = rows[1:] if columns else rows
    columns = columns or _unnamed_columns(rows)
    if columns is None:
        return []
    turns = []
    for row in body:
        cells = [
            *row,
            *[""] * (1 + max(columns.speaker, columns.words, columns.start or 0, columns.end or 0) - len(row)),
        ]
        if cells[columns.words]:
            turns.append(_turn(cells, columns))
    return turns


def _turn(cells: Sequence[str], columns: _Columns) -> RawBlock:
    speaker, words = cells[columns.speaker].rstrip(":："), cells[columns.words]
    label = f"{speaker}{': ' if speaker.isascii() else '：'}" if speaker else ""
    return RawBlock(
        text=label + words,
        kind=BlockKind.TURN,
        body_start=len(label),
        speaker=speaker or None,
        start_ms=milliseconds(cells[columns.start]) if columns.start is not None else None,
        end_ms=milliseconds(cells[columns.end]) if columns.end is not None else None,
    )


def _columns(header: Row) -> _Columns | None:
    names = [re.sub(r"[\s_]+", "", cell).lower() for cell in header]

    def place(wanted: frozenset[str]) -> int | None:
        return next((at for at, name in enumerate(names) if name in wanted), None)

    speaker, words = place(_SPEAKERS), place(_WORDS)
    if speaker is None or words is None:
        return None
    return _Columns(speaker, words, place(_STARTS), place(_ENDS))


def _unnamed_columns(rows: Sequence[Row]) -> _Columns | None:
    """Return the columns of a two-column table whose first cells are words for speakers (``访谈者`` | words)."""
    if any(len([cell for cell in row if cell]) > 2 or len(row) < 2 for row in rows):
        return None
    speakers = [row[0].rstrip(":：") for row in rows if row[0]]
    known = sum(is_role_word(speaker) for speaker in speakers)
    recurring = len(set(speakers)) < len(speakers) and len(set(speakers)) > 1
    return _Columns(0, 1) if speakers and known >= 0.8 * len(speakers) and recurring else None
