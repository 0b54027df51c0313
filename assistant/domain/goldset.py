"""Units that people have coded elsewhere, as the truth an instrument is measured against."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain.codebook import Codebook


@dataclass(frozen=True, slots=True)
class GoldUnit:
    """One unit; ``document`` groups units that were written together, and is the unit's own name where nobody said."""

    name: str
    document: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldSet:
    """A coded data set.

    Attributes:
        looks: Every (unit, coder) that was looked at.
        given: (unit, coder, code) of what was given; a look without any gave nothing.
    """

    name: str
    codebook: Codebook
    units: tuple[GoldUnit, ...]
    looks: frozenset[tuple[str, str]]
    given: frozenset[tuple[str, str, str]]
