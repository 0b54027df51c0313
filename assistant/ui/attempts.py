"""How often somebody may try a password: a few times, then only after a while."""

from __future__ import annotations

from collections import OrderedDict, deque

_MOST_KEYS = 10_000


class Attempts:
    """Failures of the last while, by whatever they are counted for (an address, a name); forgotten at a restart.

    Attributes:
        limit: Failures after which one has to wait.
        window_s: Seconds after which a failure no longer counts.
    """

    def __init__(self, limit: int, window_s: float) -> None:
        self.limit = limit
        self.window_s = window_s
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, key: str, now: float) -> float:
        """Return the seconds to wait before the next try, 0 if none; ``now`` in seconds of any steady clock."""
        failures = self._recent(key, now)
        if len(failures) < self.limit:
            return 0.0
        return failures[0] + self.window_s - now

    def failed(self, key: str, now: float) -> None:
        """Count a failure."""
        failures = self._recent(key, now)
        failures.append(now)
        self._failures[key] = failures
        self._failures.move_to_end(key)
        while len(self._failures) > _MOST_KEYS:
            self._failures.popitem(last=False)

    def succeeded(self, key: str) -> None:
        """Forget the failures."""
        self._failures.pop(key, None)

    def _recent(self, key: str, now: float) -> deque[float]:
        failures = self._failures.get(key, deque(maxlen=self.limit))
        while failures and failures[0] + self.window_s <= now:
            failures.popleft()
        return failures
