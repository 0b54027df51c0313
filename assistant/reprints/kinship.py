"""How two texts are related, and which texts of many are one text printed again.

Two measures, because editors do two things. Cutting and pasting leaves runs of words whole: the share of the shorter
text's runs that stand in the other (containment; Broder, 1997). Rewriting word by word breaks the runs and keeps the
order: the longest common subsequence of tokens over the longer text (rapidfuzz). Either is enough. The limits lie
between what unrelated articles of one subject and formulaic reports share (at most .13 and .18) and what is left
after an editor has changed 60 per cent; ``evals/reprints.py`` measures both sides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from assistant.reprints.fingerprints import Fingerprint, Numbers

CONTAINED = 0.2
"""Share of the shorter text's runs from which it is the other printed again."""
ALIGNED = 0.27
"""Common subsequence over the longer text from which one is the other rewritten."""
WORTH_ALIGNING = 0.04
"""Share of runs below which no rewriting is looked for: an order of words without any run is chance."""
FEWEST = 12
"""Runs in common below which two texts are never one."""
CROWD = 40
"""Texts with one run in common above which each is only compared with its neighbours in order."""
LONG_QUOTE = 40
"""Runs in common from which two texts are compared however long they are: one may quote the other."""
SKETCHED = 8
"""One of so many runs is kept of a text to find candidates by."""
SAMPLED = 4_000_000
"""Runs of all texts together above which candidates are looked for in a sample of them."""

Name = TypeVar("Name")
Pairs = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Kinship:
    """How two texts are related.

    Attributes:
        contained: Share of the shorter one's runs that stand in the other, 0 to 1.
        aligned: Longest common subsequence over the longer text, 0 to 1; 0 where it was not worth looking.
        runs: Runs in common.
    """

    contained: float
    aligned: float
    runs: int

    @property
    def is_reprint(self) -> bool:
        """Whether the two are one text."""
        return self.runs >= FEWEST and (self.contained >= CONTAINED or self.aligned >= ALIGNED)


def kinship(one: Fingerprint, other: Fingerprint) -> Kinship:
    """Return how two texts are related."""
    common = len(np.intersect1d(one.runs, other.runs, assume_unique=True))
    contained = common / max(1, min(len(one.runs), len(other.runs)))
    aligned = 0.0
    if common >= FEWEST and WORTH_ALIGNING <= contained < CONTAINED:
        aligned = LCSseq.normalized_similarity(one.tokens.tolist(), other.tokens.tolist())
    return Kinship(contained, aligned, common)


def is_reprint(one: Fingerprint, other: Fingerprint) -> bool:
    """Tell whether two texts are one text, printed again, shortened or rewritten."""
    same = len(one.tokens) == len(other.tokens) and bool(np.all(one.tokens == other.tokens))
    return same or kinship(one, other).is_reprint


def find_kin(prints: Mapping[Name, Fingerprint]) -> dict[tuple[Name, Name], Kinship]:
    """Return every pair of texts that share enough to be looked at, in the order given, with how they are related."""
    share = max(1, -(-sum(len(each.runs) for each in prints.values()) // SAMPLED))
    sketches = {name: sketch(each, share) for name, each in prints.items()}
    found = {(one, other): kinship(prints[one], prints[other]) for one, other in find_candidates(sketches, share)}
    return {pair: kin for pair, kin in found.items() if kin.runs >= FEWEST}


def sketch(text: Fingerprint, share: int = SKETCHED) -> Numbers:
    """Return the same sample of every text's runs: one of so many, by their numbers (Broder, 1997, page 24)."""
    return text.runs[text.runs % np.uint64(share) == 0] if share > 1 else text.runs


def find_candidates(
    sketches: Mapping[Name, Numbers], share: int = SKETCHED, known: frozenset[Name] = frozenset()
) -> Iterator[tuple[Name, Name]]:
    """Yield the pairs of texts whose sketches have enough in common to be compared, in the order given.

    Args:
        sketches: The sketches by name.
        share: One of how many runs is in them.
        known: Names whose pairs among themselves are known already and left out.
    """
    names = list(sketches)
    sizes = [len(each) for each in sketches.values()]
    pairs, counts = np.unique(_together(list(sketches.values())), return_counts=True)
    for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
        one, other = divmod(pair, len(names))
        worth = count / max(1, min(sizes[one], sizes[other])) >= WORTH_ALIGNING / 2 or count * share >= LONG_QUOTE
        if count * share >= FEWEST and worth and not known.issuperset((names[one], names[other])):
            yield names[one], names[other]


def _together(runs: list[Numbers]) -> Pairs:
    """Return one entry for each run that two texts share, the pair as one number."""
    owners = np.repeat(np.arange(len(runs), dtype=np.int64), [len(one) for one in runs])
    values = np.concatenate([np.zeros(0, dtype=np.uint64), *runs])
    order = np.lexsort((owners, values))
    values, owners = values[order], owners[order]
    borders = np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1], [True]]))[: len(values) + 1]
    listed = [np.zeros(0, dtype=np.int64)]
    by_size: dict[int, list[int]] = {}
    for start, end in pairwise(borders.tolist()):
        if end - start > 1:
            by_size.setdefault(end - start, []).append(start)
    for size, starts in by_size.items():
        rows = owners[np.array(starts)[:, None] + np.arange(size)]
        left, right = np.triu_indices(size, 1) if size <= CROWD else (np.arange(size - 1), np.arange(1, size))
        listed.append((rows[:, left] * len(runs) + rows[:, right]).ravel())
    return np.concatenate(listed)
