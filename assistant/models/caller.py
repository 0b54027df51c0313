"""What a chat model needs of the thing that makes its calls: one try, no patience, no memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from assistant.models.cache import Answer
from assistant.models.records import Failure, Form, ModelRequest


@dataclass(frozen=True, slots=True)
class Attempt:
    """How one call ended.

    Attributes:
        retry_after: How long the server asks to wait, as it says it.
    """

    outcome: Answer | Failure
    retry_after: str = ""


class Caller(Protocol):
    """Makes one call and never retries."""

    @property
    def forms(self) -> tuple[Form, ...]:
        """The ways to enforce a format, strictest first, free text last."""
        ...

    def call(self, request: ModelRequest, form: Form) -> Attempt:
        """Ask once.

        Raises:
            InstrumentError: The content must not leave this machine.
        """
        ...

    def close(self) -> None:
        """Close the connections."""
        ...
