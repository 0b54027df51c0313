"""Tables of a report as markup for a page. Words are data: they are text nodes, and no template can read them.

The number of a quotation leads to the place where it stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, SubElement

from assistant.domain.codebook import Wording
from assistant.reporting.exhibits import Passage
from assistant.reporting.picture import Picture
from assistant.reporting.svg import to_svg
from assistant.reporting.tables import Cell, Cited, Column, Gap, Table, as_words
from assistant.ui.figures import inert, inert_words

Places = Mapping[str, Passage]


def table_markup(table: Table, places: Places, language: str) -> str:
    """Return a table with its heading rows, its note beneath."""
    root = Element("div", {"class": "report-sheet", "tabindex": "0", "role": "region"})
    made = SubElement(root, "table", {"class": "report-table"})
    SubElement(made, "caption").text = _printable(table.title.in_language(language))
    _head(SubElement(made, "thead"), table.columns, language)
    body = SubElement(made, "tbody")
    for row in table.rows:
        line = SubElement(body, "tr")
        for column, cell in zip(table.columns, row, strict=True):
            _cell(SubElement(line, "td"), column, cell, (places, language))
    note = table.note.in_language(language)
    if note:
        SubElement(root, "p", {"class": "report-note"}).text = _printable(note)
    return inert(root)


def _head(head: Element, columns: Sequence[Column], language: str) -> None:
    if any(column.over != Wording() for column in columns):
        row = SubElement(head, "tr")
        for over, held in groupby(columns, key=lambda column: column.over):
            wide = {"colspan": str(len(list(held))), "scope": "colgroup"}
            SubElement(row, "th", wide | ({"class": "report-over"} if over != Wording() else {})).text = _printable(
                over.in_language(language)
            )
    row = SubElement(head, "tr")
    for column in columns:
        SubElement(row, "th", {"scope": "col"}).text = _printable(column.label.in_language(language))


def _cell(place: Element, column: Column, cell: Cell, known: tuple[Places, str]) -> None:
    places, language = known
    if isinstance(cell, Cited):
        for statement in cell.statements:
            line = SubElement(place, "p")
            line.text = _printable(statement.words.in_language(language)) + " "
            _numbers(line, statement.quotations, places)
        if cell.more:
            more = SubElement(place, "details")
            SubElement(more, "summary").text = f"+{len(cell.more)}"
            _numbers(more, cell.more, places)
    elif isinstance(cell, str) and column.key == "quotation":
        _numbers(place, (cell,), places)
    else:
        place.set("class", "report-gap" if isinstance(cell, Gap) else "")
        place.text = _printable(as_words(cell, language))


def _numbers(line: Element, numbers: Sequence[str], places: Places) -> None:
    for number in numbers:
        document, span = places[number]
        address = "/?" + urlencode({"source": document, "at": span.start})
        SubElement(line, "a", {"href": address, "class": "report-q"}).text = number
        line[-1].tail = " "


def picture_markup(picture: Picture, language: str) -> str:
    """Return a figure that takes the width of the page."""
    return inert_words(to_svg(picture, language))


def _printable(words: str) -> str:
    """Replace characters that XML cannot hold."""
    return "".join(char if char.isprintable() or char in " \n" else "\ufffd" for char in words)
