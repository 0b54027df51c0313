from __future__ import annotations

import hashlib
import json
import socket
from pathlib import Path

import httpx
import pytest

from assistant.errors import InstrumentError
from assistant.models import EgressLog, Failure, FailureKind, ModelSettings, Outfit, is_loopback, open_chat_model
from assistant.models import transport as transport_module
from assistant.models.egress import Guard, Passage, passing
from assistant.models.failing import raise_ours
from assistant.models.transport import GuardedTransport, guarded_transport
from tests.models.asking import QUICK, model, question
from tests.scripted_server import ScriptedServer, for_ever, says, scripted_server

NOW = "2026-01-01T00:00:00+00:00"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "[::1]", "localhost", "LOCALHOST", "localhost."])
def test_this_machine_is_known(host: str):
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    [
        "api.openai.com",
        "127.0.0.1.example.org",
        "localhost.example.org",
        "10.0.0.1",
        "192.168.1.4",
        "0.0.0.0",
        "2130706433",
        "127.1.example",
        "",
        "notlocalhost",
        "::",
    ],
)
def test_everything_else_is_another_machine(host: str):
    assert not is_loopback(host)


@pytest.mark.parametrize("addresses", [("203.0.113.5",), ("127.0.0.1", "203.0.113.5")])
def test_localhost_that_is_led_elsewhere_is_another_machine(addresses, monkeypatch: pytest.MonkeyPatch):
    led = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: led)
    assert not is_loopback("localhost")


class Elsewhere(httpx.BaseTransport):
    """Stands where the sockets to another machine would be, and answers from the scripted server instead."""

    def __init__(self, server: ScriptedServer) -> None:
        self._server = server
        self.log_when_sent: list[str] = []
        self.log: Path | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self.log is not None:
            self.log_when_sent.append(self.log.read_text("utf-8"))
        answer = httpx.post(f"{self._server.url}/chat/completions", content=request.read())
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch):
    with scripted_server(for_ever(says("好"))) as server:
        reached = Elsewhere(server)

        def transport(_url: str, guard: Guard, timeout_s: float, _connections: int) -> GuardedTransport:
            return GuardedTransport(reached, guard, timeout_s)

        monkeypatch.setattr("assistant.models.providers.guarded_transport", transport)
        reached.server = server  # type: ignore[attr-defined]
        yield reached


REMOTE = ModelSettings(spec="openai:far", base_url="https://models.example.org/v1", max_retries=1)
KEYS = {"OPENAI_API_KEY": "sk-very-secret"}


def test_what_leaves_is_written_down_before_it_is_sent(elsewhere: Elsewhere, tmp_path: Path):
    elsewhere.log = tmp_path / "egress.jsonl"
    asked = open_chat_model(REMOTE, egress=EgressLog(elsewhere.log, lambda: NOW), environment=KEYS)
    asked.ask(question("可以离开的话"))
    entry = json.loads(elsewhere.log_when_sent[0])
    sent = elsewhere.server.asked[0].raw  # type: ignore[attr-defined]
    assert entry["body"].encode() == sent
    assert entry["sha256"] == hashlib.sha256(sent).hexdigest()
    assert entry["bytes"] == len(sent)
    assert (entry["time"], entry["host"], entry["model"]) == (NOW, "models.example.org", "openai:far")
    assert entry["exactness"] == "as_sent"
    assert "可以离开的话" in elsewhere.log.read_text("utf-8")
    assert "sk-very-secret" not in elsewhere.log.read_text("utf-8")
    assert elsewhere.log.stat().st_mode & 0o077 == 0


def test_content_that_must_stay_reaches_no_socket_and_no_log(elsewhere: Elsewhere, tmp_path: Path):
    path = tmp_path / "egress.jsonl"
    asked = open_chat_model(REMOTE, egress=EgressLog(path, lambda: NOW), environment=KEYS)
    with pytest.raises(InstrumentError, match=r"must stay on this machine.*models\.example\.org"):
        asked.ask(question("不能离开的话", local_only=True))
    assert elsewhere.server.asked == []  # type: ignore[attr-defined]
    assert not path.exists()


