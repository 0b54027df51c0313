"""Tables in Word as journals print them: three rules, no verticals, numbers of quotations as links, notes beneath."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Cm

from assistant.domain.codebook import Wording
from assistant.exporting.word_parts import (
    HEAVY,
    LIGHT,
    add_bookmark,
    add_link,
    add_words,
    keep_row_whole,
    mark_heading_rows,
    new_row,
    page_width,
    rule_cell,
    set_padding,
    tight,
)
from assistant.reporting.tables import Cell, Cited, Column, Gap, Table, as_words

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table as WordTable
    from docx.table import _Cell

_NARROWEST = 1.15
_SAID_ONCE = frozenset({"family", "dimension"})
_CITES_ALL = frozenset({"comparison"})
"""Tables beneath which every quotation of every cell is named."""
_FIGURES = re.compile(r"[\d./%–— ]+")
_LONGEST_UNSPLIT = 900
"""Rows with more words than this may break over pages, or a page would stand half empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableStyle:
    """How a table is set.

    Attributes:
        size: Of the words, in points.
        known: Numbers that stand in the document's table of quotations and can be linked to.
        marked: Key of the column whose words are bookmarks, empty for none.
    """

    language: str
    size: float = 9.0
    known: frozenset[str] = frozenset()
    marked: str = ""


def add_table(document: WordDocument, table: Table, style: TableStyle) -> None:
    """Add a table at the end of a document."""
    double = any(each.over != Wording() for each in table.columns)
    made = document.add_table(rows=0, cols=len(table.columns))
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    set_padding(made)
    _set_widths(made, table, page_width(document), style)
    heads = _add_headings(made, table.columns, style, double=double)
    mark_heading_rows(heads)
    for before, row in zip((None, *table.rows), table.rows, strict=False):
        _add_row(made, table.columns, _without_repeats(table.columns, before, row), style)
    # The cells of the XML: of cells merged over two rows each has its own edges.
    for row, edge, weight in ((heads[0], "top", HEAVY), (heads[-1], "bottom", LIGHT), (made.rows[-1], "bottom", HEAVY)):
        for cell in row._tr.tc_lst:
            rule_cell(cell, edge, weight)


def _set_widths(made: WordTable, table: Table, room: float, style: TableStyle) -> None:
    widths = _widths(table, room, style)
    grid = made._tbl.tblGrid
    for column, width in zip(grid.findall(qn("w:gridCol")), widths, strict=True):
        column.set(qn("w:w"), str(int(Cm(width).twips)))


def _widths(table: Table, room: float, style: TableStyle) -> list[float]:
    """Return the widths of the columns in centimetres: room by what a column holds, none too narrow for its words."""
    lengths = [
        [_places(as_words(row[at], style.language)) for row in table.rows] or [0] for at in range(len(table.columns))
    ]
    heads = [_longest(each.label.in_language(style.language)) for each in table.columns]
    wanted = [
        max(head, (sum(each) / len(each)) ** 0.62 * 2.2, min(max(each), 7.0))
        for head, each in zip(heads, lengths, strict=True)
    ]
    unit = style.size * 0.0353
    natural = [max(_NARROWEST, places * unit + 0.45) for places in wanted]
    return _shrunk(natural, room) if sum(natural) > room else _spread(natural, room)


def _shrunk(natural: Sequence[float], room: float) -> list[float]:
    """Return widths that fit the room: narrow columns keep theirs, the broad ones share what is left."""
    kept: set[int] = set()
    while True:
        broad = [at for at in range(len(natural)) if at not in kept]
        left = room - sum(natural[at] for at in kept)
        total = sum(math.sqrt(natural[at]) for at in broad) or 1.0
        share = {at: left * math.sqrt(natural[at]) / total for at in broad}
        narrow = {at for at in broad if natural[at] <= share[at]}
        if not narrow:
            return [share.get(at, width) for at, width in enumerate(natural)]
        kept |= narrow


def _spread(natural: Sequence[float], room: float) -> list[float]:
    """Return widths that fill the room, the broad columns taking what is over."""
    over, squares = room - sum(natural), sum(width * width for width in natural)
    return [width + over * width * width / squares for width in natural]


def _longest(heading: str) -> float:
    """Return the places that a heading needs at least: its longest word, bold; Chinese breaks anywhere."""
    if any(ord(char) > 0x2E7F for char in heading):
        return min(_places(heading), 6.0)
    return max((1.3 * _places(word) for word in heading.split()), default=0.0)


def _places(words: str) -> float:
    return sum(1.0 if ord(char) > 0x2E7F else 0.52 for char in words)


