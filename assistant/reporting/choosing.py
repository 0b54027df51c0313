"""Which quotations show a cell best: those that say most of what its evidence says, each something new.

A greedy cover: the gain of a quotation is what it says that is not said yet, weighted by how many independent voices
say it and dampened by its length. A figure weighs most, and so does what is said with it in one clause: two quotations
with one figure of one thing say the same. Plans weigh half. Ties go to the earlier one, so that the same evidence is
always shown by the same words.
"""

from __future__ import annotations

import heapq
import math
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.reporting.exhibits import Exhibit
from assistant.reporting.numerals import with_digits

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_CLAUSE = re.compile(r"[，。；、,;|!！?？]|\.(?!\d)|\band\b|\bby\b")
_WORD = re.compile(r"[a-z]{3,}")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003fffd]+")
_SMALL = frozenset(
    ("and", "are", "for", "from", "has", "have", "its", "one", "that", "the", "their", "this", "was", "with")
)
_OF_A_FIGURE = 3.0
_ALIKE = 0.5
_ALONE = 0.3
_MOST_WITH_FIGURES = 6
LONGEST = 40
"""Code points of a quotation in a table; the evidence table has it whole."""
_PAUSES = "，。；、,;.:：！!？? "

Said = Mapping[int, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A quotation that is spelled out, and those that say much the same."""

    exhibit: Exhibit
    alike: tuple[Exhibit, ...]


def choose_quotations(exhibits: Sequence[Exhibit], most: int) -> tuple[Shown, ...]:
    """Return quotations that together say most, each with those like it.

    At most so many, but up to six while each tells figures that the others do not.
    """
    same = _by_words(exhibits)
    said = {at: _features(exhibits[at].text) for at in same}
    weight = _weights(exhibits, same, said)
    chosen: list[int] = []
    covered: set[str] = set()
    for at in _best_first(exhibits, said, weight, covered):
        room = len(chosen) < most or (1 < most <= len(chosen) < _MOST_WITH_FIGURES)
        if not room or (len(chosen) >= most and not _new_figure(said[at], covered)):
            break
        chosen.append(at)
        covered |= said[at]
    alike = _alike(chosen, said, same, exhibits)
    return tuple(Shown(exhibits[at], alike[at]) for at in chosen)


def _by_words(exhibits: Sequence[Exhibit]) -> dict[int, list[int]]:
    """Return the first place of each text with all places where the same words stand."""
    first: dict[str, int] = {}
    same: dict[int, list[int]] = defaultdict(list)
    for at, exhibit in enumerate(exhibits):
        same[first.setdefault(exhibit.text, at)].append(at)
    return same


def _best_first(
    exhibits: Sequence[Exhibit], said: Said, weight: Mapping[str, float], covered: set[str]
) -> Iterator[int]:
    """Yield the quotation with the greatest gain over what is ``covered`` by then.

    A gain only shrinks while more is covered, so an old figure bounds the new one and few have to be computed anew.
    """
    waiting = [(-_gain(said[at], weight, exhibits[at]), at) for at in said]
    heapq.heapify(waiting)
    while waiting:
        _, at = heapq.heappop(waiting)
        now = (-_gain(said[at] - covered, weight, exhibits[at]), at)
        if now[0] >= 0:
            continue
        if waiting and now > waiting[0]:
            heapq.heappush(waiting, now)
        else:
            yield at


def _new_figure(features: frozenset[str], covered: set[str]) -> bool:
    """Tell whether most of what is said with figures has not been said."""
    told = {feature for feature in features if "#" in feature}
    return bool(told) and 2 * len(told - covered) > len(told)


@lru_cache(maxsize=20_000)
def _features(words: str) -> frozenset[str]:
    plain = with_digits(words)
    found = set(_bits(plain))
    for clause in _CLAUSE.split(plain):
        for figure in _FIGURE.findall(clause):
            found |= {f"#{figure}", *(f"{bit}#{figure}" for bit in _bits(clause))}
    return frozenset(map(sys.intern, found))


def _bits(plain: str) -> Iterator[str]:
    for run in _HAN.findall(plain):
        yield from (run[at : at + 2] for at in range(len(run) - 1))
    yield from (word for word in _WORD.findall(plain) if word not in _SMALL)


def _weights(exhibits: Sequence[Exhibit], same: Mapping[int, Sequence[int]], said: Said) -> dict[str, float]:
    """Return what saying a thing is worth: the mean of voices and sources that say it; little if nobody else does."""
    voices: dict[str, set[str]] = defaultdict(set)
    sources: dict[str, set[str]] = defaultdict(set)
    for at, places in same.items():
        speaking = {exhibits[place].voice for place in places}
        printed = {exhibits[place].document_id for place in places}
        for feature in said[at]:
            voices[feature] |= speaking
            sources[feature] |= printed
    heard = {feature: (len(speaking) + len(sources[feature])) / 2 for feature, speaking in voices.items()}
    return {feature: _worth(feature) * each if each > 1 else _ALONE for feature, each in heard.items()}


def _worth(feature: str) -> float:
    return _OF_A_FIGURE if feature.startswith("#") else 1.0


def _gain(new: Iterable[str], weight: Mapping[str, float], exhibit: Exhibit) -> float:
    plan = 0.5 if exhibit.attributes.get("modality") == "planned" else 1.0
    return plan * sum(weight[feature] for feature in sorted(new)) / math.sqrt(20 + len(exhibit.text))


def _alike(
    chosen: Sequence[int], said: Said, same: Mapping[int, Sequence[int]], exhibits: Sequence[Exhibit]
) -> dict[int, tuple[Exhibit, ...]]:
    """Return for each quotation chosen those that are nearer to it than to the others, and near enough."""
    figures = {at: frozenset(each for each in said[at] if each.startswith("#")) for at in said}

    def size(at: int) -> float:
        return len(said[at]) + (_OF_A_FIGURE - 1) * len(figures[at])

    def overlap(one: int, other: int) -> float:
        """Return the share of the smaller one's worth that both have."""
        both = len(said[one] & said[other]) + (_OF_A_FIGURE - 1) * len(figures[one] & figures[other])
        return both / (min(size(one), size(other)) or 1.0)

    places = {at: [place for place in same[at] if place != at] for at in chosen}
    for other in same if chosen else ():
        if other not in places:
            near, minus = max((overlap(at, other), -at) for at in chosen)
            if near >= _ALIKE:
                places[-minus] += same[other]
    return {at: tuple(exhibits[place] for place in sorted(held)) for at, held in places.items()}


def excerpt(words: str, longest: int = LONGEST) -> str:
    """Return the words in one line, cut at a pause with an ellipsis if they are too long for a table.

    Han characters count one, letters half.
    """
    flat = " ".join(words.split())
    taken = 0.0
    for at, char in enumerate(flat):
        taken += 1 if ord(char) > 0x2E7F else 0.5
        if taken > longest:
            head = flat[:at]
            pause = max((head.rfind(mark) for mark in _PAUSES), default=-1)
            return (head[:pause] if pause > at // 2 else head).rstrip(_PAUSES) + "……"
    return flat
