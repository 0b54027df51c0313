"""A chat model as the rest of the program knows it: asked, it gives a completion or a failure and nothing else."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import structlog

from assistant.models.asking import Draw, TagT, each_outcome
from assistant.models.budget import Budget, Spending, price
from assistant.models.cache import Answer, AnswerStore, request_key
from assistant.models.caller import Attempt, Caller
from assistant.models.estimating import estimate_request
from assistant.models.patience import Pace, Patience
from assistant.models.records import Completion, Failure, FailureKind, Form, ModelRequest, Outcome, failure
from assistant.models.settings import ModelSettings
from assistant.prompting.budgeting import estimate_tokens

_LOG = structlog.get_logger(__name__)
_BESIDE = 3
"""Threads beside those that wait for the server: they look answers up, so that no call waits for that."""

OnDone = Callable[[int, Outcome], bool]
"""Called with the index of a question and what came of it; returns False when the person asked to stop."""


def keep_on(_index: int, _outcome: Outcome) -> bool:
    """Nobody watches: never stops."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Outfit:
    """What stands behind a model.

    Attributes:
        store: Where answers are kept and looked up; None to ask anew every time.
        budget: What may be spent; None for no limit.
    """

    store: AnswerStore | None = None
    budget: Budget | None = None
    patience: Patience = field(default_factory=Patience)


class ChatModel:
    """One configuration of one model. Threads may share it."""

    def __init__(self, settings: ModelSettings, caller: Caller | None, outfit: Outfit) -> None:
        """Put a model together; without a caller it knows only what its store knows.

        Raises:
            InstrumentError: The budget has a limit that cannot be kept.
        """
        if outfit.budget is not None:
            outfit.budget.check(settings)
        self.settings = settings
        self._caller = caller
        self._outfit = outfit
        self._forms = caller.forms if caller else (Form.PLAIN,)
        self._slots = threading.BoundedSemaphore(settings.max_concurrency)
        self._pace = Pace(settings.requests_per_minute)
        self._turns = _Turns()

    def ask(self, request: ModelRequest, *, stop: threading.Event | None = None) -> Outcome:
        """Return the answer to a question: a kept one, else the model's, kept before it is returned.

        Args:
            request: The question.
            stop: Ends waits and keeps the question from being put; set here by a failure that stops the run.

        Raises:
            InstrumentError: The content must not leave this machine, or cache or egress log cannot be written.
        """
        key = request_key(self.settings, request)
        with self._turns.of(key):
            kept = self._outfit.store.get(key) if self._outfit.store else None
            if kept is not None:
                return _judge(kept, self.settings.spec, {"from_cache": True})
            answer = self._answer(request, key, stop or threading.Event())
            if isinstance(answer, Failure):
                _LOG.info("model_failed", model=self.settings.spec, key=key[:12], kind=answer.kind.value)
                return answer
        _LOG.info(
            "model_answered",
            model=self.settings.spec,
            key=key[:12],
            seconds=round(answer.seconds, 3),
            tokens_in=answer.tokens_in,
            tokens_out=answer.tokens_out,
        )
        return _judge(answer, self.settings.spec, {"from_cache": False})

    def converse(
        self, draw: Draw[TagT], *, concurrency: int | None = None, stop: threading.Event | None = None
    ) -> Iterator[tuple[TagT, Outcome] | None]:
        """Yield (tag, outcome) as they come, of questions that are drawn one by one; see ``each_outcome``."""
        ended = stop or threading.Event()
        threads = concurrency or self.settings.max_concurrency + _BESIDE
        return each_outcome(lambda request: self.ask(request, stop=ended), draw, threads, ended)

    def outcomes(
        self,
        requests: Iterable[ModelRequest],
        *,
        concurrency: int | None = None,
        stop: threading.Event | None = None,
    ) -> Iterator[tuple[int, Outcome]]:
        """Yield (index, outcome) as they come; ``stop`` ends it and is set when a failure stops the run."""
        numbered = enumerate(requests)
        said = self.converse(lambda: next(numbered, None), concurrency=concurrency, stop=stop)
        return (each for each in said if each is not None)

    def ask_many(
        self,
        requests: Sequence[ModelRequest],
        *,
        concurrency: int | None = None,
        on_done: OnDone = keep_on,
        stop: threading.Event | None = None,
    ) -> tuple[Outcome, ...]:
        """Return the outcome of every question in the order of the questions.

        Args:
            requests: The questions.
            concurrency: Most under way at once; never more than the settings allow.
            on_done: Called on this thread after every outcome; False stops the rest.
            stop: Stops the rest when set.
        """
        stop = stop or threading.Event()
        found: dict[int, Outcome] = {}
        for index, outcome in self.outcomes(requests, concurrency=concurrency, stop=stop):
            found[index] = outcome
            if not on_done(index, outcome):
                stop.set()
        return tuple(found[index] for index in range(len(requests)))

    def close(self) -> None:
        """Close the connections; the store stays open."""
        if self._caller is not None:
            self._caller.close()

    def _answer(self, request: ModelRequest, key: str, stop: threading.Event) -> Answer | Failure:
        """Return what the model says, kept before the next call takes its place, or why there is no answer."""
        if self._caller is None:
            return failure(
                FailureKind.NOT_RECORDED, f"there is no recorded answer of {self.settings.spec} to this question"
            )
        expected = estimate_request(request)
        window = self.settings.context_window
        if window is not None and expected + (self.settings.max_tokens or 0) > window:
            return failure(
                FailureKind.TOO_LONG,
                f"the question has about {expected} tokens, and {self.settings.spec} takes {window} with its answer; "
                "give it fewer examples or shorter units",
            )
        with self._slots, self._paid(expected) as paid:
            if stop.is_set():
                return failure(FailureKind.STOPPED, "the run was stopped before it was asked", retryable=True)
            answer = paid if isinstance(paid, Failure) else self._ask_patiently(request, stop, paid)
            if isinstance(answer, Answer):
                return self._outfit.store.keep(key, answer) if self._outfit.store else answer
            if answer.stops_run:
                stop.set()
            return answer

    @contextmanager
    def _paid(self, expected: int) -> Iterator[list[Answer | Failure] | Failure]:
        """Reserve the price of a call; what was answered is put into the list that is given."""
        budget = self._outfit.budget
        if budget is None:
            yield []
            return
        most = self.settings.max_tokens or 0
        ticket = budget.reserve(Spending(calls=1, tokens=expected + most, cost=price(self.settings, expected, most)))
        if isinstance(ticket, str):
            yield failure(FailureKind.OVER_BUDGET, f"{ticket}; nothing was asked")
            return
        paid: list[Answer | Failure] = []
        try:
            yield paid
        finally:
            budget.settle(ticket, self._came_to(paid, expected))

    def _came_to(self, paid: list[Answer | Failure], expected: int) -> Spending:
        spent = Spending()
        for said in paid:
            tokens_in = said.tokens_in or expected
            tokens_out = said.tokens_out or estimate_tokens(said.text if isinstance(said, Answer) else said.raw)
            cost = price(self.settings, tokens_in, tokens_out)
            spent = spent.plus(Spending(calls=1, tokens=tokens_in + tokens_out, cost=cost))
        return spent

    def _ask_patiently(
        self, request: ModelRequest, stop: threading.Event, paid: list[Answer | Failure]
    ) -> Answer | Failure:
        tries = 0
        while True:
            if self._pace.take_turn(stop.wait):
                return failure(FailureKind.STOPPED, "the run was stopped before it was asked", retryable=True)
            attempt = self._try_forms(request)
            tries += 1
            if isinstance(attempt.outcome, Answer) or attempt.outcome.tokens_in:
                paid.append(attempt.outcome)
            if isinstance(attempt.outcome, Answer) or not attempt.outcome.retryable:
                return attempt.outcome
            if tries > self.settings.max_retries:
                return _after(tries, attempt.outcome)
            pause = self._outfit.patience.pause(tries, attempt.retry_after)
            if pause is None:
                asked = f"{attempt.outcome.detail} (it asks to wait for {attempt.retry_after})"
                return replace(attempt.outcome, detail=asked)
            _LOG.info("model_retry", model=self.settings.spec, kind=attempt.outcome.kind.value, wait=round(pause, 2))
            if stop.wait(pause):
                return replace(attempt.outcome, detail=f"{attempt.outcome.detail} (stopped while waiting)")

    def _try_forms(self, request: ModelRequest) -> Attempt:
        """Ask in the strictest form that the model has not refused yet; what it refuses is remembered."""
        caller = self._caller
        assert caller is not None  # only a model with a caller comes here
        for form in self._forms if request.schema is not None else (Form.PLAIN,):
            attempt = caller.call(request, form)
            if not (isinstance(attempt.outcome, Failure) and attempt.outcome.kind is FailureKind.REFUSED_FORMAT):
                return attempt
            self._forms = tuple(known for known in self._forms if known is not form)
            _LOG.info("model_refuses_format", model=self.settings.spec, form=form.value)
        return attempt


