"""Figures as SVG, drawn by hand so that nothing is fetched. Text is data: it is escaped, and no template can read it.

A coefficient that does not exist is drawn as the sentence why, never as a mark at zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from assistant.agreement import Estimate, Outcome
from assistant.reporting.agreement_tables import HIGH_LINE, LOW_LINE
from assistant.reporting.reasons import in_language
from assistant.reporting.tables import digits

ROW = 20
GAP = 10
HEAD = 44
LABELS = 270
COLUMN = 64
PLOT = 380
FIGURES = 190
CELL = 96
_BRACES = str.maketrans({"$": "&#36;", "{": "&#123;", "}": "&#125;", "`": "&#96;"})
_LOOKS = (("circle", "#134074"), ("square", "#0f7a6c"), ("diamond", "#a8530a"))
"""Shape and colour of the first, second and third coefficient of a line; told apart without colour, too."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a forest plot.

    Attributes:
        outcomes: The coefficients drawn beneath each other, in the order of the legend.
        numbers: Further figures that stand beside the label, in the order of their headings.
    """

    label: str
    outcomes: tuple[Outcome, ...]
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around the lines.

    Attributes:
        legend: Names of the coefficients of a line.
        numbers: Headings of the further figures.
        convention: Name of the conventional lines; empty where they have no business.
        low, high: Ends of the scale, and ``steps`` between them.
    """

    legend: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    convention: str = ""
    low: float = -0.2
    high: float = 1.0
    steps: int = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One cell of a heat map; ``dashed`` marks a comparison that is no agreement."""

    one: str
    other: str
    outcome: Outcome
    dashed: bool


def forest_plot(lines: Sequence[Line], frame: Frame, language: str) -> str:
    """Return estimates with intervals, a line for each, and the conventional lines named as such."""
    plot = _Forest(frame, language)
    return plot.draw(lines)


class _Forest:
    """A forest plot in the making."""

    def __init__(self, frame: Frame, language: str) -> None:
        self._frame = frame
        self._language = language
        self._left = LABELS + COLUMN * len(frame.numbers)

    def draw(self, lines: Sequence[Line]) -> str:
        heights = [ROW * len(line.outcomes) + GAP for line in lines]
        height = HEAD + sum(heights) + ROW
        self._picture = _picture(self._left + PLOT + FIGURES, height)
        self._draw_frame(height)
        if any(isinstance(outcome, Estimate) for line in lines for outcome in line.outcomes):
            self._draw_legend()
        top = float(HEAD)
        for line, tall in zip(lines, heights, strict=True):
            self._draw_line(line, top + tall / 2)
            top += tall
        return inert(self._picture)

    def _draw_frame(self, height: float) -> None:
        frame = self._frame
        for place, words in enumerate(frame.numbers):
            _text(self._picture, (LABELS + COLUMN * (place + 1) - 10, HEAD - 8), words, anchor="end", fill="#555")
        for value in _ticks(frame):
            _rule(self._picture, self._x(value), (HEAD, height - ROW), "#ccc")
            _text(self._picture, (self._x(value), height - 5), f"{value:g}", anchor="middle")
        if frame.convention:
            for value in (LOW_LINE, HIGH_LINE):
                _rule(self._picture, self._x(value), (HEAD, height - ROW), "#b8860b", dashed="4 3")
            middle = (self._x(LOW_LINE) + self._x(HIGH_LINE)) / 2
            _text(self._picture, (middle, HEAD - 8), frame.convention, anchor="middle", fill="#8a6508")

    def _draw_legend(self) -> None:
        at = float(self._left)
        for place, words in enumerate(self._frame.legend):
            _mark(self._picture, (at + 6, 14), place)
            _text(self._picture, (at + 16, 18), words)
            at += 40 + 8 * _width(words)

    def _draw_line(self, line: Line, middle: float) -> None:
        _text(self._picture, (LABELS - 10, middle + 4), _shortened(line.label), anchor="end")
        for place, words in enumerate(line.numbers):
            _text(self._picture, (LABELS + COLUMN * (place + 1) - 10, middle + 4), words, anchor="end")
        first = middle - ROW * (len(line.outcomes) - 1) / 2
        for place, outcome in enumerate(line.outcomes):
            self._draw_outcome(outcome, first + ROW * place, place)

    def _draw_outcome(self, outcome: Outcome, y: float, place: int) -> None:
        if not isinstance(outcome, Estimate):
            if place == 0:
                words = in_language(outcome.reason, self._language)
                _text(self._picture, (self._left + 4, y + 4), _shortened(words, 88), fill="#666", style="italic")
            return
        shown = digits(outcome.value, 2)
        if outcome.interval is not None:
            ends = {"x1": self._x(outcome.interval.low), "x2": self._x(outcome.interval.high), "y1": y, "y2": y}
            colour = _LOOKS[place % len(_LOOKS)][1]
            SubElement(self._picture, "line", _numbers(ends) | {"stroke": colour, "stroke-width": "2"})
            shown += f" [{digits(outcome.interval.low, 2)}, {digits(outcome.interval.high, 2)}]"
        _mark(self._picture, (self._x(outcome.value), y), place)
        words = shown if self._frame.numbers else f"{shown} · n {outcome.n_units}"
        _text(self._picture, (self._left + PLOT + 8, y + 4), words)

    def _x(self, value: float) -> float:
        low, high = self._frame.low, self._frame.high
        inside = max(low, min(high, value))
        return self._left + PLOT * (inside - low) / (high - low)


def _ticks(frame: Frame) -> list[float]:
    step = (frame.high - frame.low) / frame.steps
    return [round(frame.low + step * place, 3) + 0.0 for place in range(frame.steps + 1)]


def heat_map(names: Sequence[str], pairs: Sequence[Pair], language: str) -> str:
    """Return coder by coder: the figure in every cell, its shade by value, dashed where it is no agreement."""
    size = CELL * len(names)
    picture = _picture(LABELS + size, size + ROW + 10)
    place = {name: number for number, name in enumerate(names)}
    for name, number in place.items():
        _text(picture, (LABELS - 10, ROW + CELL * number + CELL / 2), _shortened(name), anchor="end")
        _text(picture, (LABELS + CELL * number + CELL / 2, 16), _shortened(name, 12), anchor="middle")
    for pair in pairs:
        for row, across in ((pair.one, pair.other), (pair.other, pair.one)):
            corner = (LABELS + CELL * place[across], ROW + 6 + CELL * place[row])
            _draw_cell(picture, corner, pair, language)
    return inert(picture)


def _draw_cell(picture: Element, corner: tuple[float, float], pair: Pair, language: str) -> None:
    outcome = pair.outcome
    value = outcome.value if isinstance(outcome, Estimate) else None
    shade = "#eee" if value is None else f"hsl(205 60% {92 - 50 * max(0.0, min(1.0, value)):.0f}%)"
    box = {"x": corner[0] + 2, "y": corner[1] + 2, "width": CELL - 4, "height": CELL - 4}
    looks = {"fill": shade, "stroke": "#345", "stroke-dasharray": "5 4" if pair.dashed else "none"}
    cell = SubElement(picture, "rect", _numbers(box) | looks)
    dark = value is not None and value > 0.75
    shown = "—" if value is None else digits(value, 2)
    middle = (corner[0] + CELL / 2, corner[1] + CELL / 2 + 4)
    _text(picture, middle, shown, anchor="middle", fill="#fff" if dark else "#123")
    if not isinstance(outcome, Estimate):
        SubElement(cell, "title").text = in_language(outcome.reason, language)


def _mark(picture: Element, at: tuple[float, float], place: int) -> None:
    shape, colour = _LOOKS[place % len(_LOOKS)]
    x, y = at
    if shape == "circle":
        SubElement(picture, "circle", _numbers({"cx": x, "cy": y, "r": 4}) | {"fill": colour})
    elif shape == "square":
        SubElement(picture, "rect", _numbers({"x": x - 4, "y": y - 4, "width": 8, "height": 8}) | {"fill": colour})
    else:
        corners = f"{x:g},{y - 5:g} {x + 5:g},{y:g} {x:g},{y + 5:g} {x - 5:g},{y:g}"
        SubElement(picture, "polygon", {"points": corners, "fill": colour})


def _picture(width: float, height: float) -> Element:
    looks = {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "font-size": "13", "font-family": "inherit"}
    size = {"viewBox": f"0 0 {width:g} {height:g}", "width": f"{width:g}", "height": f"{height:g}"}
    return Element("svg", looks | size | {"style": "max-width:100%;height:auto;background:#fff"})


def _rule(picture: Element, x: float, ends: tuple[float, float], stroke: str, dashed: str = "none") -> None:
    place = _numbers({"x1": x, "x2": x, "y1": ends[0], "y2": ends[1]})
    SubElement(picture, "line", place | {"stroke": stroke, "stroke-dasharray": dashed})


def _text(picture: Element, place: tuple[float, float], words: str, **looks: str) -> None:
    names = {"anchor": "text-anchor", "style": "font-style"}
    given = {"fill": "#123"} | {names.get(name, name): value for name, value in looks.items()}
    SubElement(picture, "text", _numbers({"x": place[0], "y": place[1]}) | given).text = _printable(words)


def _width(words: str) -> int:
    """Return how many places words take; Han characters take two."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in words)


def _shortened(words: str, widest: int = 34) -> str:
    """Return a label that fits."""
    taken = 0
    for at, char in enumerate(words):
        taken += _width(char)
        if taken > widest:
            return words[:at] + "…"
    return words


def _printable(words: str) -> str:
    """Replace characters that XML cannot hold."""
    return "".join(char if char.isprintable() or char == " " else "\ufffd" for char in words)


def _numbers(values: dict[str, float]) -> dict[str, str]:
    return {name: f"{value:g}" for name, value in values.items()}


def inert(markup: Element) -> str:
    """Return markup with the signs that a page template would read written as character references."""
    return inert_words(tostring(markup, encoding="unicode"))


def inert_words(markup: str) -> str:
    """Return markup that is text already, made safe in the same way."""
    return markup.translate(_BRACES)
