"""Many questions at once, a bounded number under way; outcomes come as they come, and a stop is kept at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Empty, SimpleQueue
from typing import TypeVar

from assistant.models.records import Completion, Failure, FailureKind, ModelRequest, Outcome, failure

TagT = TypeVar("TagT")
Ask = Callable[[ModelRequest], Outcome]
Draw = Callable[[], tuple[TagT, ModelRequest] | None]
"""Gives the next question under a tag of the asker's, None while there is none to be put."""
BEAT_S = 1.0
"""Seconds without an outcome after which the asker gets a turn, to look whether to stop."""


def each_outcome(
    ask: Ask, draw: Draw[TagT], concurrency: int, stop: threading.Event
) -> Iterator[tuple[TagT, Outcome] | None]:
    """Yield (tag, outcome) of every question in the order in which they end; None where one is long in coming.

    Questions are drawn as there is room for them, a few ahead, and again after every outcome, for which new ones may
    have come up; it ends when none is under way and none is drawn. Once ``stop`` is set, which a failure that stops
    the run does as well, those under way are awaited and the rest come back as stopped.
    """
    done: SimpleQueue[Future[Outcome]] = SimpleQueue()
    under_way: dict[Future[Outcome], TagT] = {}
    with ThreadPoolExecutor(max_workers=concurrency, thread_name_prefix="ask") as pool:
        try:
            while True:
                while stop.is_set() or len(under_way) < 2 * concurrency:
                    drawn = draw()
                    if drawn is None:
                        break
                    if stop.is_set():
                        yield drawn[0], _stopped()
                        continue
                    asked = pool.submit(_unless_stopped, ask, drawn[1], stop)
                    under_way[asked] = drawn[0]
                    asked.add_done_callback(done.put)
                if not under_way:
                    return
                yield _next(done, under_way, stop)
        finally:
            if under_way:
                stop.set()


def _next(
    done: SimpleQueue[Future[Outcome]], under_way: dict[Future[Outcome], TagT], stop: threading.Event
) -> tuple[TagT, Outcome] | None:
    try:
        ended = done.get(timeout=BEAT_S)
    except Empty:
        return None
    tag = under_way.pop(ended)
    outcome: Completion | Failure = ended.result()
    if isinstance(outcome, Failure) and outcome.stops_run:
        stop.set()
    return tag, outcome


def _unless_stopped(ask: Ask, request: ModelRequest, stop: threading.Event) -> Outcome:
    return _stopped() if stop.is_set() else ask(request)


def _stopped() -> Failure:
    return failure(FailureKind.STOPPED, "it was not asked; the run had been stopped", retryable=True)
