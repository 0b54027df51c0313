"""Coding studies: units x coders, one label or one set of labels per cell, with missing codes.

Missing means *was not coded* (not assigned, skipped). *Coded, and found nothing* is a label of its own, or the empty
set in a study of label sets; the two are never confused here.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from assistant.agreement.arrays import MISSING, CodeArray, IntArray
from assistant.errors import StudyError

Label = Hashable


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, weakref_slot=True)
class Study:
    """A coding study.

    Attributes:
        codes: Shape (units, coders): index into ``categories``, -1 where missing.
        categories: Labels, in order (numbers ascending; declared order if declared). A study of label sets has
            frozensets here. Declared but unused categories stay: S, Randolph's kappa and AC1 count them.
        coders: Names, one per column.
        units: Names, one per row.
        documents: Names of the documents the units come from, empty if unknown.
        document_of: Shape (units,): index into ``documents``; empty if unknown.
        ordered: True if the order of the categories means something (numbers, or declared by the caller).
    """

    codes: CodeArray
    categories: tuple[Label, ...]
    coders: tuple[Hashable, ...]
    units: Sequence[Hashable]
    documents: tuple[Hashable, ...] = ()
    document_of: IntArray
    ordered: bool = False

    @property
    def of_sets(self) -> bool:
        """Tell whether each cell holds a set of labels."""
        return bool(self.categories) and all(isinstance(c, frozenset) for c in self.categories)

    @property
    def labels(self) -> tuple[Label, ...]:
        """Return the single labels: the categories, or all members of the sets."""
        if not self.of_sets:
            return self.categories
        return _in_order({label for c in self.categories if isinstance(c, frozenset) for label in c})[0]

    def active(self) -> Study:
        """Return the study without the coders who coded nothing at all."""
        used = np.asarray((self.codes >= 0).any(axis=0))
        if used.all():
            return self
        coders = tuple(name for name, keep in zip(self.coders, used, strict=True) if keep)
        return replace(self, codes=np.asfortranarray(self.codes[:, used]), coders=coders)

    def between(self, coders: Sequence[Hashable]) -> Study:
        """Return the study of some coders only, in the order given.

        Raises:
            StudyError: A name is not among the coders.
        """
        unknown = [name for name in coders if name not in self.coders]
        if unknown:
            raise StudyError(f"{unknown[0]!r} is not a coder of this study; it has {list(self.coders)!r}")
        columns = [self.coders.index(name) for name in coders]
        return replace(self, codes=np.asfortranarray(self.codes[:, columns]), coders=tuple(coders))


def study_from_table(
    rows: Sequence[Sequence[object]]
    | Sequence[Mapping[Hashable, object]]
    | np.ndarray[tuple[int, ...], np.dtype[np.generic]],
    coders: Sequence[Hashable] | None = None,
    categories: Sequence[Label] | None = None,
    documents: Sequence[Hashable] | None = None,
    missing: Iterable[Hashable] = (),
) -> Study:
    """Return a study from one row per unit and one column per coder.

    Args:
        rows: Cells are labels (text or numbers) or sets of labels; None and NaN are missing. Rows may also be
            mappings from coder to label. An integer or float array is read without a loop.
        coders: Names of the columns; ``c1, c2 ...`` if left out.
        categories: All legal labels in their order; else the labels that occur, numbers ascending.
        documents: The document of each row, which makes clustered intervals possible.
        missing: Further values that mean missing (``""``, ``"*"``, -1 ...).

    Raises:
        StudyError: Rows of different length, or a label that was not declared.
    """
    skip = frozenset(missing)
    if isinstance(rows, np.ndarray) and rows.dtype.kind in "iuf":
        return _from_numbers(rows, coders, categories, documents, skip)
    names, cells = _cells(rows, coders)
    for number, row in enumerate(cells):
        if len(row) != len(names):
            raise StudyError(f"row {number} has {len(row)} cells, expected one per coder ({len(names)}); pad with None")
    flat = [_clean(cell, skip) for row in cells for cell in row]
    if any(isinstance(cell, frozenset) for cell in flat):
        flat = [cell if cell is None or isinstance(cell, frozenset) else frozenset({cell}) for cell in flat]
    table, ordered = _categories({cell for cell in flat if cell is not None}, categories)
    index = {label: position for position, label in enumerate(table)}
    codes = np.fromiter((MISSING if cell is None else index[cell] for cell in flat), np.int32, len(flat))
    shaped = codes.reshape(len(cells), len(names))
    return study_from_codes(shaped, table, coders=names, documents=documents, ordered=ordered)


def study_from_codes(
    codes: np.ndarray[tuple[int, ...], np.dtype[np.signedinteger]],
    categories: Sequence[Label],
    coders: Sequence[Hashable] | None = None,
    documents: Sequence[Hashable] | None = None,
    ordered: bool = True,  # noqa: FBT001, FBT002 - mirrors the attribute of the record
) -> Study:
    """Return a study from codes that are already indices into ``categories`` (-1 = missing); nothing is checked twice.

    Args:
        codes: Shape (units, coders).
        categories: Labels in their order.
        coders: Names of the columns; ``c1, c2 ...`` if left out.
        documents: The document of each unit.
        ordered: False if the order of the categories means nothing.

    Raises:
        StudyError: A code lies outside the categories, or documents and rows differ in number.
    """
    table = np.asfortranarray(codes, dtype=np.int32)
    units, width = table.shape
    if table.size and (int(table.max()) >= len(categories) or int(table.min()) < MISSING):
        raise StudyError(f"codes must lie between -1 and {len(categories) - 1}")
    names = tuple(coders) if coders is not None else tuple(f"c{i + 1}" for i in range(width))
    if len(set(names)) != width:
        raise StudyError(f"{len(set(names))} different coder names for {width} columns; name each coder once")
    if documents is not None and len(documents) != units:
        raise StudyError(f"{len(documents)} document names for {units} units; give one per unit")
    known, place = _positions(documents)
    return Study(
        codes=table,
        categories=tuple(categories),
        coders=names,
        units=range(units),
        documents=known,
        document_of=place,
        ordered=ordered,
    )


def study_from_long(
    records: Iterable[Sequence[object] | Mapping[str, object]],
    categories: Sequence[Label] | None = None,
    multiple: Literal["refuse", "set"] = "refuse",
    missing: Iterable[Hashable] = (),
) -> Study:
    """Return a study from one record per coding: (unit, coder, label) or (unit, coder, label, document).

    Args:
        records: Sequences in that order, or mappings with the keys ``unit``, ``coder``, ``label`` and, if known,
            ``document``.
        categories: All legal labels in their order.
        multiple: What to do when a coder gives one unit several labels: refuse, or make every cell a set of labels.
            In a set study a record whose label is an empty set or tuple says *coded, nothing found*.
        missing: Values that mean missing, beside None and NaN.

    Raises:
        StudyError: A coder labelled one unit twice while ``multiple`` is ``refuse``, or a unit lies in two documents.
    """
    cells: dict[tuple[Hashable, Hashable], object] = {}
    units: dict[Hashable, Hashable] = {}
    coders: dict[Hashable, None] = {}
    skip = frozenset(missing)
    for record in records:
        unit, coder, label, document = _fields(record)
        if units.setdefault(unit, document) != document:
            raise StudyError(f"unit {unit!r} stands in two documents, {units[unit]!r} and {document!r}")
        coders.setdefault(coder)
        value = _clean(label, skip)
        if value is None:
            continue
        cells[unit, coder] = _joined(cells.get((unit, coder)), value, multiple, (unit, coder))
    rows = [[cells.get((unit, coder)) for coder in coders] for unit in units]
    known = list(units.values()) if any(d is not None for d in units.values()) else None
    study = study_from_table(rows, list(coders), categories, known)
    return replace(study, units=tuple(units))


def presence_study(study: Study, label: Label) -> Study:
    """Return the binary study of one label: 1 where a coder gave it (alone or in a set), 0 where not; missing stays."""
    has = [label in c if isinstance(c, frozenset) else c == label for c in study.categories]
    lookup = np.append(np.asarray(has, dtype=np.int32), np.int32(MISSING))
    return replace(study, codes=np.asfortranarray(lookup[study.codes]), categories=(0, 1), ordered=True)


def _cells(
    rows: Sequence[Sequence[object]]
    | Sequence[Mapping[Hashable, object]]
    | np.ndarray[tuple[int, ...], np.dtype[np.generic]],
    coders: Sequence[Hashable] | None,
) -> tuple[list[Hashable], list[list[object]]]:
    tables = [row for row in rows if isinstance(row, Mapping)]
    if tables and len(tables) == len(rows):
        names = list(coders) if coders is not None else list(_in_order({name for row in tables for name in row})[0])
        return names, [[row.get(name) for name in names] for row in tables]
    cells = [list(row) for row in rows]
    width = len(cells[0]) if cells else 0
    return list(coders) if coders is not None else [f"c{i + 1}" for i in range(width)], cells


def _joined(old: object, value: Label, multiple: str, where: tuple[Hashable, Hashable]) -> Label:
    if multiple == "set":
        new = value if isinstance(value, frozenset) else frozenset({value})
        return (old | new) if isinstance(old, frozenset) else new
    if old is not None and old != value:
        raise StudyError(
            f"coder {where[1]!r} gave unit {where[0]!r} two labels, {old!r} and {value!r}; "
            "pass multiple='set' for a study of label sets"
        )
    return value


def _fields(record: Sequence[object] | Mapping[str, object]) -> tuple[Hashable, Hashable, object, Hashable]:
    if isinstance(record, Mapping):
        parts = [record["unit"], record["coder"], record["label"], record.get("document")]
    else:
        parts = [*record, None][:4] if len(record) in (3, 4) else []
    if not parts or not all(isinstance(parts[i], Hashable) for i in (0, 1, 3)):
        raise StudyError(f"{record!r} is not a record (unit, coder, label) or (unit, coder, label, document)")
    unit, coder, label, document = parts
    return unit, coder, label, document


def _clean(cell: object, skip: frozenset[Hashable]) -> Label | None:
    if cell is None or (isinstance(cell, float | np.floating) and math.isnan(cell)):
        return None
    if isinstance(cell, Set | list | tuple):
        return frozenset(cell)
    if not isinstance(cell, Hashable):
        raise StudyError(f"{cell!r} cannot be a label; use text, numbers or sets of them")
    return None if cell in skip else cell


def _categories(used: set[Label], declared: Sequence[Label] | None) -> tuple[tuple[Label, ...], bool]:
    if declared is None:
        return _in_order(used)
    names: list[Label] = [frozenset(c) if isinstance(c, Set) else c for c in declared]
    known = set(names)
    strangers = [label for label in used if label not in known]
    if used and all(isinstance(label, frozenset) and label <= known for label in used):
        return _in_order(used)
    if strangers:
        raise StudyError(f"label {strangers[0]!r} is not among the declared categories {list(declared)!r}")
    return tuple(dict.fromkeys(names)), True


def _in_order(labels: set[Label]) -> tuple[tuple[Label, ...], bool]:
    numbers = [label for label in labels if isinstance(label, int | float | np.number)]
    if len(numbers) == len(labels):
        return tuple(sorted(numbers, key=float)), True
    sets = [label for label in labels if isinstance(label, frozenset)]
    if len(sets) == len(labels):
        return tuple(sorted(sets, key=lambda s: (len(s), sorted(map(str, s))))), False
    return tuple(sorted(labels, key=lambda x: (type(x).__name__, str(x)))), False


def _positions(names: Sequence[Hashable] | None) -> tuple[tuple[Hashable, ...], IntArray]:
    if names is None:
        return (), np.zeros(0, dtype=np.int64)
    index: dict[Hashable, int] = {}
    place = [index.setdefault(name, len(index)) for name in names]
    return tuple(index), np.asarray(place, dtype=np.int64)


def _from_numbers(
    table: np.ndarray[tuple[int, ...], np.dtype[np.generic]],
    coders: Sequence[Hashable] | None,
    declared: Sequence[Label] | None,
    documents: Sequence[Hashable] | None,
    skip: frozenset[Hashable],
) -> Study:
    if table.ndim != 2:
        raise StudyError(f"the table has {table.ndim} dimensions, expected units x coders")
    present = ~np.isnan(table) if table.dtype.kind == "f" else np.ones(table.shape, dtype=bool)
    for value in skip:
        present &= table != value
    values = np.unique(table[present])
    codes = np.where(present, np.searchsorted(values, table), MISSING)
    plain = [int(v) if float(v).is_integer() else float(v) for v in values]
    names, ordered = _categories(set(plain), declared)
    lookup = np.asarray([names.index(v) for v in plain] + [MISSING], dtype=np.int32)
    return study_from_codes(lookup[codes], names, coders, documents, ordered)
