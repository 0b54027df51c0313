"""Tables to an Excel workbook, a sheet for each; no cell of it can run as a formula."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import StudyError
from assistant.exporting.csv_files import disarm

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31
_LONGEST_CELL = 32_767
_WIDEST = 60

Sheet = tuple[str, Sequence[str], Sequence[Sequence[object]]]
"""(name, headings, rows)."""


def write_workbook(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write a workbook, whole or not at all.

    Raises:
        StudyError: The file cannot be written.
    """
    import xlsxwriter  # noqa: PLC0415 - only a workbook needs it

    draft = path.with_name(f".{path.name}.{os.getpid()}")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    try:
        book = xlsxwriter.Workbook(str(draft), options)
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        figure = book.add_format({"num_format": "0.000", "valign": "top"})
        names = _sheet_names([name for name, _, _ in sheets])
        for name, sheet in zip(names, sheets, strict=True):
            _write_sheet(book.add_worksheet(name), sheet, head, figure)
        book.close()
        draft.replace(path)
    except (OSError, xlsxwriter.exceptions.XlsxWriterException) as error:
        draft.unlink(missing_ok=True)
        raise StudyError(f"{str(path)!r} cannot be written: {error}") from error


def _write_sheet(sheet: Worksheet, table: Sheet, head: Format, figure: Format) -> None:
    _, headings, rows = table
    for at, name in enumerate(headings):
        sheet.write_string(0, at, str(disarm(name)), head)
        sheet.set_column(at, at, _width(name, [row[at] for row in rows]))
    for number, row in enumerate(rows, start=1):
        for at, cell in enumerate(row):
            _write_cell(sheet, (number, at), cell, figure)
    sheet.freeze_panes(1, 0)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(headings) - 1)


def _write_cell(sheet: Worksheet, place: tuple[int, int], cell: object, figure: Format) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, float):
        sheet.write_number(*place, cell, figure)
    elif isinstance(cell, int) and not isinstance(cell, bool):
        sheet.write_number(*place, cell)
    else:
        sheet.write_string(*place, str(disarm(str(cell)))[:_LONGEST_CELL])


def _width(name: str, cells: Sequence[object]) -> int:
    """Return the width of a column in characters; Han characters take two."""
    words = [name, *(str(cell) if not isinstance(cell, float) else "0.000" for cell in cells[:200] if cell is not None)]
    return min(_WIDEST, 2 + max(sum(2 if ord(char) > 0x2E7F else 1 for char in word[:_WIDEST]) for word in words))


def _sheet_names(wanted: Sequence[str]) -> list[str]:
    """Return names that Excel takes: short, without its forbidden signs, each once whatever the case."""
    names: list[str] = []
    for name in wanted:
        clean = _FORBIDDEN.sub(" ", name).strip()[:_LONGEST_NAME] or "sheet"
        number = 2
        fitting = clean
        while fitting.lower() in {each.lower() for each in names}:
            fitting = f"{clean[: _LONGEST_NAME - 4]} {number}"
            number += 1
        names.append(fitting)
    return names
