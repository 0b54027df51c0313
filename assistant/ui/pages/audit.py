"""How far coders agree: a forest plot, pairs of coders, confused codes down to the words of each unit."""

from __future__ import annotations

from collections.abc import Sequence

import gradio as gr

from assistant.domain.coder import Role
from assistant.domain.identifiers import FamilyId
from assistant.errors import AssistantError
from assistant.reporting.agreement_tables import advice_table, marked_words
from assistant.reporting.findings import Confusion, Level, PairKind, UnitExample
from assistant.reporting.methods import methods_paragraph
from assistant.reporting.tables import as_words
from assistant.ui.answering import hearing
from assistant.ui.figures import Line, Pair, forest_plot, heat_map
from assistant.ui.shell import language_of
from assistant.ui.translating import word
from assistant.ui.wording_audit import AUDIT
from assistant.workflows import audit
from assistant.workflows.visibility import require_whole
from assistant.workflows.workbench import Workbench

Rows = list[list[str]]
_WIDTHS: dict[str, list[str | int]] = {
    "units": ["40%", "15%", "45%"],
    "next": ["6%", "10%", "6%", "6%", "6%", "8%", "5%", "33%", "20%"],
}
Shown = tuple[str, str, str, Rows, Rows, Rows, str]


def build(bench: Workbench) -> None:
    """Draw the page."""
    families = _families(bench)
    gr.Markdown(word("audit_hint"))
    with gr.Row():
        family = gr.Dropdown(families, value=families[0][1] if families else None, label=word("audit_family"),
                             elem_id="audit-family", scale=3)  # fmt: skip
        compute = gr.Button(word("audit_button"), variant="primary", elem_id="audit-compute", scale=1)
    forest = gr.HTML(value="", label=word("audit_forest"), show_label=True, container=True, elem_id="audit-forest")
    heat = gr.HTML(value="", label=word("audit_heat"), show_label=True, container=True, elem_id="audit-heat")
    confusions = _table("confusions", bench.language)
    units = _table("units", bench.language)
    text = gr.Textbox(label=word("audit_text"), lines=8, interactive=False, elem_id="audit-text")
    advice = _table("next", bench.language)
    basis = gr.Textbox(label=word("audit_basis"), lines=6, interactive=False, elem_id="audit-basis")

    shown = [basis, forest, heat, confusions, units, advice, text]
    compute.click(
        hearing(bench, compute_shown, least=Role.VIEWER),
        family,
        shown,
        concurrency_id="audit",
        api_visibility="private",
    )
    confusions.select(
        hearing(bench, confusion_clicked, least=Role.VIEWER), family, [units, text], api_visibility="private"
    )
    units.select(hearing(bench, unit_clicked, least=Role.VIEWER), family, text, api_visibility="private")


def compute_shown(bench: Workbench, chosen: str, request: gr.Request) -> list[object]:
    """Return what every component of the page shows of one family."""
    language = _language(request, bench)
    found = compute_audit(bench, chosen, language)
    heads = [_headings(name, language) for name in ("confusions", "units", "next")]
    tables = [gr.update(value=rows, headers=head) for rows, head in zip(found[3:6], heads, strict=True)]
    return [*found[:3], *tables, found[6]]


def confusion_clicked(bench: Workbench, chosen: str, event: gr.SelectData) -> tuple[Rows, str]:
    """Return the units of the confusion that was clicked."""
    return open_confusion(bench, chosen, _clicked(event)), ""


def unit_clicked(bench: Workbench, chosen: str, event: gr.SelectData) -> str:
    """Return the words of the unit that was clicked."""
    return open_unit(bench, chosen, _clicked(event))


def _table(name: str, language: str) -> gr.Dataframe:
    return gr.Dataframe(
        value=[], headers=_headings(name, language), column_widths=_WIDTHS.get(name), label=word(f"audit_{name}"),
        show_label=True, datatype="str", wrap=True, interactive=False, elem_id=f"audit-{name}",
    )  # fmt: skip


