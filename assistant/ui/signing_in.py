"""The pages of a stranger: signing in and choosing a password; and signing out.

They are plain HTML without scripts. The session's word lives in a cookie that scripts cannot read and that no other
site can make the browser send.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from urllib.parse import urlencode

from fastapi import FastAPI
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assistant.domain.coder import Coder
from assistant.errors import AccessError, AssistantError, StudyError
from assistant.ui.addresses import PASSWORD, SIGN_IN, SIGN_OUT
from assistant.ui.attempts import Attempts
from assistant.ui.identity import find_signed_in
from assistant.ui.shell import LANGUAGE_COOKIE, LANGUAGES, language_asked
from assistant.ui.wording import INTERFACE
from assistant.workflows import reception
from assistant.workflows.coders import find_coder
from assistant.workflows.workbench import Workbench

STATIC = Path(__file__).with_name("static")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
_YEAR_S = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Reception:
    """Signs people in and out of one study.

    Attributes:
        alone: The study is open to the one person at this machine as long as nobody has a password.
        by_name: Failures to give the password of one person from one address.
        by_address: Failures from one address, whatever the name.
    """

    bench: Workbench
    alone: bool
    by_name: Attempts = field(default_factory=partial(Attempts, 5, 900.0))
    by_address: Attempts = field(default_factory=partial(Attempts, 30, 900.0))

    def recognise(self, request: Request) -> Coder | None:
        """Return whose request it is, None for a stranger's."""
        word = request.cookies.get(self.cookie)
        if word:
            coder = reception.session_coder(self.bench, word)
            if coder is not None:
                return coder
        return find_coder(self.bench, self.bench.person) if self.is_alone() else None

    def is_alone(self) -> bool:
        """Tell whether whoever sits at this machine is the study's lead, without a password."""
        return self.alone and not reception.passwords_on(self.bench)

    @property
    def cookie(self) -> str:
        """The name of the cookie; cookies know no ports, and two studies may be served side by side."""
        return f"tricoder-session-{hashlib.sha256(str(self.bench.folder).encode()).hexdigest()[:10]}"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request at the desk, with what its form gave."""

    desk: Reception
    request: Request
    given: FormData

    @property
    def language(self) -> str:
        """The language to answer in."""
        chosen = self.request.query_params.get("language", "")
        return chosen if chosen in LANGUAGES else language_asked(self.request, self.desk.bench.language)

    @property
    def words(self) -> Mapping[str, str]:
        """The words of that language."""
        return INTERFACE[self.language]

    @property
    def address(self) -> str:
        """Where the visitor comes from, to count tries by."""
        return self.request.client.host if self.request.client else ""

    def field(self, name: str, most: int = 2000) -> str:
        """Return what was given under a name, cut off where it is unreasonably long."""
        return str(self.given.get(name, ""))[:most]


def add_reception(app: FastAPI, desk: Reception) -> None:
    """Add the pages to an application."""
    for path, method, answer in (
        (SIGN_IN, "GET", _show_sign_in),
        (SIGN_IN, "POST", _sign_in),
        (PASSWORD, "GET", _show_password),
        (PASSWORD, "POST", _choose_password),
        (SIGN_OUT, "POST", _sign_out),
    ):
        app.router.add_route(path, _route(desk, answer), methods=[method])


def _route(desk: Reception, answer: Callable[[Visit], Response]) -> Callable[[Request], Awaitable[Response]]:
    async def route(request: Request) -> Response:
        given = await request.form() if request.method == "POST" else FormData()
        response = await run_in_threadpool(answer, Visit(desk, request, given))
        response.headers.update({"Cache-Control": "no-store", "Content-Security-Policy": POLICY})
        chosen = request.query_params.get("language")
        if chosen in LANGUAGES:
            response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=_YEAR_S, samesite="lax")
        return response

    return route


# ---- signing in and out --------------------------------------------------------------------------------------


def _show_sign_in(visit: Visit) -> Response:
    wanted = _own_address(visit.request.query_params.get("next", "/"))
    if find_signed_in(visit.request) is not None:
        return RedirectResponse(wanted, status_code=303)
    return _sign_in_page(visit, wanted)


def _sign_in(visit: Visit) -> Response:
    desk, now, wanted = visit.desk, time.monotonic(), _own_address(visit.field("next"))
    name = visit.field("name", 200)
    keys = {desk.by_name: f"{visit.address} {name.strip().casefold()}", desk.by_address: visit.address}
    wait = max(attempts.wait(key, now) for attempts, key in keys.items())
    if wait > 0:
        said = visit.words["signin_wait"].replace("{n}", str(math.ceil(wait / 60)))
        page = _sign_in_page(visit, wanted, said, status=429)
        page.headers["Retry-After"] = str(math.ceil(wait))
        return page
    try:
        word = reception.sign_in(desk.bench, name, visit.field("password"))
    except AccessError as error:
        for attempts, key in keys.items():
            attempts.failed(key, now)
        return _sign_in_page(visit, wanted, error.in_language(visit.language), status=401)
    desk.by_name.succeeded(keys[desk.by_name])
    return _with_session(visit, word, wanted)


def _sign_out(visit: Visit) -> Response:
    cookie = visit.desk.cookie
    word = visit.request.cookies.get(cookie)
    if word:
        reception.sign_out(visit.desk.bench, word)
    response = RedirectResponse(SIGN_IN, status_code=303)
    response.delete_cookie(cookie, httponly=True, samesite="strict")
    return response


def _sign_in_page(visit: Visit, wanted: str, said: str = "", *, status: int = 200) -> Response:
    shown = {"form": "sign-in", "title": "signin_title", "next": wanted, "name": visit.field("name", 200), "said": said}
    return _page(visit, shown, status)


def _with_session(visit: Visit, word: str, wanted: str) -> Response:
    response = RedirectResponse(wanted, status_code=303)
    response.set_cookie(
        visit.desk.cookie,
        word,
        max_age=int(reception.SESSION.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=visit.request.url.scheme == "https",
    )
    return response


def _own_address(wanted: str) -> str:
    """Return an address of this application and of no other site."""
    inside = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if inside else "/"


# ---- choosing a password -------------------------------------------------------------------------------------


def _show_password(visit: Visit) -> Response:
    key = visit.request.query_params.get("key", "")
    coder = _chooser(visit, key)
    return _used_up(visit) if coder is None else _password_page(visit, coder, key)


def _choose_password(visit: Visit) -> Response:
    key, new = visit.field("key"), visit.field("new")
    coder = _chooser(visit, key)
    if coder is None:
        return _used_up(visit)
    try:
        if new != visit.field("again"):
            raise StudyError(INTERFACE["en"]["password_differ"], INTERFACE["zh"]["password_differ"])
        if _must_tell_the_old_one(visit, coder, key):
            _check_old(visit, coder)
        reception.choose_password(visit.desk.bench, coder, new)
    except AssistantError as error:
        return _password_page(visit, coder, key, error.in_language(visit.language), status=400)
    return _with_session(visit, reception.open_session(visit.desk.bench, coder.id), "/")


def _check_old(visit: Visit, coder: Coder) -> None:
    """Make sure that a session left open is not enough to take an account over."""
    attempts, key, now = visit.desk.by_name, f"{visit.address} {coder.id.casefold()}", time.monotonic()
    if attempts.wait(key, now) > 0:
        raise AccessError("too many tries; wait a quarter of an hour", "尝试次数过多；请一刻钟后再试")
    try:
        reception.check_password(visit.desk.bench, coder, visit.field("old"))
    except AccessError:
        attempts.failed(key, now)
        raise


def _chooser(visit: Visit, key: str) -> Coder | None:
    return reception.invited_coder(visit.desk.bench, key) if key else find_signed_in(visit.request)


def _must_tell_the_old_one(visit: Visit, coder: Coder, key: str) -> bool:
    return not key and coder.id in visit.desk.bench.accounts.holders()


def _password_page(visit: Visit, coder: Coder, key: str, said: str = "", *, status: int = 200) -> Response:
    bench = visit.desk.bench
    shown: dict[str, object] = {
        "form": "password",
        "title": "password_title",
        "key": key,
        "name": coder.id,
        "greeting": visit.words["password_for"].replace("{study}", bench.name).replace("{name}", coder.name),
        "said": said,
        "old": _must_tell_the_old_one(visit, coder, key),
        "first": not reception.passwords_on(bench),
    }
    return _page(visit, shown, status)


def _used_up(visit: Visit) -> Response:
    return _page(visit, {"form": "none", "title": "password_title", "said": visit.words["password_used"]}, 410)


# ---- drawing -------------------------------------------------------------------------------------------------


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(STATIC),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("sign-in.html.jinja")


def _page(visit: Visit, shown: Mapping[str, object], status: int) -> Response:
    other = next(each for each in LANGUAGES if each != visit.language)
    theme = visit.request.cookies.get("tricoder-theme", "")
    asked = {name: value for name, value in visit.request.query_params.items() if name != "language"}
    given: dict[str, object] = {
        "language": visit.language,
        "other": other,
        "other_address": f"?{urlencode({**asked, 'language': other})}",
        "here": visit.request.url.path,
        "words": visit.words,
        "study": visit.desk.bench.name,
        "style": (STATIC / "sign-in.css").read_text("utf-8"),
        "theme": theme if theme in {"dark", "light"} else "",
    }
    return HTMLResponse(_template().render({**given, **shown}), status)
