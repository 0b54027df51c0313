"""All that the instrument asks of a chat model. An adapter answers in these words; no provider's type comes here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from assistant.errors import InstrumentError


class InstrumentStopped(InstrumentError):
    """A run cannot go on: the server, the key or the budget gave out. What was answered is kept; go on later."""


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One turn."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRequest:
    """One question.

    Attributes:
        schema: JSON Schema of the answer.
        schema_name: Letters, digits and ``_``.
        local_only: The content must not leave this machine.
        sample: Number of the repetition: another number asks the same question anew.
    """

    messages: tuple[ChatMessage, ...]
    schema: Mapping[str, object]
    schema_name: str
    local_only: bool = False
    sample: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatReply:
    """What a model said.

    Attributes:
        model: Name of the model as the server reports it, empty where it does not.
    """

    text: str
    model: str
    tokens_in: int
    tokens_out: int
    from_cache: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatFailure:
    """Why there is no answer.

    Attributes:
        kind: ``truncated`` (``raw`` holds what came), ``too_long``, ``filtered``, ``timed_out`` ...
        detail: A sentence for the person, without words of a source.
        stops_run: Every further question would fail in the same way.
    """

    kind: str
    detail: str
    stops_run: bool
    raw: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    from_cache: bool = False


ChatOutcome = ChatReply | ChatFailure
STOPPED = "stopped"
"""It was not asked: a person had stopped the run, or another failure had."""
TRUNCATED = "truncated"
TOO_LONG = "too_long"
_NEVER_PUT = frozenset({STOPPED, "over_budget", "not_recorded"})
ABOUT_CONTENT = frozenset({TRUNCATED, TOO_LONG, "filtered", "refused_request"})
"""Failures that one question met for what it asks, not for how the server is."""


_ZH = {
    "unreachable": "连不上模型服务",
    "unauthorised": "密钥不被接受",
    "unknown_model": "服务没有这个模型",
    "rate_limited": "服务限制了提问频率",
    "out_of_credit": "账户余额不足",
    "timed_out": "等待回答超时",
    "server_error": "服务出错",
    "refused_request": "服务拒绝了问题",
    "bad_response": "服务返回的不是模型的回答",
    "over_budget": "达到了设定的上限",
    "not_recorded": "录制中没有这个问题的回答",
    STOPPED: "已被停止",
}


def failure_in_chinese(kind: str) -> str:
    """Return what a kind of failure means, in Chinese."""
    return _ZH.get(kind, f"无法得到回答（{kind}）")


def never_put(outcome: ChatOutcome) -> bool:
    """Tell whether no question was sent at all, so that nothing was paid."""
    return isinstance(outcome, ChatFailure) and outcome.kind in _NEVER_PUT


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelIdentity:
    """Which model, asked how.

    Attributes:
        spec: ``provider:model``.
        reported: Name under which the server answers, with its date or digest; empty where not known yet.
        parameters: Name-value pairs that change answers (temperature, seed, largest answer ...), sorted.
        destination: Host that the questions go to, empty for this machine.
        context_window: Tokens that question and answer may have together, None where not known.
    """

    spec: str
    reported: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    destination: str = ""
    context_window: int | None = None


TagT = TypeVar("TagT")
Draw = Callable[[], tuple[TagT, ChatRequest] | None]
"""Gives the next question under a tag of the asker's, None while there is none to be put."""


class ChatPort(Protocol):
    """A chat model that questions can be put to."""

    @property
    def identity(self) -> ModelIdentity:
        """Return which model this is."""
        ...

    def converse(self, draw: Draw[TagT]) -> Iterator[tuple[TagT, ChatOutcome] | None]:
        """Yield (tag, outcome) of every question in the order in which they end; None where one is long in coming.

        Questions are drawn as there is room for them, and again after every outcome, for which new ones may have come
        up; it ends when none is under way and none is drawn.
        """
        ...


def ask_all(chat: ChatPort, requests: Sequence[ChatRequest]) -> list[ChatOutcome]:
    """Return the outcome of every question, in the order of the questions."""
    numbered = enumerate(requests)
    said = dict(each for each in chat.converse(lambda: next(numbered, None)) if each is not None)
    return [said[number] for number in range(len(requests))]
