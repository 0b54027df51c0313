"""CSV in UTF-8 with a byte-order mark, which spreadsheets need to open Chinese right."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from assistant.errors import StudyError

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table, whole or not at all.

    Raises:
        StudyError: The file cannot be written.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(columns)
            writer.writerows([disarm(cell) for cell in row] for row in rows)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise StudyError(f"{str(path)!r} cannot be written: {error.strerror}") from error


def disarm(cell: object) -> object:
    """Return a cell that a spreadsheet shows as text: one that looks like a formula gets an apostrophe before it.

    Numbers stay numbers.
    """
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return cell
