"""The web application: Gradio mounted on FastAPI, with the headers that keep a page to itself."""

from __future__ import annotations

import warnings
from collections.abc import Awaitable, Callable

import gradio as gr
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from assistant.ui.addresses import LOOPBACK
from assistant.ui.building import PAGES, build, theme
from assistant.ui.shell import add_shell
from assistant.ui.translating import translations
from assistant.workflows.workbench import Workbench

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}


def application(bench: Workbench) -> FastAPI:
    """Return the application that serves a study."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    add_shell(app, bench, [(word, path) for word, path, _ in PAGES])
    app.middleware("http")(_guard)
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


async def _guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Refuse what another site makes a browser send, and add the headers.

    A page elsewhere cannot read our answers, but without this it could post acts to loopback (CSRF, DNS rebinding).
    """
    host = (request.headers.get("host") or "").rsplit(":", 1)[0].strip("[]")
    origin = request.headers.get("origin")
    foreign = origin is not None and origin.split("://")[-1] != request.headers.get("host")
    if host not in LOOPBACK or (foreign and request.method != "GET"):
        return JSONResponse({"error": "this address answers only to its own pages"}, status_code=403)
    response = await call_next(request)
    response.headers.update(HEADERS)
    return response
