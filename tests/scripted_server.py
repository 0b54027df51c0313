"""A chat model's server on this machine: it says what a test has written for it, and does the wrongs of real ones.

It speaks the OpenAI-compatible ``/v1/chat/completions`` and Ollama's own ``/api/chat``::

    with scripted_server([says("yes"), refuses(429, retry_after="0")]) as server:
        settings = ModelSettings(spec="openai:scripted", base_url=server.url)

A script is a list of steps, taken in turn, or a function of what was asked. When a list has run out, every further
question gets HTTP 418, so that a test which asks too much fails.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came over the wire."""

    path: str
    headers: dict[str, str]
    raw: bytes
    body: dict[str, Any]

    @property
    def model(self) -> str:
        return str(self.body.get("model", ""))

    @property
    def messages(self) -> list[dict[str, Any]]:
        return self.body.get("messages", [])

    @property
    def question(self) -> str:
        """The words of the last message."""
        return str(self.messages[-1]["content"]) if self.messages else ""

    @property
    def form(self) -> str:
        """How an answer's format is asked for: ``json_schema``, ``json_object`` or ``plain``, in both dialects."""
        if self.path.startswith("/api/"):
            asked = self.body.get("format")
            return "plain" if not asked else "json_object" if asked == "json" else "json_schema"
        return str((self.body.get("response_format") or {}).get("type", "plain"))


@dataclass(frozen=True, slots=True)
class Step:
    """One answer of the server.

    Attributes:
        body: Sent as it is; None for a chat answer made of ``text``, or for ``error``.
        error: Words and code of an error.
        cut: Bytes of the body after which the connection is closed; None to send all.
        delay_s: Wait before the first byte.
        pause_s: Wait after every forty bytes; 0 sends all at once.
    """

    text: str = ""
    finish_reason: str = "stop"
    status: int = 200
    body: bytes | None = None
    error: tuple[str, str] | None = None
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    cut: int | None = None
    delay_s: float = 0.0
    pause_s: float = 0.0
    tokens: tuple[int, int] = (120, 17)
    model: str = ""


Script = Callable[[Asked], Step]


def says(text: str, *, tokens: tuple[int, int] = (120, 17), model: str = "") -> Step:
    """A sound answer; ``model`` is the name that the server reports, by default the one asked for."""
    return Step(text=text, tokens=tokens, model=model)


def says_json(value: object) -> Step:
    return says(json.dumps(value, ensure_ascii=False))


def fenced(value: object) -> Step:
    return says(f"```json\n{json.dumps(value, ensure_ascii=False)}\n```")


def thinks_first(value: object) -> Step:
    return says(f"<think>让我想一想。</think>\n\n{json.dumps(value, ensure_ascii=False)}")


def truncated(text: str) -> Step:
    return Step(text=text, finish_reason="length")


def filtered() -> Step:
    return Step(text="", finish_reason="content_filter")


def refuses(status: int, message: str = "no", *, retry_after: str = "", code: str = "") -> Step:
    """An error in the dialect of the question."""
    headers = (("retry-after", retry_after),) if retry_after else ()
    return Step(status=status, error=(message, code), headers=headers)


def refuses_key() -> Step:
    return refuses(401, "Incorrect API key provided: sk-abc", code="invalid_api_key")


def too_often(retry_after: str = "") -> Step:
    return refuses(429, "Rate limit reached", retry_after=retry_after, code="rate_limit_exceeded")


def out_of_credit() -> Step:
    return refuses(429, "You exceeded your current quota", code="insufficient_quota")


def fails() -> Step:
    return refuses(500, "internal error")


def too_long() -> Step:
    message = "This model's maximum context length is 4096 tokens. However, your messages resulted in 9000 tokens."
    return refuses(400, message, code="context_length_exceeded")


def web_page() -> Step:
    return Step(body="<!doctype html><html><body>请先登录</body></html>".encode(), content_type="text/html")


def no_choices() -> Step:
    return Step(body=json.dumps({"id": "x", "object": "chat.completion", "model": "m", "choices": []}).encode())


def no_json() -> Step:
    return Step(body=b'{"choices": [{"message"')


def wrong_type(text: str) -> Step:
    return Step(text=text, content_type="text/plain")


def breaks_off() -> Step:
    """Promises a whole answer and closes the connection in the middle of it."""
    return Step(text="x" * 2000, cut=300)


