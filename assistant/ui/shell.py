"""What stands around every page: the list of pages, the language and the theme.

It is put into the head of the page, before Gradio's own script, so that Gradio speaks the language that was chosen and
not only that of the browser.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from fastapi import FastAPI, Request, Response

from assistant.ui.wording import INTERFACE
from assistant.workflows.workbench import Workbench

STATIC = Path(__file__).with_name("static")
LANGUAGES = ("zh", "en")
LANGUAGE_COOKIE = "tricoder-language"


def add_shell(app: FastAPI, bench: Workbench, pages: Sequence[tuple[str, str]]) -> None:
    """Put the shell around every page of the application; ``pages`` are (word, path)."""
    head = shell_head(bench, pages).encode()

    async def around(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        if request.method != "GET" or "text/html" not in request.headers.get("accept", ""):
            return await call_next(request)
        # A page that arrives compressed cannot be added to.
        kept = [(name, value) for name, value in request.scope["headers"] if name != b"accept-encoding"]
        request.scope["headers"] = kept
        response = await call_next(request)
        if not response.headers.get("content-type", "").startswith("text/html"):
            return response
        return await _with_head(response, head)

    app.middleware("http")(around)


async def _with_head(response: Response, head: bytes) -> Response:
    body = b"".join([part async for part in response.body_iterator])  # type: ignore[attr-defined]  # as Starlette makes it
    headers = {name: value for name, value in response.headers.items() if name != "content-length"}
    return Response(body.replace(b"<head>", b"<head>" + head, 1), response.status_code, headers)


def shell_head(bench: Workbench, pages: Sequence[tuple[str, str]]) -> str:
    """Return the markup that goes first into the head of a page; the study's name is data in it."""
    words = {
        language: {key: text for key, text in INTERFACE[language].items() if key.startswith(("shell_", "page_"))}
        for language in LANGUAGES
    }
    given = {"study": bench.name, "language": bench.language, "pages": list(pages), "wording": words}
    return (
        f'<script type="application/json" id="shell-given">{_inert(given)}</script>'
        f"<style>{(STATIC / 'shell.css').read_text('utf-8')}</style>"
        f"<script>{(STATIC / 'shell.js').read_text('utf-8')}</script>"
    )


def _inert(value: object) -> str:
    """Return JSON that cannot end the element it stands in."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "\\u2028")


def language_of(headers: Mapping[str, str], cookies: Mapping[str, str], otherwise: str) -> str:
    """Return the language a browser is shown: the one chosen, else its own, else the study's."""
    chosen = cookies.get(LANGUAGE_COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    wanted = headers.get("accept-language", "").lower()
    return otherwise if not wanted else "zh" if wanted.startswith("zh") else "en"
