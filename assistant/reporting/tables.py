"""Tables as data: columns with headings in both languages, cells that are texts, numbers or coefficients.

A coefficient stays one until it is shown; an undefined one is shown as the sentence why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.agreement import Estimate, Outcome, Undefined
from assistant.agreement.intervals import FEW_CLUSTERS
from assistant.domain.codebook import Wording
from assistant.reporting.reasons import in_language

_NO_WORDS = Wording()


@dataclass(frozen=True, slots=True)
class Statement:
    """Words of a cell and the numbers of the quotations they stand on."""

    words: Wording
    quotations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cited:
    """A cell that rests on quotations; ``more`` are the numbers of those it does not spell out."""

    statements: tuple[Statement, ...]
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """A cell for which there is no evidence, marked as such."""

    words: Wording


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the program's own vocabulary: the word in data, its label where a person reads it."""

    word: str
    label: Wording


_YES_NO = {True: Wording("是", "yes"), False: Wording("否", "no")}

Cell = str | int | float | None | Estimate | Undefined | Wording | Cited | Gap | Term


@dataclass(frozen=True, slots=True)
class Column:
    """A column; ``key`` is stable and names the field in JSON, ``over`` is a heading shared with its neighbours."""

    key: str
    label: Wording
    over: Wording = _NO_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; ``note`` is printed beneath it."""

    key: str
    title: Wording
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Wording = _NO_WORDS

    def headings(self, language: str) -> list[str]:
        """Return the column headings in a language."""
        return [column.label.in_language(language) for column in self.columns]


def column(key: str, zh: str, en: str) -> Column:
    """Return a column."""
    return Column(key, Wording(zh, en))


def as_words(cell: Cell, language: str) -> str:
    """Return a cell as a person reads it: a coefficient with its interval, an undefined one as its sentence."""
    if isinstance(cell, Estimate):
        shown = digits(cell.value)
        return f"{shown} [{digits(cell.interval.low)}, {digits(cell.interval.high)}]" if cell.interval else shown
    if isinstance(cell, Undefined):
        return in_language(cell.reason, language)
    if isinstance(cell, float | bool):
        return _YES_NO[cell].in_language(language) if isinstance(cell, bool) else digits(cell)
    if isinstance(cell, Term | Wording | Cited | Gap):
        return _worded(cell, language)
    return "" if cell is None else str(cell)


def _worded(cell: Term | Wording | Cited | Gap, language: str) -> str:
    if isinstance(cell, Term):
        return cell.label.in_language(language)
    if isinstance(cell, Wording):
        return cell.in_language(language)
    if isinstance(cell, Gap):
        return cell.words.in_language(language)
    lines = [f"{each.words.in_language(language)} {bracketed(each.quotations)}".strip() for each in cell.statements]
    return "\n".join([*lines, *([f"+ {bracketed(cell.more)}"] if cell.more else [])])


def bracketed(quotations: Sequence[str]) -> str:
    """Return numbers of quotations as they stand behind words."""
    return f"[{', '.join(quotations)}]" if quotations else ""


def digits(value: float, places: int = 3) -> str:
    """Return a figure with so many places; what rounds to nought has no minus."""
    return f"{round(value, places) + 0.0:.{places}f}"


def as_record(table: Table, row: Sequence[Cell]) -> dict[str, object]:
    """Return a row as JSON: a coefficient has value, interval, seed and warnings; an undefined one its reason."""
    values: dict[str, object] = {"table": table.key}
    return values | {each.key: _json(cell) for each, cell in zip(table.columns, row, strict=True)}


def _json(cell: Cell) -> object:
    if isinstance(cell, Undefined):
        return {"value": None, "undefined": cell.reason}
    if isinstance(cell, Term):
        return cell.word
    if isinstance(cell, Wording):
        return {"zh": cell.zh, "en": cell.en}
    if isinstance(cell, Gap):
        return {"gap": _json(cell.words)}
    if isinstance(cell, Cited):
        said = [{"words": _json(each.words), "quotations": list(each.quotations)} for each in cell.statements]
        return {"statements": said, "more": list(cell.more)}
    return outcome_record(cell) if isinstance(cell, Estimate) else cell


def outcome_record(estimate: Estimate) -> dict[str, object]:
    """Return an estimate with all that it rests on."""
    interval = estimate.interval
    return {
        "value": estimate.value,
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
        "level": interval.level if interval else None,
        "interval": interval.method if interval else None,
        "seed": interval.seed if interval else None,
        "replicates": interval.replicates if interval else None,
        "method": estimate.method,
        "units": estimate.n_units,
        "coders": estimate.n_coders,
        "coverage": estimate.coverage,
        "warnings": list(estimate.warnings),
    }


def spread(table: Table, language: str) -> tuple[list[str], list[list[object]]]:
    """Return headings and rows for a spreadsheet: a coefficient takes four cells (value, low, high, why not)."""
    wide = [any(isinstance(row[at], Estimate | Undefined) for row in table.rows) for at in range(len(table.columns))]
    low, high, why = ("下限", "上限", "无值的原因") if language == "zh" else ("low", "high", "why none")
    headings: list[str] = []
    for name, broad in zip(table.headings(language), wide, strict=True):
        headings += [name, f"{name} {low}", f"{name} {high}", f"{name} {why}"] if broad else [name]
    rows = [
        [value for cell, broad in zip(row, wide, strict=True) for value in _cells(cell, language, broad)]
        for row in table.rows
    ]
    return headings, rows


def _cells(cell: Cell, language: str, broad: object) -> list[object]:
    if isinstance(cell, Estimate):
        bounds = [cell.interval.low, cell.interval.high] if cell.interval else [None, None]
        return [cell.value, *bounds, ""]
    if isinstance(cell, Undefined):
        return [None, None, None, in_language(cell.reason, language)]
    shown = as_words(cell, language) if isinstance(cell, Wording | Cited | Gap | Term | bool) else cell
    return [shown, None, None, ""] if broad else [shown]


def every_figure(tables: Sequence[Table], language: str) -> Table:
    """Return one row per coefficient of all tables, with its n, interval, method and seed, or why it has no value."""
    rows = [
        _figure(table, row, each, cell, language)
        for table in tables
        for row in table.rows
        for each, cell in zip(table.columns, row, strict=True)
        if isinstance(cell, Estimate | Undefined)
    ]
    columns = (
        column("table", "表", "table"), column("row", "行", "row"), column("figure", "数字", "figure"),
        column("value", "值", "value"), column("low", "下限", "low"), column("high", "上限", "high"),
        column("level", "置信水平", "level"), column("units", "n", "n"), column("coders", "编码者数", "coders"),
        column("interval", "区间方法", "interval"), column("seed", "种子", "seed"),
        column("replicates", "重抽样次数", "replicates"), column("clusters", "资料数", "sources drawn"),
        column("method", "方法", "method"), column("why", "无值的原因或警告", "why none, or warnings"),
    )  # fmt: skip
    return Table(key="figures", title=Wording("每个数字", "Every figure"), columns=columns, rows=tuple(rows))


def _figure(
    table: Table, row: Sequence[Cell], which: Column, cell: Estimate | Undefined, language: str
) -> tuple[Cell, ...]:
    names = [as_words(each, language) for each in row if isinstance(each, str | Term | Wording)]
    where = (table.title.in_language(language), " · ".join(filter(None, names[:4])), which.label.in_language(language))
    if isinstance(cell, Undefined):
        reason = in_language(cell.reason, language)
        return (*where, None, None, None, None, cell.n_units, cell.n_coders, "", None, None, None, cell.method, reason)
    drawn = cell.interval
    ends: tuple[Cell, ...] = (drawn.low, drawn.high, drawn.level) if drawn else (None, None, None)
    how: tuple[Cell, ...] = (
        (drawn.method, drawn.seed, drawn.replicates, drawn.clusters) if drawn else ("", None, None, None)
    )
    return (*where, cell.value, *ends, cell.n_units, cell.n_coders, *how, cell.method, "; ".join(cell.warnings))


def value_of(outcome: Outcome | None) -> float | None:
    """Return the figure, None where there is none."""
    return outcome.value if isinstance(outcome, Estimate) else None


def defined_rows(table: Table) -> tuple[list[tuple[Cell, ...]], list[str]]:
    """Return the rows with at least one figure, and the codes of those whose coefficients are all undefined."""
    keys = [each.key for each in table.columns]
    shown: list[tuple[Cell, ...]] = []
    hollow: list[str] = []
    for row in table.rows:
        outcomes = [cell for cell in row if isinstance(cell, Estimate | Undefined)]
        if outcomes and all(isinstance(cell, Undefined) for cell in outcomes) and "code" in keys:
            hollow.append(str(row[keys.index("code")]))
        else:
            shown.append(row)
    return shown, hollow


def cautions_of(table: Table) -> tuple[Wording, ...]:
    """Return what the intervals of a table suffer from, counted."""
    cells = [cell for row in table.rows for cell in row if isinstance(cell, Estimate)]
    intervals = [cell.interval for cell in cells if cell.interval]
    narrow = sum(each.clusters is not None and each.clusters < FEW_CLUSTERS for each in intervals)
    hollow = sum(bool(each.undefined_replicates) for each in intervals)
    notes = []
    if narrow:
        notes.append(
            Wording(
                f"{narrow} 个区间所依据的资料不足 {FEW_CLUSTERS} 份，可能过窄",
                f"{narrow} intervals rest on fewer than {FEW_CLUSTERS} sources and are probably too narrow",
            )
        )
    if hollow:
        notes.append(
            Wording(
                f"{hollow} 个区间略去了没有变异、因而无值的重抽样",
                f"{hollow} intervals leave out resamples that had no value for want of variation",
            )
        )
    return tuple(notes)
