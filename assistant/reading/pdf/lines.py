"""Lines in reading order: runs of glyphs put together line by line, column after column.

A page has two columns where a gutter that few lines cross parts two blocks of well-filled lines; each side may have
columns of its own. What crosses the gutter (a title, a wide table) is read between what stands above and below it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING

from assistant.reading.mending import WIDE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.domain.document import Mend
    from assistant.reading.pdf.glyphs import Box, Glyph

_FEWEST_LINES = 4
_PAGE_NUMBER = re.compile(r"\W*\d{1,4}\W*")
"""A page number in the middle of the margin stands in the gutter and must not hide it."""
_MOST_NESTED = 3
_MOST_CROSSING = 0.35
_WELL_FILLED = 0.5


@dataclass(frozen=True, slots=True)
class Row:
    """A table row: cells joined by `` | ``, and what was mended inside the cells."""

    text: str
    mends: tuple[Mend, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table with its rows and the places of its vertical rules, by which its continuation is known."""

    box: Box
    rows: tuple[Row, ...]
    grid: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A piece of a line, a whole line, or a table standing among lines.

    Attributes:
        size: Height of the font in points, that of most characters.
        left: Left edge of the column the line stands in.
        right: Right edge of that column.
        table: The table, for which ``text`` is empty.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool
    left: float = 0.0
    right: float = 0.0
    table: Table | None = None

    @property
    def middle(self) -> float:
        """Height of the middle of the line."""
        return (self.top + self.bottom) / 2


def fragment(run: Sequence[Glyph]) -> Line:
    """Return a run of glyphs as a piece of a line."""
    glyphs = [glyph for glyph in run if not glyph.char.isspace()]
    return Line(
        text="".join(glyph.char for glyph in run).strip(),
        x0=min(glyph.box.x0 for glyph in glyphs),
        x1=max(glyph.box.x1 for glyph in glyphs),
        top=min(glyph.box.top for glyph in glyphs),
        bottom=max(glyph.box.bottom for glyph in glyphs),
        size=median(glyph.size for glyph in glyphs),
        bold=2 * sum(glyph.bold for glyph in glyphs) > len(glyphs),
    )


def text_lines(pieces: Sequence[Line]) -> list[Line]:
    """Return whole lines from top to bottom, pieces of one line joined from left to right."""
    rows: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda one: (one.middle, one.x0)):
        if rows and piece.table is None and rows[-1][0].table is None and _same_line(rows[-1][-1], piece):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [_joined(sorted(row, key=lambda one: one.x0)) for row in rows]


def reading_order(pieces: Sequence[Line]) -> list[Line]:
    """Return the lines of a page in reading order, each with the edges of its column."""
    return list(_ordered(list(pieces), _MOST_NESTED))


def _same_line(a: Line, b: Line) -> bool:
    overlap = min(a.bottom, b.bottom) - max(a.top, b.top)
    return overlap > 0.5 * min(a.bottom - a.top, b.bottom - b.top)


def _joined(row: Sequence[Line]) -> Line:
    line = row[0]
    if len(row) == 1:
        return line
    parts = [line.text]
    for before, piece in zip(row, row[1:], strict=False):  # noqa: RUF007 - pairwise says less here
        parts += [_between(before, piece), piece.text]
    longest = max(row, key=lambda one: len(one.text))
    return replace(
        longest,
        text="".join(parts),
        x0=line.x0,
        x1=max(piece.x1 for piece in row),
        top=min(piece.top for piece in row),
        bottom=max(piece.bottom for piece in row),
    )


def _between(a: Line, b: Line) -> str:
    """Return the space between two pieces of a line: none where Han characters follow closely."""
    gap, size = b.x0 - a.x1, max(a.size, b.size)
    both = WIDE.match(a.text[-1:]) and WIDE.match(b.text[:1])
    return " " if gap > (1.2 if both else 0.2) * size else ""


