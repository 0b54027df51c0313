"""How far coders agree: every part of an audit under its tab, down to the words of each unit coded differently."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import gradio as gr

from assistant.agreement import Resampling, Wish, plan_sample
from assistant.domain.codebook import Wording
from assistant.domain.coder import CoderKind, Role
from assistant.domain.coding import CodingMode
from assistant.domain.identifiers import CoderId, FamilyId
from assistant.errors import AssistantError
from assistant.reporting.agreement_tables import marked_words
from assistant.reporting.tables import digits
from assistant.ui.answering import hearing
from assistant.ui.pages import audit_views as views
from assistant.ui.pages.audit_views import Rows, Shown
from assistant.ui.shell import language_of
from assistant.ui.translating import word
from assistant.ui.wording_audit import AUDIT
from assistant.workflows import audit
from assistant.workflows.workbench import Workbench

TABS = ("codes", "groups", "pairs", "spans", "rounds", "instruments", "anchoring", "estimates")
"""Tabs whose figures are computed when they are opened."""
FIGURES = (
    "forest", "group_forest", "heat", "round_forest", "machine_forest", "index_forest", "share_forest",
)  # fmt: skip
TABLES = (
    "codes", "next", "groups", "pairs", "confusions", "units", "spans", "rounds", "again", "instruments",
    "adjudication", "anchoring", "prevalence", "misses", "coders",
)  # fmt: skip
TEXTS = ("said", "basis", "command", "text")
OUTPUTS = (*TEXTS, *FIGURES, *TABLES)
_SEEN = frozenset({CodingMode.ASSISTED, CodingMode.ON_DEMAND, CodingMode.DECIDE_FIRST})
_OF_TAB: dict[str, tuple[str, ...]] = {
    "codes": ("forest", "codes", "next"),
    "groups": ("group_forest", "groups"),
    "pairs": ("heat", "pairs", "confusions", "units", "text"),
    "spans": ("spans",),
    "rounds": ("round_forest", "rounds", "again"),
    "instruments": ("machine_forest", "instruments", "adjudication"),
    "anchoring": ("index_forest", "anchoring"),
    "estimates": ("share_forest", "prevalence", "misses"),
}


_STYLE = "<style>#audit-tabs th { word-break: keep-all; overflow-wrap: normal; }</style>"
"""Headings of tables are broken between words only."""
Chosen = dict[gr.components.Component, object]
"""What stands in the components above and in the tabs, as Gradio hands over a set of inputs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the person chose; empty strings mean everything.

    Attributes:
        tab: The tab that is open.
        by: The field by which that tab splits, if it does.
    """

    tab: str = TABS[0]
    family: str
    round: str = ""
    width: float = 0.2
    assisted: bool = False
    by: str = ""

    @property
    def question(self) -> audit.AuditQuestion:
        """Return it as the audit's question."""
        return audit.AuditQuestion(
            modes=_SEEN if self.assisted else frozenset({CodingMode.BLIND}),
            families=frozenset({FamilyId(self.family)}) if self.family else frozenset(),
            rounds=frozenset({self.round}) if self.round else frozenset(),
            instrument=CoderId(self.by) if self.tab == "anchoring" and self.by else None,
            plan=Resampling(width=self.width),
        )


def build(bench: Workbench) -> None:
    """Draw the page."""
    gr.HTML(value=_STYLE, padding=False)
    gr.Markdown(word("audit_hint"))
    inputs = _draw_question(bench)
    compute = gr.Button(word("audit_button"), variant="primary", elem_id="audit-compute")
    parts: dict[str, gr.components.Component] = {
        "said": gr.Textbox(label=word("audit_said"), lines=2, max_lines=12, interactive=False, elem_id="audit-said")
    }
    tab = gr.State(TABS[0])
    tabs: dict[str, gr.Tab] = {}
    with gr.Tabs(elem_id="audit-tabs"):
        for name in TABS:
            with gr.Tab(word(f"audit_tab_{name}"), elem_id=f"audit-tab-{name}") as tabs[name]:
                by = _draw_choice(bench, name)
                inputs |= {f"by_{name}": by} if by else {}
                parts |= {part: _draw_part(part, bench.language) for part in _OF_TAB[name]}
        with gr.Tab(word("audit_tab_plan")):
            _draw_plan(bench)
    with gr.Accordion(word("audit_basis"), open=False):
        for name in ("basis", "command"):
            parts[name] = gr.Textbox(label=word(f"audit_{name}"), interactive=False, lines=2, elem_id=f"audit-{name}")
        parts["coders"] = _draw_part("coders", bench.language)
    _listen(bench, compute, (inputs, parts), (tab, tabs))


