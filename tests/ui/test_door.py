"""Who gets in, as whom, and what a stranger or another site is told."""

from __future__ import annotations

import json

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from assistant.domain.coder import Coder, CoderKind, Role
from assistant.domain.identifiers import CoderId
from assistant.errors import AccessError
from assistant.ui.answering import answering, hearing
from assistant.ui.door import Door
from assistant.ui.identity import admit, signed_in
from tests.workflows.test_audit import ledger, study

__all__ = ["ledger", "study"]

ANNA = Coder(id=CoderId("anna"), name="安娜 <b>", kind=CoderKind.PERSON, role=Role.CODER)
WATCHER = Coder(id=CoderId("watcher"), name="w", kind=CoderKind.PERSON, role=Role.VIEWER)
BROWSER = {"accept": "text/html,*/*"}


def client(coder: Coder | None, *, names: bool = False, base: str = "http://127.0.0.1:7860") -> TestClient:
    async def who(request: Request) -> PlainTextResponse:
        return PlainTextResponse(signed_in(request).id)

    app = Starlette(routes=[Route("/{rest:path}", who, methods=["GET", "POST"])])
    app.add_middleware(Door, recognise=lambda _: coder, open_to_names=lambda: names)
    return TestClient(app, base_url=base, follow_redirects=False)


def request_of(coder: Coder | None) -> Request:
    request = Request({"type": "http", "headers": [(b"cookie", b"coder=lead")], "query_string": b"coder=lead"})
    if coder is not None:
        admit(request.scope, coder)
    return request


def test_a_request_has_the_coder_that_the_door_recognised():
    assert client(ANNA).get("/", params={"coder": "lead"}).text == "anna"


def test_a_stranger_with_a_browser_is_sent_to_the_sign_in_page_and_back_to_where_he_wanted():
    answer = client(None).get("/audit?x=1", headers=BROWSER)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/audit%3Fx%3D1")


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_script_without_a_coder_is_told_to_sign_in(method: str):
    answer = getattr(client(None), method)("/gradio_api/component_server")
    assert answer.status_code == 401
    assert "sign in" in answer.json()["error"]


@pytest.mark.parametrize(
    "headers", [{"origin": "http://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}]
)
def test_another_site_cannot_make_the_browser_act(headers: dict[str, str]):
    assert client(ANNA).post("/x", headers=headers).status_code == 403


@pytest.mark.parametrize("headers", [{}, {"origin": "http://127.0.0.1:7860"}, {"sec-fetch-site": "same-origin"}])
def test_the_pages_own_requests_pass(headers: dict[str, str]):
    assert client(ANNA).post("/x", headers=headers).status_code == 200


def test_without_passwords_only_loopback_names_are_answered():
    assert client(ANNA, base="http://rebound.example").get("/").status_code == 403
    assert client(ANNA, base="http://[::1]:7860").get("/").status_code == 200
    assert client(ANNA, base="http://study.example", names=True).get("/").status_code == 200


def test_every_answer_leaves_with_the_headers_that_keep_a_page_to_itself():
    for answer in (client(ANNA).get("/"), client(None).get("/", headers=BROWSER)):
        assert answer.headers["x-frame-options"] == "DENY"


def test_a_request_that_did_not_pass_the_door_is_nobodys():
    with pytest.raises(AccessError):
        signed_in(request_of(None))


def test_a_handler_gets_the_signed_in_coder_whatever_the_page_says(study):
    seen = []
    answer = answering(study, lambda bench, coder, asked: seen.append((bench.person, coder)), least=Role.VIEWER)
    answer({"coder": "lead", "person": "lead"}, request_of(ANNA))
    assert seen == [("anna", "anna")]


def test_a_handler_that_changes_something_is_not_for_viewers(study):
    answer = answering(study, lambda bench, coder, asked: "done")
    assert json.loads(answer({}, request_of(ANNA))) == "done"
    assert "查看者" in json.loads(answer({}, request_of(WATCHER)))["error"]
    assert "登录" in json.loads(answer({}, request_of(None)))["error"]


def test_a_listener_gets_the_study_as_the_asking_coder_sees_it(study):
    listener = hearing(study, lambda bench, given, words: (bench.person, given, words), "g", least=Role.VIEWER)
    assert listener(request_of(WATCHER), "words") == ("watcher", "g", "words")