def _edges(pieces: Sequence[Line]) -> tuple[float, float]:
    """Return where the text begins and ends from left to right; tables, which may stick out, count in its absence."""
    texts = [piece for piece in pieces if piece.table is None] or pieces
    return min((one.x0 for one in texts), default=0.0), max((one.x1 for one in texts), default=0.0)


def _ordered(pieces: list[Line], depth: int) -> Iterator[Line]:
    gutter = _gutter(pieces) if depth else None
    if gutter is None:
        left, right = _edges(pieces)
        yield from (replace(line, left=left, right=right) for line in text_lines(pieces))
        return
    crossing = [piece for piece in pieces if piece.x0 < gutter < piece.x1]
    left, right = _edges(pieces)
    wide = [replace(line, left=left, right=right) for line in text_lines(crossing)]
    above = -1.0
    for line in [*wide, None]:
        until = line.middle if line else float("inf")
        band = [p for p in pieces if above <= p.middle < until and not p.x0 < gutter < p.x1]
        for side in ([p for p in band if p.x1 <= gutter], [p for p in band if p.x0 >= gutter]):
            yield from _side(side, pieces, gutter, depth)
        if line:
            yield line
            above = until


def _side(side: list[Line], pieces: list[Line], gutter: float, depth: int) -> Iterator[Line]:
    """Yield one side of a band; the column's edges are those it has on the whole page."""
    if not side:
        return
    is_left = side[0].x1 <= gutter
    column = [p for p in pieces if (p.x1 <= gutter if is_left else p.x0 >= gutter)]
    left, right = _edges(column)
    if _gutter(side) is None:
        yield from (replace(line, left=left, right=right) for line in text_lines(side))
    else:
        yield from _ordered(side, depth - 1)


def _gutter(pieces: Sequence[Line]) -> float | None:
    """Return the place of the white stripe that parts two columns, None where there is one column."""
    if len(pieces) < 2 * _FEWEST_LINES:
        return None
    lowest, highest = max(p.bottom for p in pieces), min(p.top for p in pieces)
    pieces = [p for p in pieces if not (_PAGE_NUMBER.fullmatch(p.text) and (p.bottom >= lowest or p.top <= highest))]
    left, right = min(p.x0 for p in pieces), max(p.x1 for p in pieces)
    width = int(right - left) + 1
    crossed = [0.0] * (width + 1)
    for piece in pieces:
        for x in range(int(piece.x0 - left), int(piece.x1 - left) + 1):
            crossed[x] += piece.bottom - piece.top
    middle = range(width // 5, width - width // 5)
    if not middle:
        return None
    least = min(crossed[x] for x in middle)
    stripe = _widest([x for x in middle if crossed[x] <= least])
    gutter = left + (stripe[0] + stripe[-1] + 1) / 2
    return gutter if _parts_columns(pieces, gutter, stripe[-1] - stripe[0] + 1) else None


def _widest(places: Sequence[int]) -> list[int]:
    best: list[int] = []
    stripe: list[int] = []
    for place in places:
        stripe = [*stripe, place] if stripe and place == stripe[-1] + 1 else [place]
        best = max(best, stripe, key=len)
    return best


def _parts_columns(pieces: Sequence[Line], gutter: float, stripe: int) -> bool:
    sides = [text_lines([p for p in pieces if p.x1 <= gutter]), text_lines([p for p in pieces if p.x0 >= gutter])]
    total = sum(p.bottom - p.top for p in pieces)
    crossing = sum(p.bottom - p.top for p in pieces if p.x0 < gutter < p.x1)
    if min(len(side) for side in sides) < _FEWEST_LINES or crossing > _MOST_CROSSING * total:
        return False
    spans = [(min(p.x0 for p in side), max(p.x1 for p in side)) for side in sides]
    if spans[1][0] - spans[0][1] < 0.5 * median(p.size for p in pieces) and stripe < 4:
        return False
    narrow = min(b - a for a, b in spans) < 0.2 * (spans[1][1] - spans[0][0])
    filled = all(
        median(p.x1 - p.x0 for p in side) >= _WELL_FILLED * (b - a) for side, (a, b) in zip(sides, spans, strict=True)
    )
    return filled and not narrow