def _draw_question(bench: Workbench) -> dict[str, gr.components.Component]:
    families = family_choices(bench, bench.language)
    rounds = round_choices(bench, bench.language)
    with gr.Row():
        return {
            "family": gr.Dropdown(families, value=families[0][1] if families else None, label=word("audit_family"),
                                  elem_id="audit-family", scale=4),
            "round": gr.Dropdown(rounds, value="", label=word("audit_round"), elem_id="audit-round", scale=4),
            "width": gr.Number(value=0.2, minimum=0.01, maximum=2.0, step=0.05, label=word("audit_width"),
                               elem_id="audit-width", scale=2),
            "assisted": gr.Checkbox(value=False, label=word("audit_assisted"), elem_id="audit-assisted", scale=4),
        }  # fmt: skip


def _draw_choice(bench: Workbench, tab: str) -> gr.components.Component | None:
    """Return what two of the tabs split by, and whose proposals the experiment is about."""
    name = f"audit-by-{tab}"
    if tab == "anchoring":
        choices = instrument_choices(bench, bench.language)
        return gr.Dropdown(choices, value="", label=word("audit_instrument"), elem_id=name)
    if tab not in views.OF_FIELD:
        return None
    fields = ("type", "case") if tab == "groups" else ("", "type", "case")
    choices_of = [(word(f"audit_by_{field or 'all'}"), field) for field in fields]
    return gr.Radio(choices_of, value=fields[0], label=word("audit_by"), elem_id=name)


def _draw_part(name: str, language: str) -> gr.components.Component:
    if name in FIGURES:
        return gr.HTML(
            value="", label=word(f"audit_{name}"), show_label=True, container=True, visible=False,
            elem_id=f"audit-{name}",
        )  # fmt: skip
    if name == "text":
        return gr.Textbox(label=word("audit_text"), lines=8, interactive=False, elem_id="audit-text")
    heads = AUDIT[language]["audit_head_units"].split("|") if name == "units" else None
    return gr.Dataframe(
        value=[], headers=heads, label=word(f"audit_{name}"), show_label=True, datatype="str", wrap=True,
        interactive=False, visible=False, elem_id=f"audit-{name}",
    )  # fmt: skip


def _draw_plan(bench: Workbench) -> None:
    gr.Markdown(word("audit_plan_hint"))
    with gr.Row():
        inputs = [
            gr.Number(value=0.1, minimum=0.001, maximum=0.999, label=word("audit_plan_share"), elem_id="plan-share"),
            gr.Number(value=0.7, minimum=0.0, maximum=1.0, label=word("audit_plan_agreement"), elem_id="plan-alpha"),
            gr.Number(value=0.2, minimum=0.01, maximum=2.0, label=word("audit_width"), elem_id="plan-width"),
            gr.Number(value=2, minimum=2, maximum=20, precision=0, label=word("audit_plan_coders"),
                      elem_id="plan-coders"),
        ]  # fmt: skip
        simulate = gr.Button(word("audit_plan_button"), elem_id="plan-simulate")
    said = gr.Textbox(label=word("audit_plan_said"), interactive=False, elem_id="plan-said")
    curve = gr.Dataframe(
        value=[], label=word("audit_plan_curve"), interactive=False, datatype="str", elem_id="plan-curve"
    )
    simulate.click(
        hearing(bench, plan_shown, least=Role.VIEWER), set(inputs), [said, curve], concurrency_id="audit",
        api_visibility="private",
    )  # fmt: skip


