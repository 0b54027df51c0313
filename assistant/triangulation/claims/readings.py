"""One figure as a pattern has read it, in places of its sentence."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from assistant.domain.claims import Direction, Quantity
from assistant.triangulation.claims.naming import Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A figure read from one sentence.

    Attributes:
        agent: Who did or has it, as named in the sentence; empty if nobody is named.
        start: Value before; ``end`` value after; ``change`` by how much.
        first: Where the words that say it begin; ``last`` where they end.
    """

    name: Name
    direction: Direction
    start: Quantity | None = None
    end: Quantity | None = None
    change: Quantity | None = None
    first: int
    last: int
    agent: str = ""


def middle(quantity: Quantity) -> Decimal:
    """Return the middle of a quantity."""
    return (quantity.low + quantity.high) / 2


def way(start: Quantity, end: Quantity) -> Direction:
    """Return which way a figure went."""
    if middle(end) == middle(start):
        return Direction.LEVEL
    return Direction.UP if middle(end) > middle(start) else Direction.DOWN
