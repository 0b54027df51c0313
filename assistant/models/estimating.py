"""How many tokens a question will be, guessed without any model's vocabulary: nothing is fetched, the guess is high."""

from __future__ import annotations

from assistant.models.records import ModelRequest
from assistant.prompting.budgeting import estimate_tokens

TOKENS_PER_MESSAGE = 6
"""Role marks around a message."""


def estimate_request(request: ModelRequest) -> int:
    """Return an estimate of the tokens that a question sends, its schema not counted."""
    return sum(estimate_tokens(message.content) + TOKENS_PER_MESSAGE for message in request.messages)
