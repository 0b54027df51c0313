"""How long to wait: between tries, and between calls. Waits end at once when the run is stopped."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

Wait = Callable[[float], bool]
"""Waits so many seconds; returns True when the run was stopped meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Waits between tries: doubling, with jitter, or as long as the server asks.

    Attributes:
        first_s: Longest wait before the second try, in seconds.
        longest_s: Longest wait of all; a server that asks for more is given up.
        scale: Factor on every wait; a test sets it near 0.
    """

    first_s: float = 1.0
    longest_s: float = 60.0
    scale: float = 1.0
    jitter: random.Random = field(default_factory=random.Random)

    def pause(self, tries: int, retry_after: str) -> float | None:
        """Return the seconds to wait after so many tries; None when the server asks for more than we would wait."""
        asked = seconds_asked(retry_after, datetime.fromtimestamp(time.time(), UTC))
        if asked is not None:
            return asked * self.scale if asked <= self.longest_s else None
        most = min(self.longest_s, self.first_s * 2.0 ** (tries - 1))
        return most * self.jitter.uniform(0.5, 1.0) * self.scale


def seconds_asked(retry_after: str, now: datetime) -> float | None:
    """Return the seconds that a ``Retry-After`` header asks for (RFC 9110, section 10.2.3), None if it says nothing."""
    text = retry_after.strip()
    try:
        seconds = float(text)
    except ValueError:
        pass
    else:
        return seconds if 0 <= seconds < float("inf") else None
    try:
        then = parsedate_to_datetime(text)
    except ValueError:
        return None
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max(0.0, (then - now).total_seconds())


class Pace:
    """Spaces calls evenly, so that no minute sees more than its share. Threads share it."""

    def __init__(self, per_minute: float | None) -> None:
        self._gap = 60.0 / per_minute if per_minute else 0.0
        self._next = 0.0
        self._lock = threading.Lock()

    def take_turn(self, wait: Wait) -> bool:
        """Wait for the next turn; return True when the run was stopped meanwhile."""
        if not self._gap:
            return False
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + self._gap
        return wait(turn - now) if turn > now else False