def _after(tries: int, failed: Failure) -> Failure:
    return replace(failed, detail=f"{failed.detail} (tried {tries} times)") if tries > 1 else failed


class _Turns:
    """One question at a time per key, so that two threads with one question pay once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of_key: dict[str, threading.Lock] = {}
        self._askers: Counter[str] = Counter()

    @contextmanager
    def of(self, key: str) -> Iterator[None]:
        """Hold the turn of a key inside the block."""
        with self._lock:
            turn = self._of_key.setdefault(key, threading.Lock())
            self._askers[key] += 1
        try:
            with turn:
                yield
        finally:
            with self._lock:
                self._askers[key] -= 1
                if not self._askers[key]:
                    del self._askers[key], self._of_key[key]


_ENDED_EARLY = {"length", "max_tokens", "max_output_tokens", "MAX_TOKENS"}
_STOPPED_BY_FILTER = {"content_filter", "refusal", "SAFETY", "sensitive"}


def _judge(answer: Answer, spec: str, origin: Mapping[str, bool]) -> Outcome:
    counted = {"tokens_in": answer.tokens_in, "tokens_out": answer.tokens_out, **origin}
    if answer.finish_reason in _ENDED_EARLY:
        detail = f"the answer of {spec} was cut off after {answer.tokens_out} tokens; set max_tokens higher"
        return failure(FailureKind.TRUNCATED, detail, raw=answer.text, **counted)
    if answer.finish_reason in _STOPPED_BY_FILTER:
        return failure(FailureKind.FILTERED, f"the content filter of {spec} stopped it", raw=answer.text, **counted)
    return Completion(
        text=answer.text,
        model=answer.model,
        finish_reason=answer.finish_reason,
        tokens_in=answer.tokens_in,
        tokens_out=answer.tokens_out,
        seconds=answer.seconds,
        from_cache=origin["from_cache"],
        structured=answer.form,
    )
