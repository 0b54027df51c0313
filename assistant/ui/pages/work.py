"""Long jobs: indexing, proposing, verifying; each with progress and a way to stop."""

from __future__ import annotations

import threading

import gradio as gr

from assistant.domain.coder import Role
from assistant.errors import AssistantError
from assistant.ports import Progress
from assistant.ui.answering import hearing
from assistant.ui.shell import language_asked
from assistant.ui.translating import word
from assistant.ui.wording_work import WORK
from assistant.workflows import indexing, propose, proving
from assistant.workflows.workbench import Workbench


def build(bench: Workbench) -> None:
    """Draw the page."""
    stop = threading.Event()
    gr.Markdown(word("work_hint"))
    with gr.Row():
        index = gr.Button(word("index_button"), elem_id="index")
        run = gr.Button(word("propose_button"), variant="primary", elem_id="propose")
        verify = gr.Button(word("verify_button"), elem_id="verify")
        halt = gr.Button(word("stop_button"), variant="stop", elem_id="stop")
    said = gr.Textbox(label=word("outcome"), lines=2, interactive=False, elem_id="said")
    for button, handler, least in (
        (index, update_index, Role.CODER),
        (run, run_proposals, Role.LEAD),
        (verify, verify_ledger, Role.VIEWER),
    ):
        given = () if handler is verify_ledger else (stop,)
        listener = hearing(bench, handler, *given, least=least)
        button.click(listener, None, said, concurrency_id="work", concurrency_limit=1)
    halt.click(hearing(bench, stop_work, stop), None, None, queue=False)


def stop_work(_bench: Workbench, stop: threading.Event) -> None:
    """Make the job under way stop after what it has in hand."""
    stop.set()


def update_index(
    bench: Workbench,
    stop: threading.Event,
    request: gr.Request,
    progress: gr.Progress = gr.Progress(),  # noqa: B008 - Gradio finds the progress bar by this default
) -> str:
    """Bring the index up to date."""
    stop.clear()
    language = language_asked(request, bench.language)
    try:
        report = indexing.refresh_index(bench, progress=_watched(progress, stop))
    except AssistantError as error:
        return error.in_language(language)
    counts = {"total": report.total, "embedded": report.embedded, "reused": report.reused, "removed": report.removed}
    return WORK[language]["work_indexed"].format(**counts)


def run_proposals(
    bench: Workbench,
    stop: threading.Event,
    request: gr.Request,
    progress: gr.Progress = gr.Progress(),  # noqa: B008 - as above
) -> str:
    """Let the embedded instrument answer what it has not answered yet."""
    stop.clear()
    language = language_asked(request, bench.language)
    try:
        report = propose.propose_codes(bench, "exemplar", actor=bench.person, progress=_watched(progress, stop))
    except AssistantError as error:
        return error.in_language(language)
    counts = {"units": report.units, "earlier": report.earlier, "proposals": report.proposals}
    done = WORK[language]["work_proposed"].format(**counts)
    return f"{done} · {WORK[language]['work_was_stopped']}" if report.stopped else done


def verify_ledger(bench: Workbench, request: gr.Request) -> str:
    """Prove the ledger and say what came out."""
    result = proving.verify_study(bench)
    if result.flaws:
        return "\n".join(f"{flaw.where}: {flaw.what}" for flaw in result.flaws)
    words = WORK[language_asked(request, bench.language)]
    return words["work_sound"].format(events=result.events, head=result.head)


def _watched(progress: gr.Progress, stop: threading.Event) -> Progress:
    def report(done: int, total: int, what: str) -> bool:
        progress((done, total or 1), desc=what[:60])
        return not stop.is_set()

    return report
