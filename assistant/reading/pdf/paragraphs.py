"""Paragraphs, headings and table rows out of lines: what the places on the page say about where a paragraph ends.

A line goes on in the next one if it is full (the first word below would not have fitted), the next one is not
indented, not further away than usual, of the same size and no item, heading or speaker of its own. A paragraph may
run over columns and pages; the pages that begin inside it are marked.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from assistant.domain.document import BlockKind, PageMark
from assistant.reading.building import RawBlock
from assistant.reading.mending import ITEM, SPEAKER, TERMINAL, WIDE, columns, join

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from assistant.reading.pdf.lines import Line, Table
    from assistant.reading.pdf.running import PageLines

_LARGER = 1.12
_LONGEST_HEADING = 90
_NUMERAL = "[一二三四五六七八九十百零〇]+"
_NUMBERINGS = tuple(
    re.compile(pattern) for pattern in (f"第(?:{_NUMERAL}|\\d+)[章节篇编]", f"{_NUMERAL}、", f"[(（]{_NUMERAL}[)）]")
)
_CLAUSES = re.compile("[，,；;：:]")
_LETTERS = re.compile(r"[^\W\d_]")
_LEADERS = re.compile(r"[.…·．]{5,}")
_FEWEST_LABELS = 3
_NARROWEST = 0.6


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line and the page it stands on."""

    line: Line
    page: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    """What is usual in one file: size of the text, distance of lines, heading sizes from large to small."""

    size: float
    bold: bool
    pitch: float
    headings: tuple[int, ...]
    labels: frozenset[str]
    indents: bool


def blocks_of(pages: Sequence[PageLines]) -> Iterator[RawBlock]:
    """Yield the raw blocks of a file in reading order."""
    pages = _evened(pages)
    style = _style(pages)
    tables = _TableNumbers()
    paragraph: list[_Placed] = []
    for page in pages:
        for line in page.lines:
            placed = _Placed(line, page.number)
            if paragraph and not _goes_on(paragraph, placed, style):
                yield _block(paragraph, style)
                paragraph = []
            if line.table:
                yield from _rows(line.table, page.number, tables)
            else:
                paragraph.append(placed)
                tables.interrupt()
        for text in page.turned:
            if paragraph:
                yield _block(paragraph, style)
                paragraph = []
            yield RawBlock(text=text, page=page.number)
    if paragraph:
        yield _block(paragraph, style)


def _evened(pages: Sequence[PageLines]) -> list[PageLines]:
    """Return the pages with the outer right edge moved out to where it usually is.

    On pages of short lines only, each would look full; nor does text end left of three fifths of a page by design.
    """
    edges = [max((line.right for line in page.lines if line.table is None), default=0.0) for page in pages]
    known: dict[float, list[float]] = defaultdict(list)
    for edge, page in zip(edges, pages, strict=True):
        if edge:
            known[page.height].append(edge)
    usual = {height: median(found) for height, found in known.items()}
    return [
        replace(
            page,
            lines=tuple(
                replace(line, right=max(edge, usual.get(page.height, edge), _NARROWEST * page.width))
                if line.right == edge
                else line
                for line in page.lines
            ),
        )
        for edge, page in zip(edges, pages, strict=True)
    ]


@dataclass(slots=True)
class _TableNumbers:
    """Counts tables; one that goes on overleaf with the same columns keeps its number."""

    number: int = 0
    _grid: tuple[int, ...] = ()

    def of(self, table: Table) -> int:
        """Return the number of a table."""
        if table.grid != self._grid:
            self.number += 1
        self._grid = table.grid
        return self.number

    def interrupt(self) -> None:
        """Note that text stands after the last table."""
        self._grid = ()


def _rows(table: Table, page: int, numbers: _TableNumbers) -> Iterator[RawBlock]:
    number = numbers.of(table)
    for row in table.rows:
        yield RawBlock(text=row.text, kind=BlockKind.ROW, page=page, table=number, mends=row.mends)


def _block(paragraph: Sequence[_Placed], style: _Style) -> RawBlock:
    text, mends = join([placed.line.text for placed in paragraph])
    breaks = []
    for count, (before, placed) in enumerate(pairwise(paragraph), start=1):
        if placed.page != before.page:
            head, _ = join([one.line.text for one in paragraph[:count]])
            breaks.append(PageMark(_start_after(text, len(head)), placed.page))
    level = _heading_level(paragraph[0].line, style) if len(paragraph) <= 3 else None
    return RawBlock(
        text=text,
        kind=BlockKind.PARAGRAPH if level is None else BlockKind.HEADING,
        page=paragraph[0].page,
        page_breaks=tuple(breaks),
        mends=mends,
        level=level,
    )


def _start_after(text: str, at: int) -> int:
    return min(at + 1, len(text)) if text[at : at + 1] == " " else min(at, len(text))