def test_content_that_must_stay_may_go_to_this_machine(tmp_path: Path):
    with model([says("x")]) as (asked, server):
        asked.ask(question("不能离开的话", local_only=True))
    assert len(server.asked) == 1


@pytest.mark.parametrize("spec", ["openai:x", "ollama:x"])
def test_the_transport_itself_refuses_when_the_host_changes_under_it(spec: str):
    """The guard looks at the request on its way to the socket, not at the settings."""
    guard = Guard(None)
    client = httpx.Client(transport=guarded_transport("http://127.0.0.1:1", guard, 1.0, 1))
    with passing(Passage(spec, local_only=True)), pytest.raises(InstrumentError, match="must stay"):
        client.post("http://192.0.2.1/v1", content=b"x")
    with passing(Passage(spec, local_only=False)), pytest.raises(InstrumentError, match="no egress log"):
        client.post("http://192.0.2.1/v1", content=b"x")
    with pytest.raises(InstrumentError, match="nobody declared"):
        client.post("http://192.0.2.1/v1", content=b"x")


def test_a_refusal_that_a_package_wraps_into_its_own_error_is_still_a_refusal():
    refused = InstrumentError("stays here")
    wrapped = ConnectionError("Connection error.")
    wrapped.__cause__ = RuntimeError("inner")
    wrapped.__cause__.__context__ = refused
    with pytest.raises(InstrumentError, match="stays here"):
        raise_ours(wrapped)
    assert raise_ours(ConnectionError("no more than that")) is None


def test_a_log_that_cannot_be_written_stops_the_request(elsewhere: Elsewhere, tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    asked = open_chat_model(REMOTE, egress=EgressLog(tmp_path / "file" / "log", lambda: NOW), environment=KEYS)
    with pytest.raises(InstrumentError, match="nothing was sent"):
        asked.ask(question())
    assert elsewhere.server.asked == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("settings", "environment"),
    [
        (REMOTE, KEYS),
        (ModelSettings(spec="openai:gpt-x"), KEYS),
        (ModelSettings(spec="openai:x"), {**KEYS, "OPENAI_BASE_URL": "https://gateway.example.org/v1"}),
        (ModelSettings(spec="ollama:x", base_url="http://192.168.1.9:11434"), {}),
        (ModelSettings(spec="ollama:x"), {"OLLAMA_HOST": "gpu-box"}),
    ],
)
def test_a_model_elsewhere_is_not_opened_without_a_log(settings: ModelSettings, environment: dict[str, str]):
    with pytest.raises(InstrumentError, match="egress log"):
        open_chat_model(settings, environment=environment)


@pytest.mark.parametrize("host", ["", "127.0.0.1:11434", "0.0.0.0:11434", "http://localhost:11434"])
def test_ollama_on_this_machine_is_opened_without_a_log(host: str):
    open_chat_model(ModelSettings(spec="ollama:x"), environment={"OLLAMA_HOST": host})


def test_a_proxy_of_the_environment_never_sees_a_request_to_this_machine(monkeypatch: pytest.MonkeyPatch):
    with scripted_server(for_ever(says("proxied"))) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.root)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        for spec in ("openai:x", "ollama:x"):
            with model([says("direct")], spec=spec) as (asked, server):
                asked.ask(question())
            assert len(server.asked) == 1
    assert proxy.asked == []


def test_an_answer_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(transport_module, "LARGEST_ANSWER", 1000)
    with model(for_ever(says("x" * 5000)), Outfit(patience=QUICK), max_retries=0) as (asked, _):
        failed = asked.ask(question())
    assert isinstance(failed, Failure)
    assert failed.kind is FailureKind.BAD_RESPONSE


def test_two_logs_of_one_file_do_not_mix_their_lines(tmp_path: Path):
    logs = [EgressLog(tmp_path / "egress.jsonl", lambda: NOW) for _ in range(2)]
    for number in range(20):
        logs[number % 2].write("h", "m", f"{number} 行\n".encode() * 50, "as_sent")
    lines = (tmp_path / "egress.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["body"].split()[0] for line in lines] == [str(number) for number in range(20)]