def slowly(step: Step, seconds: float) -> Step:
    return replace(step, delay_s=seconds)


def drop_by_drop(step: Step, pause_s: float) -> Step:
    """An answer that never quite stops coming: no single wait is long."""
    return replace(step, pause_s=pause_s)


def for_ever(step: Step) -> Script:
    return lambda _asked: step


def refusing_forms(forms: set[str], otherwise: Step) -> Script:
    """Refuse these ways to ask for a format as servers do that do not know them."""

    def answer(asked: Asked) -> Step:
        if asked.form in forms:
            return refuses(400, f"response_format of type '{asked.form}' is not supported")
        return otherwise

    return answer


@dataclass
class ScriptedServer:
    """A running server and what it was asked."""

    script: Script
    asked: list[Asked] = field(default_factory=list)
    port: int = 0
    most_under_way: int = 0
    under_way: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def root(self) -> str:
        """Address for Ollama's dialect."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """Address for OpenAI's dialect."""
        return f"{self.root}/v1"

    def take(self, asked: Asked) -> Step:
        with self.lock:
            self.asked.append(asked)
            return self.script(asked)

    def count(self, change: int) -> None:
        with self.lock:
            self.under_way += change
            self.most_under_way = max(self.most_under_way, self.under_way)


def _in_turn(steps: Sequence[Step]) -> Script:
    left = iter(steps)
    return lambda _asked: next(left, refuses(418, "the script has run out"))


@contextmanager
def scripted_server(script: Script | Sequence[Step], address: str = "127.0.0.1") -> Iterator[ScriptedServer]:
    """Run a server for the length of the block, on an address of this machine."""
    scripted = ScriptedServer(script if callable(script) else _in_turn(script))
    server = _Server((address, 0), type("Handler", (_Handler,), {"scripted": scripted}))
    scripted.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield scripted
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    scripted: ScriptedServer

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.path, headers, raw, _read_json(raw))
        self.scripted.count(+1)
        try:
            step = self.scripted.take(asked)
            time.sleep(step.delay_s)
            self._send(step, step.body if step.body is not None else _body(step, asked))
        finally:
            self.scripted.count(-1)

    do_GET = do_POST  # noqa: N815 - the name that http.server looks for

    def _send(self, step: Step, body: bytes) -> None:
        head = [
            f"HTTP/1.1 {step.status} scripted",
            f"content-type: {step.content_type}",
            f"content-length: {len(body)}",
        ]
        head += [f"{name}: {value}" for name, value in step.headers]
        self.close_connection = step.cut is not None
        try:
            whole = "\r\n".join([*head, "", ""]).encode() + body[: step.cut]
            size = 40 if step.pause_s else len(whole)
            for start in range(0, len(whole), size):
                self.wfile.write(whole[start : start + size])
                time.sleep(step.pause_s)
        except OSError:
            self.close_connection = True  # the asker has gone


def _read_json(raw: bytes) -> dict[str, Any]:
    try:
        value = json.loads(raw)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _body(step: Step, asked: Asked) -> bytes:
    if step.error is None:
        return _chat_answer(step, asked)
    message, code = step.error
    ollama = asked.path.startswith("/api/")
    error = message if ollama else {"message": message, "type": "error", "code": code or None}
    return json.dumps({"error": error}, ensure_ascii=False).encode()


def _chat_answer(step: Step, asked: Asked) -> bytes:
    message = {"role": "assistant", "content": step.text}
    tokens_in, tokens_out = step.tokens
    name = step.model or asked.model
    if asked.path.startswith("/api/"):
        answer: dict[str, Any] = {
            "model": name,
            "created_at": "2026-01-01T00:00:00Z",
            "message": message,
            "done": True,
            "done_reason": step.finish_reason,
            "prompt_eval_count": tokens_in,
            "eval_count": tokens_out,
        }
        return json.dumps(answer, ensure_ascii=False).encode() + b"\n"
    answer = {
        "id": "x",
        "object": "chat.completion",
        "created": 0,
        "model": name,
        "choices": [{"index": 0, "message": message, "finish_reason": step.finish_reason}],
        "usage": {
            "prompt_tokens": tokens_in,
            "completion_tokens": tokens_out,
            "total_tokens": tokens_in + tokens_out,
        },
    }
    return json.dumps(answer, ensure_ascii=False).encode()
