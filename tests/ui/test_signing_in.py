"""The sign-in page as a browser meets it: cookies, redirects, tries, first password. No Gradio, which takes seconds."""

from __future__ import annotations

import html
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from assistant.domain.acts import CoderRegistered
from assistant.domain.coder import Coder, CoderKind, Role
from assistant.domain.identifiers import CoderId
from assistant.ledger import open_ledger
from assistant.ui.attempts import Attempts
from assistant.ui.door import Door
from assistant.ui.identity import signed_in
from assistant.ui.signing_in import Reception, add_reception
from assistant.workflows import coders, reception
from assistant.workflows.workbench import Workbench
from tests import nouns
from tests.conftest import ticking_stamp
from tests.workflows import fakes

HOSTILE = "<script>alert(1)</script>{{7*7}}${1+1}\u202e"
WORDS = "a sentence of my own"
BROWSER = {"accept": "text/html", "accept-language": "en"}


@pytest.fixture
def bench(tmp_path) -> Iterator[Workbench]:
    ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}", ticking_stamp())
    for name, shown, role in (("lead", "Lead", Role.LEAD), ("anna", HOSTILE, Role.CODER)):
        coder = Coder(id=CoderId(name), name=shown, kind=CoderKind.PERSON, role=role)
        ledger.append([CoderRegistered(coder=coder)], actor=nouns.LEAD)
    yield fakes.bench(tmp_path, ledger, None)
    ledger.close()


def client(bench: Workbench, *, alone: bool = True, base: str = "http://127.0.0.1:7860") -> TestClient:
    async def who(request: Request) -> PlainTextResponse:
        return PlainTextResponse(signed_in(request).id)

    app, desk = FastAPI(), Reception(bench, alone)
    add_reception(app, desk)
    app.router.add_route("/{rest:path}", who, methods=["GET", "POST"])
    app.add_middleware(Door, recognise=desk.recognise, open_to_names=lambda: not desk.is_alone())
    return TestClient(app, base_url=base, follow_redirects=False, headers=BROWSER)


def set_password(bench: Workbench, coder_id: str) -> None:
    reception.choose_password(bench, coders.known_coder(bench, CoderId(coder_id)), WORDS)


def test_alone_at_this_machine_one_is_the_lead_without_a_password(bench):
    assert client(bench).get("/").text == "lead"


def test_in_a_team_nobody_is_let_in_before_the_lead_has_a_password(bench):
    assert client(bench, alone=False).get("/").headers["location"] == "/sign-in?next=/"


def test_the_first_password_ends_single_user_mode(bench):
    first, other = client(bench), client(bench)
    page = first.get("/password")
    assert "team mode" in page.text
    answer = first.post("/password", data={"new": WORDS, "again": WORDS})
    assert answer.status_code == 303
    assert first.get("/").text == "lead", "who set it is signed in"
    assert other.get("/").status_code == 303


