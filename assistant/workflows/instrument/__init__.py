"""The language-model instrument: screen every unit for every family, verify each find alone, locate the words.

Invariants: every unit that is answered was screened for every family, or a refusal says for which it was not; words of
the model become evidence only where they stand in the unit; one configuration is one coder; a run that cannot go on
raises after everything that was complete has been handed over.
"""

from assistant.workflows.instrument.chatting import (
    ChatFailure,
    ChatMessage,
    ChatOutcome,
    ChatPort,
    ChatReply,
    ChatRequest,
    InstrumentStopped,
    ModelIdentity,
)
from assistant.workflows.instrument.estimating import Prices, RunEstimate, estimate_run
from assistant.workflows.instrument.examples import AdjudicatedExample, ExamplePool, gather_examples
from assistant.workflows.instrument.nearness import EncoderNearness, Nearness, WordNearness
from assistant.workflows.instrument.proposer import LanguageModelProposer
from assistant.workflows.instrument.refusing import is_unusable
from assistant.workflows.instrument.settings import InstrumentParts, InstrumentSettings, Veil

__all__ = [
    "AdjudicatedExample",
    "ChatFailure",
    "ChatMessage",
    "ChatOutcome",
    "ChatPort",
    "ChatReply",
    "ChatRequest",
    "EncoderNearness",
    "ExamplePool",
    "InstrumentParts",
    "InstrumentSettings",
    "InstrumentStopped",
    "LanguageModelProposer",
    "ModelIdentity",
    "Nearness",
    "Prices",
    "RunEstimate",
    "Veil",
    "WordNearness",
    "estimate_run",
    "gather_examples",
    "is_unusable",
]
