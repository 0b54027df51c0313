"""A stand-in for an embedder: hashes character sequences. It knows spelling and nothing of meaning."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence

import numpy as np

from assistant.ports import Vectors
from assistant.retrieval.tokens import fold
from assistant.retrieval.vectors import unit_rows

_WORD = re.compile(r"[a-z0-9]+|[^\W_]", re.IGNORECASE)
_LONGEST = 3


class HashingEncoder:
    """Counts of hashed runs of up to three characters (Latin words whole), signed, brought to length one."""

    def __init__(self, width: int = 256) -> None:
        self._width = width

    @property
    def embedder_id(self) -> str:
        """Stable name of model, weights and settings."""
        return f"hashing-{self._width}:1"

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Return one row per passage."""
        rows = np.zeros((len(texts), self._width), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for code in _codes(text):
                row[code % self._width] += 1 if code & (1 << 31) else -1
        return unit_rows(rows)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return one row per query."""
        return self.encode_documents(texts)


def _codes(text: str) -> Iterator[int]:
    pieces = _WORD.findall(fold(text))
    for size in range(1, _LONGEST + 1):
        for at in range(len(pieces) - size + 1):
            yield zlib.crc32("\x1f".join(pieces[at : at + size]).encode("utf-8"))