def _headings(name: str, language: str) -> list[str]:
    return AUDIT[language][f"audit_head_{name}"].split("|")


def _families(bench: Workbench) -> list[tuple[str, str]]:
    codebook = bench.ledger.codebook()
    return [
        (f"{family.id} {family.label.in_language(bench.language)}", family.id)
        for family in (codebook.families if codebook else ())
    ]


def _language(request: gr.Request, bench: Workbench) -> str:
    """Return the language in which the browser shows the labels; the study's where it does not say."""
    return language_of(request.headers, request.cookies, bench.language)


def compute_audit(bench: Workbench, family: str, language: str) -> Shown:
    """Return everything the page shows of one family."""
    try:
        grid = _grid(bench, family)
    except AssistantError as error:
        return str(error), "", "", [], [], [], ""
    codes = [row for row in audit.by_code(grid) if row.level is Level.OWN]
    confusions = audit.find_confusions(grid)
    lines = [Line(f"{row.code} {row.label.in_language(language)}", row.figures.alpha) for row in codes]
    return (
        methods_paragraph(audit.basis_of(grid), codes, language),
        forest_plot(lines, AUDIT[language]["audit_line"], language),
        _heat(grid, language),
        [_confusion_row(row, language) for row in confusions],
        [],
        _advice_rows(grid, confusions, language),
        "",
    )


def _grid(bench: Workbench, family: str) -> audit.Grid:
    require_whole(bench)
    return audit.open_grid(bench, audit.AuditQuestion(families=frozenset({FamilyId(family)})))


def _heat(grid: audit.Grid, language: str) -> str:
    names = {row.coder: row.name for row in audit.by_coder(grid) if row.units}
    pairs = [
        Pair(one=names[row.one], other=names[row.other], outcome=row.alpha, dashed=row.kind is not PairKind.PEOPLE)
        for row in audit.by_pair(grid)
        if row.code is None
    ]
    words = AUDIT[language]["audit_with_instrument"] if any(pair.dashed for pair in pairs) else ""
    return heat_map(list(names.values()), pairs, language) + (f"<p>{words}</p>" if words else "")


def _confusion_row(row: Confusion, language: str) -> list[str]:
    return [row.one, row.other or AUDIT[language]["audit_nothing"], str(row.times), str(len(row.units))]


def _advice_rows(grid: audit.Grid, confusions: tuple[Confusion, ...], language: str) -> Rows:
    table = advice_table(audit.advise(grid, confusions), language)
    return [[as_words(cell, language) for cell in row[1:]] for row in table.rows]


def open_confusion(bench: Workbench, family: str, chosen: Sequence[str]) -> Rows:
    """Return the units of the confusion whose row was clicked."""
    nothing = {words["audit_nothing"] for words in AUDIT.values()}
    for row in audit.find_confusions(_grid(bench, family)):
        other = chosen[1] in nothing if row.other is None else chosen[1] == row.other
        if chosen[0] == row.one and other:
            return [_unit_row(unit) for unit in row.units]
    return []


def _unit_row(unit: UnitExample) -> list[str]:
    marked = "; ".join(f"{each.coder}: {', '.join(each.codes) or '—'}" for each in unit.marked)
    return [unit.file_name, f"{unit.start}:{unit.end}", marked]


def open_unit(bench: Workbench, family: str, chosen: Sequence[str]) -> str:
    """Return the whole text of the unit that was clicked, with what each coder marked in it."""
    for confusion in audit.find_confusions(_grid(bench, family)):
        for unit in confusion.units:
            if _unit_row(unit) == list(chosen):
                return "\n".join([unit.title, "", unit.text, "", *(marked_words(each) for each in unit.marked)])
    return ""


def _clicked(event: gr.SelectData) -> list[str]:
    """Return the cells of the row that was clicked, whatever order the table is sorted in."""
    return [str(cell) for cell in event.row_value or ()]
