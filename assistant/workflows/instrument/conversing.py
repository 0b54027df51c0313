"""Many talks held with one model at the same time: a talk waits for its answers, the model waits for no talk."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.workflows.instrument.asking import Asker, Talk
from assistant.workflows.instrument.chatting import ChatOutcome, ChatPort, ChatRequest


@dataclass(slots=True, eq=False)
class _Held:
    """A talk with the outcomes of what it has asked, by their places."""

    talk: Talk[None]
    asked: int = 0
    outcomes: dict[int, ChatOutcome] = field(default_factory=dict)


_Tag = tuple[_Held, int]


class Conversation:
    """Talks with one model. A new one begins only where those that are held have nothing to ask."""

    def __init__(self, chat: ChatPort, asker: Asker, talks: Iterator[Talk[None]]) -> None:
        self._chat = chat
        self._asker = asker
        self._talks = talks
        self._waiting: deque[tuple[_Tag, ChatRequest]] = deque()

    def hold(self) -> Iterator[bool]:
        """Hold all talks to their ends; yield True after every outcome, False where one is long in coming.

        Once the asker has stopped no talk is begun, and those that are held are told that nothing is asked any more.
        """
        for said in self._chat.converse(self._draw):
            if said is not None:
                (held, place), outcome = said
                self._asker.count(outcome)
                self._take(held, place, outcome)
                self._end_if_stopped()
            yield said is not None

    def _draw(self) -> tuple[_Tag, ChatRequest] | None:
        while not self._waiting and not self._asker.stopped:
            talk = next(self._talks, None)
            if talk is None:
                return None
            self._go_on(_Held(talk), None)
        return self._waiting.popleft() if self._waiting else None

    def _end_if_stopped(self) -> None:
        while self._asker.stopped and self._waiting:
            (held, place), _request = self._waiting.popleft()
            self._take(held, place, self._asker.not_asked())

    def _take(self, held: _Held, place: int, outcome: ChatOutcome) -> None:
        held.outcomes[place] = outcome
        if len(held.outcomes) == held.asked:
            self._go_on(held, [held.outcomes[each] for each in range(held.asked)])

    def _go_on(self, held: _Held, outcomes: list[ChatOutcome] | None) -> None:
        try:
            requests = next(held.talk) if outcomes is None else held.talk.send(outcomes)
        except StopIteration:
            return
        held.outcomes = {}
        held.asked = len(requests)
        self._waiting.extend(((held, place), request) for place, request in enumerate(requests))
