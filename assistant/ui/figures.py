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

ROW = 26
LABELS = 250
PLOT = 380
FIGURES = 190
CELL = 96
LEFT, RIGHT = -0.2, 1.0
_BRACES = str.maketrans({"$": "&#36;", "{": "&#123;", "}": "&#125;", "`": "&#96;"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a forest plot."""

    label: str
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One cell of a heat map; ``dashed`` marks a comparison that is no agreement."""

    one: str
    other: str
    outcome: Outcome
    dashed: bool


def forest_plot(lines: Sequence[Line], convention: str, language: str) -> str:
    """Return estimates with intervals, a line for each, and the conventional lines named as such."""
    height = ROW * (len(lines) + 2)
    picture = _picture(LABELS + PLOT + FIGURES, height)
    for value in (0.0, 0.5, 1.0):
        _rule(picture, _x(value), (ROW, height - ROW), "#ccc")
        _text(picture, (_x(value), height - 8), f"{value:g}", anchor="middle")
    for value in (LOW_LINE, HIGH_LINE):
        _rule(picture, _x(value), (ROW, height - ROW), "#b8860b", dashed="4 3")
    _text(picture, (_x(LOW_LINE), 16), convention, anchor="middle", fill="#8a6508")
    for number, line in enumerate(lines):
        _draw_line(picture, line, ROW * (number + 1) + ROW / 2, language)
    return inert(picture)


def _draw_line(picture: Element, line: Line, y: float, language: str) -> None:
    _text(picture, (LABELS - 10, y + 4), _shortened(line.label), anchor="end")
    outcome = line.outcome
    if not isinstance(outcome, Estimate):
        _text(picture, (LABELS + 4, y + 4), in_language(outcome.reason, language), fill="#777", style="italic")
        return
    shown = digits(outcome.value, 2)
    if outcome.interval is not None:
        low, high = _x(outcome.interval.low), _x(outcome.interval.high)
        ends = {"x1": low, "x2": high, "y1": y, "y2": y}
        SubElement(picture, "line", _numbers(ends) | {"stroke": "#345", "stroke-width": "2"})
        shown += f" [{digits(outcome.interval.low, 2)}, {digits(outcome.interval.high, 2)}]"
    SubElement(picture, "circle", _numbers({"cx": _x(outcome.value), "cy": y, "r": 4}) | {"fill": "#134"})
    _text(picture, (LABELS + PLOT + 8, y + 4), f"{shown} · n {outcome.n_units}")


def heat_map(names: Sequence[str], pairs: Sequence[Pair], language: str) -> str:
    """Return coder by coder: the figure in every cell, its shade by value, dashed where it is no agreement."""
    size = CELL * len(names)
    picture = _picture(LABELS + size, size + ROW + 4)
    place = {name: number for number, name in enumerate(names)}
    for name, number in place.items():
        _text(picture, (LABELS - 10, ROW + CELL * number + CELL / 2), _shortened(name), anchor="end")
        _text(picture, (LABELS + CELL * number + CELL / 2, 16), _shortened(name, 12), anchor="middle")
    for pair in pairs:
        for row, across in ((pair.one, pair.other), (pair.other, pair.one)):
            corner = (LABELS + CELL * place[across], ROW + CELL * place[row])
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


def _x(value: float) -> float:
    inside = max(LEFT, min(RIGHT, value))
    return LABELS + PLOT * (inside - LEFT) / (RIGHT - LEFT)


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


def _shortened(words: str, widest: int = 32) -> str:
    """Return a label that fits; Han characters take two places."""
    taken = 0
    for at, char in enumerate(words):
        taken += 2 if ord(char) > 0x2E7F else 1
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
