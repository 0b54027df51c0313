from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace

import pytest
import structlog
from langchain_core.tracers.langchain import wait_for_all_tracers
from langsmith.utils import get_env_var

from assistant.errors import InstrumentError
from assistant.models import (
    Completion,
    Failure,
    FailureKind,
    Form,
    Message,
    ModelSettings,
    Outfit,
    open_chat_model,
    repair_request,
)
from tests.models.asking import QUICK, SCHEMA, model, question
from tests.scripted_server import (
    Step,
    breaks_off,
    drop_by_drop,
    fails,
    fenced,
    filtered,
    for_ever,
    no_choices,
    no_json,
    out_of_credit,
    refuses,
    refuses_key,
    refusing_forms,
    says,
    says_json,
    slowly,
    thinks_first,
    too_long,
    too_often,
    truncated,
    web_page,
)

DIALECTS = pytest.mark.parametrize("spec", ["openai:scripted", "ollama:scripted"])


@DIALECTS
def test_an_answer_comes_back_raw_with_what_the_server_says_of_it(spec: str):
    with model([says("没有选择", tokens=(31, 4), model="real-name-7b")], spec=spec) as (asked, server):
        answer = asked.ask(question("为什么？"))
    assert isinstance(answer, Completion)
    assert (answer.text, answer.model, answer.finish_reason) == ("没有选择", "real-name-7b", "stop")
    assert (answer.tokens_in, answer.tokens_out, answer.from_cache) == (31, 4, False)
    assert answer.structured is Form.PLAIN
    assert 0 < answer.seconds < 5
    assert [message["role"] for message in server.asked[0].messages] == ["system", "user"]
    assert server.asked[0].question == "为什么？"


@pytest.mark.parametrize("step", [fenced({"code": "A.1"}), thinks_first({"code": "A.1"}), says('{"code": ')])
@DIALECTS
def test_an_odd_answer_stays_as_it_was_said(spec: str, step: Step):
    with model([step], spec=spec) as (asked, _):
        answer = asked.ask(question(schema=SCHEMA))
    assert isinstance(answer, Completion)
    assert answer.text == step.text


@dataclass(frozen=True)
class Case:
    name: str
    step: Step
    kind: FailureKind
    tries: int
    stops_run: bool


