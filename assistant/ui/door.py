"""The door: every request passes it, gets its coder there or is turned away, and leaves with the safe headers.

Cross-site requests are refused by their origin (CSRF). Without passwords, so is every host name that is not loopback,
since a page elsewhere could otherwise reach this machine under a name of its own (DNS rebinding).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.domain.coder import Coder
from assistant.ui.addresses import LOOPBACK, SIGN_IN, UNGUARDED
from assistant.ui.identity import admit

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Door:
    """Wraps the application.

    Attributes:
        recognise: Says whose a request is, None for a stranger's.
        open_to_names: Whether the server may be called by host names other than loopback: only where passwords are on.
    """

    app: ASGIApp
    recognise: Callable[[Request], Coder | None]
    open_to_names: Callable[[], bool]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it here."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # nothing here speaks WebSocket
        request = Request(scope)
        answer = await self._turned_away(request)
        await (answer or self.app)(scope, receive, _with_headers(send))

    async def _turned_away(self, request: Request) -> Response | None:
        if _foreign(request) or not (_called_loopback(request) or await run_in_threadpool(self.open_to_names)):
            return JSONResponse({"error": "this address answers only to its own pages"}, status_code=403)
        coder = await run_in_threadpool(self.recognise, request)
        if coder is not None:
            admit(request.scope, coder)
        elif request.url.path not in UNGUARDED:
            return _to_the_sign_in_page(request)
        return None


def _foreign(request: Request) -> bool:
    """Tell whether another site made the browser send what may change something."""
    if request.method in _READING:
        return False
    origin, host = request.headers.get("origin"), request.headers.get("host")
    if origin is not None:
        return origin.partition("://")[2] != host
    return request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}


def _called_loopback(request: Request) -> bool:
    return (request.headers.get("host") or "").rsplit(":", 1)[0].strip("[]") in LOOPBACK


def _to_the_sign_in_page(request: Request) -> Response:
    """Send a person to the sign-in page; tell a script."""
    if request.method in _READING and "text/html" in request.headers.get("accept", ""):
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"{SIGN_IN}?next={quote(wanted, safe='/')}", status_code=303)
    return JSONResponse({"error": "you are not signed in; reload the page and sign in"}, status_code=401)


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(HEADERS)
        await send(message)

    return sending
