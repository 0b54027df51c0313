"""Identical units collapse to patterns, and units to counts: what makes a thousand resamples cheap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assistant.agreement.arrays import CodeArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Patterns:
    """The different rows of a study.

    Attributes:
        codes: Shape (patterns, coders).
        size: Shape (patterns,): units with that pattern.
        of_unit: Shape (units,): the pattern of each unit.
    """

    codes: CodeArray
    size: IntArray
    of_unit: IntArray


def counts_by_unit(codes: CodeArray, categories: int) -> FloatArray:
    """Return how many coders gave each unit each category, shape (units, categories)."""
    units, _ = codes.shape
    counts = np.zeros(units * categories, dtype=np.float64)
    base = np.arange(units, dtype=np.int64) * categories
    for column in codes.T:
        seen = column >= 0
        counts[(base + column)[seen]] += 1.0
    return counts.reshape(units, categories)


def collapse(codes: CodeArray, categories: int, *, anonymous: bool) -> Patterns:
    """Return the patterns of a study.

    Args:
        codes: Shape (units, coders).
        categories: Number of categories.
        anonymous: True if it does not matter which coder gave which code; rows are then sorted first.
    """
    rows = np.sort(codes, axis=1) if anonymous else codes
    base = categories + 1
    if base ** rows.shape[1] >= 2**62:
        unique, inverse, size = np.unique(rows, axis=0, return_inverse=True, return_counts=True)
        return Patterns(unique, size.astype(np.int64), inverse.reshape(-1).astype(np.int64))
    key = np.zeros(rows.shape[0], dtype=np.int64)
    for column in rows.T:
        key *= base
        key += column + 1
    room = base ** rows.shape[1]
    if room > max(65_536, 4 * rows.shape[0]):
        _, first, inverse, size = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
        return Patterns(rows[first], size.astype(np.int64), inverse.reshape(-1).astype(np.int64))
    every = np.bincount(key, minlength=room)
    kinds = np.flatnonzero(every)
    place = np.zeros(room, dtype=np.int64)
    place[kinds] = np.arange(kinds.size)
    powers = base ** np.arange(rows.shape[1] - 1, -1, -1)
    unique = (kinds[:, None] // powers) % base - 1
    return Patterns(unique.astype(np.int32), every[kinds].astype(np.int64), place[key])
