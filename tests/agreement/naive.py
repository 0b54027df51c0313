"""Every coefficient once more, by loops over units and pairs and in exact fractions: an oracle that shares no code.

Rows are units, cells are labels or None for *not coded*. A coefficient that would divide by zero, or whose codes show
no variation, is None.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from fractions import Fraction
from itertools import chain, combinations, product

Row = Sequence[Hashable]
Figure = Fraction | None


def codes(row: Row) -> list[Hashable]:
    return [cell for cell in row if cell is not None]


def fold(found: Fraction, chance: Fraction) -> Figure:
    return None if chance == 1 else (found - chance) / (1 - chance)


def active(rows: Sequence[Row]) -> list[Row]:
    keep = [i for i in range(len(rows[0])) if any(row[i] is not None for row in rows)] if rows else []
    return [[row[i] for i in keep] for row in rows]


def alpha(rows: Sequence[Row], difference: Callable[[Hashable, Hashable], Fraction]) -> Figure:
    """Krippendorff 2011: all ordered pairs within units, each 1 / (m - 1), against all ordered pairs of codes."""
    units = [codes(row) for row in rows if len(codes(row)) >= 2]
    every = list(chain.from_iterable(units))
    n = len(every)
    observed, expected = Fraction(0), Fraction(0)
    for unit in units:
        for i, j in product(range(len(unit)), repeat=2):
            if i != j:
                observed += difference(unit[i], unit[j]) / (len(unit) - 1)
    for i, j in product(range(n), repeat=2):
        if i != j:
            expected += difference(every[i], every[j])
    return None if expected == 0 else 1 - (observed / n) / (expected / (n * (n - 1)))


def nominal(a: Hashable, b: Hashable) -> Fraction:
    return Fraction(a != b)


def interval(a: Hashable, b: Hashable) -> Fraction:
    return Fraction(a - b) ** 2


def ratio(a: Hashable, b: Hashable) -> Fraction:
    return Fraction(0) if a == b else Fraction(a - b, a + b) ** 2


def ordinal(rows: Sequence[Row]) -> Callable[[Hashable, Hashable], Fraction]:
    """Krippendorff 2011, section C: the ranks between two values, ends counted half."""
    every = [code for row in rows if len(codes(row)) >= 2 for code in codes(row)]
    size = {value: every.count(value) for value in set(every)}

    def difference(a: Hashable, b: Hashable) -> Fraction:
        low, high = min(a, b), max(a, b)
        between = sum(number for value, number in size.items() if low <= value <= high)
        return (between - Fraction(size[a] + size[b], 2)) ** 2

    return difference


def jaccard(a: frozenset, b: frozenset) -> Fraction:
    return Fraction(0) if a == b else 1 - Fraction(len(a & b), len(a | b))


def masi(a: frozenset, b: frozenset) -> Fraction:
    shared = a & b
    kind = Fraction(1) if a == b else Fraction(2, 3) if shared in (a, b) else Fraction(1, 3)
    return Fraction(0) if a == b else 1 if not shared else 1 - Fraction(len(shared), len(a | b)) * kind


def dice(a: frozenset, b: frozenset) -> Fraction:
    return Fraction(0) if not a and not b else 1 - Fraction(2 * len(a & b), len(a) + len(b))


def multi_valued(rows: Sequence[Row]) -> Figure:
    """Krippendorff & Craggs 2016 by writing out every pair of sets of the observed sizes."""
    units = [codes(row) for row in rows if len(codes(row)) >= 2]
    every = list(chain.from_iterable(units))
    if len(set(every)) < 2:
        return None
    observed = sum(
        (dice(unit[i], unit[j]) / (len(unit) - 1) for unit in units for i in range(len(unit)) for j in range(len(unit))
         if i != j), start=Fraction(0)) / len(every)  # fmt: skip
    labels = sorted(set(chain.from_iterable(every)))
    count = {label: sum(label in one for one in every) for label in labels}
    expected = Fraction(0)
    for a, b in product({len(one) for one in every}, repeat=2):
        weight = total = Fraction(0)
        for one, other in product(combinations(labels, a), combinations(labels, b)):
            ways = Fraction(1)
            for label in set(one) | set(other):
                ways *= count[label] * (count[label] - 1) if label in one and label in other else count[label]
            total += ways
            weight += ways * dice(frozenset(one), frozenset(other))
        share = Fraction(sum(len(one) == a for one in every) * sum(len(one) == b for one in every), len(every) ** 2)
        expected += share * (weight / total if total else 0)
    return None if expected == 0 else 1 - observed / expected


class Weighted:
    """Agreement weights as a function of two places in the list of categories."""

    def __init__(self, categories: Sequence[Hashable], name: str) -> None:
        self.categories = list(categories)
        self.name = name

    def __call__(self, a: Hashable, b: Hashable) -> Fraction:
        i, j, last = self.categories.index(a), self.categories.index(b), len(self.categories) - 1
        if self.name == "identity":
            return Fraction(a == b)
        if self.name == "ordinal":
            top = Fraction((last + 1) * last, 2)
            size = abs(i - j) + 1
            return 1 - Fraction(size * (size - 1), 2) / top if last else Fraction(1)
        x, y = Fraction(a), Fraction(b)
        width = Fraction(max(self.categories)) - Fraction(min(self.categories))
        power = {"linear": 1, "quadratic": 2}[self.name]
        return 1 - (abs(x - y) / width) ** power if width else Fraction(1)


def percent(rows: Sequence[Row], weight: Weighted) -> Figure:
    """Mean over units with two or more codes of the share of (weighted) agreeing pairs."""
    shares = []
    for row in rows:
        unit = codes(row)
        pairs = [(a, b) for place, a in enumerate(unit) for b in unit[:place]]
        if pairs:
            shares.append(sum((weight(a, b) for a, b in pairs), start=Fraction(0)) / len(pairs))
    return sum(shares, start=Fraction(0)) / len(shares) if shares else None


def prevalences(rows: Sequence[Row], categories: Sequence[Hashable]) -> dict[Hashable, Fraction]:
    """Gwet 2014: the mean over coded units of a category's share of the unit's codes."""
    coded = [codes(row) for row in rows if codes(row)]
    return {c: sum((Fraction(unit.count(c), len(unit)) for unit in coded), start=Fraction(0)) / len(coded)
            for c in categories}  # fmt: skip


def pooled(rows: Sequence[Row], categories: Sequence[Hashable]) -> dict[Hashable, Fraction]:
    every = [code for row in rows for code in codes(row)]
    return {c: Fraction(every.count(c), len(every)) for c in categories}


def fleiss(rows: Sequence[Row], weight: Weighted, missing: str = "gwet") -> Figure:
    if missing == "complete":
        rows = [row for row in active(rows) if None not in row]
    found = percent(rows, weight)
    if found is None:
        return None
    p = pooled(rows, weight.categories) if missing == "pooled" else prevalences(rows, weight.categories)
    if sum(share > 0 for share in p.values()) < 2:
        return None
    return fold(found, sum((p[a] * p[b] * weight(a, b) for a in p for b in p), start=Fraction(0)))


def uniform(rows: Sequence[Row], weight: Weighted) -> Figure:
    found, q = percent(rows, weight), len(weight.categories)
    if found is None or len({code for row in rows for code in codes(row)}) < 2:
        return None
    whole = sum((weight(a, b) for a in weight.categories for b in weight.categories), start=Fraction(0))
    return fold(found, whole / q**2)


def gwet(rows: Sequence[Row], weight: Weighted) -> Figure:
    found, q = percent(rows, weight), len(weight.categories)
    if found is None or len({code for row in rows for code in codes(row)}) < 2:
        return None
    p = prevalences(rows, weight.categories)
    whole = sum((weight(a, b) for a in p for b in p), start=Fraction(0))
    return fold(found, whole / (q * (q - 1)) * sum((s * (1 - s) for s in p.values()), start=Fraction(0)))


def conger(rows: Sequence[Row], weight: Weighted) -> Figure:
    """Observed agreement as in ``percent``; chance over ordered pairs of different coders, each with its own habits."""
    rows = active(rows)
    found = percent(rows, weight)
    if found is None:
        return None
    own = []
    for i in range(len(rows[0])):
        mine = [row[i] for row in rows if row[i] is not None]
        own.append({c: Fraction(mine.count(c), len(mine)) for c in weight.categories})
    chance, pairs = Fraction(0), 0
    for i, j in product(range(len(own)), repeat=2):
        if i != j:
            pairs += 1
            chance += sum((own[i][a] * own[j][b] * weight(a, b) for a in own[i] for b in own[j]), start=Fraction(0))
    return fold(found, chance / pairs)


def two(rows: Sequence[Row], weight: Weighted, pool: bool = False) -> tuple[Fraction, Fraction] | None:
    """Observed agreement and agreement by chance of two coders, from the units both coded."""
    both = [(row[0], row[1]) for row in rows if None not in row]
    if not both:
        return None
    n = len(both)
    first = {c: Fraction([a for a, _ in both].count(c), n) for c in weight.categories}
    second = {c: Fraction([b for _, b in both].count(c), n) for c in weight.categories}
    if pool:
        first = second = {c: (first[c] + second[c]) / 2 for c in first}
    found = sum((weight(a, b) for a, b in both), start=Fraction(0)) / n
    return found, sum((first[a] * second[b] * weight(a, b) for a in first for b in second), start=Fraction(0))


def cohen(rows: Sequence[Row], weight: Weighted) -> Figure:
    pair = two(rows, weight)
    return None if pair is None else fold(*pair)


def scott(rows: Sequence[Row], weight: Weighted) -> Figure:
    pair = two(rows, weight, pool=True)
    return None if pair is None else fold(*pair)


def tables(rows: Sequence[Row]) -> list[list[Row]]:
    rows = active(rows)
    return [[(row[i], row[j]) for row in rows] for i, j in combinations(range(len(rows[0]) if rows else 0), 2)]


def light(rows: Sequence[Row], weight: Weighted) -> Figure:
    kappas = [k for k in (cohen(pair, weight) for pair in tables(rows)) if k is not None]
    return sum(kappas, start=Fraction(0)) / len(kappas) if kappas else None


def hubert(rows: Sequence[Row], weight: Weighted) -> Figure:
    pairs = [pair for pair in (two(table, weight) for table in tables(rows)) if pair is not None]
    if not pairs:
        return None
    return fold(sum(found for found, _ in pairs) / len(pairs), sum(chance for _, chance in pairs) / len(pairs))
