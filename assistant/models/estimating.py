"""How many tokens a text will be, guessed without any model's vocabulary: nothing is fetched, the guess is high."""

from __future__ import annotations

import math

from assistant.models.records import ModelRequest

TOKENS_PER_WIDE = 1.3
"""Han, kana, hangul, fullwidth signs, emoji: between 0.6 (new Chinese models) and 2 (old English ones)."""
TOKENS_PER_NARROW = 0.25
"""Latin words run to about four characters a token."""
TOKENS_PER_SIGN = 0.5
"""Digits, punctuation and letters of other small alphabets split more finely than words."""
TOKENS_PER_MESSAGE = 6
"""Role marks around a message."""


def estimate_tokens(text: str) -> int:
    """Return an estimate of a text's tokens, from what kinds of characters it has."""
    wide = narrow = signs = 0
    for char in text:
        if char >= "\u2e80":
            wide += 1
        elif char.isascii() and (char.isalpha() or char.isspace()):
            narrow += 1
        else:
            signs += 1
    return math.ceil(wide * TOKENS_PER_WIDE + narrow * TOKENS_PER_NARROW + signs * TOKENS_PER_SIGN)


def estimate_request(request: ModelRequest) -> int:
    """Return an estimate of the tokens that a question sends, its schema not counted."""
    return sum(estimate_tokens(message.content) + TOKENS_PER_MESSAGE for message in request.messages)
