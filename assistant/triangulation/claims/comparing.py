"""Claims of one figure side by side: what agrees, what cannot both be true, and what may be one measure by two names.

The key is (subject, metric, direction). The same number of another metric is never a match, and two metrics are one
only because a person has said so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from assistant.domain.claims import Bound, Claim, Direction, Modality
from assistant.domain.identifiers import DocumentId
from assistant.triangulation.claims.lexicon import Lexicon
from assistant.triangulation.claims.values import clash, say_the_same

_FEWEST_SHARED = 2
"""Characters that two names must share for equal values to suggest one measure."""
_FEWEST_LETTERS = 4


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What a claim is a claim of.

    Attributes:
        metric: The name under which several are merged, or the claim's own.
    """

    subject: str
    metric: str
    direction: Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Every claim of one key.

    Attributes:
        names: The metric's names as the sources have it.
        sides: Claims that can be true together, the side with most claims first; more than one is a conflict.
        over_time: Counts differ between sources of different years: growth and conflict cannot be told apart.
    """

    key: Key
    names: tuple[str, ...]
    claims: tuple[Claim, ...]
    sides: tuple[tuple[Claim, ...], ...]
    over_time: bool = False

    @property
    def is_conflict(self) -> bool:
        """Whether the sources part."""
        return len(self.sides) > 1 and not self.over_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Merger:
    """Two names that may be one measure, for a person to decide.

    Attributes:
        reason: ``synonyms`` (known to mean one thing), ``part`` (one name is part of the other), ``alike`` (same value,
            names that share characters).
        same_values: Whether the two give the same values; if not, merging would make a conflict.
    """

    subject: str
    direction: Direction
    one: str
    other: str
    reason: str
    same_values: bool


@dataclass(frozen=True, slots=True)
class Mergers:
    """What people have said of names: pairs that are one measure, pairs that are not. Subject, direction, two names."""

    same: frozenset[tuple[str, Direction, str, str]] = frozenset()
    different: frozenset[tuple[str, Direction, str, str]] = frozenset()


NO_MERGERS = Mergers()


@lru_cache(maxsize=4096)
def plain(metric: str) -> str:
    """Return a name as it is compared: 的 left out, English words reduced to their stems."""
    if not metric.isascii():
        return metric.replace("的", "").replace(" ", "")
    return " ".join(snowballstemmer.stemmer("english").stemWords(metric.lower().split()))


def figures_of(
    claims: Iterable[Claim],
    lexicon: Lexicon,
    mergers: Mergers = NO_MERGERS,
    years: Mapping[DocumentId, str] | None = None,
) -> tuple[Figure, ...]:
    """Return the claims by what they are claims of, the most told first.

    Args:
        claims: Claims that nobody has rejected.
        lexicon: For units.
        mergers: Which names a person has found to be one measure.
        years: Year of each source, to tell counts that may have grown.
    """
    found: dict[tuple[str, str, Direction], list[Claim]] = defaultdict(list)
    for claim in claims:
        found[claim.subject, plain(claim.metric), claim.direction].append(claim)
    figures = [
        _figure(subject, direction, group, lexicon, years or {})
        for (subject, _, direction), group in _merged(found, mergers).items()
    ]
    return tuple(sorted(figures, key=lambda each: (-len(each.claims), each.key)))


Groups = dict[tuple[str, str, Direction], list[Claim]]


def _merged(found: Groups, mergers: Mergers) -> Groups:
    leader = {key: key for key in found}
    for subject, direction, one, other in sorted(mergers.same):
        keys = [(subject, plain(name), direction) for name in (one, other)]
        if all(key in leader for key in keys):
            first, second = (leader[key] for key in keys)
            leader = {key: first if at == second else at for key, at in leader.items()}
    merged: Groups = defaultdict(list)
    for key, group in found.items():
        merged[leader[key]].extend(group)
    return merged


def _figure(
    subject: str, direction: Direction, group: Sequence[Claim], lexicon: Lexicon, years: Mapping[DocumentId, str]
) -> Figure:
    counts: dict[str, int] = defaultdict(int)
    for claim in group:
        counts[claim.metric] += 1
    names = tuple(sorted(counts, key=lambda name: (-counts[name], name)))
    sides = sides_of(group, lexicon) if subject else (tuple(group),)
    seen = {years.get(claim.document_id, "")[:4] for claim in group}
    counted = all(claim.end is not None and claim.end.unit in lexicon.counted for claim in group)
    return Figure(
        key=Key(subject, names[0], direction),
        names=names,
        claims=tuple(group),
        sides=sides,
        over_time=len(sides) > 1 and direction is Direction.LEVEL and counted and len(seen) > 1,
    )


def sides_of(claims: Sequence[Claim], lexicon: Lexicon) -> tuple[tuple[Claim, ...], ...]:
    """Return the claims parted into sides that can be true together, the larger side first; plans stand apart."""
    said: dict[Said, list[Claim]] = defaultdict(list)
    for claim in sorted(claims, key=_openness):
        said[_said(claim)].append(claim)
    sides: list[list[Claim]] = []
    for alike in said.values():
        fitting = (side for side in sides if not any(_part(alike[0], other, lexicon) for other in side))
        side = next(fitting, None)
        if side is None:
            sides.append([alike[0]])
        else:
            side.append(alike[0])
    whole = ([claim for one in side for claim in said[_said(one)]] for side in sides)
    return tuple(tuple(side) for side in sorted(whole, key=len, reverse=True))


Said = tuple[object, ...]


def _said(claim: Claim) -> Said:
    """Return all that decides whether a claim can be true beside another, wherever it stands."""
    given = (claim.start, claim.end, claim.change)
    values = tuple(value and (value.low, value.high, value.unit, value.bound) for value in given)
    return (claim.direction, claim.modality, claim.date, *values)


def _distinct(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Return one claim for each thing said."""
    return tuple({_said(claim): claim for claim in claims}.values())


