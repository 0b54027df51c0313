"""Reads a workbook in a process of its own: a damaged one may make the library abort or ask for all memory.

Run as a script, never imported: bytes of a workbook on standard input, JSON on standard output. Only the standard
library and python-calamine are used, so that the process starts fast.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import sys

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

MOST_MEMORY = 2 * 1024**3
MOST_CELLS = 5_000_000

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta
Answer = dict[str, object]


def shown(cell: Cell | None) -> str:
    """Return a cell's value as a person would write it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(round(cell, 10))
    return _shown_time(cell)


def _shown_time(cell: Cell) -> str:
    if isinstance(cell, dt.timedelta):
        seconds = round(cell.total_seconds())
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ", timespec="seconds")
    return cell.isoformat(timespec="seconds") if isinstance(cell, dt.time) else str(cell)


def sheets_of(data: bytes) -> Answer:
    """Return the visible sheets with their rows, and how many sheets are hidden."""
    sheets: list[tuple[str, list[list[str]]]] = []
    hidden = cells = 0
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        for sheet in book.sheets_metadata:
            if sheet.visible != SheetVisibleEnum.Visible:
                hidden += 1
            elif sheet.typ == SheetTypeEnum.WorkSheet:
                found = book.get_sheet_by_name(sheet.name)
                cells += found.total_height * found.total_width
                if cells > MOST_CELLS:
                    return {"error": "large", "detail": f"more than {MOST_CELLS} cells"}
                rows = found.to_python(skip_empty_area=True)
                sheets.append((sheet.name, [[shown(cell) for cell in row] for row in rows]))
    return {"hidden": hidden, "sheets": sheets}


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415 - absent on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def run() -> None:
    """Answer for the workbook on standard input."""
    data = sys.stdin.buffer.read()
    _limit_memory()
    try:
        answer = sheets_of(data)
    except PasswordError as error:
        answer = {"error": "password", "detail": str(error)}
    except (CalamineError, OSError, ValueError) as error:
        answer = {"error": "damaged", "detail": str(error)}
    except MemoryError:
        answer = {"error": "large", "detail": "no memory left"}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))


if __name__ == "__main__":
    run()
