"""Agreement in a table that somebody else made: long (unit, coder, code) or wide (unit, coder, coder ...).

A blank cell has two readings that lead to different figures - nobody looked, or somebody looked and found nothing - so
that it is never read without being told which.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

from assistant.agreement import (
    Outcome,
    Resampling,
    Study,
    bootstrap,
    cohen_kappa,
    percent_agreement,
    study_from_table,
)
from assistant.agreement.cells import number
from assistant.errors import StudyError
from assistant.reporting.findings import Figures
from assistant.workflows.audit.measuring import figures

NONE = "(none)"
_HEADS = {
    "unit": {"unit", "units", "item", "segment", "id", "unit_id", "单元", "编号", "条目", "段落"},
    "coder": {"coder", "rater", "annotator", "judge", "编码者", "编码员", "评分者"},
    "code": {"code", "label", "codes", "value", "category", "编码", "代码", "类别"},
    "document": {"document", "doc", "source", "file", "资料", "文档", "来源"},
}
_DISTANCES = ("nominal", "ordinal", "interval", "ratio", "masi", "jaccard")
_NUMERIC = ("ordinal", "interval", "ratio")


class Blank(StrEnum):
    """What an empty cell says."""

    MISSING = "missing"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableQuestion:
    """What is asked of a table.

    Attributes:
        blank: What an empty cell means; None if it was not said.
        distance: How far apart two codes are.
        separator: What stands between several codes of one cell; empty where a cell holds one.
    """

    blank: Blank | None = None
    distance: str = "nominal"
    separator: str = ""
    plan: Resampling = field(default_factory=Resampling)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignPair:
    """Two coders of the table."""

    one: str
    other: str
    units: int
    percent: Outcome
    kappa: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignAudit:
    """What a table says.

    Attributes:
        form: ``long`` or ``wide``.
        blanks: Cells that were empty, and ``blank`` how they were read.
        overall: (coefficient, outcome) over all codes of the one question that the table answers.
    """

    form: str
    units: int
    coders: tuple[str, ...]
    blanks: int
    blank: Blank | None
    distance: str
    overall: tuple[tuple[str, Outcome], ...]
    codes: tuple[tuple[str, Figures], ...]
    pairs: tuple[ForeignPair, ...]
    plan: Resampling


@dataclass(frozen=True, slots=True)
class _Filled:
    form: str
    units: tuple[str, ...]
    coders: tuple[str, ...]
    cells: Mapping[tuple[str, str], frozenset[str]]
    documents: tuple[str, ...] | None
    blanks: int


def audit_table(rows: Sequence[Sequence[str]], question: TableQuestion) -> ForeignAudit:
    """Return the agreement in a table whose first row names its columns.

    Raises:
        StudyError: The table has no such columns, holds blanks of unknown meaning, or does not fit the distance.
    """
    if question.distance not in _DISTANCES:
        raise StudyError(f"there is no distance {question.distance!r}; choose one of {', '.join(_DISTANCES)}")
    if len(rows) < 2:
        raise StudyError("the table is empty; it needs a row of column names and a row per unit or coding")
    filled = _filled(rows, question)
    if filled.blanks and question.blank is None:
        raise StudyError(
            f"{filled.blanks} of {len(filled.units) * len(filled.coders)} cells are blank, and a blank can mean two "
            "things: say --blank missing if nobody looked there, or --blank none if the coder looked and found nothing"
        )
    study = _study(filled, question)
    return ForeignAudit(
        form=filled.form,
        units=len(filled.units),
        coders=filled.coders,
        blanks=filled.blanks,
        blank=question.blank,
        distance=question.distance,
        overall=_overall(study, question),
        codes=tuple((str(label), figures(study, label, question.plan)) for label in study.labels if label != NONE),
        pairs=_pairs(study),
        plan=question.plan,
    )


def _filled(rows: Sequence[Sequence[str]], question: TableQuestion) -> _Filled:
    names, lines = _rectangle(rows)
    head = [_head(cell) for cell in names]
    body = [list(line) for line in lines]
    _refuse_nameless(head, body)
    if {"unit", "coder", "code"} <= set(head):
        return _long(head, body, question.separator)
    if "unit" in head and any(name not in {"unit", "document"} for name in head):
        return _wide(names, head, body, question.separator)
    raise StudyError(
        f"the columns {', '.join(map(repr, rows[0]))} are neither unit, coder, code (one row per coding) nor unit and "
        "one column per coder; rename them"
    )


def _rectangle(rows: Sequence[Sequence[str]]) -> tuple[list[str], list[list[str]]]:
    """Return headings and rows of one width, without columns that have neither a name nor a cell.

    Raises:
        StudyError: A row has more cells than there are headings, or cells stand under no heading.
    """
    width = len(rows[0])
    lines: list[list[str]] = []
    for at, row in enumerate(rows[1:], start=2):
        cells = [cell.strip() for cell in row]
        if any(cells[width:]):
            raise StudyError(f"row {at} has more cells than the table has headings ({width}); quote or mend it")
        if any(cells):
            lines.append([*cells[:width], *[""] * (width - len(cells))])
    kept = [at for at, name in enumerate(rows[0]) if name.strip() or any(line[at] for line in lines)]
    nameless = [at + 1 for at in kept if not rows[0][at].strip()]
    if nameless:
        raise StudyError(f"column {nameless[0]} has cells and no heading; name it or leave it out")
    return [rows[0][at] for at in kept], [[line[at] for at in kept] for line in lines]


def _refuse_nameless(head: Sequence[str], body: Sequence[Sequence[str]]) -> None:
    long = {"unit", "coder", "code"} <= set(head)
    for kind in ("unit", "coder") if long else ("unit",):
        if kind in head and any(not row[head.index(kind)] for row in body):
            raise StudyError(f"a row names no {kind}; fill in the column or leave the row out")


def _head(cell: str) -> str:
    name = cell.strip().lower().replace(" ", "_")
    return next((kind for kind, names in _HEADS.items() if name in names), cell.strip())


def _codes(cell: str, separator: str) -> frozenset[str]:
    parts = cell.split(separator) if separator else [cell]
    return frozenset(part.strip() for part in parts if part.strip())


def _long(head: list[str], body: list[list[str]], separator: str) -> _Filled:
    at = {name: head.index(name) for name in ("unit", "coder", "code")}
    cells: dict[tuple[str, str], frozenset[str]] = {}
    for row in body:
        key = (row[at["unit"]], row[at["coder"]])
        cells[key] = cells.get(key, frozenset()) | _codes(row[at["code"]], separator)
    units = tuple(dict.fromkeys(unit for unit, _ in cells))
    coders = tuple(dict.fromkeys(coder for _, coder in cells))
    place = head.index("document") if "document" in head else None
    of_unit = _documents(body, at["unit"], place) if place is not None else None
    documents = tuple(of_unit[unit] for unit in units) if of_unit is not None else None
    return _Filled("long", units, coders, cells, documents, _blanks(units, coders, cells))


def _documents(body: Sequence[Sequence[str]], unit: int, place: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in body:
        if found.setdefault(row[unit], row[place]) != row[place]:
            raise StudyError(f"unit {row[unit]!r} stands in two documents, {found[row[unit]]!r} and {row[place]!r}")
    return found


def _wide(names: Sequence[str], head: list[str], body: list[list[str]], separator: str) -> _Filled:
    at = head.index("unit")
    columns = [place for place, name in enumerate(head) if name not in {"unit", "document"}]
    coders = tuple(names[place].strip() for place in columns)
    units = tuple(row[at] for row in body)
    if len(set(units)) < len(units):
        raise StudyError("a unit has two rows in the wide table; give each unit one row, or use the long form")
    if len(set(coders)) < len(coders):
        raise StudyError("two columns bear the same coder's name; name each once")
    cells = {
        (row[at], coder): _codes(row[place], separator)
        for row in body
        for coder, place in zip(coders, columns, strict=True)
    }
    documents = tuple(row[head.index("document")] for row in body) if "document" in head else None
    return _Filled("wide", units, coders, cells, documents, _blanks(units, coders, cells))


def _blanks(units: Sequence[str], coders: Sequence[str], cells: Mapping[tuple[str, str], frozenset[str]]) -> int:
    return sum(not cells.get((unit, coder)) for unit in units for coder in coders)


def _study(filled: _Filled, question: TableQuestion) -> Study:
    of_sets = any(len(codes) > 1 for codes in filled.cells.values()) or question.distance in {"masi", "jaccard"}
    if of_sets and question.distance in _NUMERIC:
        raise StudyError(f"a cell holds several codes, which have no {question.distance} distance; take masi")
    nothing: object = None
    if question.blank is Blank.NONE:
        nothing = frozenset() if of_sets else NONE
    value = _as_set if of_sets else _as_number if question.distance in _NUMERIC else _as_word
    given = [[filled.cells.get((unit, coder)) for coder in filled.coders] for unit in filled.units]
    table = [[value(codes) if codes else nothing for codes in row] for row in given]
    if question.distance in _NUMERIC and nothing is not None and filled.blanks:
        raise StudyError(f"“nothing” has no {question.distance} distance to a number; say --blank missing, or nominal")
    return study_from_table(table, list(filled.coders), documents=filled.documents)


def _as_set(codes: frozenset[str]) -> object:
    return codes


def _as_word(codes: frozenset[str]) -> object:
    return next(iter(codes))


def _as_number(codes: frozenset[str]) -> object:
    (code,) = codes
    value = number(code)
    if value is None:
        raise StudyError(f"{code!r} is no number; recode it, or take the nominal distance")
    return value


def _overall(study: Study, question: TableQuestion) -> tuple[tuple[str, Outcome], ...]:
    several = len(study.active().coders) > 2
    plan = question.plan
    found = [(f"alpha ({question.distance})", bootstrap(study, "alpha", plan, distance=question.distance))]
    if not study.of_sets:
        kappa = "conger_kappa" if several else "cohen_kappa"
        found += [("kappa (Conger)" if several else "kappa (Cohen)", bootstrap(study, kappa, plan))]
        found += [("kappa (Fleiss)", bootstrap(study, "fleiss_kappa", plan))] if several else []
        found += [("AC1", bootstrap(study, "gwet_ac1", plan))]
    return (*found, ("per cent agreement", bootstrap(study, "percent_agreement", plan)))


def _pairs(study: Study) -> tuple[ForeignPair, ...]:
    found = []
    for one, other in combinations(study.coders, 2):
        pair = study.between([one, other])
        percent = percent_agreement(pair)
        found.append(
            ForeignPair(one=str(one), other=str(other), units=percent.n_units, percent=percent, kappa=cohen_kappa(pair))
        )
    return tuple(found)
