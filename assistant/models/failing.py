"""Errors of the providers' packages, translated: what went wrong, in our kinds and in a sentence."""

from __future__ import annotations

import importlib
import re

import httpx
from langchain_core.exceptions import LangChainException

from assistant.errors import InstrumentError
from assistant.models.records import Failure, FailureKind, Form, failure
from assistant.models.settings import ModelSettings
from assistant.models.transport import Exchange

_SDK_ERRORS = {
    "openai": ("openai.OpenAIError", "httpx2.HTTPError"),
    "ollama": ("ollama.ResponseError", "ollama.RequestError"),
    "anthropic": ("anthropic.AnthropicError",),
    "groq": ("groq.GroqError",),
    "google_genai": ("google.genai.errors.APIError",),
}
"""Roots of the errors that a provider's own package raises, beside those of LangChain and httpx."""

_NO_ANSWER = (ValueError, TypeError, LookupError, AttributeError)
"""What LangChain raises when a response has not the shape of an answer."""


def foreign_errors(provider: str) -> tuple[type[Exception], ...]:
    """Return the errors that a call of a provider is known to raise."""
    found: list[type[Exception]] = [LangChainException, httpx.HTTPError, OSError, *_NO_ANSWER]
    for name in _SDK_ERRORS.get(provider, ()):
        module, _, attribute = name.rpartition(".")
        try:
            found.append(getattr(importlib.import_module(module), attribute))
        except (ImportError, AttributeError):
            continue
    return tuple(found)


def raise_ours(error: BaseException) -> None:
    """Raise the error of ours that a provider's package wrapped into its own, if there is one.

    Raises:
        InstrumentError: The guard stopped the request.
    """
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, InstrumentError):
            raise cause
        cause = cause.__cause__ or cause.__context__


def translate(error: Exception, settings: ModelSettings, exchange: Exchange, form: Form) -> Failure:
    """Return the failure that an error of a provider's package stands for."""
    status = getattr(error, "status_code", None) or exchange.status
    words = _words(error)
    if isinstance(status, int) and status >= 300:
        return _from_status(status, words, settings, form)
    names = {kind.__name__ for kind in type(error).__mro__}
    if any("Timeout" in name for name in names):
        return failure(FailureKind.TIMED_OUT, f"{settings.spec} did not answer within {settings.timeout_s:g} s")
    if exchange.status:
        return _from_shape(error, settings, exchange)
    if isinstance(error, _NO_ANSWER) and not isinstance(error, OSError):
        return failure(FailureKind.REFUSED_REQUEST, f"the question could not be put to {settings.spec}: {words}")
    return failure(
        FailureKind.UNREACHABLE,
        f"no server answers for {settings.spec}{_address(settings)}; start it, or correct the address",
    )


def _address(settings: ModelSettings) -> str:
    return f" at {settings.base_url}" if settings.base_url else ""


def _from_shape(error: Exception, settings: ModelSettings, exchange: Exchange) -> Failure:
    if "html" in exchange.content_type:
        detail = (
            f"a web page came instead of an answer of {settings.spec}{_address(settings)}; the address is probably "
            "wrong (an OpenAI-compatible one often ends in /v1)"
        )
        return failure(FailureKind.BAD_RESPONSE, detail, stops_run=True)
    if isinstance(error, httpx.TransportError) or _is_connection_error(error):
        return failure(
            FailureKind.BAD_RESPONSE, f"the connection to {settings.spec} broke off within the answer", retryable=True
        )
    return failure(
        FailureKind.BAD_RESPONSE,
        f"what {settings.spec} sent is no chat answer ({type(error).__name__}, {exchange.content_type or 'no type'})",
        retryable=True,
    )


def _is_connection_error(error: Exception) -> bool:
    return any("ConnectionError" in kind.__name__ for kind in type(error).__mro__)


_CONTEXT = re.compile(
    r"context.{0,12}(length|window|size)|maximum context|too many tokens|prompt is too long|input tokens exceed"
    r"|exceeds? the (available )?context|上下文.{0,6}(超|过长)|超(过|出).{0,8}上下文",
    re.IGNORECASE,
)
_FORMAT = re.compile(r"response.?format|json.?(schema|object|mode)|structured|grammar|schema|\bformat\b", re.IGNORECASE)
_CREDIT = re.compile(
    r"insufficient.{0,3}(quota|balance|credit)|billing|exceeded your current quota|余额|欠费", re.IGNORECASE
)
_FILTER = re.compile(
    r"content.?(filter|policy|management)|data_inspection|sensitive|inappropriate|敏感|违规", re.IGNORECASE
)


def _from_status(status: int, words: str, settings: ModelSettings, form: Form) -> Failure:
    kind, detail = _kind_of_status(status, words, form)
    said = f": {words}" if words and kind is not FailureKind.UNAUTHORISED else ""
    return failure(kind, f"{detail.format(model=settings.spec)} (HTTP {status}){said}")


def _kind_of_status(status: int, words: str, form: Form) -> tuple[FailureKind, str]:
    if status in {401, 403, 407}:
        return FailureKind.UNAUTHORISED, "the server of {model} does not accept the key; check it and what it may do"
    if status == 402 or (status in {403, 429} and _CREDIT.search(words)):
        return FailureKind.OUT_OF_CREDIT, "the account of {model} has no credit left; top it up"
    if status == 429:
        return FailureKind.RATE_LIMITED, "{model} was asked too often; go on later, or set requests_per_minute lower"
    if status == 408:
        return FailureKind.TIMED_OUT, "{model} took too long"
    if status >= 500:
        return FailureKind.SERVER_ERROR, "the server of {model} failed"
    return _kind_of_refusal(status, words, form)


def _kind_of_refusal(status: int, words: str, form: Form) -> tuple[FailureKind, str]:
    if status == 413 or _CONTEXT.search(words):
        return FailureKind.TOO_LONG, "the question is too long for {model}; give it fewer examples or shorter units"
    if status == 404:
        return FailureKind.UNKNOWN_MODEL, "the server does not know {model}; correct the name or the address"
    if status < 400:
        return FailureKind.BAD_RESPONSE, "the server of {model} points to another address; give that as base_url"
    if form is not Form.PLAIN and _FORMAT.search(words):
        return FailureKind.REFUSED_FORMAT, "{model} does not take this way to ask for a format"
    if _FILTER.search(words):
        return FailureKind.FILTERED, "the content filter of {model} stopped the question"
    return FailureKind.REFUSED_REQUEST, "{model} refused the question"


def _words(error: Exception) -> str:
    message = getattr(error, "message", None) or getattr(error, "error", None)
    body = getattr(error, "body", None)
    if isinstance(body, dict):
        inner = body.get("error", body)
        message = (inner.get("message") if isinstance(inner, dict) else inner) or message
    if isinstance(message, dict):
        message = message.get("message")
    if not isinstance(message, str):
        message = type(error).__name__
    return " ".join(message.split())[:300]
