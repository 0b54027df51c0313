"""Coding studies: units x coders, one label or one set of labels per cell, with missing codes.

Missing means *was not coded* (not assigned, skipped). *Coded, and found nothing* is a label of its own, or the empty
set in a study of label sets; the two are never confused here.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from assistant.agreement.arrays import MISSING, CodeArray, IntArray
from assistant.agreement.cells import Label, Rows, as_cells, as_record, clean, in_order, joined, rows_of
from assistant.errors import StudyError


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
        return in_order({label for c in self.categories if isinstance(c, frozenset) for label in c})[0]

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
    rows: Rows,
    coders: Sequence[Hashable] | None = None,
    categories: Iterable[Label] | None = None,
    documents: Sequence[Hashable] | None = None,
    missing: Iterable[Hashable] = (),
) -> Study:
    """Return a study from one row per unit and one column per coder.

    Args:
        rows: Rows of cells, a two-dimensional array, a data frame (its columns are the coders), a mapping from coder to
            a column of cells, or rows that are mappings from coder to cell. A cell is a label (text or number) or a set
            or list of labels; None, NaN and NA are missing. Give two coders' lists as ``zip(first, second)``.
        coders: Names of the columns; else those of the mapping or frame, else ``c1, c2 ...``.
        categories: All legal labels in their order; else the labels that occur, numbers ascending.
        documents: The document of each row, which makes clustered intervals possible.
        missing: Further values that mean missing (``""``, ``"*"``, -1 ...).

    Raises:
        StudyError: Rows of different length, a label that was not declared or cannot be one, or no table at all.
    """
    skip = frozenset(missing)
    names, cells = as_cells(rows, coders)
    if isinstance(cells, np.ndarray):
        return _from_numbers(cells, names, categories, documents, skip)
    for number, row in enumerate(cells):
        if len(row) != len(names):
            raise StudyError(f"row {number} has {len(row)} cells, expected one per coder ({len(names)}); pad with None")
    flat = [clean(cell, skip) for row in cells for cell in row]
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
    categories: Iterable[Label] | None = None,
    multiple: Literal["refuse", "set"] = "refuse",
    missing: Iterable[Hashable] = (),
) -> Study:
    """Return a study from one record per coding: (unit, coder, label) or (unit, coder, label, document).

    Args:
        records: Sequences in that order; or mappings, or a data frame, with the keys ``unit``, ``coder``, ``label`` (or
            ``code``) and, if known, ``document``.
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
    for record in rows_of(records):
        unit, coder, label, document = as_record(record)
        if units.setdefault(unit, document) != document:
            raise StudyError(f"unit {unit!r} stands in two documents, {units[unit]!r} and {document!r}")
        coders.setdefault(coder)
        value = clean(label, skip)
        if value is None:
            continue
        cells[unit, coder] = joined(cells.get((unit, coder)), value, multiple, (unit, coder))
    rows = [[cells.get((unit, coder)) for coder in coders] for unit in units]
    known = list(units.values()) if any(d is not None for d in units.values()) else None
    study = study_from_table(rows, list(coders), categories, known)
    return replace(study, units=tuple(units))


def presence_study(study: Study, label: Label) -> Study:
    """Return the binary study of one label: True where a coder gave it (alone or in a set); missing stays missing."""
    has = [label in c if isinstance(c, frozenset) else c == label for c in study.categories]
    lookup = np.append(np.asarray(has, dtype=np.int32), np.int32(MISSING))
    return replace(study, codes=np.asfortranarray(lookup[study.codes]), categories=(False, True), ordered=True)


def _categories(used: set[Label], declared: Iterable[Label] | None) -> tuple[tuple[Label, ...], bool]:
    if declared is None:
        return in_order(used)
    names: list[Label] = [frozenset(c) if isinstance(c, Set) else c for c in declared]
    known = set(names)
    strangers = [label for label in used if label not in known]
    if used and all(isinstance(label, frozenset) and label <= known for label in used):
        return in_order(used)
    if strangers:
        raise StudyError(f"label {strangers[0]!r} is not among the declared categories {names!r}")
    return in_order(known) if isinstance(declared, Set) else (tuple(dict.fromkeys(names)), True)


def _positions(names: Sequence[Hashable] | None) -> tuple[tuple[Hashable, ...], IntArray]:
    if names is None:
        return (), np.zeros(0, dtype=np.int64)
    index: dict[Hashable, int] = {}
    place = [index.setdefault(name, len(index)) for name in names]
    return tuple(index), np.asarray(place, dtype=np.int64)


def _from_numbers(
    table: np.ndarray[tuple[int, ...], np.dtype[np.generic]],
    coders: Sequence[Hashable],
    declared: Iterable[Label] | None,
    documents: Sequence[Hashable] | None,
    skip: frozenset[Hashable],
) -> Study:
    present = ~np.isnan(table) if table.dtype.kind == "f" else np.ones(table.shape, dtype=bool)
    for value in skip:
        present &= table != value
    values = np.unique(table[present])
    if not np.isfinite(values).all():
        raise StudyError("the table holds an infinite number, which cannot be a label; None or NaN is missing")
    codes = np.where(present, np.searchsorted(values, table), MISSING)
    plain = [int(v) if float(v).is_integer() else float(v) for v in values]
    names, ordered = _categories(set(plain), declared)
    lookup = np.asarray([names.index(v) for v in plain] + [MISSING], dtype=np.int32)
    return study_from_codes(lookup[codes], names, coders, documents, ordered)
