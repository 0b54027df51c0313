"""Sources and long jobs: adding files, indexing, proposing, verifying; each with progress and a way to stop."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import gradio as gr

from assistant.domain.coder import Role
from assistant.errors import AssistantError
from assistant.ports import Progress
from assistant.ui.answering import hearing
from assistant.ui.translating import word
from assistant.workflows import indexing, ingest, propose, proving
from assistant.workflows.workbench import Workbench

Rows = list[list[str]]


def build(bench: Workbench) -> None:
    """Draw the page."""
    stop = threading.Event()
    gr.Markdown(word("work_hint"))
    with gr.Row():
        files = gr.File(label=word("files"), file_count="multiple", elem_id="files")
        with gr.Column():
            add = gr.Button(word("add_button"), variant="primary", elem_id="add")
            index = gr.Button(word("index_button"), elem_id="index")
            run = gr.Button(word("propose_button"), elem_id="propose")
            verify = gr.Button(word("verify_button"), elem_id="verify")
            halt = gr.Button(word("stop_button"), variant="stop", elem_id="stop")
    said = gr.Textbox(label=word("outcome"), lines=2, interactive=False, elem_id="said")
    table = gr.Dataframe(
        value=[],
        headers=["file", "outcome", "type", "characters", "what"],
        datatype="str",
        column_widths=["28%", "10%", "12%", "10%", "40%"],
        wrap=True,
        interactive=False,
        elem_id="outcomes",
    )
    for button, handler, inputs, outputs, least in (
        (add, add_files, files, [table, said], Role.CODER),
        (index, update_index, None, said, Role.CODER),
        (run, run_proposals, None, said, Role.LEAD),
        (verify, verify_ledger, None, said, Role.VIEWER),
    ):
        given = () if handler is verify_ledger else (stop,)
        listener = hearing(bench, handler, *given, least=least)
        button.click(listener, inputs, outputs, concurrency_id="work", concurrency_limit=1)
    halt.click(hearing(bench, stop_work, stop), None, None, queue=False)


def stop_work(_bench: Workbench, stop: threading.Event) -> None:
    """Make the job under way stop after what it has in hand."""
    stop.set()


def add_files(
    bench: Workbench,
    stop: threading.Event,
    files: list[str] | None,
    progress: gr.Progress = gr.Progress(),  # noqa: B008 - Gradio finds the progress bar by this default
) -> Iterator[tuple[Rows, str]]:
    """Add the files, yielding the table as it grows."""
    stop.clear()
    rows: Rows = []
    try:
        paths = [Path(name) for name in files or ()]
        for outcome in ingest.add_files(bench, paths, actor=bench.person, progress=_watched(progress, stop)):
            rows.append(_row(outcome))
            yield rows, ""
        indexing.refresh_index(bench, progress=_watched(progress, stop))
    except AssistantError as error:
        yield rows, str(error)
        return
    yield rows, _summary(rows)


def _row(outcome: ingest.FileOutcome) -> list[str]:
    kind = outcome.metadata.source_type.value if outcome.metadata else ""
    return [outcome.path.name, outcome.outcome.value, kind, str(outcome.characters or ""), outcome.reason]


def _summary(rows: Rows) -> str:
    counts = {kind.value: sum(row[1] == kind.value for row in rows) for kind in ingest.Outcome}
    return " · ".join(f"{count} {kind}" for kind, count in counts.items())


def update_index(
    bench: Workbench,
    stop: threading.Event,
    progress: gr.Progress = gr.Progress(),  # noqa: B008 - as above
) -> str:
    """Bring the index up to date."""
    stop.clear()
    try:
        report = indexing.refresh_index(bench, progress=_watched(progress, stop))
    except AssistantError as error:
        return str(error)
    return f"{report.total} units · {report.embedded} embedded · {report.reused} unchanged · {report.removed} removed"


def run_proposals(
    bench: Workbench,
    stop: threading.Event,
    progress: gr.Progress = gr.Progress(),  # noqa: B008 - as above
) -> str:
    """Let the embedded instrument answer what it has not answered yet."""
    stop.clear()
    try:
        report = propose.propose_codes(bench, "exemplar", actor=bench.person, progress=_watched(progress, stop))
    except AssistantError as error:
        return str(error)
    done = f"{report.units} units ({report.earlier} earlier) · {report.proposals} proposals"
    return f"{done} · stopped" if report.stopped else done


def verify_ledger(bench: Workbench) -> str:
    """Prove the ledger and say what came out."""
    result = proving.verify_study(bench)
    if result.flaws:
        return "\n".join(f"{flaw.where}: {flaw.what}" for flaw in result.flaws)
    return f"sound: {result.events} events, head {result.head}"


def _watched(progress: gr.Progress, stop: threading.Event) -> Progress:
    def report(done: int, total: int, what: str) -> bool:
        progress((done, total or 1), desc=what[:60])
        return not stop.is_set()

    return report
