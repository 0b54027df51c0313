"""Tells documents that are one text printed again, from shared runs of words (Broder, 1997, containment)."""

from __future__ import annotations

import re
import zlib

_TOKEN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]|[^\W_\u3400-\u4dbf\u4e00-\u9fff]+")
_RUN = 8
_MOST = 200_000
"""Tokens looked at in one document."""


def shingles(text: str) -> frozenset[int]:
    """Return the hashes of all runs of eight tokens (a Han character or a word is a token)."""
    tokens = [match.group() for _count, match in zip(range(_MOST), _TOKEN.finditer(text.lower()), strict=False)]
    return frozenset(hash_run(tokens[at : at + _RUN]) for at in range(max(1, len(tokens) - _RUN + 1)))


def hash_run(tokens: list[str]) -> int:
    """Return a stable number for a run of tokens."""
    return zlib.crc32("\x1f".join(tokens).encode("utf-8", "surrogatepass"))


def containment(one: frozenset[int], other: frozenset[int]) -> float:
    """Return which share of the smaller set lies in the other."""
    return len(one & other) / max(1, min(len(one), len(other)))
