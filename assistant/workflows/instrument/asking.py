"""Putting questions: an answer that cannot be read gets one repair; what fails says why; what stops says so once.

Questions are put in talks: a talk yields requests and is sent their outcomes, so that many of them can be held with one
model at the same time (``conversing``) and read as if there were one.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeAlias, TypeVar

from assistant.prompting import Fault, ParseFailure
from assistant.prompting.json_text import without_thoughts
from assistant.prompting.library import PromptFile
from assistant.prompting.tasks import repair_prompt
from assistant.workflows.instrument.chatting import (
    ABOUT_CONTENT,
    STOPPED,
    TOO_LONG,
    TRUNCATED,
    ChatFailure,
    ChatMessage,
    ChatOutcome,
    ChatReply,
    ChatRequest,
    failure_in_chinese,
    never_put,
)
from assistant.workflows.instrument.refusing import NO_ANSWER, UNUSABLE

T = TypeVar("T")
Talk: TypeAlias = Generator[list[ChatRequest], list[ChatOutcome], T]
"""Yields questions that can be put at once, is sent their outcomes in the same order, and returns what came of them."""
_SHOWN_AGAIN = 8_000
"""Characters of a bad answer that are shown to its model again; the refusal keeps all of it."""
_ROW = 5
"""So many failures of the server one after the other end the run."""


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """A request with what reads its answer and the words that ask for it once more."""

    request: ChatRequest
    read: Callable[[str], T | ParseFailure]
    faults: Callable[[T], tuple[Fault, ...]]
    repair: PromptFile


@dataclass(frozen=True, slots=True)
class Result(Generic[T]):
    """What came of a question.

    Attributes:
        value: The answer, None where there is no usable one.
        reason: Why there is none, fit for a refusal.
        raw: What the model said, where it is not wholly usable.
        kind: Kind of the failure, empty for an answer.
        open: It was not answered because the run had to stop.
    """

    value: T | None
    reason: str = ""
    raw: str = ""
    kind: str = ""
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What the questions came to, in calls and tokens as the server counts them; cached answers cost nothing."""

    calls: int = 0
    cached: int = 0
    failed: int = 0
    repairs: int = 0
    tokens_in: int = 0
    tokens_out: int = 0


class Asker:
    """Puts questions to one model and remembers why it had to stop.

    Attributes:
        stopped: Why, empty while it goes on; ``stopped_zh`` says it in Chinese.
    """

    def __init__(self, reported: str = "") -> None:
        """Begin to count.

        Args:
            reported: Name of the model as its server gives it, empty where not known yet.
        """
        self._model = reported
        self._failed_in_a_row = 0
        self._only_told = False
        self.stopped = ""
        self.stopped_zh = ""
        self.usage = Usage()

    def ask(self, questions: Sequence[Question[T]]) -> Talk[list[Result[T]]]:
        """Return the result of each question, in order."""
        if not questions:
            return []
        first = yield [question.request for question in questions]
        results = [self._read(question, outcome) for question, outcome in zip(questions, first, strict=True)]
        faulty = [place for place, result in enumerate(results) if self._needs_repair(questions[place], result)]
        if not faulty:
            return results
        self.usage = replace(self.usage, repairs=self.usage.repairs + len(faulty))
        again = yield [_repair(questions[place], results[place]) for place in faulty]
        for place, outcome in zip(faulty, again, strict=True):
            results[place] = _better(questions[place], results[place], self._read(questions[place], outcome))
        return results

    def not_asked(self) -> ChatFailure:
        """Return the outcome of a question that is not put any more."""
        return ChatFailure(kind=STOPPED, detail=self.stopped, stops_run=True)

    def count(self, outcome: ChatOutcome) -> None:
        """Take note of an outcome as it comes."""
        used = self.usage
        self.usage = Usage(
            calls=used.calls + (not outcome.from_cache and not never_put(outcome)),
            cached=used.cached + outcome.from_cache,
            failed=used.failed + isinstance(outcome, ChatFailure),
            repairs=used.repairs,
            tokens_in=used.tokens_in + (0 if outcome.from_cache else outcome.tokens_in),
            tokens_out=used.tokens_out + (0 if outcome.from_cache else outcome.tokens_out),
        )
        if isinstance(outcome, ChatReply):
            self._failed_in_a_row = 0
            self._note_model(outcome.model)
        elif outcome.stops_run:
            # What a failure kept from being asked may come back before the failure itself: that one is the reason.
            if not self.stopped or self._only_told:
                self.stopped, self.stopped_zh = outcome.detail, failure_in_chinese(outcome.kind)
                self._only_told = outcome.kind == STOPPED
        elif outcome.kind not in ABOUT_CONTENT:
            self._failed_in_a_row += 1
            if self._failed_in_a_row >= _ROW and not self.stopped:
                self.stopped = f"{self._failed_in_a_row} questions failed in a row: {outcome.detail}"
                self.stopped_zh = f"接连 {self._failed_in_a_row} 个问题失败：{failure_in_chinese(outcome.kind)}"

    def _note_model(self, reported: str) -> None:
        if self._model and reported and reported != self._model and not self.stopped:
            self.stopped = (
                f"answers of {reported!r} came where those of {self._model!r} were expected, which is another coder; "
                "name the model with its exact version, or begin a new run"
            )
            self.stopped_zh = f"应由 {self._model!r} 回答，却来了 {reported!r} 的回答，那是另一位编码者；请写明确切版本"
        self._model = self._model or reported

    def _read(self, question: Question[T], outcome: ChatOutcome) -> Result[T]:
        if isinstance(outcome, ChatReply):
            return _result(question, outcome.text)
        if outcome.kind == TRUNCATED and outcome.raw:
            read = _result(question, outcome.raw)
            return read if read.value is not None else replace(read, kind=TRUNCATED)
        waiting = outcome.stops_run or (bool(self.stopped) and outcome.kind not in ABOUT_CONTENT)
        reason = f"{NO_ANSWER}({outcome.kind}): {outcome.detail}"
        return Result(None, reason, outcome.raw, outcome.kind, waiting)

    def _needs_repair(self, question: Question[T], result: Result[T]) -> bool:
        if result.value is not None:
            return bool(question.faults(result.value))
        return bool(result.raw) and result.reason.startswith(UNUSABLE)


def _result(question: Question[T], text: str) -> Result[T]:
    value = question.read(text)
    if isinstance(value, ParseFailure):
        return Result(None, f"{UNUSABLE}({value.kind}): {value.detail}", text or " ", value.kind)
    return Result(value, raw=text if question.faults(value) else "")


def _repair(question: Question[T], result: Result[T]) -> ChatRequest:
    if result.value is None:
        faults = [result.reason.removeprefix(UNUSABLE)]
    else:
        faults = [f"({fault.kind}): {fault.detail}" for fault in question.faults(result.value)]
    words = repair_prompt(question.repair, faults).user
    said = without_thoughts(result.raw).strip() or "{}"
    bad = said if len(said) <= _SHOWN_AGAIN else f"{said[:_SHOWN_AGAIN]} …"
    turns = (ChatMessage("assistant", bad), ChatMessage("user", words))
    return replace(question.request, messages=(*question.request.messages, *turns))


def _better(question: Question[T], first: Result[T], second: Result[T]) -> Result[T]:
    """Return the repaired answer; the first one where the repair is no better."""
    if second.open:
        return replace(first, open=True)
    if first.value is not None and second.value is not None:
        worse = len(question.faults(second.value)) > len(question.faults(first.value))
        return first if worse else second
    if second.value is not None:
        return second
    if first.value is not None or second.kind == TOO_LONG or not second.raw.strip():
        return first
    return second