def test_signing_in_leads_back_to_where_one_wanted_and_sets_a_cookie_no_script_reads(bench):
    set_password(bench, "anna")
    browser = client(bench)
    answer = browser.post("/sign-in", data={"name": "anna", "password": WORDS, "next": "/audit?x=1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/audit?x=1")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    assert "Secure" not in cookie
    assert browser.get("/").text == "anna"
    assert (
        "secure"
        in client(bench, base="https://study.example")
        .post("/sign-in", data={"name": "anna", "password": WORDS})
        .headers["set-cookie"]
        .lower()
    )


def test_a_session_survives_a_restart_and_ends_with_signing_out(bench):
    set_password(bench, "anna")
    browser = client(bench)
    browser.post("/sign-in", data={"name": "anna", "password": WORDS})
    after = client(bench)
    after.cookies.update(browser.cookies)
    assert after.get("/").text == "anna"
    assert after.post("/sign-out").headers["location"] == "/sign-in"
    assert browser.get("/").status_code == 303, "the word itself is worthless now"


@pytest.mark.parametrize("wanted", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(bench, wanted):
    set_password(bench, "anna")
    answer = client(bench).post("/sign-in", data={"name": "anna", "password": WORDS, "next": wanted})
    assert answer.headers["location"] == "/"


def test_a_few_wrong_passwords_and_one_has_to_wait_even_with_the_right_one(bench):
    set_password(bench, "anna")
    browser = client(bench)
    codes = [browser.post("/sign-in", data={"name": "anna", "password": "wrong"}).status_code for _ in range(5)]
    assert codes == [401] * 5
    answer = browser.post("/sign-in", data={"name": " ANNA", "password": WORDS})
    assert answer.status_code == 429
    assert "15 minutes" in answer.text
    assert int(answer.headers["retry-after"]) <= 900


def test_another_site_cannot_sign_somebody_in_or_out(bench):
    set_password(bench, "anna")
    foreign = {"origin": "https://evil.example"}
    assert client(bench).post("/sign-in", data={"name": "anna", "password": WORDS}, headers=foreign).status_code == 403
    assert client(bench).post("/sign-out", headers=foreign).status_code == 403


def test_an_invitation_lets_one_choose_a_password_once(bench):
    set_password(bench, "lead")
    word = reception.invite(bench, CoderId("anna"))
    browser = client(bench)
    assert browser.get(f"/password?key={word}").status_code == 200
    differs = browser.post("/password", data={"key": word, "new": WORDS, "again": WORDS + "!"})
    assert (differs.status_code, "do not agree" in differs.text) == (400, True)
    assert browser.post("/password", data={"key": word, "new": WORDS, "again": WORDS}).status_code == 303
    assert browser.get("/").text == "anna"
    assert client(bench).get(f"/password?key={word}").status_code == 410
    assert client(bench).post("/password", data={"key": word, "new": WORDS, "again": WORDS}).status_code == 410


def test_a_new_password_takes_the_old_one_and_a_stranger_gets_none(bench):
    set_password(bench, "anna")
    browser = client(bench)
    assert browser.post("/password", data={"new": "x" * 10, "again": "x" * 10}).status_code == 410
    browser.post("/sign-in", data={"name": "anna", "password": WORDS})
    wrong = browser.post("/password", data={"old": "guess", "new": "x" * 10, "again": "x" * 10})
    assert (wrong.status_code, "present password" in wrong.text) == (400, True)
    assert browser.post("/password", data={"old": WORDS, "new": "x" * 10, "again": "x" * 10}).status_code == 303
    assert browser.get("/").text == "anna"


def test_names_on_the_sign_in_pages_are_text(bench):
    word = reception.invite(bench, CoderId("anna"))
    page = client(bench).get(f"/password?key={word}")
    assert "<script" not in page.text
    assert HOSTILE in html.unescape(page.text)
    typed = client(bench, alone=False).post("/sign-in", data={"name": HOSTILE, "password": "x"})
    assert "<script" not in typed.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_the_sign_in_page_speaks_the_language_of_the_browser_and_the_other_one_on_request(bench):
    browser = client(bench, alone=False)
    assert "Sign in" in browser.get("/sign-in").text
    assert "登录" in browser.get("/sign-in", headers={"accept-language": "zh-CN"}).text
    assert "登录" in browser.get("/sign-in?language=zh").text
    assert "登录" in browser.get("/sign-in").text, "the choice is kept"


def test_tries_are_forgotten_after_a_while_and_only_then():
    tries = Attempts(2, 60.0)
    for second in (0.0, 30.0):
        assert tries.wait("a", second) == 0
        tries.failed("a", second)
    assert tries.wait("a", 40.0) == 20.0
    assert tries.wait("b", 40.0) == 0
    assert tries.wait("a", 60.0) == 0
    tries.failed("a", 61.0)
    assert tries.wait("a", 61.0) == 29.0
    tries.succeeded("a")
    assert tries.wait("a", 61.0) == 0
