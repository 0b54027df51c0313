"""Bringing rankings together: reciprocal rank fusion (Cormack, Clarke and Buettcher, 2009), words as far as they know.

Words rank noise with confidence when a query is in another language than the passages, and plain fusion then ruins what
meaning had found. So a passage found by words counts in proportion to how much of the query it holds. Where soft BM25
can look at the candidates, its score and the cosine decide together instead of the ranks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import numpy as np

from assistant.ports import SearchQuery
from assistant.retrieval.roster import Mask, Rows, Scores

RRF_K = 60
CLOSED = 0.2
"""Share of the query's idf mass up to which a passage found by words does not count."""
OPEN = 0.45
"""Share from which it counts in full."""
COSINE_WEIGHT = 0.75
"""How much the cosine counts beside soft BM25, which is scaled to 1 for the best candidate."""

Kind = TypeVar("Kind")


def gate(covered: Scores) -> Scores:
    """Return how much (0 to 1) passages found by words may count, from the share of the query each holds.

    Squared, because reciprocal ranks lie so close together that a little more already turns two passages round.
    """
    return np.asarray(np.clip((covered - CLOSED) / (OPEN - CLOSED), 0, 1) ** 2, dtype=np.float32)


WHOLE_BONUS = 1.0
"""What holding every word of the query is worth, in units of the best soft score; development sets do not feel it."""


def fuse(dense: Rows, lexical: Rows, covered: Scores) -> tuple[Rows, Scores]:
    """Return all rows of both rankings with their summed reciprocal ranks, best first, ties by row."""
    named = np.concatenate([dense, lexical])
    shares = np.concatenate([_reciprocal(len(dense)), _reciprocal(len(lexical)) * gate(covered)])
    rows, place = np.unique(named, return_inverse=True)
    return ordered(rows, np.bincount(place, weights=shares, minlength=len(rows)).astype(np.float32))


def blend(rows: Rows, soft: Scores, cosines: Scores, whole: Mask) -> tuple[Rows, Scores]:
    """Return candidates by soft BM25 and cosine together, best first, ties by row.

    Those that hold every word of the query stand before their like: who types a term wants to see where it stands.
    """
    top = float(soft.max(initial=0.0))
    agreed = soft / top if top > 0 else soft
    return ordered(rows, (agreed + COSINE_WEIGHT * cosines + WHOLE_BONUS * whole).astype(np.float32))


def ordered(rows: Rows, scores: Scores) -> tuple[Rows, Scores]:
    """Return rows and scores, best first, ties by row."""
    order = np.lexsort((rows, -scores))
    return rows[order], scores[order]


def capped(rows: Iterable[int], query: SearchQuery, kind_of: Callable[[int], Kind]) -> Iterator[int]:
    """Yield the first rows, at most ``limit`` in all and ``per_type`` of one kind."""
    taken: Counter[Kind] = Counter()
    for row in rows:
        if taken.total() >= query.limit:
            return
        if query.per_type is None or taken[kind_of(row)] < query.per_type:
            taken[kind_of(row)] += 1
            yield row


def _reciprocal(count: int) -> Scores:
    return (1 / (RRF_K + 1 + np.arange(count))).astype(np.float32)
