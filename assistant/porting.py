"""A chat model in the words of the instrument: one question becomes one outcome, and no field is lost between them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

from assistant.models import ChatModel, Failure, Message, ModelRequest, Outcome
from assistant.workflows.instrument import ChatFailure, ChatOutcome, ChatReply, ChatRequest, ModelIdentity
from assistant.workflows.instrument.chatting import Draw, TagT


class PortedChat:
    """A chat model as the instrument asks it."""

    def __init__(self, chat: ChatModel, identity: ModelIdentity, check: Callable[[str], None]) -> None:
        self._chat = chat
        self._check = check
        self.identity = identity
        self.stop = threading.Event()

    def converse(self, draw: Draw[TagT]) -> Iterator[tuple[TagT, ChatOutcome] | None]:
        """Yield (tag, outcome) of every question as they end; see ``ChatPort``.

        Raises:
            InstrumentError: A question must not be sent as it is, or cache or egress log cannot be written.
        """

        def drawn() -> tuple[TagT, ModelRequest] | None:
            found = draw()
            if found is None:
                return None
            tag, request = found
            for message in request.messages:
                self._check(message.content)
            return tag, _asked(request)

        for said in self._chat.converse(drawn, stop=self.stop):
            yield None if said is None else (said[0], _outcome(said[1]))


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
