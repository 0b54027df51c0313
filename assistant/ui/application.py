"""The web application: Gradio mounted on FastAPI, behind the door."""

from __future__ import annotations

import warnings

import gradio as gr
from fastapi import FastAPI, Request

from assistant.domain.coder import Coder
from assistant.ui.building import PAGES, build, theme
from assistant.ui.door import Door
from assistant.ui.shell import add_shell
from assistant.ui.translating import translations
from assistant.workflows.coders import find_coder
from assistant.workflows.workbench import Workbench


def application(bench: Workbench) -> FastAPI:
    """Return the application that serves a study to the one person at this machine, without a password."""

    def owner(_request: Request) -> Coder | None:
        return find_coder(bench, bench.person)

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    add_shell(app, bench, [(word, path) for word, path, _ in PAGES])
    app.add_middleware(Door, recognise=owner, open_to_names=lambda: False)
    blocks = build(bench)
    blocks.queue(default_concurrency_limit=4)
    with warnings.catch_warnings():
        # Gradio warns that it will not render on the server, which was never asked of it.
        warnings.filterwarnings("ignore", message="SSR mode")
        _mount(app, blocks)
    return app


def _mount(app: FastAPI, blocks: gr.Blocks) -> None:
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        theme=theme(),
        footer_links=[],
        run_history=False,
        i18n=translations(),
        show_error=True,
        ssr_mode=False,
    )
