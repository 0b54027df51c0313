"""The fingerprint of a text: its runs of five tokens as numbers (shingles; Broder, 1997, pages 21-29)."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.domain.span import Span

RUN = 5
"""Tokens in a run; a Han character or a word is a token."""
MOST = 200_000
"""Tokens looked at in one text."""
_TOKEN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]|[^\W_\u3400-\u4dbf\u4e00-\u9fff]+")
_FACTORS = np.array([pow(0x9E3779B97F4A7C15, power, 1 << 64) for power in range(1, RUN + 1)], dtype=np.uint64)

Numbers = NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprint:
    """What two texts are compared by.

    Attributes:
        tokens: The text's tokens in order, as numbers.
        runs: The numbers of its runs of five tokens, sorted, each once.
    """

    tokens: NDArray[np.uint32]
    runs: Numbers


def fingerprint(text: str) -> Fingerprint:
    """Return the fingerprint of a text; case, white space and signs do not count."""
    found = (match.group() for _, match in zip(range(MOST), _TOKEN.finditer(text.lower()), strict=False))
    return fingerprint_of([_number(token) for token in found])


def fingerprint_of(tokens: Sequence[int]) -> Fingerprint:
    """Return the fingerprint of a text whose tokens are numbered already."""
    numbered = np.array(tokens, dtype=np.uint32)
    return Fingerprint(numbered, np.unique(runs_of(numbered)))


def runs_of(tokens: NDArray[np.uint32]) -> Numbers:
    """Return the number of the run that begins at each token; a shorter text is one run."""
    count = max(1, len(tokens) - RUN + 1)
    padded = np.zeros(count + RUN - 1, dtype=np.uint64)
    padded[: len(tokens)] = tokens
    windows = np.lib.stride_tricks.sliding_window_view(padded, RUN)
    return _mixed((windows * _FACTORS).sum(axis=1, dtype=np.uint64))


def token_spans(text: str) -> Iterator[tuple[int, Span]]:
    """Yield the number and the place of each token."""
    for _, match in zip(range(MOST), _TOKEN.finditer(text), strict=False):
        yield _number(match.group().lower()), Span(*match.span())


def _mixed(numbers: Numbers) -> Numbers:
    """Return the numbers scattered, so that their low bits are a fair sample (Steele, Lea & Flood, 2014)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


def _number(token: str) -> int:
    return ord(token) if len(token) == 1 else zlib.crc32(token.encode("utf-8", "surrogatepass")) | 1 << 31
