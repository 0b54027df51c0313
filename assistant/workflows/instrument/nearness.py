"""How near texts are to one: by meaning where an embedder is at hand, else by their words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

from assistant.ports import Encoder, Vectors
from assistant.prompting.siblings import overlap

_DIGITS = 3


class Nearness(Protocol):
    """Compares one text with others."""

    @property
    def name(self) -> str:
        """Stable name; part of who the instrument is."""
        ...

    def of(self, text: str, others: Sequence[str]) -> list[float]:
        """Return one figure per other text, larger is nearer."""
        ...


class WordNearness:
    """By shared pairs of characters; needs nothing."""

    name = "pairs 1"

    def of(self, text: str, others: Sequence[str]) -> list[float]:
        """Return the share of pairs of characters in common."""
        return [round(_overlap(text, other), _DIGITS) for other in others]


class EncoderNearness:
    """By the cosine of an embedder's vectors."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}

    @property
    def name(self) -> str:
        """The embedder's name."""
        return self._encoder.embedder_id

    def of(self, text: str, others: Sequence[str]) -> list[float]:
        """Return cosines; the others' vectors are remembered, they are asked for again and again."""
        missing = list(dict.fromkeys(other for other in others if other not in self._known))
        rows = self._encoder.encode_documents([text, *missing])
        self._known.update(zip(missing, rows[1:], strict=True))
        return [round(float(rows[0] @ self._known[other]), _DIGITS) for other in others]


@lru_cache(maxsize=4096)
def _overlap(one: str, other: str) -> float:
    return overlap(one, other)
