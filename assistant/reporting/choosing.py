"""Which quotations show a cell best: those that say most of what its evidence says, each something new.

A greedy cover: the gain of a quotation is what it says that is not said yet, weighted by how many independent voices
say it and dampened by its length. A figure weighs most, and so does what is said with it in one clause: two quotations
with one figure of one thing say the same. Plans weigh half. Ties go to the earlier one, so that the same evidence is
always shown by the same words.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

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
    said = {at: _features(each.text) for at, each in enumerate(exhibits)}
    weight = _weights(exhibits, said)
    chosen: list[int] = []
    covered: set[str] = set()
    while best := _best(exhibits, said, weight, covered):
        room = len(chosen) < most or (1 < most <= len(chosen) < _MOST_WITH_FIGURES)
        if not room or (len(chosen) >= most and not _new_figure(said[best[0]], covered)):
            break
        chosen.append(best[0])
        covered |= said[best[0]]
    return tuple(Shown(exhibits[at], _like(at, chosen, exhibits, said)) for at in chosen)


def _best(exhibits: Sequence[Exhibit], said: Said, weight: Mapping[str, float], covered: set[str]) -> tuple[int] | None:
    gains = [(_gain(said[at] - covered, weight, each), -at) for at, each in enumerate(exhibits)]
    gain, at = max(gains, default=(0.0, 0))
    return (-at,) if gain > 0 else None


def _new_figure(features: frozenset[str], covered: set[str]) -> bool:
    """Tell whether most of what is said with figures has not been said."""
    told = {feature for feature in features if "#" in feature}
    return bool(told) and 2 * len(told - covered) > len(told)


def _features(words: str) -> frozenset[str]:
    plain = with_digits(words)
    found = set(_bits(plain))
    for clause in _CLAUSE.split(plain):
        for figure in _FIGURE.findall(clause):
            found |= {f"#{figure}", *(f"{bit}#{figure}" for bit in _bits(clause))}
    return frozenset(found)


def _bits(plain: str) -> Iterator[str]:
    for run in _HAN.findall(plain):
        yield from (run[at : at + 2] for at in range(len(run) - 1))
    yield from (word for word in _WORD.findall(plain) if word not in _SMALL)


def _weights(exhibits: Sequence[Exhibit], said: Said) -> dict[str, float]:
    """Return what saying a thing is worth: the mean of voices and sources that say it; little if nobody else does."""
    voices: dict[str, set[str]] = defaultdict(set)
    sources: dict[str, set[str]] = defaultdict(set)
    for at, exhibit in enumerate(exhibits):
        for feature in said[at]:
            voices[feature].add(exhibit.voice)
            sources[feature].add(exhibit.document_id)
    heard = {feature: (len(speaking) + len(sources[feature])) / 2 for feature, speaking in voices.items()}
    return {feature: _worth(feature) * each if each > 1 else _ALONE for feature, each in heard.items()}


def _worth(feature: str) -> float:
    return _OF_A_FIGURE if feature.startswith("#") else 1.0


def _gain(new: Iterable[str], weight: Mapping[str, float], exhibit: Exhibit) -> float:
    plan = 0.5 if exhibit.attributes.get("modality") == "planned" else 1.0
    return plan * sum(weight[feature] for feature in sorted(new)) / math.sqrt(20 + len(exhibit.text))


def _like(at: int, chosen: Sequence[int], exhibits: Sequence[Exhibit], said: Said) -> tuple[Exhibit, ...]:
    """Return the quotations not chosen that are nearer to this one than to the others, and near enough."""
    alike = []
    for other in range(len(exhibits)):
        if other in chosen:
            continue
        nearest = max(chosen, key=lambda each: (_overlap(said[each], said[other]), -each))
        if nearest == at and _overlap(said[at], said[other]) >= _ALIKE:
            alike.append(exhibits[other])
    return tuple(alike)


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of the smaller one's worth that both have."""
    smaller = min(sum(map(_worth, one)), sum(map(_worth, other)))
    return sum(map(_worth, one & other)) / smaller if smaller else 0.0


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
