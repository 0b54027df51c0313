"""The framework drawn: a column each for inputs, process and outcomes, a box for each group, a line for each code.

Beside each code stand the independent voices that speak for it and the segments they do it in; the tint behind its
label grows with the voices. A code without evidence is printed grey with a dash, for a gap is a result.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.domain.codebook import Wording
from assistant.reporting.framework import Box, Framework, Item, Panel, Pillar
from assistant.reporting.picture import GREY, INK, RULE, Mark, Picture, Rect, Rule, Words, wrapped

WIDTH = 720.0
"""Points; a landscape page of A4 takes it with margins of 6 cm in all."""
_GAP, _EDGE = 34.0, 1.0
_PAD = 6.0
_TITLE, _HEAD, _TEXT, _SMALL = 11.0, 9.5, 8.5, 7.5
_NUMBERS = 46.0
_LEADING = 1.28
_MOST_AIR, _MOST_GAP = 7.0, 30.0
_TINT, _PALE = "#cfdcea", "#eef3f8"
_WEIGHTS = Wording("独立声音 / 段落", "voices / segments")
_LEGEND = Wording(
    "数字：独立声音数 / 段落数；底色越长，独立声音越多。“—”：没有已接受的证据。计划或宣称的话不计入结果与价值捕获。",
    "Figures: independent voices / segments; the longer the tint, the more voices. —: no accepted evidence. Planned or "
    "promised words count neither for outcomes nor for capture.",
)
_ABSENT = Wording("框架外的代码族：", "Families outside the framework: ")


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where a column stands, in which language, and how many voices fill a whole tint.

    Attributes:
        air: Points added to every line, so that columns of unlike length end together.
        gap: Points added between boxes.
    """

    x: float
    width: float
    language: str
    most: int
    air: float = 0.0
    gap: float = 0.0


@dataclass(frozen=True, slots=True)
class _Drawn:
    marks: tuple[Mark, ...]
    bottom: float


def draw_framework(framework: Framework, language: str) -> Picture:
    """Return the figure in Chinese or in English."""
    most = max((item.voices for item in _items(framework)), default=0)
    rows = _rows(framework.pillars)
    width = (WIDTH - 2 * _EDGE - _GAP * (max(map(len, rows), default=1) - 1)) / max(1, *map(len, rows))
    marks: list[Mark] = []
    top = 4.0
    for row in rows:
        frames = [_Frame(_EDGE + number * (width + _GAP), width, language, most) for number in range(len(row))]
        bottom = max(_pillar(pillar, frame, top).bottom for pillar, frame in zip(row, frames, strict=True))
        for pillar, frame in zip(row, frames, strict=True):
            marks += _pillar(pillar, _stretched(pillar, frame, top, bottom), top).marks
            marks.append(Rect(x=frame.x, y=top, width=width, height=bottom - top, stroke=INK, thick=1.0, radius=5))
        marks += _flows(len(row), width, (top + bottom) / 2) if framework.flows else []
        top = bottom + _GAP
    notes, bottom = _notes(framework, language, top - _GAP + 8)
    title = framework.title.in_language(language)
    return Picture(name="framework", title=title, width=WIDTH, height=bottom + 4, marks=(*marks, *notes))


def _items(framework: Framework) -> Iterable[Item]:
    for pillar in framework.pillars:
        for panel in pillar.panels:
            for box in panel.boxes:
                yield from box.items


def _rows(pillars: Sequence[Pillar]) -> list[Sequence[Pillar]]:
    """Return columns three by three, so that a codebook with many families still fits a page's width."""
    return [pillars[at : at + 3] for at in range(0, len(pillars), 3)]


def _flows(columns: int, width: float, y: float) -> list[Mark]:
    return [
        Rule(
            points=((_EDGE + number * (width + _GAP) - _GAP + 4, y), (_EDGE + number * (width + _GAP) - 4, y)),
            stroke=INK, thick=2.2, arrow=True,
        )
        for number in range(1, columns)
    ]  # fmt: skip


def _stretched(pillar: Pillar, frame: _Frame, top: float, bottom: float) -> _Frame:
    """Return the frame with the air and the gaps that bring the column down to the common end, within reason."""
    items = [item for panel in pillar.panels for box in panel.boxes for item in box.items]
    lines = sum(1 + len(item.below) for item in items)
    air = min(_MOST_AIR, (bottom - _pillar(pillar, frame, top).bottom) / max(1, lines))
    airy = replace(frame, air=air)
    gaps = sum(max(0, len(panel.boxes) - 1) for panel in pillar.panels) + max(0, len(pillar.panels) - 1)
    return replace(airy, gap=min(_MOST_GAP, (bottom - _pillar(pillar, airy, top).bottom) / max(1, gaps)))


