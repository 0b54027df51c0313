"""Which model, how it is asked, and how patiently. Keys are named by their environment variable, never held."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from assistant.errors import InstrumentError


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings:
    """One configuration of one model: one coder.

    Attributes:
        spec: ``provider:model``, for instance ``ollama:qwen3:8b``.
        base_url: Address of the server; None for the provider's own (or what its environment variable says).
        key_variable: Environment variable that holds the key; None for the provider's usual one.
        max_tokens: Most tokens of an answer.
        timeout_s: Longest wait for one answer, in seconds.
        max_retries: How often a call is tried again after the first time.
        requests_per_minute: None for no limit.
        max_concurrency: Most calls under way at once.
        context_window: Tokens that question and answer may have together; None if not known.
        price_in: Price of a million tokens sent, in a currency of your choice.
        price_out: Price of a million tokens received.
    """

    spec: str
    base_url: str | None = None
    key_variable: str | None = None
    temperature: float | None = 0.0
    seed: int | None = None
    max_tokens: int | None = None
    timeout_s: float = 60.0
    max_retries: int = 3
    requests_per_minute: float | None = None
    max_concurrency: int = 4
    context_window: int | None = None
    price_in: float | None = None
    price_out: float | None = None

    def __post_init__(self) -> None:
        if not all(self.spec.partition(":")):
            raise InstrumentError(f"{self.spec!r} names no model; write provider:model, for instance ollama:qwen3:8b")
        if self.base_url is not None:
            _check_url(self.base_url)
        for name, (least, most) in _LIMITS.items():
            value = getattr(self, name)
            if value is not None and not least <= value <= most:
                raise InstrumentError(f"{name} of model {self.spec!r} is {value}; it has to be from {least} to {most}")

    @property
    def provider(self) -> str:
        """The part of the spec before the first colon."""
        return self.spec.partition(":")[0]

    @property
    def model(self) -> str:
        """The part of the spec after the first colon."""
        return self.spec.partition(":")[2]


_LIMITS: dict[str, tuple[float, float]] = {
    "temperature": (0, 2),
    "max_tokens": (1, 10_000_000),
    "timeout_s": (0.01, 3600),
    "max_retries": (0, 10),
    "requests_per_minute": (0.1, 1_000_000),
    "max_concurrency": (1, 64),
    "context_window": (1, 100_000_000),
    "price_in": (0, 1_000_000),
    "price_out": (0, 1_000_000),
}


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise InstrumentError("the address of a model server has to begin with http:// or https:// and name a host")
    if parts.username or parts.password:
        raise InstrumentError(
            "the address of a model server holds a user name or password; put the key into an environment variable "
            "and name that as key_variable"
        )
