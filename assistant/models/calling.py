"""One call of a model through LangChain: a question goes in, an answer or a failure comes out."""

from __future__ import annotations

import json
import time

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langsmith import tracing_context

from assistant.domain.identifiers import canonical_json
from assistant.models.cache import Answer
from assistant.models.caller import Attempt
from assistant.models.egress import AS_ASKED, Guard, Passage, passing
from assistant.models.failing import foreign_errors, raise_ours, translate
from assistant.models.providers import Opened, call_arguments
from assistant.models.records import FailureKind, Form, Message, ModelRequest, failure
from assistant.models.settings import ModelSettings
from assistant.models.transport import watched_exchange

_OUR_MISTAKES = (TypeError, AttributeError, LookupError)


class LangChainCaller:
    """Calls a chat model of LangChain. Its types go no further than this."""

    def __init__(self, settings: ModelSettings, opened: Opened, guard: Guard) -> None:
        self._settings = settings
        self._opened = opened
        self._guard = guard
        self._errors = foreign_errors(settings.provider)

    @property
    def forms(self) -> tuple[Form, ...]:
        """The ways to enforce a format, strictest first, free text last."""
        return self._opened.forms

    def call(self, request: ModelRequest, form: Form) -> Attempt:
        """Ask once; the words are kept raw.

        Raises:
            InstrumentError: The content must not leave this machine.
        """
        asked = request.messages if form is Form.JSON_SCHEMA else _with_schema_in_words(request)
        arguments = call_arguments(self._settings, request, form, self._opened.host)
        passage = Passage(self._settings.spec, request.local_only)
        # Tracing would send every question to a third party wherever an environment variable asks for it.
        with passing(passage), watched_exchange() as exchange, tracing_context(enabled=False):
            if self._opened.transport is None:
                body = canonical_json([[message.role, message.content] for message in asked])
                self._guard.allow(self._opened.host, body.encode("utf-8", "surrogatepass"), AS_ASKED)
            begun = time.monotonic()
            try:
                said = self._opened.model.invoke([_to_langchain(message) for message in asked], **arguments)
                answer = _to_answer(said, time.monotonic() - begun, form)
            except self._errors as error:
                raise_ours(error)
                if isinstance(error, _OUR_MISTAKES) and self._opened.transport is not None and not exchange.status:
                    raise  # nothing had been sent: no response can have caused it
                return Attempt(translate(error, self._settings, exchange, form), exchange.retry_after)
        if not answer.text.strip() and answer.finish_reason in {"stop", "unknown", "end_turn"}:
            detail = f"the answer of {self._settings.spec} is empty"
            counted = {"tokens_in": answer.tokens_in, "tokens_out": answer.tokens_out}
            return Attempt(failure(FailureKind.BAD_RESPONSE, detail, retryable=True, **counted))
        return Attempt(answer)

    def close(self) -> None:
        """Close the connections."""
        if self._opened.transport is not None:
            self._opened.transport.close()


def _with_schema_in_words(request: ModelRequest) -> tuple[Message, ...]:
    if request.schema is None:
        return request.messages
    schema = json.dumps(request.schema, ensure_ascii=False)
    words = f"Answer with one JSON object and nothing else. It has to fit this JSON Schema:\n{schema}"
    if request.messages and request.messages[0].role == "system":
        first = Message("system", f"{request.messages[0].content}\n\n{words}")
        return (first, *request.messages[1:])
    return (Message("system", words), *request.messages)


def _to_langchain(message: Message) -> BaseMessage:
    match message.role:
        case "system":
            return SystemMessage(message.content)
        case "user":
            return HumanMessage(message.content)
        case "assistant":
            return AIMessage(message.content)


def _to_answer(said: AIMessage, seconds: float, form: Form) -> Answer:
    about = said.response_metadata
    usage = said.usage_metadata
    refusal = said.additional_kwargs.get("refusal")
    reason = about.get("finish_reason") or about.get("done_reason") or about.get("stop_reason")
    return Answer(
        text=str(refusal or said.text),
        model=str(about.get("model_name") or about.get("model") or "unknown"),
        finish_reason="refusal" if refusal else str(reason or "unknown"),
        tokens_in=usage["input_tokens"] if usage else 0,
        tokens_out=usage["output_tokens"] if usage else 0,
        seconds=seconds,
        form=form,
    )
