"""Limits of calls, tokens and money. What is under way is reserved first, so that no limit is overrun in parallel."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from assistant.errors import InstrumentError
from assistant.models.settings import ModelSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """What calls came to.

    Attributes:
        cost: In the currency of the prices, 0 where none were given.
    """

    calls: int = 0
    tokens: int = 0
    cost: float = 0.0

    def plus(self, other: Spending) -> Spending:
        """Return both together."""
        return Spending(calls=self.calls + other.calls, tokens=self.tokens + other.tokens, cost=self.cost + other.cost)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Most that may be spent; None for no limit."""

    max_calls: int | None = None
    max_tokens: int | None = None
    max_cost: float | None = None


def price(settings: ModelSettings, tokens_in: int, tokens_out: int) -> float:
    """Return what tokens cost; 0 where a price is not known."""
    return (tokens_in * (settings.price_in or 0.0) + tokens_out * (settings.price_out or 0.0)) / 1_000_000


class Budget:
    """Counts what is spent and says when there is no room for another call. Threads may share it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._spent = Spending()
        self._reserved: dict[int, Spending] = {}
        self._next = 0
        self._lock = threading.Lock()

    @property
    def spent(self) -> Spending:
        """What was spent so far, calls under way not counted."""
        with self._lock:
            return self._spent

    def check(self, settings: ModelSettings) -> None:
        """Refuse a limit that cannot be kept.

        Raises:
            InstrumentError: There is a limit of money and no price.
        """
        if self._limits.max_cost is not None and (settings.price_in is None or settings.price_out is None):
            raise InstrumentError(
                f"there is a limit of cost and no price for model {settings.spec!r}; set price_in and price_out"
            )

    def reserve(self, expected: Spending) -> int | str:
        """Return the ticket of a reservation, or the sentence that says which limit it would pass."""
        with self._lock:
            total = self._spent.plus(expected)
            for under_way in self._reserved.values():
                total = total.plus(under_way)
            passed = self._passed(total)
            if passed:
                return passed
            self._next += 1
            self._reserved[self._next] = expected
            return self._next

    def settle(self, ticket: int, actual: Spending) -> None:
        """Put what was really spent in the place of the reservation."""
        with self._lock:
            del self._reserved[ticket]
            self._spent = self._spent.plus(actual)

    def _passed(self, total: Spending) -> str:
        limits = self._limits
        if limits.max_calls is not None and total.calls > limits.max_calls:
            return f"the limit of {limits.max_calls} calls is reached"
        if limits.max_tokens is not None and total.tokens > limits.max_tokens:
            return f"the limit of {limits.max_tokens} tokens would be passed (expected {total.tokens})"
        if limits.max_cost is not None and total.cost > limits.max_cost:
            return f"the limit of cost {limits.max_cost:g} would be passed (expected {total.cost:.4f})"
        return ""
