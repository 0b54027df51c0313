"""A chat model in the words of the instrument: one question becomes one outcome, and no field is lost between them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence

from assistant.models import ChatModel, Failure, Message, ModelRequest, Outcome
from assistant.workflows.instrument import ChatFailure, ChatOutcome, ChatReply, ChatRequest, ModelIdentity


class PortedChat:
    """A chat model as the instrument asks it."""

    def __init__(self, chat: ChatModel, identity: ModelIdentity, check: Callable[[str], None]) -> None:
        self._chat = chat
        self._check = check
        self.identity = identity
        self.stop = threading.Event()

    def ask_many(self, requests: Sequence[ChatRequest]) -> Iterable[ChatOutcome]:
        """Return one outcome per question, in order.

        Raises:
            InstrumentError: A question must not be sent as it is, or cache or egress log cannot be written.
        """
        for message in dict.fromkeys(message for request in requests for message in request.messages):
            self._check(message.content)
        asked = [_asked(request) for request in requests]
        # The event of the call is its own: a failure is told by the document that met it, then the others are halted.
        own = threading.Event()
        if self.stop.is_set():
            own.set()
        found = self._chat.ask_many(asked, stop=own, on_done=lambda _index, _outcome: not self.stop.is_set())
        return [_outcome(each) for each in found]


def _asked(request: ChatRequest) -> ModelRequest:
    return ModelRequest(
        messages=tuple(Message(each.role, each.content) for each in request.messages),
        schema=request.schema,
        schema_name=request.schema_name,
        local_only=request.local_only,
        sample=request.sample,
    )


def _outcome(outcome: Outcome) -> ChatOutcome:
    counted = {"tokens_in": outcome.tokens_in, "tokens_out": outcome.tokens_out}
    if isinstance(outcome, Failure):
        return ChatFailure(
            kind=outcome.kind.value,
            detail=outcome.detail,
            stops_run=outcome.stops_run,
            raw=outcome.raw,
            from_cache=outcome.from_cache,
            **counted,
        )
    return ChatReply(text=outcome.text, model=outcome.model, from_cache=outcome.from_cache, **counted)
