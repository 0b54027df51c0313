"""The alphas of spans once more, segment by segment in exact fractions: an oracle that shares no code.

Krippendorff, Mathet, Bouvry & Widloecher (2016): a continuum is cut by each coder into segments, valued units and gaps;
coincidences are the lengths of intersections of two coders' segments; chance leaves out a unit meeting itself.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from itertools import product

Segment = tuple[int, int, Hashable]
Continuum = Mapping[str, Sequence[Segment]]
"""Coder -> segments (start, end, code) in order, without overlaps; gaps are not listed."""
Figure = Fraction | None
GAP = None


def filled(segments: Sequence[Segment], length: int) -> list[Segment]:
    """Return the segments with the gaps between them."""
    found, at = [], 0
    for start, end, code in sorted(segments, key=lambda one: one[0]):
        if start > at:
            found.append((at, start, GAP))
        found.append((start, end, code))
        at = end
    return [*found, (at, length, GAP)] if at < length else found


def shared(one: Segment, other: Segment) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


class Unitized:
    """Several documents, each with the coders who were to read it."""

    def __init__(self, documents: Mapping[str, tuple[int, Continuum]]) -> None:
        self.observed: dict[tuple[Hashable, Hashable], Fraction] = {}
        self.own: dict[Hashable, Fraction] = {}
        self.crossed: dict[Hashable, Fraction] = {}
        for length, continuum in documents.values():
            if len(continuum) >= 2:
                self._add({coder: filled(spans, length) for coder, spans in continuum.items()})

    def _add(self, cut: Mapping[str, list[Segment]]) -> None:
        m = len(cut)
        for one, other in product(cut, repeat=2):
            if one == other:
                continue
            for g, h in product(cut[one], cut[other]):
                key = (g[2], h[2])
                self.observed[key] = self.observed.get(key, Fraction(0)) + Fraction(shared(g, h), m - 1)
            for g in cut[one]:
                if g[2] is not GAP:
                    inside = sum(shared(g, h) for h in cut[other] if h[2] is not GAP)
                    self.crossed[g[2]] = self.crossed.get(g[2], Fraction(0)) + Fraction(inside**2, m - 1)
        for segments in cut.values():
            for start, end, code in segments:
                size = end - start if code is GAP else (end - start) ** 2
                self.own[code] = self.own.get(code, Fraction(0)) + size

    def u(self) -> Figure:
        return self._alpha(self.observed, self.own)

    def cu(self) -> Figure:
        return self._alpha(self._valued(), self.crossed)

    def bar_u(self) -> Figure:
        total = sum(self.observed.values(), start=Fraction(0))
        gap = self._margin(self.observed, GAP)
        room = total**2 - sum(self.own.values(), start=Fraction(0))
        if room <= 0 or gap * (total - gap) == 0:
            return None
        return 1 - (gap - self.observed.get((GAP, GAP), Fraction(0))) / (total * gap * (total - gap) / room)

    def ku(self, code: Hashable) -> Figure:
        pairs = self._valued()
        mine = self._margin(pairs, code)
        expected = self._expected(pairs, self.crossed)
        if expected is None or mine == 0:
            return None
        all_expected = sum((value for (a, _), value in expected.items() if a == code), start=Fraction(0))
        apart = all_expected - expected.get((code, code), Fraction(0))
        if apart == 0 or all_expected <= 0:
            return None
        return 1 - (all_expected / mine) * (mine - pairs.get((code, code), Fraction(0))) / apart

    def _valued(self) -> dict[tuple[Hashable, Hashable], Fraction]:
        return {key: value for key, value in self.observed.items() if GAP not in key}

    @staticmethod
    def _margin(pairs: Mapping[tuple[Hashable, Hashable], Fraction], code: Hashable) -> Fraction:
        return sum((value for (a, _), value in pairs.items() if a == code), start=Fraction(0))

    def _expected(
        self, pairs: Mapping[tuple[Hashable, Hashable], Fraction], own: Mapping[Hashable, Fraction]
    ) -> dict[tuple[Hashable, Hashable], Fraction] | None:
        codes = {a for a, _ in pairs}
        total = sum(pairs.values(), start=Fraction(0))
        room = total**2 - sum(own.values(), start=Fraction(0))
        if room <= 0:
            return None
        margin = {code: self._margin(pairs, code) for code in codes}
        return {
            (a, b): total * (margin[a] * margin[b] - (own.get(a, Fraction(0)) if a == b else 0)) / room
            for a, b in product(codes, repeat=2)
        }

    def _alpha(self, pairs: Mapping[tuple[Hashable, Hashable], Fraction], own: Mapping[Hashable, Fraction]) -> Figure:
        expected = self._expected(pairs, own)
        if expected is None:
            return None
        apart = sum((value for (a, b), value in pairs.items() if a != b), start=Fraction(0))
        by_chance = sum((value for (a, b), value in expected.items() if a != b), start=Fraction(0))
        return None if by_chance == 0 else 1 - apart / by_chance
