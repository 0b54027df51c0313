"""Keeping text of documents and codebooks apart from the instructions around it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.domain.identifiers import content_hash

_FENCE = 10
_OPENING = re.compile(r"<(?=\s*[<|｜/!?A-Za-z_])|\[(?=\s*/?\s*(?:INST|SYS|SYSTEM)\b)", re.IGNORECASE)
_WIDE = {"<": "＜", "[": "［"}
_BREAKS = re.compile(r"[^\S \u3000]+|[\u2028\u2029\x00-\x1f\x7f-\x9f]+")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def shown(text: str) -> str:
    """Return a document's words as they are shown to a model.

    What servers read as marks of their own (``<|im_start|>``, ``</think>``, ``[INST]``) gets a full-width first
    character, which is the same character to every comparison of quotations; control characters become spaces.
    """
    return _OPENING.sub(lambda found: _WIDE[found.group()], _INVISIBLE.sub(" ", text))


def one_line(text: str) -> str:
    """Return words of a codebook or a title as one line that cannot begin a part of the prompt."""
    return shown(_BREAKS.sub(" ", text)).strip()


def fence_for(texts: Iterable[str]) -> str:
    """Return a mark that stands in none of the texts, the same for the same texts."""
    held = list(texts)
    mark = content_hash(held)[:_FENCE]
    together = "\n".join(held)
    while mark in together:
        mark = content_hash([mark])[:_FENCE]
    return mark