def _openness(claim: Claim) -> int:
    """Return how many parts are given loosely: what is exact decides the sides."""
    given = (claim.start, claim.end, claim.change)
    return sum(value is not None and value.bound is not Bound.EXACT for value in given)


def _part(one: Claim, other: Claim, lexicon: Lexicon) -> bool:
    return one.modality is other.modality is Modality.REALISED and clash(one, other, lexicon)


def suggest_mergers(figures: Sequence[Figure], lexicon: Lexicon, mergers: Mergers = NO_MERGERS) -> tuple[Merger, ...]:
    """Return for each name the best partner among those told more often that nobody has decided on yet."""
    by_subject: dict[tuple[str, Direction], list[Figure]] = defaultdict(list)
    for figure in sorted(figures, key=lambda each: (-len(each.claims), each.key)):
        if figure.key.subject:
            by_subject[figure.key.subject, figure.key.direction].append(figure)
    found = [
        best
        for group in by_subject.values()
        for at, other in enumerate(group)
        if (best := _best([_merger(one, other, lexicon) for one in group[:at]], mergers))
    ]
    return tuple(sorted(found, key=lambda each: (each.subject, _REASONS.index(each.reason), each.one, each.other)))


_REASONS = ("synonyms", "part", "alike")


def _best(mergers: Iterable[Merger | None], decided: Mergers) -> Merger | None:
    open_ones = [each for each in mergers if each is not None and not _is_decided(each, decided)]
    return min(open_ones, key=lambda each: (not each.same_values, _REASONS.index(each.reason)), default=None)


def _is_decided(merger: Merger, mergers: Mergers) -> bool:
    pairs = {(merger.one, merger.other), (merger.other, merger.one)}
    return any((merger.subject, merger.direction, *pair) in mergers.same | mergers.different for pair in pairs)


def _merger(one: Figure, other: Figure, lexicon: Lexicon) -> Merger | None:
    reason = _kinship(one.names, other.names, lexicon)
    if not reason:
        return None
    ours, others = _distinct(one.claims), _distinct(other.claims)
    same = any(say_the_same(mine, theirs, lexicon) for mine in ours for theirs in others)
    if not same and reason != "synonyms":
        return None
    if not same and not any(clash(mine, theirs, lexicon) for mine in ours for theirs in others):  # not of one kind
        return None
    return Merger(
        subject=one.key.subject,
        direction=one.key.direction,
        one=one.key.metric,
        other=other.key.metric,
        reason=reason,
        same_values=same,
    )


def _kinship(ones: Sequence[str], others: Sequence[str], lexicon: Lexicon) -> str:
    reasons = [_of_names(one, other, lexicon) for one in ones for other in others]
    return next((reason for reason in _REASONS if reason in reasons), "")


def _of_names(one: str, other: str, lexicon: Lexicon) -> str:
    first, second = plain(one), plain(other)
    if _are_synonyms(one.lower(), other.lower(), lexicon):
        return "synonyms"
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) >= _FEWEST_SHARED and shorter in longer:
        return "part"
    least = _FEWEST_LETTERS if one.isascii() else _FEWEST_SHARED
    shared = set(first.split()) & set(second.split()) if one.isascii() else set(first) & set(second)
    enough = any(len(word) >= least for word in shared) if one.isascii() else len(shared) >= least
    return "alike" if enough and one.isascii() == other.isascii() else ""


def _are_synonyms(one: str, other: str, lexicon: Lexicon) -> bool:
    for group in lexicon.synonyms:
        mine = max((word for word in group if word in one), key=len, default="")
        theirs = max((word for word in group if word in other), key=len, default="")
        if mine and theirs and mine != theirs:
            return True
    return False


def opposites(figures: Sequence[Figure]) -> tuple[tuple[Figure, Figure], ...]:
    """Return pairs of figures that one source says went up and another down."""
    ups = {(each.key.subject, plain(each.key.metric)): each for each in figures if each.key.direction is Direction.UP}
    return tuple(
        (ups[name], each)
        for each in figures
        if each.key.direction is Direction.DOWN
        and each.key.subject
        and (name := (each.key.subject, plain(each.key.metric))) in ups
    )
