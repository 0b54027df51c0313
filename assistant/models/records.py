"""What is asked of a chat model and what comes back. A bad answer is data; no type of a provider stands here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of the conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRequest:
    """One question to a model.

    Attributes:
        schema: JSON Schema that the answer has to fit; None for free text.
        schema_name: Name of the schema on the wire, letters, digits and ``_``.
        local_only: The content must not leave this machine.
        sample: Number of the repetition; the same question with another number is asked anew.
    """

    messages: tuple[Message, ...]
    schema: Mapping[str, object] | None = None
    schema_name: str = "answer"
    local_only: bool = False
    sample: int = 0


class Form(StrEnum):
    """How the shape of an answer was enforced, strictest first."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    PLAIN = "plain"
    """Asked for in words only, or not asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """The words of a model, unparsed.

    Attributes:
        model: Name of the model as the server reports it.
        tokens_in: As the server counts them, 0 where it does not say.
        seconds: Time of the call that was answered, without waiting for a turn; kept when the answer is read again.
        from_cache: It was answered earlier and cost nothing now.
        structured: How the format was enforced.
    """

    text: str
    model: str
    finish_reason: str
    tokens_in: int
    tokens_out: int
    seconds: float
    from_cache: bool
    structured: Form


class FailureKind(StrEnum):
    """Why there is no answer."""

    UNREACHABLE = "unreachable"
    UNAUTHORISED = "unauthorised"
    UNKNOWN_MODEL = "unknown_model"
    RATE_LIMITED = "rate_limited"
    OUT_OF_CREDIT = "out_of_credit"
    TIMED_OUT = "timed_out"
    SERVER_ERROR = "server_error"
    REFUSED_FORMAT = "refused_format"
    REFUSED_REQUEST = "refused_request"
    BAD_RESPONSE = "bad_response"
    """No answer of a model: a web page, no choices, no words, broken JSON."""
    TOO_LONG = "too_long"
    TRUNCATED = "truncated"
    """The answer ended at the limit of tokens; what came stands in ``raw``."""
    FILTERED = "filtered"
    """The provider's content filter stopped it."""
    OVER_BUDGET = "over_budget"
    NOT_RECORDED = "not_recorded"
    STOPPED = "stopped"
    """It was not asked, because the person stopped or an earlier failure ended the run."""


STOPS_RUN = frozenset(
    {
        FailureKind.UNREACHABLE,
        FailureKind.UNAUTHORISED,
        FailureKind.UNKNOWN_MODEL,
        FailureKind.RATE_LIMITED,
        FailureKind.OUT_OF_CREDIT,
        FailureKind.OVER_BUDGET,
        FailureKind.STOPPED,
    }
)
"""Failures that the next question would meet as well."""

RETRYABLE = frozenset(
    {FailureKind.UNREACHABLE, FailureKind.RATE_LIMITED, FailureKind.TIMED_OUT, FailureKind.SERVER_ERROR}
)
"""Failures that may be gone a moment later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a question has no answer; shown, counted, never guessed around.

    Attributes:
        detail: A sentence for the person, without text of the sources.
        retryable: The same question may be answered later.
        stops_run: Every further question would fail in the same way.
        raw: What the model did say, where it said anything.
        tokens_in: Tokens that were paid for all the same.
        from_cache: The answer that failed was read from the cache.
    """

    kind: FailureKind
    detail: str
    retryable: bool
    stops_run: bool
    raw: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    from_cache: bool = False


Outcome = Completion | Failure


def failure(kind: FailureKind, detail: str, **more: object) -> Failure:
    """Return a failure with what its kind says of retrying and stopping; ``more`` overrides any field."""
    plain = Failure(kind=kind, detail=detail, retryable=kind in RETRYABLE, stops_run=kind in STOPS_RUN)
    return replace(plain, **more)  # type: ignore[arg-type] # the fields of Failure, passed on by name


_MEND = {
    "zh": "上面的回答不能使用：{error}\n请只返回修改后的完整回答，格式与要求一致，不要解释。",
    "en": "The answer above cannot be used: {error}\nGive the whole answer again, mended, in the format asked for, "
    "and nothing else.",
}


def repair_request(request: ModelRequest, bad_text: str, error: str) -> ModelRequest:
    """Return the question that asks once more, with the bad answer and what is wrong with it in view.

    The words are Chinese where the question was.
    """
    asked = " ".join(message.content for message in request.messages if message.role != "assistant")
    language = "zh" if any("\u4e00" <= char <= "\u9fff" for char in asked) else "en"
    mend = Message("user", _MEND[language].format(error=error))
    return replace(request, messages=(*request.messages, Message("assistant", bad_text), mend))
