"""Plain tables to cells: what may be handed in as a table, and what a cell may hold.

Bad input is refused with a sentence; nothing is guessed where two readings would give different figures.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from typing import TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from assistant.errors import StudyError

Label = Hashable
Numbers: TypeAlias = NDArray[np.generic]
Rows: TypeAlias = (
    Iterable[Sequence[object]] | Iterable[Mapping[Hashable, object]] | Mapping[Hashable, Sequence[object]] | Numbers
)

_NOT_AVAILABLE = frozenset({"NAType", "NaTType"})
"""Types of the missing values of data frames, known by name so that no data frame library is needed."""
_LABEL_KEYS = ("label", "code", "value", "category")


def as_cells(rows: Rows, coders: Sequence[Hashable] | None) -> tuple[list[Hashable], list[list[object]] | Numbers]:
    """Return the coders' names, and the cells: lists, or the array where all of them are numbers.

    Raises:
        StudyError: This is no table.
    """
    table, names = _unframed(rows)
    if isinstance(table, np.ndarray):
        return _from_array(table, coders if coders is not None else names)
    if isinstance(table, Mapping):
        columns = {name: list(cells) for name, cells in table.items()}
        _same_length(columns)
        chosen = list(coders) if coders is not None else list(columns)
        return chosen, [list(row) for row in zip(*(_column(columns, name) for name in chosen), strict=True)]
    listed = [_no_text(row) for row in table]
    if listed and all(isinstance(row, Mapping) for row in listed):
        by_name = cast("list[Mapping[Hashable, object]]", listed)
        known = list(coders) if coders is not None else list(in_order({name for row in by_name for name in row})[0])
        return known, [[row.get(name) for name in known] for row in by_name]
    cells = [list(row) for row in listed]
    width = len(cells[0]) if cells else 0
    return list(coders) if coders is not None else _numbered(width), cells


def rows_of(records: Iterable[object]) -> Iterable[object]:
    """Return the records; those of a data frame as mappings."""
    to_dict = getattr(records, "to_dict", None)
    if callable(to_dict) and hasattr(records, "columns"):
        return cast("Iterable[object]", to_dict("records"))
    return records


def as_record(record: object) -> tuple[Hashable, Hashable, object, Hashable]:
    """Return unit, coder, label and document (None if unknown) of one coding.

    Raises:
        StudyError: This is no coding.
    """
    parts: list[object] = []
    if isinstance(record, Mapping):
        key = next((name for name in _LABEL_KEYS if name in record), None)
        if key is not None and "unit" in record and "coder" in record:
            parts = [record["unit"], record["coder"], record[key], record.get("document")]
    elif isinstance(record, Iterable) and not isinstance(record, str | bytes):
        listed = list(record)
        parts = [*listed, None][:4] if len(listed) in (3, 4) else []
    if not parts or not all(isinstance(parts[at], Hashable) for at in (0, 1, 3)):
        raise StudyError(f"{record!r} is not a record (unit, coder, label) or (unit, coder, label, document)")
    unit, coder, label, document = parts
    return unit, coder, label, document


def clean(cell: object, skip: frozenset[Hashable]) -> Label | None:
    """Return the label or the set of labels of a cell, None where it is missing.

    Raises:
        StudyError: The cell cannot be a label.
    """
    if cell is None or type(cell).__name__ in _NOT_AVAILABLE:
        return None
    if isinstance(cell, float | np.floating) and not math.isfinite(cell):
        if math.isnan(cell):
            return None
        raise StudyError("an infinite number cannot be a label; None or NaN is missing")
    if isinstance(cell, Set | list | tuple):
        return frozenset(cell)
    if not isinstance(cell, Hashable):
        raise StudyError(f"{cell!r} cannot be a label; use text, numbers or sets of them")
    return None if cell in skip else cell


def joined(old: object, value: Label, multiple: str, where: tuple[Hashable, Hashable]) -> Label:
    """Return what a cell holds after one more label.

    Raises:
        StudyError: The coder gave the unit another label before, and sets were not asked for.
    """
    if multiple == "set":
        new = value if isinstance(value, frozenset) else frozenset({value})
        return (old | new) if isinstance(old, frozenset) else new
    if old is not None and old != value:
        raise StudyError(
            f"coder {where[1]!r} gave unit {where[0]!r} two labels, {old!r} and {value!r}; "
            "pass multiple='set' for a study of label sets"
        )
    return value


def in_order(labels: Set[Label]) -> tuple[tuple[Label, ...], bool]:
    """Return labels in their order, and whether it means something: numbers ascending (also written as text)."""
    values = {label: number(label) for label in labels}
    numbers = {label: value for label, value in values.items() if value is not None}
    if len(numbers) == len(labels):
        return tuple(sorted(labels, key=lambda label: (numbers[label], str(label)))), True
    sets = [label for label in labels if isinstance(label, frozenset)]
    if len(sets) == len(labels):
        return tuple(sorted(sets, key=lambda s: (len(s), sorted(map(str, s))))), False
    return tuple(sorted(labels, key=lambda x: (type(x).__name__, str(x)))), False


def number(label: Label) -> float | None:
    """Return a label as a number, text that reads as a finite number included; None if it is none."""
    if isinstance(label, int | float | np.number):
        return float(label)
    if not isinstance(label, str):
        return None
    try:
        value = float(label)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _unframed(rows: Rows) -> tuple[Rows, list[Hashable] | None]:
    """Return a data frame as an array with the names of its columns; anything else as it is."""
    columns, to_numpy = getattr(rows, "columns", None), getattr(rows, "to_numpy", None)
    if columns is None or not callable(to_numpy):
        return rows, None
    return cast("Numbers", np.asarray(to_numpy())), list(columns)


def _from_array(
    table: Numbers, coders: Sequence[Hashable] | None
) -> tuple[list[Hashable], list[list[object]] | Numbers]:
    if table.ndim != 2:
        raise StudyError(f"the table has {table.ndim} dimensions, expected units x coders")
    names = list(coders) if coders is not None else _numbered(table.shape[1])
    if table.dtype.kind in "iuf" and table.shape[1] == len(names):
        return names, table
    return names, [list(row) for row in table.tolist()]


def _no_text(row: object) -> Sequence[object] | Mapping[Hashable, object]:
    if isinstance(row, str | bytes) or not isinstance(row, Iterable):
        raise StudyError(
            f"row {row!r} is no row of cells, one per coder; for two lists of labels give zip(first, second)"
        )
    return cast("Mapping[Hashable, object]", row) if isinstance(row, Mapping) else list(row)


def _same_length(columns: Mapping[Hashable, Sequence[object]]) -> None:
    sizes = {name: len(cells) for name, cells in columns.items()}
    if len(set(sizes.values())) > 1:
        raise StudyError(f"the coders have columns of different length {sizes!r}; give each a cell per unit")


def _column(columns: Mapping[Hashable, list[object]], name: Hashable) -> list[object]:
    if name not in columns:
        raise StudyError(f"{name!r} is not a coder of this table; it has {list(columns)!r}")
    return columns[name]


def _numbered(width: int) -> list[Hashable]:
    return [f"c{place + 1}" for place in range(width)]
