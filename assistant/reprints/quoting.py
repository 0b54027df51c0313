"""The passages that two texts have in common word for word: what a reader is shown as the reason."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assistant.domain.span import Span
from assistant.reprints.fingerprints import RUN, runs_of, token_spans

SHORTEST = 20
"""Tokens below which words in common are everyday phrases."""


@dataclass(frozen=True, slots=True)
class SharedPassage:
    """Where the same words stand in two texts.

    Attributes:
        one: Place in the first text.
        other: Place in the second.
        tokens: How many tokens they are.
    """

    one: Span
    other: Span
    tokens: int


def shared_passages(one: str, other: str, shortest: int = SHORTEST) -> tuple[SharedPassage, ...]:
    """Return the passages of the first text that stand in the second, longest first, none inside another.

    Args:
        one: The first text.
        other: The second text.
        shortest: Fewest tokens of a passage.
    """
    mine, theirs = list(token_spans(one)), list(token_spans(other))
    if len(mine) < RUN or len(theirs) < RUN:
        return ()
    where = _places(theirs)
    found: list[SharedPassage] = []
    at = 0
    runs = _runs(mine)
    while at < len(runs):
        there = where.get(runs[at])
        length = _stretch(mine, theirs, at, there) if there is not None else 0
        if there is not None and length >= shortest:
            found.append(_passage(mine, theirs, (at, there), length))
        at += max(1, length - RUN + 1)
    return tuple(sorted(found, key=lambda each: (-each.tokens, each.one)))


Tokens = list[tuple[int, Span]]


def _runs(tokens: Tokens) -> list[int]:
    return [int(run) for run in runs_of(np.array([number for number, _ in tokens], dtype=np.uint32))]


def _places(tokens: Tokens) -> dict[int, int]:
    places: dict[int, int] = {}
    for place, run in enumerate(_runs(tokens)):
        places.setdefault(run, place)
    return places


def _stretch(mine: Tokens, theirs: Tokens, at: int, there: int) -> int:
    most = min(len(mine) - at, len(theirs) - there)
    length = 0
    while length < most and mine[at + length][0] == theirs[there + length][0]:
        length += 1
    return length


def _passage(mine: Tokens, theirs: Tokens, places: tuple[int, int], length: int) -> SharedPassage:
    at, there = places
    return SharedPassage(
        one=Span(mine[at][1].start, mine[at + length - 1][1].end),
        other=Span(theirs[there][1].start, theirs[there + length - 1][1].end),
        tokens=length,
    )