def _listen(
    bench: Workbench,
    compute: gr.Button,
    drawn: tuple[dict[str, gr.components.Component], dict[str, gr.components.Component]],
    tabbed: tuple[gr.State, dict[str, gr.Tab]],
) -> None:
    (inputs, parts), (tab, tabs) = drawn, tabbed
    asked = {tab, *inputs.values()}
    choices = [inputs[name] for name in ("family", "round", "by_anchoring")]
    shown = [tab, *choices, *(parts[name] for name in OUTPUTS)]

    def on(event: Callable[..., object], handler: Callable[..., object], *given: object) -> None:
        event(
            hearing(bench, handler, *given, least=Role.VIEWER), asked, shown, concurrency_id="audit",
            api_visibility="private",
        )  # fmt: skip

    on(compute.click, show_tab, "")
    for name, each in tabs.items():
        on(each.select, show_tab, name)
    for name in (*views.OF_FIELD, "anchoring"):
        on(inputs[f"by_{name}"].input, show_tab, name)  # type: ignore[attr-defined]  # a Radio or a Dropdown
    for name, handler, outputs in (
        ("confusions", confusion_clicked, ["units", "text"]),
        ("units", unit_clicked, ["text"]),
    ):
        parts[name].select(  # type: ignore[attr-defined]  # a Dataframe
            hearing(bench, handler, least=Role.VIEWER), asked, [parts[part] for part in outputs],
            api_visibility="private",
        )  # fmt: skip


def asked_of(chosen: Chosen, opened: str = "") -> Asked:
    """Return what was chosen; ``opened`` is the tab that was opened just now, if one was."""
    values = {"tab" if isinstance(each, gr.State) else str(each.elem_id): value for each, value in chosen.items()}
    tab = opened or str(values.get("tab") or TABS[0])
    width = values.get("audit-width")
    return Asked(
        tab=tab,
        family=str(values.get("audit-family") or ""),
        round=str(values.get("audit-round") or ""),
        width=float(width) if isinstance(width, int | float) and width > 0 else 0.2,
        assisted=bool(values.get("audit-assisted")),
        by=str(values.get(f"audit-by-{tab}") or ""),
    )


def show_tab(bench: Workbench, opened: str, chosen: Chosen, request: gr.Request) -> list[object]:
    """Return what every component shows: those of one tab anew, the others as they are.

    Args:
        bench: The study.
        opened: The tab that was opened; empty where the button was pressed, which stays on the open one.
        chosen: The question.
        request: Tells the language of the browser.
    """
    language = language_of(request.headers, request.cookies, bench.language)
    asked = asked_of(chosen, opened)
    found = compute_audit(bench, asked, language)
    makers = (family_choices, round_choices, instrument_choices)
    choices = [gr.update(choices=make(bench, language)) for make in makers]
    return [asked.tab, *choices, *(found.get(name, gr.skip()) for name in OUTPUTS)]


def compute_audit(bench: Workbench, asked: Asked, language: str) -> Shown:
    """Return what the components of one tab show, and the basis; or why there is nothing."""
    try:
        if asked.tab == "rounds":
            found = views.show_rounds(bench, replace(asked.question, rounds=frozenset()), language)
            return found | {"said": _told(found, language)}
        grid = audit.open_grid(bench, asked.question)
        if asked.tab in views.OF_FIELD:
            found = views.OF_FIELD[asked.tab](grid, language, asked.by)
        else:
            found = views.OF_GRID[asked.tab](grid, language)
    except AssistantError as error:
        return _nothing(asked.tab) | {"said": error.in_language(language)}
    said = "\n".join(filter(None, (_said(grid, language), _told(found, language))))
    return found | views.show_basis(grid, language) | {"said": said}


def _told(found: Shown, language: str) -> str:
    """Return the notes of the tables shown, each once."""
    notes = found.get(views.NOTES)
    known = [note for note in notes if isinstance(note, Wording)] if isinstance(notes, list) else []
    words = [note.in_language(language) for note in known]
    return "\n".join(dict.fromkeys(filter(None, words)))


def _said(grid: audit.Grid, language: str) -> str:
    basis = audit.basis_of(grid)
    cautions = [note.in_language(language) for note in basis.cautions]
    return "\n".join([basis.read_rule.in_language(language), *cautions])


