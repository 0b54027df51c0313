"""The web application: Gradio mounted on FastAPI, behind the door."""

from __future__ import annotations

import warnings

import gradio as gr
from fastapi import FastAPI, Request

from assistant.domain.coder import Role
from assistant.ui.building import LEAST, PAGES, build, theme
from assistant.ui.door import Door
from assistant.ui.identity import find_signed_in
from assistant.ui.shell import Link, Surroundings, add_shell
from assistant.ui.signing_in import Reception, add_reception
from assistant.ui.translating import translations
from assistant.workflows.workbench import Workbench


def application(bench: Workbench, *, alone: bool = True) -> FastAPI:
    """Return the application that serves a study.

    Args:
        bench: The study.
        alone: Let the one person at this machine in without a password, as long as nobody has one.
    """
    desk = Reception(bench, alone)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    add_reception(app, desk)
    links = [Link(word, path, LEAST.get(path, Role.VIEWER)) for word, path, _ in PAGES]
    add_shell(app, Surroundings(bench, links, desk.is_alone))
    app.add_middleware(Door, recognise=desk.recognise, open_to_names=lambda: not desk.is_alone())
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
        auth_dependency=_username,
        theme=theme(),
        footer_links=[],
        run_history=False,
        i18n=translations(),
        show_error=True,
        ssr_mode=False,
    )


def _username(request: Request) -> str | None:
    coder = find_signed_in(request)
    return None if coder is None else coder.id
