"""How much fits into one question. Nothing is cut off: what does not fit goes into another question."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

TOKENS_PER_HAN = 1.3
"""Han, kana, hangul and full-width signs; newer Chinese models need about half of it."""
CHARACTERS_PER_TOKEN = 4
"""Latin letters and spaces; digits and signs count double."""
_WIDE = re.compile(r"[\u2e80-\U0010ffff]+")
_PLAIN = re.compile(r"[A-Za-z\s]+", re.ASCII)


@lru_cache(maxsize=1024)
def estimate_tokens(text: str) -> int:
    """Return about how many tokens a text is, on the high side, without any model's vocabulary."""
    wide = sum(map(len, _WIDE.findall(text)))
    plain = sum(map(len, _PLAIN.findall(text)))
    signs = len(text) - wide - plain
    return math.ceil(wide * TOKENS_PER_HAN + (plain + 2 * signs) / CHARACTERS_PER_TOKEN)


def pack(sizes: Sequence[int], budget: int, most: int) -> Iterator[range]:
    """Yield runs of neighbouring places that fit a budget together; one that is too large alone stands alone.

    Args:
        sizes: Size of each place.
        budget: Largest sum of a run.
        most: Most places in a run.
    """
    start = held = 0
    for place, size in enumerate(sizes):
        if place > start and (held + size > budget or place - start >= most):
            yield range(start, place)
            start, held = place, 0
        held += size
    if start < len(sizes):
        yield range(start, len(sizes))


def split_text(text: str, borders: Sequence[int], budget: int) -> Iterator[str]:
    """Yield pieces of a text that each fit the budget, cut at borders where they can be; together they are the text.

    Args:
        text: Any words.
        borders: Ascending offsets where a sentence ends.
        budget: Most tokens of a piece, at least 1.
    """
    pieces = list(_between(text, borders, budget))
    for run in pack([estimate_tokens(piece) for piece in pieces], max(1, budget), len(pieces) or 1):
        yield "".join(pieces[place] for place in run)


def _between(text: str, borders: Sequence[int], budget: int) -> Iterator[str]:
    longest = max(1, int(budget / TOKENS_PER_HAN))
    edges = sorted({0, len(text), *(border for border in borders if 0 < border < len(text))})
    for start, end in pairwise(edges):
        if estimate_tokens(text[start:end]) <= budget:
            yield text[start:end]
            continue
        for at in range(start, end, longest):
            yield text[at : min(end, at + longest)]