def _nothing(tab: str) -> Shown:
    """Return the components of a tab emptied, so that no figure of another question stays."""
    empty: Shown = {}
    for name in _OF_TAB[tab]:
        empty[name] = "" if name == "text" else gr.update(value="" if name in FIGURES else [], visible=False)
    return empty | {"basis": "", "command": ""}


def family_choices(bench: Workbench, language: str) -> list[tuple[str, str]]:
    """Return the families of the codebook in force."""
    codebook = bench.ledger.codebook()
    families = codebook.families if codebook else ()
    return [(f"{family.id} {family.label.in_language(language)}", family.id) for family in families]


def round_choices(bench: Workbench, language: str) -> list[tuple[str, str]]:
    """Return all rounds that anybody was assigned or coded in."""
    names = [each.round for each in bench.ledger.assignments()]
    names += [coding.round for coding in bench.ledger.codings()]
    return [(AUDIT[language]["audit_all_rounds"], ""), *((name, name) for name in dict.fromkeys(filter(None, names)))]


def instrument_choices(bench: Workbench, language: str) -> list[tuple[str, str]]:
    """Return the instruments of the study, and the choice to leave it to the record."""
    machines = [each for each in bench.ledger.coders() if each.kind is CoderKind.INSTRUMENT]
    named = [(f"{each.name} {each.id[:8]}", each.id) for each in machines]
    return [(AUDIT[language]["audit_seen_instrument"], ""), *named]


def confusion_clicked(bench: Workbench, chosen: Chosen, event: gr.SelectData) -> tuple[Rows, str]:
    """Return the units of the confusion that was clicked."""
    return open_confusion(bench, asked_of(chosen), _clicked(event)), ""


def unit_clicked(bench: Workbench, chosen: Chosen, event: gr.SelectData) -> str:
    """Return the words of the unit that was clicked."""
    return open_unit(bench, asked_of(chosen), _clicked(event))


def open_confusion(bench: Workbench, asked: Asked, chosen: Sequence[str]) -> Rows:
    """Return the units of the confusion whose row was clicked."""
    nothing = {words["audit_nothing"] for words in AUDIT.values()}
    for row in audit.find_confusions(audit.open_grid(bench, asked.question)):
        other = chosen[1] in nothing if row.other is None else chosen[1] == row.other
        if chosen[0] == row.one and other:
            return [views.unit_row(unit) for unit in row.units]
    return []


def open_unit(bench: Workbench, asked: Asked, chosen: Sequence[str]) -> str:
    """Return the whole text of the unit that was clicked, with what each coder marked in it."""
    for confusion in audit.find_confusions(audit.open_grid(bench, asked.question)):
        for unit in confusion.units:
            if views.unit_row(unit) == list(chosen):
                return "\n".join([unit.title, "", unit.text, "", *(marked_words(each) for each in unit.marked)])
    return ""


def _clicked(event: gr.SelectData) -> list[str]:
    """Return the cells of the row that was clicked, whatever order the table is sorted in."""
    cells: Iterable[object] = event.row_value or ()
    return [str(cell) for cell in cells]


def plan_shown(bench: Workbench, chosen: Chosen, request: gr.Request) -> tuple[str, object]:
    """Return how many units it takes, and the curve of widths."""
    values = {str(each.elem_id): float(str(value)) for each, value in chosen.items() if value is not None}
    share = values.get("plan-share", 0.1)
    wish = Wish(
        prevalence=(share, 1 - share), agreement=values.get("plan-alpha", 0.7), width=values.get("plan-width", 0.2),
        coders=int(values.get("plan-coders", 2)),
    )  # fmt: skip
    return plan_words(wish, language_of(request.headers, request.cookies, bench.language))


def plan_words(wish: Wish, language: str) -> tuple[str, object]:
    """Return an answer of the planner in words, and its curve as a table."""
    found = plan_sample(wish)
    words = AUDIT[language]
    told = words["audit_plan_found" if found.units else "audit_plan_never"].format(
        units=found.units or wish.largest, coders=wish.coders, width=digits(found.width, 2),
        replicates=found.replicates, seed=found.seed,
    )  # fmt: skip
    rows = [[str(units), digits(width)] for units, width in found.curve]
    return told, gr.update(value=rows, headers=words["audit_plan_heads"].split("|"))
