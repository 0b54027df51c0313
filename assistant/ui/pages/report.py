"""The tables and figures of a paper: looked at here, written as files here."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import gradio as gr

from assistant.domain.coder import Role
from assistant.reporting.report import Report
from assistant.ui.answering import hearing
from assistant.ui.report_views import picture_markup, table_markup
from assistant.ui.shell import language_asked
from assistant.ui.translating import word
from assistant.workflows.report import make_report
from assistant.workflows.visibility import require_whole
from assistant.workflows.workbench import Workbench

FORMATS = ("docx", "xlsx", "svg", "png", "pdf", "csv")
_FIRST = "comparison"
_PRINTED = "quotation_list"
_CSS = (Path(__file__).resolve().parents[1] / "static" / "report.css").read_text("utf-8")
_FIGURE_CSS = "svg { width: 100%; height: auto; margin-top: 1.2rem; background: #fff; }"

Shown = list[object]


def build(bench: Workbench) -> None:
    """Draw the page."""
    gr.Markdown(word("report_hint"))
    with gr.Row():
        show = gr.Button(word("report_show"), variant="primary", elem_id="report-show", scale=1)
        picture = gr.Dropdown([], label=word("report_picture"), elem_id="report-picture", scale=2)
        table = gr.Dropdown([], label=word("report_table"), elem_id="report-table", scale=2)
    basis = gr.Textbox(label=word("report_basis"), lines=3, interactive=False, elem_id="report-basis")
    figure = gr.HTML(value="", css_template=_FIGURE_CSS, label=word("report_figure"), show_label=True, container=True,
                     elem_id="report-figure")  # fmt: skip
    sheet = gr.HTML(value="", css_template=_CSS, label=word("report_sheet"), show_label=True, container=True,
                    apply_default_css=False, elem_id="report-sheet")  # fmt: skip
    with gr.Row():
        language = gr.Radio([("中文", "zh"), ("English", "en")], value=bench.language, label=word("report_language"),
                            elem_id="report-language")  # fmt: skip
        formats = gr.CheckboxGroup(list(FORMATS), value=["docx", "xlsx", "svg"], label=word("report_formats"),
                                   elem_id="report-formats")  # fmt: skip
        write = gr.Button(word("report_write"), elem_id="report-write")
    files = gr.Files(label=word("report_files"), interactive=False, elem_id="report-files")
    for event, handler, given, shown in (
        (show.click, show_all, [], [basis, picture, table, figure, sheet]),
        (picture.input, show_picture, [picture], [figure]),
        (table.input, show_table, [table], [sheet]),
        (write.click, write_files, [language, formats], [files]),
    ):
        listener = hearing(bench, handler, least=Role.VIEWER)
        event(listener, given, shown, concurrency_id="report", api_visibility="private")


_made: dict[str, tuple[int, Report]] = {}


def _report(bench: Workbench) -> Report:
    """Return the report as of now; the same one while nothing has been recorded.

    Raises:
        AccessError: Something is hidden from whoever asks, and would be told by the tables.
    """
    require_whole(bench)
    head, key = bench.ledger.head(), str(bench.folder)
    if key not in _made or _made[key][0] != head:
        _made[key] = (head, make_report(bench))
    return _made[key][1]


def show_all(bench: Workbench, request: gr.Request) -> Shown:
    """Return the basis, what can be chosen, the framework and the comparison."""
    made, language = _report(bench), language_asked(request, bench.language)
    pictures = [(picture.title, picture.name) for picture in made.pictures(language)]
    tables = [(table.title.in_language(language), table.key) for table in made.tables if table.key != _PRINTED]
    return [
        made.basis.in_language(language),
        gr.update(choices=pictures, value=pictures[0][1]),
        gr.update(choices=tables, value=_FIRST),
        picture_markup(made.pictures(language)[0], language),
        table_markup(made.table(_FIRST), made.passages, language),
    ]


def show_picture(bench: Workbench, chosen: str, request: gr.Request) -> str:
    """Return one figure."""
    language = language_asked(request, bench.language)
    pictures = _report(bench).pictures(language)
    return picture_markup(next((each for each in pictures if each.name == chosen), pictures[0]), language)


def show_table(bench: Workbench, chosen: str, request: gr.Request) -> str:
    """Return one table."""
    made, language = _report(bench), language_asked(request, bench.language)
    return table_markup(made.table(chosen), made.passages, language)


_folders: dict[str, Path] = {}


def write_files(bench: Workbench, language: str, formats: list[str]) -> list[str]:
    """Write the report and return its files; those written before for the same person are taken away."""
    made, key = _report(bench), f"{bench.folder} {bench.person}"
    shutil.rmtree(_folders.pop(key, Path("/nonexistent")), ignore_errors=True)
    folder = _folders[key] = Path(tempfile.mkdtemp(prefix="tricoder-report-"))
    wanted = [name for name in FORMATS if name in formats]
    return [str(path) for path in bench.write_report(made, "en" if language == "en" else "zh", wanted, folder)]
