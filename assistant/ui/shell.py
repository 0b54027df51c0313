"""What stands around every page: the list of pages, the language and the theme.

It is put into the head of the page, before Gradio's own script, so that Gradio speaks the language that was chosen and
not only that of the browser.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import gradio as gr
from fastapi import FastAPI, Request, Response

from assistant.domain.coder import Coder, Role
from assistant.ui.addresses import UNGUARDED
from assistant.ui.identity import find_signed_in, may
from assistant.ui.wording import INTERFACE
from assistant.workflows.workbench import Workbench

STATIC = Path(__file__).with_name("static")
LANGUAGES = ("zh", "en")
LANGUAGE_COOKIE = "tricoder-language"
_OWN_WORDS = ("shell_", "page_", "role_")


@dataclass(frozen=True, slots=True)
class Link:
    """A page as the shell lists it: its word, its path, and the role it takes."""

    word: str
    path: str
    least: Role = Role.VIEWER


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the shell shows around the pages of one study.

    Attributes:
        is_alone: Whether one person works here without a password.
    """

    bench: Workbench
    links: Sequence[Link]
    is_alone: Callable[[], bool]


def add_shell(app: FastAPI, around: Surroundings) -> None:
    """Put the shell around every page of the application that is not for strangers."""

    async def framed(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        asks_for_page = request.method == "GET" and "text/html" in request.headers.get("accept", "")
        if not asks_for_page or request.url.path in UNGUARDED:
            return await call_next(request)
        # A page that arrives compressed cannot be added to.
        kept = [(name, value) for name, value in request.scope["headers"] if name != b"accept-encoding"]
        request.scope["headers"] = kept
        response = await call_next(request)
        if not response.headers.get("content-type", "").startswith("text/html"):
            return response
        return await _with_head(response, shell_head(around, find_signed_in(request)).encode())

    app.middleware("http")(framed)


async def _with_head(response: Response, head: bytes) -> Response:
    body = b"".join([part async for part in response.body_iterator])  # type: ignore[attr-defined]  # as Starlette makes it
    headers = {name: value for name, value in response.headers.items() if name != "content-length"}
    return Response(body.replace(b"<head>", b"<head>" + head, 1), response.status_code, headers)


def shell_head(around: Surroundings, coder: Coder | None) -> str:
    """Return the markup that goes first into the head of a page; names of studies and people are data in it."""
    words = {
        language: {key: text for key, text in INTERFACE[language].items() if key.startswith(_OWN_WORDS)}
        for language in LANGUAGES
    }
    bench = around.bench
    given = {
        "study": bench.name,
        "language": bench.language,
        "pages": [(link.word, link.path) for link in around.links if coder is not None and may(coder, link.least)],
        "who": None if coder is None else {"name": coder.name, "role": coder.role.value, "alone": around.is_alone()},
        "wording": words,
    }
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


def language_asked(request: gr.Request | Request, otherwise: str) -> str:
    """Return the language in which a request is to be answered."""
    return language_of(request.headers, request.cookies, otherwise)
