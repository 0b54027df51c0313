"""LangChain's chat models, opened by name. The only file that knows how the providers differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from pydantic import ValidationError

from assistant.errors import InstrumentError
from assistant.models.egress import Guard, is_loopback
from assistant.models.records import Form, ModelRequest
from assistant.models.settings import ModelSettings
from assistant.models.transport import GuardedTransport, guarded_transport


@dataclass(frozen=True, slots=True)
class Provider:
    """What we know of a provider.

    Attributes:
        key_variable: Environment variable of the key; empty where none is needed.
        url: Where it answers when nothing else is said.
        url_variables: Environment variables that may say something else.
    """

    key_variable: str
    url: str
    url_variables: tuple[str, ...] = ()


OPENAI_URL = "https://api.openai.com/v1"
KNOWN: Mapping[str, Provider] = {
    "openai": Provider("OPENAI_API_KEY", OPENAI_URL, ("OPENAI_API_BASE", "OPENAI_BASE_URL")),
    "ollama": Provider("", "http://127.0.0.1:11434", ("OLLAMA_HOST",)),
    "anthropic": Provider("ANTHROPIC_API_KEY", "https://api.anthropic.com"),
    "deepseek": Provider("DEEPSEEK_API_KEY", "https://api.deepseek.com/v1"),
    "mistralai": Provider("MISTRAL_API_KEY", "https://api.mistral.ai/v1"),
    "google_genai": Provider("GOOGLE_API_KEY", "https://generativelanguage.googleapis.com"),
    "groq": Provider("GROQ_API_KEY", "https://api.groq.com"),
    "xai": Provider("XAI_API_KEY", "https://api.x.ai/v1"),
    "openrouter": Provider("OPENROUTER_API_KEY", "https://openrouter.ai/api/v1"),
}
UNKNOWN = Provider("", "https://unknown.invalid")


@dataclass(frozen=True, slots=True)
class Opened:
    """A chat model ready to be called.

    Attributes:
        transport: Ours, with the guard in it; None where the provider's package insists on its own.
        forms: The ways to enforce a format that we know to ask this provider for, strictest first.
    """

    model: BaseChatModel
    host: str
    transport: GuardedTransport | None
    forms: tuple[Form, ...]


def address(settings: ModelSettings, environment: Mapping[str, str]) -> str:
    """Return the address that a model is asked at: the one set, else the environment's, else the provider's."""
    provider = KNOWN.get(settings.provider, UNKNOWN)
    said = [settings.base_url, *(environment.get(name) for name in provider.url_variables), provider.url]
    url = next(value for value in said if value)
    if "://" not in url:
        url = f"http://{url}" if ":" in url else f"http://{url}:11434"
    return url.replace("//0.0.0.0", "//127.0.0.1")


def open_provider(settings: ModelSettings, guard: Guard, environment: Mapping[str, str]) -> Opened:
    """Open a chat model without sending anything.

    Raises:
        InstrumentError: The provider's package or key is missing, or the settings do not fit it.
    """
    url = address(settings, environment)
    host = urlsplit(url).hostname or url
    key = _key(settings, environment, host)
    if settings.provider not in _INJECTED:
        return Opened(_open(settings, _other_arguments(settings, key)), host, None, (Form.PLAIN,))
    transport = guarded_transport(url, guard, settings.timeout_s, settings.max_concurrency)
    arguments = _INJECTED[settings.provider](settings, url, key, transport)
    return Opened(_open(settings, arguments), host, transport, tuple(Form))


def _key(settings: ModelSettings, environment: Mapping[str, str], host: str) -> str:
    name = settings.key_variable or KNOWN.get(settings.provider, UNKNOWN).key_variable
    key = environment.get(name, "").strip() if name else ""
    if name and not key and (settings.key_variable or not is_loopback(host)):
        raise InstrumentError(
            f"model {settings.spec!r} needs a key; put it into the environment variable {name} and start again"
        )
    return key


def _openai_arguments(settings: ModelSettings, url: str, key: str, transport: GuardedTransport) -> dict[str, Any]:
    client = httpx.Client(transport=transport, timeout=settings.timeout_s, trust_env=False)
    return _without_none(
        {
            "base_url": url,
            "api_key": key or "no-key-needed",
            "http_client": client,
            "openai_proxy": "",
            "use_responses_api": False,
            "max_retries": 0,
            "timeout": settings.timeout_s,
            "temperature": settings.temperature,
            "seed": settings.seed,
            "max_tokens": settings.max_tokens if url == OPENAI_URL else None,
        }
    )


def _ollama_arguments(settings: ModelSettings, url: str, key: str, transport: GuardedTransport) -> dict[str, Any]:
    headers = {"headers": {"Authorization": f"Bearer {key}"}} if key else {}
    return _without_none(
        {
            "base_url": url,
            "client_kwargs": {"timeout": settings.timeout_s, "trust_env": False, "follow_redirects": False, **headers},
            "sync_client_kwargs": {"transport": transport},
            "temperature": settings.temperature,
            "seed": settings.seed,
            "num_predict": settings.max_tokens,
            "num_ctx": settings.context_window,  # or the server cuts long questions off without a word
        }
    )


_INJECTED = {"openai": _openai_arguments, "ollama": _ollama_arguments}
"""Providers that let us put our transport under them."""


def _other_arguments(settings: ModelSettings, key: str) -> dict[str, Any]:
    return _without_none(
        {
            "base_url": settings.base_url,
            "api_key": key or None,
            "max_retries": 0,
            "timeout": settings.timeout_s,
            "temperature": settings.temperature,
            "max_tokens": settings.max_tokens,
        }
    )


def _without_none(arguments: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if value is not None}


def _open(settings: ModelSettings, arguments: dict[str, Any]) -> BaseChatModel:
    try:
        model: BaseChatModel = init_chat_model(
            settings.model, model_provider=settings.provider, cache=False, **arguments
        )
    except ImportError as error:
        missing = getattr(error.__cause__, "name", None) or f"langchain_{settings.provider}"
        package = missing.split(".")[0].replace("_", "-")
        raise InstrumentError(
            f"model {settings.spec!r} needs the package {package}; install it with: pip install {package}"
        ) from error
    except ValidationError as error:
        # Its text would show the arguments, and the key is one of them; so would the chained error.
        reason = error.errors(include_input=False)[0]["msg"]
        raise InstrumentError(f"model {settings.spec!r} cannot be opened: {reason}") from None
    except (ValueError, TypeError) as error:
        raise InstrumentError(
            f"model {settings.spec!r} cannot be opened; check the provider {settings.provider!r} "
            f"({type(error).__name__})"
        ) from None
    return model


def call_arguments(settings: ModelSettings, request: ModelRequest, form: Form, host: str) -> dict[str, Any]:
    """Return what is bound to one call: the format asked for, and the limit where a server wants it by another name."""
    if settings.provider == "ollama":
        return _ollama_format(request, form)
    if settings.provider != "openai":
        return {}
    body: dict[str, Any] = {}
    if form is Form.JSON_SCHEMA:
        described = {"name": request.schema_name, "schema": request.schema, "strict": True}
        body["response_format"] = {"type": "json_schema", "json_schema": described}
    elif form is Form.JSON_OBJECT:
        body["response_format"] = {"type": "json_object"}
    if settings.max_tokens is not None and host != urlsplit(OPENAI_URL).hostname:
        body["max_tokens"] = settings.max_tokens  # compatible servers rarely know max_completion_tokens
    return {"extra_body": body} if body else {}


def _ollama_format(request: ModelRequest, form: Form) -> dict[str, Any]:
    if form is Form.JSON_SCHEMA:
        return {"format": dict(request.schema or {})}
    return {"format": "json"} if form is Form.JSON_OBJECT else {}
