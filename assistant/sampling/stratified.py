"""A stratified sample without replacement; within a stratum every unit has the same chance.

The draw depends on the seed and on the units of the stratum alone: neither their order nor the other strata change it.
"""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
    drawn: list[Drawn] = []
    for name, ids in strata.items():
        count = min(len(ids), max(least, math.ceil(share * len(ids) - 1e-9)))
        lot = random.Random(_stratum_seed(seed, name))  # noqa: S311 - a lot that must be repeatable, no secret
        drawn += [Drawn(unit, name, count / len(ids)) for unit in sorted(lot.sample(ids, count))]
    counts = [Stratum(name, len(ids), sum(unit.stratum == name for unit in drawn)) for name, ids in strata.items()]
    return Sample(units=tuple(drawn), strata=tuple(counts), share=share, seed=seed, least=least)


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