def _add_headings(made: WordTable, columns: Sequence[Column], style: TableStyle, *, double: bool) -> list[Any]:
    rows = [new_row(made) for _ in range(2 if double else 1)]
    _apply_widths(made, rows)
    for at, each in enumerate(columns):
        lone = double and each.over == Wording()
        cell = rows[0].cells[at].merge(rows[1].cells[at]) if lone else rows[-1].cells[at]
        _head(cell, each.label, style)
    at = 0
    for over, held in groupby(columns, key=lambda each: each.over):
        width = len(list(held))
        if double and over != Wording():
            cell = rows[0].cells[at].merge(rows[0].cells[at + width - 1])
            _head(cell, over, style)
            rule_cell(cell._tc, "bottom", LIGHT - 2)
        at += width
    return rows


def _apply_widths(made: WordTable, rows: Sequence[Any]) -> None:
    grid = made._tbl.tblGrid.findall(qn("w:gridCol"))
    for row in rows:
        for cell, column in zip(row.cells, grid, strict=True):
            cell.width = int(column.get(qn("w:w")) or 0) * 635


def _head(cell: _Cell, label: Wording, style: TableStyle) -> None:
    paragraph = tight(cell.paragraphs[0], centred=True)
    add_words(paragraph, label.in_language(style.language), style.size, bold=True)


def _add_row(made: WordTable, columns: Sequence[Column], row: Sequence[Cell], style: TableStyle) -> None:
    added = new_row(made)
    _apply_widths(made, [added])
    if sum(_letters(cell, style.language) for cell in row) <= _LONGEST_UNSPLIT:
        keep_row_whole(added)
    for place, column, cell in zip(added.cells, columns, row, strict=True):
        _fill(place, cell, style)
        if column.key == style.marked:
            add_bookmark(place.paragraphs[0], str(cell), len(made.rows))


def _without_repeats(columns: Sequence[Column], before: Sequence[Cell] | None, row: Sequence[Cell]) -> Sequence[Cell]:
    """Return a row that says the family or dimension only where it changes."""
    if before is None:
        return row
    return [
        "" if column.key in _SAID_ONCE and cell == above else cell
        for column, above, cell in zip(columns, before, row, strict=True)
    ]


def _letters(cell: Cell, language: str) -> int:
    """Return how many letters a cell is printed with."""
    if isinstance(cell, Cited):
        return sum(len(each.words.in_language(language)) for each in cell.statements)
    return len(as_words(cell, language))


def _fill(place: _Cell, cell: Cell, style: TableStyle) -> None:
    figure = isinstance(cell, int | float) or (isinstance(cell, str) and _FIGURES.fullmatch(cell) is not None)
    paragraph = tight(place.paragraphs[0], centred=figure or isinstance(cell, Gap))
    if not isinstance(cell, Cited):
        add_words(paragraph, as_words(cell, style.language), style.size)
        return
    for number, statement in enumerate(cell.statements):
        line = tight(place.add_paragraph(), after=1) if number else paragraph
        add_words(line, statement.words.in_language(style.language), style.size)
        _cite(line, statement.quotations, style)
    if cell.more:
        line = tight(place.add_paragraph())
        add_words(line, f"+{len(cell.more)}", style.size - 1)


def _cite(paragraph: Any, numbers: Sequence[str], style: TableStyle) -> None:  # noqa: ANN401 - python-docx is untyped
    for at, number in enumerate(numbers):
        words = f"{', ' if at else ''}{number}"
        if number in style.known:
            add_link(paragraph, number, words, style.size)
        else:
            add_words(paragraph, words, style.size).font.superscript = True


def add_notes(document: WordDocument, table: Table, places: Mapping[str, Wording], language: str) -> None:
    """Add what stands beneath a table: its note, where the quotations stand that it spells out, and the others."""
    zh = language == "zh"
    note = table.note.in_language(language)
    if note:
        _note(document, "注：" if zh else "Note. ", note)
    cells = [cell for row in table.rows for cell in row if isinstance(cell, Cited)]
    spelled = sorted({number for cell in cells for each in cell.statements for number in each.quotations})
    told = [f"{number} {places[number].in_language(language)}" for number in spelled if number in places]
    if told:
        _note(
            document,
            "引文出处（S 为资料号）：" if zh else "Quotations (S: source): ",
            ("；" if zh else "; ").join(told),
        )
    rest = [line for row in table.rows for line in _unspelled(table, row, language) if table.key in _CITES_ALL]
    if rest:
        _note(document, "各格其余引文：" if zh else "Further quotations by cell: ", ("；" if zh else "; ").join(rest))
    tight(document.add_paragraph(), after=6)


def _unspelled(table: Table, row: Sequence[Cell], language: str) -> list[str]:
    name = next((as_words(cell, language) for cell in row if isinstance(cell, Wording)), "")
    return [
        f"{name}·{column.label.in_language(language)} {', '.join(cell.more)}"
        for column, cell in zip(table.columns, row, strict=True)
        if isinstance(cell, Cited) and cell.more
    ]


def _note(document: WordDocument, head: str, words: str) -> None:
    paragraph = tight(document.add_paragraph(), after=2)
    add_words(paragraph, head, 7.5, bold=True)
    add_words(paragraph, words, 7.5)
