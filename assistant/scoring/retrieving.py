"""How well a ranking finds what answers a query: recall at k, reciprocal rank, normalised discounted gain."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from math import log2

from assistant.scoring.records import Score


@dataclass(frozen=True, slots=True)
class Ranking:
    """What one query found, best first, and what answers it."""

    found: Sequence[int]
    wanted: frozenset[int]


def recall_at(ranking: Ranking, k: int) -> float:
    """Return the share of what answers the query among the first k."""
    return len(ranking.wanted & set(ranking.found[:k])) / len(ranking.wanted)


def reciprocal_rank(ranking: Ranking) -> float:
    """Return 1 / rank of the first answer, 0 where none was found."""
    for rank, each in enumerate(ranking.found, start=1):
        if each in ranking.wanted:
            return 1 / rank
    return 0.0


def ndcg(ranking: Ranking, k: int) -> float:
    """Return the normalised discounted cumulative gain among the first k, with gains of 0 and 1.

    Järvelin & Kekäläinen (2002), Cumulated gain-based evaluation of IR techniques, ACM TOIS 20(4), pp. 422-446.
    """
    gain = sum(1 / log2(rank + 1) for rank, each in enumerate(ranking.found[:k], start=1) if each in ranking.wanted)
    ideal = sum(1 / log2(rank + 1) for rank in range(1, min(k, len(ranking.wanted)) + 1))
    return gain / ideal


def retrieval_scores(rankings: Collection[Ranking], scope: str, depths: Sequence[int]) -> Iterator[Score]:
    """Yield mean recall@k and hit@k at each depth, mean reciprocal rank, and nDCG@10, over queries with an answer."""
    asked = [ranking for ranking in rankings if ranking.wanted]
    nothing = "no query has an answer among the passages"
    for k in depths:
        yield _mean(f"recall@{k}@1", scope, [recall_at(each, k) for each in asked], nothing)
        yield _mean(f"hit@{k}@1", scope, [float(recall_at(each, k) > 0) for each in asked], nothing)
    yield _mean("mrr@1", scope, [reciprocal_rank(each) for each in asked], nothing)
    yield _mean("ndcg@10@1", scope, [ndcg(each, 10) for each in asked], nothing)


def _mean(name: str, scope: str, values: Sequence[float], nothing: str) -> Score:
    if not values:
        return Score(scorer=name, scope=scope, value=None, n=0, reason=nothing)
    return Score(scorer=name, scope=scope, value=sum(values) / len(values), n=len(values))
