"""A drawing as data: boxes, lines and words at places, in points. Whoever writes it as a file adds nothing.

Widths of words are those of a common sans serif with full-width Han characters; boxes leave room for fonts that are a
little wider.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]

_NARROW = frozenset("iljI|!.,:;'`·ft()[]{}/\\ -")
_BROAD = frozenset("mwMW@%—&")
_NEVER_FIRST = frozenset("，。；：、！？）】》”’』」…,.;:!?)]}%％")
_NEVER_LAST = frozenset("（【《“‘『「([{")
INK, GREY, RULE = "#1b2a3a", "#6b7680", "#8795a3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rect:
    """A box; ``fill`` and ``stroke`` are ``#rrggbb`` or empty for none, ``radius`` rounds its corners."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    stroke: str = ""
    thick: float = 0.8
    radius: float = 0.0
    dashed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A line through points; ``arrow`` gives its end a head."""

    points: tuple[Point, ...]
    stroke: str = RULE
    thick: float = 0.8
    arrow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One line of words; ``y`` is its base line."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    fill: str = INK
    anchor: Anchor = "start"


Mark = Rect | Rule | Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawing with its name, for readers who cannot see it."""

    name: str
    title: str
    width: float
    height: float
    marks: tuple[Mark, ...]


def arrow_head(rule: Rule) -> tuple[Point, ...]:
    """Return the corners of the head at the end of a line."""
    (x0, y0), (x1, y1) = rule.points[-2:]
    length = math.hypot(x1 - x0, y1 - y0) or 1.0
    along = ((x1 - x0) / length, (y1 - y0) / length)
    size = 3.0 + 1.8 * rule.thick
    back = (x1 - along[0] * size, y1 - along[1] * size)
    across = (-along[1] * size * 0.5, along[0] * size * 0.5)
    return ((x1, y1), (back[0] + across[0], back[1] + across[1]), (back[0] - across[0], back[1] - across[1]))


def shortened(rule: Rule) -> tuple[Point, ...]:
    """Return the points of a line that ends where its head begins."""
    if not rule.arrow:
        return rule.points
    _, left, right = arrow_head(rule)
    return (*rule.points[:-1], ((left[0] + right[0]) / 2, (left[1] + right[1]) / 2))


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a line of words is, in points."""
    return size * sum(map(_em, text)) * (1.06 if bold else 1.0)


def _em(char: str) -> float:
    if ord(char) >= 0x2E80 or char in "“”‘’…—":
        return 1.0
    if char in _NARROW:
        return 0.32
    if char in _BROAD:
        return 0.9
    return 0.68 if char.isupper() else 0.56


def wrapped(text: str, size: float, width: float, *, bold: bool = False) -> tuple[str, ...]:
    """Return words broken into lines that fit: between Han characters and at blanks, no mark of punctuation first."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and width_of(line + piece.rstrip(), size, bold=bold) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return tuple(filter(None, [*lines, line.rstrip()])) or ("",)


def _pieces(text: str) -> Iterator[str]:
    """Yield the parts of a text that are never broken: a word with its blank, a Han character with its punctuation."""
    piece = ""
    for char in text:
        if piece and _may_break(piece[-1], char):
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece


def _may_break(before: str, after: str) -> bool:
    if after in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    return before.isspace() or before == "-" or ord(before) >= 0x2E80 or ord(after) >= 0x2E80
