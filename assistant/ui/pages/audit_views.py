"""What each part of the audit page shows: figures, and tables as rows and headings, by the name of the component."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import gradio as gr

from assistant.agreement import Estimate, Outcome
from assistant.domain.identifiers import CoderId
from assistant.reporting import agreement_tables as made
from assistant.reporting import estimate_tables as around
from assistant.reporting.findings import CodeRow, Confusion, EstimateRow, Level, PairKind, PairRow, UnitExample
from assistant.reporting.methods import methods_paragraph
from assistant.reporting.tables import Table, as_words, digits
from assistant.ui.figures import Frame, Line, Pair, forest_plot, heat_map
from assistant.ui.wording_audit import AUDIT
from assistant.workflows import audit
from assistant.workflows.audit import tabling
from assistant.workflows.audit.anchoring import measure_anchoring
from assistant.workflows.audit.estimates import estimate_prevalence
from assistant.workflows.audit.misses import missed_by_instruments
from assistant.workflows.audit.rounds import by_round, coded_again, open_rounds
from assistant.workflows.workbench import Workbench

Rows = list[list[str]]
Shown = dict[str, object]
"""What components show, by name."""
NOTES = "notes"
"""Under this name: the notes of the tables, which stand with the basis of the figures."""


def show_basis(grid: audit.Grid, language: str) -> Shown:
    """Return who did what, the methods paragraph and the command that makes the figures again."""
    codes = [row for row in audit.by_code(grid) if row.level is Level.OWN]
    coders = tabling.tables_of(grid, "coders", language)[0]
    return {
        "basis": methods_paragraph(audit.basis_of(grid), codes, language),
        "command": audit.command_of(grid.question),
        "coders": filled(coders, language),
    }


def show_codes(grid: audit.Grid, language: str) -> Shown:
    """Return each code with its coefficients, and what to do next."""
    rows = audit.by_code(grid)
    words = AUDIT[language]
    frame = Frame(
        legend=("alpha", _kappa(grid), "AC1"),
        numbers=(words["audit_number"], words["audit_share"], words["audit_percent"]),
        convention=words["audit_line"],
    )
    table = made.code_table(rows, grid.question.use, language)
    advice = made.advice_table(audit.advise(grid, audit.find_confusions(grid)), language)
    return {
        "forest": drawn([_code_line(row, language) for row in rows if row.level is Level.OWN], frame, language),
        "codes": filled(table, language),
        "next": filled(advice, language),
        NOTES: [table.note],
    }


def _kappa(grid: audit.Grid) -> str:
    return "kappa (Conger)" if len(grid.people) > 2 else "kappa (Cohen)"


def _code_line(row: CodeRow, language: str) -> Line:
    figures = row.figures
    share = "" if figures.prevalence is None else digits(figures.prevalence, 2)
    return Line(
        f"{row.code} {row.label.in_language(language)}",
        (figures.alpha, figures.kappa, figures.ac1),
        (str(figures.units), share, _percent(figures.percent)),
    )


def _percent(outcome: Outcome) -> str:
    return digits(outcome.value, 2) if isinstance(outcome, Estimate) else ""


def show_groups(grid: audit.Grid, language: str, field: str) -> Shown:
    """Return agreement by source type or case."""
    rows = audit.by_group(grid, field or "type")
    names = {row.group: made.group_term(row.group).label.in_language(language) for row in rows}
    own = [row for row in rows if row.level is Level.OWN]
    lines = [Line(f"{names[row.group]} · {row.code}", (row.figures.alpha,)) for row in own]
    frame = Frame(legend=("alpha",), convention=AUDIT[language]["audit_line"])
    table = made.code_table(rows, grid.question.use, language)
    return {
        "group_forest": drawn(lines, frame, language),
        "groups": filled(table, language),
        NOTES: [table.note],
    }


def show_pairs(grid: audit.Grid, language: str) -> Shown:
    """Return pairs of coders, and the codes they did not tell apart."""
    pairs = audit.by_pair(grid)
    table = made.pair_table(pairs, tabling.names_of(grid))
    confusions = audit.find_confusions(grid)
    heads = made.confusion_table(confusions).headings(language)
    return {
        "heat": gr.update(value=_heat(grid, pairs, language), visible=True),
        "pairs": filled(table, language),
        "confusions": gr.update(
            value=[_confusion_row(row, language) for row in confusions],
            headers=[*heads[1:4], AUDIT[language]["audit_number"]],
            visible=True,
        ),
        "units": gr.update(value=[], headers=AUDIT[language]["audit_head_units"].split("|"), visible=True),
        "text": "",
        NOTES: [table.note],
    }


def _heat(grid: audit.Grid, found: Sequence[PairRow], language: str) -> str:
    names = {row.coder: row.name for row in audit.by_coder(grid) if row.units}
    pairs = [
        Pair(one=names[row.one], other=names[row.other], outcome=row.alpha, dashed=row.kind is not PairKind.PEOPLE)
        for row in found
        if row.code is None
    ]
    words = AUDIT[language]["audit_with_instrument"] if any(pair.dashed for pair in pairs) else ""
    return heat_map(list(names.values()), pairs, language) + (f"<p>{words}</p>" if words else "")


def _confusion_row(row: Confusion, language: str) -> list[str]:
    return [row.one, row.other or AUDIT[language]["audit_nothing"], str(row.times), str(len(row.units))]


def show_spans(grid: audit.Grid, language: str) -> Shown:
    """Return agreement on free spans."""
    table = made.span_table(audit.by_span(grid))
    return {"spans": filled(table, language), NOTES: [table.note]}


def show_rounds(bench: Workbench, question: audit.AuditQuestion, language: str) -> Shown:
    """Return the rounds beside each other, and each person beside the same person in another round."""
    rounds = open_rounds(bench, question)
    found, again = by_round(rounds), coded_again(rounds)
    tables = tabling.tables_of_rounds(bench, found, again)
    lines = [Line(f"{row.family} · {row.round or '—'}", (row.alpha,)) for row in found if row.code is None]
    lines += [
        Line(f"{row.coder}: {row.first or '—'} → {row.second or '—'}", (row.alpha,))
        for row in again
        if row.code is None
    ]
    frame = Frame(legend=("alpha (MASI)",), convention=AUDIT[language]["audit_line"])
    return {
        "round_forest": drawn(lines, frame, language),
        "rounds": filled(tables[0], language),
        "again": filled(tables[1], language),
        NOTES: [table.note for table in tables],
    }


def show_instruments(grid: audit.Grid, language: str) -> Shown:
    """Return people alone, beside it people with instruments, and what adjudication made of the codes."""
    words, names = AUDIT[language], tabling.names_of(grid)
    rows = audit.beside_instruments(grid)
    lines = [
        Line(f"{row.code} · {names[row.instrument]} / {names[row.person]}", (row.people, row.figures.alpha))
        for row in rows
    ]
    frame = Frame(legend=(words["audit_people"], words["audit_machine"]), convention=words["audit_line"])
    beside, settled = (
        made.instrument_table(rows, names),
        made.adjudication_table(audit.around_adjudication(grid)),
    )
    return {
        "machine_forest": drawn(lines, frame, language),
        "instruments": filled(beside, language),
        "adjudication": filled(settled, language),
        NOTES: [beside.note, settled.note],
    }


def show_anchoring(grid: audit.Grid, language: str) -> Shown:
    """Return the anchoring experiment."""
    names = tabling.names_of(grid)
    found = measure_anchoring(grid)
    table = around.anchoring_table(found, names, language)
    lines = [
        Line(f"{cells[0]} {names.get(CoderId(row.name), row.name)}", (row.outcome,))
        for row, cells in zip(found.rows, table.rows, strict=True)
    ]
    return {
        "index_forest": drawn(lines, Frame(low=-0.5), language),
        "anchoring": filled(table, language),
        NOTES: [table.note],
    }


def show_estimates(grid: audit.Grid, language: str, field: str) -> Shown:
    """Return audited prevalences and what was passed over."""
    words, names = AUDIT[language], tabling.names_of(grid)
    found = estimate_prevalence(grid, field)
    lines = [Line(_of(row, language), (row.prevalence.audited, row.prevalence.human_only)) for row in found.rows]
    frame = Frame(legend=(words["audit_audited"], words["audit_human"]), low=0.0, high=_top(lines), steps=5)
    shares = around.estimate_table(found, names, language, grouped=bool(field))
    misses = around.miss_table(missed_by_instruments(grid), names, language)
    return {
        "share_forest": drawn(lines, frame, language),
        "prevalence": filled(shares, language),
        "misses": filled(misses, language),
        NOTES: [shares.note, misses.note],
    }


def _of(row: EstimateRow, language: str) -> str:
    return " · ".join(filter(None, (made.group_term(row.group).label.in_language(language), row.code)))


def _top(lines: Sequence[Line]) -> float:
    """Return the end of the scale: a tenth, a quarter, a half or the whole."""
    found = [outcome for line in lines for outcome in line.outcomes if isinstance(outcome, Estimate)]
    ends = [outcome.interval.high for outcome in found if outcome.interval is not None]
    most = max(ends, default=1.0)
    return next(top for top in (0.1, 0.25, 0.5, 1.0) if most <= top)


def drawn(lines: Sequence[Line], frame: Frame, language: str) -> object:
    """Return the update that shows a forest plot, and hides it where there is nothing to draw: the table says why."""
    return gr.update(value=forest_plot(lines, frame, language) if lines else "", visible=bool(lines))


def filled(table: Table, language: str) -> object:
    """Return the update that puts a table into its component; an empty one tells its note."""
    rows = [[as_words(cell, language) for cell in row] for row in table.rows]
    heads = table.headings(language)
    note = table.note.in_language(language)
    if not rows:
        rows = [[note or "—", *[""] * (len(heads) - 1)]]
    return gr.update(value=rows, headers=heads, visible=True)


def unit_row(unit: UnitExample) -> list[str]:
    """Return a unit as a row that can be clicked."""
    marked = "; ".join(f"{each.coder}: {', '.join(each.codes) or '—'}" for each in unit.marked)
    return [unit.file_name, f"{unit.start}:{unit.end}", marked]


OF_GRID: Mapping[str, Callable[[audit.Grid, str], Shown]] = {
    "codes": show_codes,
    "pairs": show_pairs,
    "spans": show_spans,
    "instruments": show_instruments,
    "anchoring": show_anchoring,
}
OF_FIELD: Mapping[str, Callable[[audit.Grid, str, str], Shown]] = {
    "groups": show_groups,
    "estimates": show_estimates,
}