def _style(pages: Sequence[PageLines]) -> _Style:
    lines = [line for page in pages for line in page.lines if line.table is None]
    sizes: Counter[int] = Counter()
    for line in lines:
        sizes[round(2 * line.size)] += len(line.text)
    size = sizes.most_common(1)[0][0] / 2 if sizes else 10.0
    text = [line for line in lines if abs(line.size - size) <= 0.12 * size]
    heads = Counter(found[1] for line in lines if (found := SPEAKER.match(line.text[:60])))
    return _Style(
        size=size,
        bold=2 * sum(len(line.text) for line in text if line.bold) > sum(len(line.text) for line in text),
        pitch=_pitch(pages, size),
        headings=tuple(sorted({round(line.size) for line in lines if line.size >= _LARGER * size}, reverse=True)),
        labels=frozenset(head for head, count in heads.items() if count >= _FEWEST_LABELS),
        indents=sum(_indent(line) > 1.2 for line in text) > 0.05 * len(text),
    )


def _pitch(pages: Iterable[PageLines], size: float) -> float:
    steps = [
        below.middle - line.middle
        for page in pages
        for line, below in pairwise(page.lines)
        if not (line.table or below.table) and abs(line.size - size) < 1 and 0 < below.middle - line.middle < 4 * size
    ]
    return median(steps) if steps else 1.5 * size


def _indent(line: Line) -> float:
    """Return how far a line is set in, in heights of its font."""
    return (line.x0 - line.left) / max(line.size, 1.0)


def _heading_level(line: Line, style: _Style) -> int | None:
    """Return the rank of a heading, None for a line of text."""
    if columns(line.text) > _LONGEST_HEADING or _LEADERS.search(line.text) or not _LETTERS.search(line.text):
        return None
    if line.size >= _LARGER * style.size:
        return 1 + style.headings.index(round(line.size)) if round(line.size) in style.headings else 1
    if TERMINAL.search(line.text[-6:]) or len(line.text) < 2:
        return None
    return _unsized_level(line, style)


def _unsized_level(line: Line, style: _Style) -> int | None:
    """Return the rank of a heading that is no larger than the text: numbered as one, or bold."""
    after_sizes = len(style.headings) + 1
    if columns(line.text) <= 60 and not _CLAUSES.search(line.text):
        for rank, numbering in enumerate(_NUMBERINGS):
            if numbering.match(line.text):
                return after_sizes + rank
    label = SPEAKER.match(line.text[:60])
    if line.bold and not style.bold and not label and line.x1 - line.x0 < 0.85 * (line.right - line.left):
        return after_sizes
    return None


def _goes_on(paragraph: Sequence[_Placed], placed: _Placed, style: _Style) -> bool:
    """Tell whether a line belongs to the open paragraph."""
    last, line = paragraph[-1].line, placed.line
    if line.table or _LEADERS.search(last.text) or _LEADERS.search(line.text):
        return False
    levels = _heading_level(paragraph[0].line, style), _heading_level(line, style)
    if abs(last.size - line.size) > 0.15 * max(last.size, line.size) or levels[0] != levels[1]:
        return False
    label = SPEAKER.match(line.text[:60])
    if label and label[1] in style.labels:
        return False
    if not _is_near(paragraph[-1], placed, style):
        return False
    if levels[0] is not None:
        return _is_full(last, line) and not ITEM.match(line.text) and len(paragraph) < 3
    return _flows(paragraph, line, style)


def _flows(paragraph: Sequence[_Placed], line: Line, style: _Style) -> bool:
    """Tell whether edges and endings let a paragraph flow into a line."""
    last = paragraph[-1].line
    done = bool(TERMINAL.search(last.text[-6:]))
    if ITEM.match(line.text) and (done or not _is_full(last, line)):
        return False
    if _indent(line) > _indent(last) + 0.8 and _indent(line) > 1.0:
        return False
    both_set_in = len(paragraph) == 1 and style.indents and _indent(line) > 1.0 and _indent(last) > 1.0
    if both_set_in and done:
        return False
    return _is_full(last, line) or (not done and line.text[0].islower() and _nearly_full(last))


def _nearly_full(line: Line) -> bool:
    return line.x1 - line.left >= 0.75 * (line.right - line.left)


def _is_near(last: _Placed, placed: _Placed, style: _Style) -> bool:
    """Tell whether a line stands directly below, or at the head of the next column or page, unfinished before."""
    step = placed.line.middle - last.line.middle
    usual = max(style.pitch, 1.1 * last.line.size) if last.line.size <= _LARGER * style.size else 1.9 * last.line.size
    if last.page == placed.page and step > 0:
        return step <= 1.3 * usual
    return not TERMINAL.search(last.line.text[-6:]) and not ITEM.match(placed.line.text)


def _is_full(line: Line, after: Line) -> bool:
    """Tell whether the first word of the line after would not have fitted into the line."""
    word = after.text.split(maxsplit=1)[0][:40]
    if WIDE.match(word) or WIDE.match(line.text[-1]):
        needed = 2.1 * line.size
    else:
        needed = (len(word) + 1) * (after.x1 - after.x0) / max(len(after.text), 1)
    return line.x1 + needed >= line.right - 0.1 * line.size