def _pillar(pillar: Pillar, frame: _Frame, top: float) -> _Drawn:
    head = Rect(x=frame.x, y=top, width=frame.width, height=20, fill=INK, radius=5)
    label = Words(
        x=frame.x + frame.width / 2, y=top + 14, text=pillar.label.in_language(frame.language), size=_TITLE, bold=True,
        fill="#ffffff", anchor="middle",
    )  # fmt: skip
    marks: list[Mark] = [head, label]
    at = top + 20 + _PAD
    inner = replace(frame, x=frame.x + _PAD, width=frame.width - 2 * _PAD)
    for panel in pillar.panels:
        drawn = _panel(panel, inner, at)
        marks += drawn.marks
        at = drawn.bottom + _PAD + frame.gap
    return _Drawn(tuple(marks), at - frame.gap)


def _panel(panel: Panel, frame: _Frame, top: float) -> _Drawn:
    label = panel.label.in_language(frame.language)
    marks: list[Mark] = [
        Words(x=frame.x, y=top + 10, text=label, size=_HEAD, bold=True),
        Words(x=frame.x + frame.width - 3, y=top + 10, text=_WEIGHTS.in_language(frame.language), size=6.5, fill=GREY,
              anchor="end"),
    ]  # fmt: skip
    at = top + 15
    for number, box in enumerate(panel.boxes):
        if panel.stages and number:
            middle = frame.x + frame.width / 2
            ends = ((middle, at - frame.gap), (middle, at + 11))
            marks.append(Rule(points=ends, stroke=INK, thick=1.4, arrow=True))
            at += 13
        drawn = _box(box, frame, at)
        marks += drawn.marks
        at = drawn.bottom + 4 + frame.gap
    return _Drawn(tuple(marks), at - 4 - frame.gap)


def _box(box: Box, frame: _Frame, top: float) -> _Drawn:
    marks: list[Mark] = []
    at = top + 3
    label = box.label.in_language(frame.language)
    if label:
        marks.append(Words(x=frame.x + 5, y=at + 9, text=label, size=_TEXT, bold=True, fill=GREY))
        at += 13
    for item in box.items:
        for each, indent in ((item, 0.0), *((below, 10.0) for below in item.below)):
            line = _line(each, frame, at, indent)
            marks += line.marks
            at = line.bottom
    frame_mark = Rect(x=frame.x, y=top, width=frame.width, height=at + 3 - top, stroke=RULE, radius=3)
    return _Drawn((frame_mark, *marks), at + 3)


def _line(item: Item, frame: _Frame, top: float, indent: float) -> _Drawn:
    """Return a code with its weight; a long label takes several lines."""
    size = _SMALL if indent else _TEXT
    left, room = frame.x + 5 + indent, frame.width - 10 - indent - _NUMBERS
    lines = wrapped(item.label.in_language(frame.language), size, room)
    height = size * _LEADING * len(lines) + 2.5 + frame.air
    lift = frame.air / 2
    ink = INK if item.segments else GREY
    marks: list[Mark] = []
    if item.voices and frame.most:
        length = (room + 4) * item.voices / frame.most
        marks.append(
            Rect(
                x=left - 2, y=top + 0.8, width=length, height=height - 1.6, fill=_PALE if indent else _TINT, radius=1.5
            )
        )
    marks += [
        Words(x=left, y=top + lift + size * (_LEADING * number + 1.02) + 0.8, text=words, size=size, fill=ink)
        for number, words in enumerate(lines)
    ]
    weight = f"{item.voices} / {item.segments}" if item.segments else "—"
    base = top + lift + size * 1.02 + 0.8
    marks.append(Words(x=frame.x + frame.width - 5, y=base, text=weight, size=size, fill=ink, anchor="end"))
    return _Drawn(tuple(marks), top + height)


def _notes(framework: Framework, language: str, top: float) -> tuple[list[Mark], float]:
    told = [_LEGEND.in_language(language)]
    if framework.absent:
        between = "、" if language == "zh" else ", "
        told.append(
            _ABSENT.in_language(language) + between.join(each.in_language(language) for each in framework.absent)
        )
    lines = [line for words in told for line in wrapped(words, 7.0, WIDTH - 8)]
    marks: list[Mark] = [
        Words(x=0, y=top + 8 + number * 9.5, text=line, size=7.0, fill=GREY) for number, line in enumerate(lines)
    ]
    return marks, top + 8 + 9.5 * len(lines)
