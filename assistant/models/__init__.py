"""Chat models through LangChain: answers and failures are data, kept, replayed, and watched at the door."""

from __future__ import annotations

from assistant.models.budget import Budget, Limits, Spending
from assistant.models.cache import AnswerCache, request_key
from assistant.models.chat import ChatModel, Outfit
from assistant.models.egress import EgressLog, is_loopback
from assistant.models.estimating import estimate_request
from assistant.models.opening import open_chat_model, open_replay
from assistant.models.patience import Patience
from assistant.models.records import (
    Completion,
    Failure,
    FailureKind,
    Form,
    Message,
    ModelRequest,
    Outcome,
    repair_request,
)
from assistant.models.replay import Replay, record
from assistant.models.settings import ModelSettings

__all__ = [
    "AnswerCache",
    "Budget",
    "ChatModel",
    "Completion",
    "EgressLog",
    "Failure",
    "FailureKind",
    "Form",
    "Limits",
    "Message",
    "ModelRequest",
    "ModelSettings",
    "Outcome",
    "Outfit",
    "Patience",
    "Replay",
    "Spending",
    "estimate_request",
    "is_loopback",
    "open_chat_model",
    "open_replay",
    "record",
    "repair_request",
    "request_key",
]
