"""Many questions at once, a bounded number under way; outcomes come as they come, and a stop is kept at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from assistant.models.records import Completion, Failure, FailureKind, ModelRequest, Outcome, failure

Ask = Callable[[ModelRequest], Outcome]


def each_outcome(
    ask: Ask, requests: Iterable[ModelRequest], concurrency: int, stop: threading.Event
) -> Iterator[tuple[int, Outcome]]:
    """Yield (index, outcome) of every question, in the order in which they end.

    Questions are drawn only as there is room for them. Once ``stop`` is set, which a failure that stops the run does
    as well, those under way are awaited and the rest come back as stopped.
    """
    source = enumerate(requests)
    under_way: dict[Future[Outcome], int] = {}
    with ThreadPoolExecutor(max_workers=concurrency, thread_name_prefix="ask") as pool:
        try:
            while True:
                yield from _fill(pool, under_way, source, (ask, 2 * concurrency, stop))
                if not under_way:
                    return
                for done in wait(under_way, return_when=FIRST_COMPLETED).done:
                    index = under_way.pop(done)
                    outcome = _outcome(done)
                    if isinstance(outcome, Failure) and outcome.stops_run:
                        stop.set()
                    yield index, outcome
        finally:
            if under_way:
                stop.set()


def _fill(
    pool: ThreadPoolExecutor,
    under_way: dict[Future[Outcome], int],
    source: Iterator[tuple[int, ModelRequest]],
    how: tuple[Ask, int, threading.Event],
) -> Iterator[tuple[int, Outcome]]:
    ask, room, stop = how
    while stop.is_set() or len(under_way) < room:
        drawn = next(source, None)
        if drawn is None:
            return
        index, request = drawn
        if stop.is_set():
            yield index, _stopped()
        else:
            under_way[pool.submit(_unless_stopped, ask, request, stop)] = index


def _unless_stopped(ask: Ask, request: ModelRequest, stop: threading.Event) -> Outcome:
    return _stopped() if stop.is_set() else ask(request)


def _outcome(done: Future[Outcome]) -> Outcome:
    outcome: Completion | Failure = done.result()
    return outcome


def _stopped() -> Failure:
    return failure(FailureKind.STOPPED, "it was not asked; the run had been stopped", retryable=True)
