"""What the index keeps of a text: the text without what no store can hold, and the key that names it."""

from __future__ import annotations

import hashlib
from typing import NewType

TextKey = NewType("TextKey", bytes)
"""sha256 of a cleaned text: equal texts have one vector, wherever they stand."""


def clean(text: str) -> str:
    """Return the text without NUL characters and lone surrogates, which databases and tokenizers refuse."""
    if "\0" in text:
        text = text.replace("\0", " ")
    return text.encode("utf-8", "replace").decode("utf-8")


def text_key(cleaned: str) -> TextKey:
    """Return the key of a cleaned text."""
    return TextKey(hashlib.sha256(cleaned.encode("utf-8")).digest())
