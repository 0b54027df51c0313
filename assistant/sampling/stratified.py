"""A stratified sample without replacement; within a stratum every unit has the same chance.

The draw depends on the seed and on the units of the stratum alone: neither their order nor the other strata change it.
"""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.errors import StudyError


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that may be drawn, and the stratum it lies in."""

    id: str
    stratum: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A unit of the sample; ``probability`` is its chance of inclusion, drawn / size of its stratum."""

    id: str
    stratum: str
    probability: float


@dataclass(frozen=True, slots=True)
class Stratum:
    """How many units a stratum holds and how many were drawn from it."""

    name: str
    size: int
    drawn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A sample with all that it takes to draw it again and to weight it.

    Attributes:
        units: In the order of stratum and id.
        strata: In the order of their names.
    """

    units: tuple[Drawn, ...]
    strata: tuple[Stratum, ...]
    share: float
    seed: int
    least: int


def draw_sample(units: Iterable[Unit], share: float, seed: int, least: int = 2) -> Sample:
    """Return a sample of a share of every stratum, rounded up.

    Args:
        units: The whole population, also units that no search would surface.
        share: Part of each stratum to draw, above 0 and at most 1.
        seed: Seed of the lot.
        least: Fewest units of a stratum; the whole stratum if it holds fewer. Two are needed for a variance.

    Raises:
        StudyError: The share is none, or a unit stands twice in the population.
    """
    if not 0 < share <= 1:
        raise StudyError(f"a share of {share:g} cannot be drawn; give a number above 0 and at most 1")
    strata = _strata(units)
    counts = {name: max(least, math.ceil(share * len(ids) - 1e-9)) for name, ids in strata.items()}
    return _drawn(strata, counts, Sample(units=(), strata=(), share=share, seed=seed, least=least))


def draw_number(units: Iterable[Unit], number: int, seed: int, least: int = 2) -> Sample:
    """Return a sample of so many units: the fewest of every stratum, the others shared out by what is left of each.

    Where the fewest of all strata come to more than the number, they are drawn. ``share`` of the result is the share
    of the whole that was drawn.

    Raises:
        StudyError: The number is none, or a unit stands twice in the population.
    """
    if number < 1:
        raise StudyError(f"{number} units cannot be drawn; give a number of 1 or more")
    strata = _strata(units)
    fewest = {name: min(least, len(ids)) for name, ids in strata.items()}
    left = {name: len(ids) - fewest[name] for name, ids in strata.items()}
    more = _shared_out(max(0, number - sum(fewest.values())), left)
    counts = {name: fewest[name] + more[name] for name in strata}
    total = sum(map(len, strata.values()))
    drawn = _drawn(strata, counts, Sample(units=(), strata=(), share=0.0, seed=seed, least=least))
    return replace(drawn, share=len(drawn.units) / total if total else 0.0)


def _shared_out(number: int, sizes: Mapping[str, int]) -> dict[str, int]:
    """Return how many of a number fall to each name, by size, with largest remainders; never more than its size."""
    total = sum(sizes.values())
    number = min(number, total)
    exact = {name: number * size / total if total else 0.0 for name, size in sizes.items()}
    parts = {name: math.floor(size) for name, size in exact.items()}
    by_remainder = sorted(exact, key=lambda name: (parts[name] - exact[name], name))
    for name in by_remainder[: number - sum(parts.values())]:
        parts[name] += 1
    return parts


def _drawn(strata: Mapping[str, Sequence[str]], counts: Mapping[str, int], how: Sample) -> Sample:
    drawn: list[Drawn] = []
    for name, ids in strata.items():
        count = min(len(ids), counts[name])
        lot = random.Random(_stratum_seed(how.seed, name))  # noqa: S311 - a lot that must be repeatable, no secret
        drawn += [Drawn(unit, name, count / len(ids)) for unit in sorted(lot.sample(ids, count))]
    sizes = [Stratum(name, len(ids), min(len(ids), counts[name])) for name, ids in strata.items()]
    return replace(how, units=tuple(drawn), strata=tuple(sizes))


def _strata(units: Iterable[Unit]) -> dict[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    seen: set[str] = set()
    for unit in units:
        if unit.id in seen:
            raise StudyError(f"unit {unit.id!r} stands twice in the population; list each once")
        seen.add(unit.id)
        found.setdefault(unit.stratum, []).append(unit.id)
    return {name: sorted(found[name]) for name in sorted(found)}


def _stratum_seed(seed: int, name: str) -> int:
    """Return a seed for one stratum that is the same on every machine."""
    return int.from_bytes(hashlib.sha256(f"{seed}\0{name}".encode()).digest()[:8], "big")
