"""Running headers, footers and page numbers: lines that return at the same height page after page.

Page by page the outermost line is looked at, then the next one, at most three at each end. It goes if the same words
(digits apart) stand at the same height on enough pages, and it stands clear of the text; the outermost one may also
return on most pages instead.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from assistant.reading.pdf.lines import Line

_DEEPEST = 3
_FEWEST_NUMBERS = 4
_MANY = 5
_NUMBER = re.compile(
    r"\s*[-–—·]?\s*(?:第|page|p\.)?\s*[\divxlc]+\s*页?\s*(?:(?:/|of|共)\s*(?:共\s*)?\d+\s*页?)?\s*[-–—·]?\s*", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLines:
    """The lines of one page in reading order; ``number`` counts from 1."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    turned: tuple[str, ...] = ()


def drop_running(pages: Sequence[PageLines]) -> tuple[list[PageLines], Counter[str]]:
    """Return the pages without running lines, and how often each dropped wording stood on a page."""
    kept = list(pages)
    dropped: Counter[str] = Counter()
    for depth in range(_DEEPEST):
        for end in (0, -1):
            going = _running_lines(kept, end, depth)
            for index, line in going.items():
                dropped[_wording(line.text)] += 1
                kept[index] = _without(kept[index], line)
    return kept, dropped


def without_margin_numbers(pieces: Sequence[Line]) -> tuple[list[Line], int]:
    """Return the pieces of a page without the numbers of its lines or paragraphs, and how many those are.

    They are whole numbers left of all other text, each higher than the one above it.
    """
    numbers = sorted((one for one in pieces if re.fullmatch(r"\d{1,4}", one.text)), key=lambda one: one.top)
    others = [one for one in pieces if not re.fullmatch(r"\d{1,4}", one.text)]
    if len(numbers) < _FEWEST_NUMBERS or not others:
        return list(pieces), 0
    edge = sorted(one.x0 for one in others)[len(others) // 20]
    column = [one for one in numbers if one.x1 <= edge]
    rising = all(int(a.text) < int(b.text) for a, b in pairwise(column))
    if len(column) < _FEWEST_NUMBERS or not rising:
        return list(pieces), 0
    return [one for one in pieces if not any(one is number for number in column)], len(column)


def _wording(text: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s+", "", text))


def _without(page: PageLines, line: Line) -> PageLines:
    return replace(page, lines=tuple(one for one in page.lines if one is not line))


def _running_lines(pages: Sequence[PageLines], end: int, depth: int) -> dict[int, Line]:
    """Return the outermost line of each page where it is a running line."""
    groups: dict[tuple[str, int], dict[int, Line]] = defaultdict(dict)
    for index, page in enumerate(pages):
        line = _outermost(page.lines, end)
        if line and line.table is None and _in_margin(line, page.height, end):
            wording = "#" if _NUMBER.fullmatch(line.text) else _wording(line.text)
            groups[wording, round(page.height)][index] = line
    level = {key: _at_one_height(group) for key, group in groups.items()}
    often = Counter[str]()
    for (wording, _), group in level.items():
        often[wording] += len(group)
    fewest, pitch = _fewest(len(pages), depth), _pitch(pages)
    most = max(_MANY, len(pages) / 2) if depth == 0 else len(pages) + 1
    return {
        index: line
        for (wording, _), group in level.items()
        if often[wording] >= fewest and (wording == "#" or often[wording] >= most or _stands_clear(group, pages, pitch))
        for index, line in group.items()
    }


def _fewest(pages: int, depth: int) -> int:
    """Return on how many pages a line has to return: a quarter of all below the outermost line."""
    least = 2 if pages <= 3 else 3
    return least if depth == 0 else max(least, pages // 4)


def _outermost(lines: Sequence[Line], end: int) -> Line | None:
    if not lines:
        return None
    return min(lines, key=lambda line: line.top) if end == 0 else max(lines, key=lambda line: line.bottom)


def _in_margin(line: Line, height: float, end: int) -> bool:
    return line.bottom < 0.2 * height if end == 0 else line.top > 0.8 * height


def _at_one_height(group: dict[int, Line]) -> dict[int, Line]:
    """Return the lines of a group that stand within three points of its usual height."""
    usual = median(line.middle for line in group.values())
    return {index: line for index, line in group.items() if abs(line.middle - usual) <= 3}


def _pitch(pages: Iterable[PageLines]) -> float:
    steps = [
        after.middle - line.middle
        for page in pages
        for line, after in pairwise(page.lines)
        if 0 < after.middle - line.middle < 60
    ]
    return median(steps) if steps else 12.0


def _stands_clear(group: dict[int, Line], pages: Sequence[PageLines], pitch: float) -> bool:
    """Tell whether the lines keep more than the usual distance from the text, on most of their pages."""
    clear = 0
    for index, line in group.items():
        others = [
            abs(one.middle - line.middle) if one.table is None else 99 for one in pages[index].lines if one is not line
        ]
        clear += int(not others or min(others) > 1.3 * pitch)
    return 2 * clear > len(group)
