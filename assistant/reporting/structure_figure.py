"""The data structure of one family drawn: words of the sources, codes, dimensions, with lines from each to the next.

The layout is that of Gioia, Corley and Hamilton (2013, pp. 20-21), as an illustration: the codes came first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.domain.codebook import Codebook, Family, Wording
from assistant.domain.identifiers import CodeId
from assistant.reporting.choosing import excerpt
from assistant.reporting.code_tables import WORDS_OF_A_CODE, CodeWords, dimension
from assistant.reporting.exhibits import gap_words
from assistant.reporting.labels import code_label
from assistant.reporting.layout import sections_of
from assistant.reporting.picture import GREY, INK, Mark, Picture, Rect, Rule, Words, wrapped

WIDTH = 720.0
_COLUMNS = ((0.5, 350.0), (386.0, 166.0), (588.0, 131.5))
"""Where words, codes and dimensions stand, and how wide they are."""
_SIZE, _LEAD, _PAD, _GAP = 7.8, 10.2, 3.5, 3.0
_HEADS = (
    Wording("一阶：原文表述", "First order: words of the sources"),
    Wording("二阶：代码", "Second order: codes"),
    Wording("聚合维度", "Aggregate dimensions"),
)
_NOTE = Wording(
    "作为示例：演绎式编码，代码先于资料。方括号内为引文编号，过长的原文以“……”截断。",
    "For illustration: coding was deductive, the codes came first. Numbers name quotations; long words are cut with ……",
)


@dataclass(frozen=True, slots=True)
class _Branch:
    """What stands to the left of a box: its own words, whether it is a gap, and what leads to it."""

    words: str
    gap: bool = False
    twigs: tuple[_Branch, ...] = ()


@dataclass(frozen=True, slots=True)
class _Drawn:
    marks: tuple[Mark, ...]
    middle: float
    bottom: float


def draw_structure(codebook: Codebook, family: Family, words: Mapping[CodeId, CodeWords], language: str) -> Picture:
    """Return the figure of one family in Chinese or in English."""
    branches = _branches(codebook, family, words, language)
    marks: list[Mark] = [
        Words(x=x + width / 2, y=11, text=head.in_language(language), size=9, bold=True, anchor="middle")
        for head, (x, width) in zip(_HEADS, _COLUMNS, strict=True)
    ]
    at = 18.0
    for branch in branches:
        drawn = _draw(branch, 2, at)
        marks += drawn.marks
        at = drawn.bottom + 2 * _GAP
    marks.append(Words(x=0, y=at + 8, text=_NOTE.in_language(language), size=7, fill=GREY))
    label = family.label.in_language(language)
    title = f"数据结构：{label}" if language == "zh" else f"Data structure: {label}"
    return Picture(name=f"structure-{family.id}", title=title, width=WIDTH, height=at + 13, marks=tuple(marks))


def _branches(codebook: Codebook, family: Family, words: Mapping[CodeId, CodeWords], language: str) -> list[_Branch]:
    branches: list[_Branch] = []
    for section in sections_of(codebook, family):
        twigs = tuple(
            _Branch(code_label(codebook, code.id).in_language(language), twigs=_leaves(words.get(code.id), language))
            for code in section.codes
        )
        branches.append(_Branch(dimension(family, section.label, section.above).in_language(language), twigs=twigs))
    return branches


def _leaves(behind: CodeWords | None, language: str) -> tuple[_Branch, ...]:
    if behind is None or not behind.shown:
        return (_Branch(gap_words(behind.found if behind else ()).in_language(language), gap=True),)
    shown = behind.shown[:WORDS_OF_A_CODE]
    return tuple(_Branch(f"“{excerpt(each.exhibit.text)}” [{each.exhibit.quotation}]") for each in shown)


def _draw(branch: _Branch, column: int, top: float) -> _Drawn:
    """Return a box beside the middle of what leads to it, and the lines between."""
    x, width = _COLUMNS[column]
    lines = wrapped(branch.words, _SIZE, width - 2 * _PAD - 2, bold=column == 2)
    height = len(lines) * _LEAD + 2 * _PAD
    marks: list[Mark] = []
    at = top
    drawn: list[_Drawn] = []
    for twig in branch.twigs:
        drawn.append(_draw(twig, column - 1, at))
        marks += drawn[-1].marks
        at = drawn[-1].bottom + _GAP
    bottom = max(at - _GAP, top + height)
    middle = (drawn[0].middle + drawn[-1].middle) / 2 if drawn else (top + bottom) / 2
    middle = max(middle, top + height / 2)
    marks += [_tie(column, each.middle, middle) for each in drawn]
    marks += _box(lines, (x, middle - height / 2, width, height), gap=branch.gap, bold=column == 2)
    return _Drawn(tuple(marks), middle, bottom)


def _tie(column: int, left: float, right: float) -> Rule:
    start, width = _COLUMNS[column - 1]
    end = _COLUMNS[column][0]
    return Rule(points=((start + width, left), (end - 12, left), (end - 12, right), (end, right)), thick=0.7)


def _box(lines: Sequence[str], place: tuple[float, float, float, float], *, gap: bool, bold: bool) -> list[Mark]:
    x, y, width, height = place
    frame = Rect(x=x, y=y, width=width, height=height, fill="#ffffff", stroke=GREY if gap else INK, thick=0.7, radius=2,
                 dashed=gap)  # fmt: skip
    words = [
        Words(x=x + _PAD + 1, y=y + _PAD + _LEAD * number + _SIZE, text=line, size=_SIZE, bold=bold,
              fill=GREY if gap else INK)
        for number, line in enumerate(lines)
    ]  # fmt: skip
    return [frame, *words]