CASES = [
    Case("wrong key", refuses_key(), FailureKind.UNAUTHORISED, 1, stops_run=True),
    Case("forbidden", refuses(403, "no access to this model"), FailureKind.UNAUTHORISED, 1, stops_run=True),
    Case("no such model", refuses(404, "model not found"), FailureKind.UNKNOWN_MODEL, 1, stops_run=True),
    Case("rate limit for ever", too_often("0"), FailureKind.RATE_LIMITED, 3, stops_run=True),
    Case("no credit", out_of_credit(), FailureKind.OUT_OF_CREDIT, 1, stops_run=True),
    Case("server error", fails(), FailureKind.SERVER_ERROR, 3, stops_run=False),
    Case("too long", too_long(), FailureKind.TOO_LONG, 1, stops_run=False),
    Case("too long, said in Chinese", refuses(400, "输入超过上下文限制"), FailureKind.TOO_LONG, 1, stops_run=False),
    Case("filtered before", refuses(400, "data_inspection_failed"), FailureKind.FILTERED, 1, stops_run=False),
    Case("refused", refuses(400, "unknown argument seed"), FailureKind.REFUSED_REQUEST, 1, stops_run=False),
    Case("web page", web_page(), FailureKind.BAD_RESPONSE, 1, stops_run=True),
    Case("no choices", no_choices(), FailureKind.BAD_RESPONSE, 3, stops_run=False),
    Case("broken JSON", no_json(), FailureKind.BAD_RESPONSE, 3, stops_run=False),
    Case("closed within the body", breaks_off(), FailureKind.BAD_RESPONSE, 3, stops_run=False),
    Case("no words", says(" \n"), FailureKind.BAD_RESPONSE, 3, stops_run=False),
    Case("cut off", truncated('{"code": "A'), FailureKind.TRUNCATED, 1, stops_run=False),
    Case("filtered after", filtered(), FailureKind.FILTERED, 1, stops_run=False),
    Case("redirected", refuses(302), FailureKind.BAD_RESPONSE, 1, stops_run=False),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@DIALECTS
def test_what_goes_wrong_is_a_failure_of_its_kind(spec: str, case: Case):
    with model(for_ever(case.step), spec=spec) as (asked, server):
        failed = asked.ask(question())
    assert isinstance(failed, Failure)
    assert failed.kind is case.kind, failed.detail
    assert len(server.asked) == case.tries
    assert failed.stops_run is case.stops_run
    assert "scripted" in failed.detail


def test_the_words_of_a_cut_off_answer_are_kept():
    with model([truncated('{"code": "A')]) as (asked, _):
        failed = asked.ask(question())
    assert isinstance(failed, Failure)
    assert (failed.raw, failed.tokens_in, failed.tokens_out) == ('{"code": "A', 120, 17)


def test_a_refused_key_is_never_repeated_in_the_message():
    with model([refuses(401, "Incorrect API key provided: sk-SECRET")]) as (asked, _):
        failed = asked.ask(question())
    assert isinstance(failed, Failure)
    assert "SECRET" not in repr(failed)


@DIALECTS
def test_a_slow_server_is_given_up_after_the_timeout(spec: str):
    with model(for_ever(slowly(says("x"), 1.5)), spec=spec, timeout_s=0.2, max_retries=1) as (asked, server):
        begun = time.monotonic()
        failed = asked.ask(question())
    assert isinstance(failed, Failure)
    assert failed.kind is FailureKind.TIMED_OUT
    assert time.monotonic() - begun < 1.2
    assert len(server.asked) == 2


@DIALECTS
def test_an_answer_that_comes_drop_by_drop_is_given_up_as_well(spec: str):
    with model([drop_by_drop(says("x" * 4000), 0.1)], spec=spec, timeout_s=0.8, max_retries=0) as (asked, _):
        begun = time.monotonic()
        failed = asked.ask(question())
    assert isinstance(failed, Failure)
    assert failed.kind is FailureKind.TIMED_OUT
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("name", ["gpt-5-pro", "gpt-5-codex", "o1-pro"])
def test_every_model_is_asked_in_the_one_dialect(name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENAI_PROXY", "http://192.0.2.1:3128")
    with model([says("x")], spec=f"openai:{name}") as (asked, server):
        asked.ask(question())
    assert [request.path for request in server.asked] == ["/v1/chat/completions"]


@DIALECTS
def test_a_server_that_is_not_there_is_unreachable(spec: str):
    with model([], spec=spec) as (_, server):
        url = server.root if spec.startswith("ollama") else server.url
    asked = open_chat_model(
        ModelSettings(spec=spec, base_url=url, max_retries=1), Outfit(patience=QUICK), environment={}
    )
    failed = asked.ask(question())
    assert isinstance(failed, Failure)
    assert (failed.kind, failed.stops_run) == (FailureKind.UNREACHABLE, True)
    assert "start it" in failed.detail


def test_a_failure_that_passes_is_tried_again_until_it_has_passed():
    with model([too_often("0.2"), fails(), says("ja")]) as (asked, server):
        answer = asked.ask(question())
    assert isinstance(answer, Completion)
    assert len(server.asked) == 3


def test_the_server_is_given_the_time_it_asks_for():
    with model([too_often("0.4"), says("ja")], Outfit(patience=replace(QUICK, scale=1.0))) as (asked, _):
        begun = time.monotonic()
        asked.ask(question())
    assert 0.4 <= time.monotonic() - begun < 2


def test_a_server_that_asks_for_an_hour_is_not_waited_for():
    with model([too_often("3600")]) as (asked, server):
        failed = asked.ask(question())
    assert isinstance(failed, Failure)
    assert "3600" in failed.detail
    assert len(server.asked) == 1


def test_a_stop_ends_the_wait_for_the_next_try():
    stop = threading.Event()
    with model(for_ever(too_often("30")), Outfit(patience=replace(QUICK, scale=1.0))) as (asked, server):
        threading.Timer(0.2, stop.set).start()
        begun = time.monotonic()
        failed = asked.ask(question(), stop=stop)
    assert isinstance(failed, Failure)
    assert time.monotonic() - begun < 5
    assert len(server.asked) == 1


@DIALECTS
def test_the_strictest_format_is_asked_for_first(spec: str):
    with model([says_json({"code": "A.1"})], spec=spec) as (asked, server):
        answer = asked.ask(question(schema=SCHEMA, schema_name="coding"))
    assert isinstance(answer, Completion)
    assert answer.structured is Form.JSON_SCHEMA
    sent = server.asked[0].body
    if spec.startswith("ollama"):
        assert sent["format"] == SCHEMA
    else:
        described = sent["response_format"]["json_schema"]
        assert (described["schema"], described["name"]) == (SCHEMA, "coding")


@DIALECTS
def test_a_refused_format_is_asked_for_more_weakly_and_never_again(spec: str):
    script = refusing_forms({"json_schema", "json_object"}, says_json({"code": "A.1"}))
    with model(script, spec=spec) as (asked, server):
        first = asked.ask(question("一", schema=SCHEMA))
        second = asked.ask(question("二", schema=SCHEMA))
    assert isinstance(first, Completion)
    assert isinstance(second, Completion)
    assert (first.structured, second.structured) == (Form.PLAIN, Form.PLAIN)
    assert [request.form for request in server.asked] == ["json_schema", "json_object", "plain", "plain"]


def test_a_weaker_format_says_the_schema_in_words():
    with model(refusing_forms({"json_schema"}, says_json({"code": "A.1"}))) as (asked, server):
        answer = asked.ask(question(schema=SCHEMA))
    assert isinstance(answer, Completion)
    assert answer.structured is Form.JSON_OBJECT
    assert "JSON" in server.asked[1].messages[0]["content"]
    assert "additionalProperties" in server.asked[1].messages[0]["content"]
    assert "additionalProperties" not in server.asked[0].messages[0]["content"]


def test_a_question_without_a_schema_asks_for_no_format():
    with model([says("x")]) as (asked, server):
        asked.ask(question())
    assert "response_format" not in server.asked[0].body


@DIALECTS
def test_settings_reach_the_server_by_the_names_it_knows(spec: str):
    with model([says("x")], spec=spec, temperature=0.25, seed=11, max_tokens=99, context_window=5000) as (
        asked,
        server,
    ):
        asked.ask(question())
    sent = server.asked[0].body
    options = sent.get("options", sent)
    assert (options["temperature"], options["seed"]) == (0.25, 11)
    if spec.startswith("ollama"):
        assert (options["num_predict"], options["num_ctx"]) == (99, 5000)
    else:
        assert options["max_tokens"] == 99


def test_a_question_longer_than_the_window_is_not_sent():
    with model([], context_window=500, max_tokens=100) as (asked, server):
        failed = asked.ask(question("很长" * 400))
    assert isinstance(failed, Failure)
    assert failed.kind is FailureKind.TOO_LONG
    assert server.asked == []


def test_the_pace_is_kept():
    with model(for_ever(says("x")), requests_per_minute=600) as (asked, _):
        begun = time.monotonic()
        asked.ask_many([question(str(number)) for number in range(6)])
    assert 0.5 <= time.monotonic() - begun < 3


def test_a_mending_question_shows_the_bad_answer_and_speaks_the_language_of_the_question():
    chinese = repair_request(question("编码这一段", schema=SCHEMA), '{"code"', "缺少 code")
    assert chinese.schema == SCHEMA
    assert chinese.messages[-2] == Message("assistant", '{"code"')
    assert "缺少 code" in chinese.messages[-1].content
    assert "回答" in chinese.messages[-1].content
    assert "answer" in repair_request(question("Code this"), "x", "y").messages[-1].content
    with model([says("x")]) as (asked, server):
        asked.ask(chinese)
    assert [message["role"] for message in server.asked[0].messages] == ["system", "user", "assistant", "user"]


def test_no_word_of_a_source_is_logged():
    secret = "受访者说了很私密的话"
    structlog.reset_defaults()
    with (
        structlog.testing.capture_logs() as logs,
        model([fails(), says("答复内容"), refuses(400, secret)]) as (asked, _),
    ):
        asked.ask(question(secret))
        asked.ask(question(secret, sample=1))
    assert {entry["event"] for entry in logs} >= {"model_answered", "model_retry", "model_failed"}
    assert secret not in repr(logs)
    assert "答复内容" not in repr(logs)


def test_a_tracing_service_named_in_the_environment_is_sent_nothing(monkeypatch: pytest.MonkeyPatch):
    with model(for_ever(says("x"))) as (asked, server):
        for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
            monkeypatch.setenv(name, "true")
        monkeypatch.setenv("LANGSMITH_API_KEY", "lsv2-x")
        monkeypatch.setenv("LANGSMITH_ENDPOINT", server.root)
        get_env_var.cache_clear()
        asked.ask(question())
        wait_for_all_tracers()
        time.sleep(0.5)
    get_env_var.cache_clear()
    assert [request.path for request in server.asked] == ["/v1/chat/completions"]


@dataclass(frozen=True)
class Refused:
    name: str
    settings: dict[str, object]
    says: str


REFUSED = [
    Refused("no provider", {"spec": "qwen3"}, "provider:model"),
    Refused("unknown provider", {"spec": "nobody:x"}, "'nobody'"),
    Refused("package missing", {"spec": "anthropic:claude"}, "pip install langchain-anthropic"),
    Refused("key missing", {"spec": "openai:gpt-x"}, "environment variable OPENAI_API_KEY"),
    Refused(
        "own key missing", {"spec": "openai:x", "base_url": "http://127.0.0.1:1/v1", "key_variable": "MY_KEY"}, "MY_KEY"
    ),
    Refused("password in the address", {"spec": "openai:x", "base_url": "https://me:pw@host/v1"}, "key_variable"),
    Refused("no address", {"spec": "openai:x", "base_url": "127.0.0.1:80"}, "http://"),
    Refused("no patience", {"spec": "openai:x", "timeout_s": 0.0}, "timeout_s"),
    Refused("endless retries", {"spec": "openai:x", "max_retries": 99}, "max_retries"),
]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_a_model_that_cannot_be_opened_says_what_to_do(case: Refused):
    environment = {"ANTHROPIC_API_KEY": "x"}
    with pytest.raises(InstrumentError, match=case.says) as caught:
        open_chat_model(ModelSettings(**case.settings), environment=environment)  # type: ignore[arg-type]
    assert "pw" not in str(caught.value)


def test_the_key_is_read_from_its_variable_and_sent_in_the_header_alone():
    with model([says("x")]) as (_, server):
        chosen = ModelSettings(spec="openai:x", base_url=server.url, key_variable="LAB_KEY")
        asked = open_chat_model(chosen, environment={"LAB_KEY": "sk-lab", "OPENAI_API_KEY": "sk-other"})
        asked.ask(question())
    assert server.asked[0].headers["authorization"] == "Bearer sk-lab"
    assert b"sk-" not in server.asked[0].raw
    assert "sk-lab" not in repr(chosen)
