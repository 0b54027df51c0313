"""What the tests of this room share: settings for the scripted server, questions, patience that takes no time."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assistant.models import (
    AnswerCache,
    ChatModel,
    Message,
    ModelRequest,
    ModelSettings,
    Outfit,
    Patience,
    open_chat_model,
)
from tests.scripted_server import Script, ScriptedServer, Step, scripted_server

SCHEMA = {
    "type": "object",
    "properties": {"code": {"type": "string"}},
    "required": ["code"],
    "additionalProperties": False,
}
QUICK = Patience(scale=0.001, jitter=random.Random(7))


def question(text: str = "平台降低了成本吗？", **more: Any) -> ModelRequest:
    return ModelRequest(messages=(Message("system", "You are a coder."), Message("user", text)), **more)


def settings(server: ScriptedServer, **more: Any) -> ModelSettings:
    spec = more.pop("spec", "openai:scripted")
    url = server.root if spec.startswith("ollama:") else server.url
    return ModelSettings(**{"spec": spec, "base_url": url, "timeout_s": 5.0, "max_retries": 2, **more})


@contextmanager
def model(
    script: Script | Sequence[Step], outfit: Outfit | None = None, **more: Any
) -> Iterator[tuple[ChatModel, ScriptedServer]]:
    """A model at a scripted server."""
    with scripted_server(script) as server:
        opened = open_chat_model(settings(server, **more), outfit or Outfit(patience=QUICK), environment={})
        try:
            yield opened, server
        finally:
            opened.close()


def cache(
    folder: Path, name: str = "answers.db", now: Callable[[], str] = lambda: "2026-01-01T00:00:00+00:00"
) -> AnswerCache:
    return AnswerCache(folder / name, now)
