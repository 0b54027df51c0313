"""Scores of an embedder on development sets: translations to find, sentence pairs to rank, passages to retrieve.

All scores are percentages. A development file chooses settings; it never proves quality.
"""

import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.errors import SourceError

Vectors = npt.NDArray[np.float32]
Truth = npt.NDArray[np.float64]
Encode = Callable[[Sequence[str]], Vectors]
_GRADED = ("stsb_dev",)
_UNAVERAGED = ("pawsx_dev",)


@dataclass(frozen=True, slots=True, kw_only=True)
class DevSets:
    """What a development file holds.

    Attributes:
        bitext: Name -> (Chinese, English) translations.
        pairs: Name -> (first, second, similarity); graded or 0/1.
        questions: (question, index of the passage that answers it).
        passages: The passages.
    """

    bitext: Mapping[str, Sequence[tuple[str, str]]]
    pairs: Mapping[str, Sequence[tuple[str, str, float]]]
    questions: Sequence[tuple[str, int]]
    passages: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DevScores:
    """Scores by name, in percent, and their average without PAWS-X, which word overlap cannot solve."""

    scores: Mapping[str, float]

    @property
    def average(self) -> float:
        """Mean of the scores; the two directions of a bitext count as one."""
        return float(np.mean([value for name, value in self.scores.items() if name not in _UNAVERAGED]))


def read_dev_sets(path: Path) -> DevSets:
    """Return the development sets of a gzipped JSON file.

    Raises:
        SourceError: The file is missing, damaged or in another shape.
    """
    try:
        raw: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
        questions, passages = raw["cmrc_trial"]
        return DevSets(bitext=raw["bitext"], pairs=raw["pairs"], questions=questions, passages=passages)
    except (OSError, EOFError, ValueError, KeyError) as error:
        raise SourceError(f"development file {str(path)!r} cannot be read ({error}); fetch it again") from error


def evaluate(encode: Encode, dev: DevSets) -> DevScores:
    """Return the scores of an encoder whose vectors have length one."""
    scores: dict[str, float] = {}
    for name, bitext in dev.bitext.items():
        chinese, english = (encode([pair[side] for pair in bitext]) for side in (0, 1))
        expected = np.arange(len(bitext))
        directions = (first_hits(chinese, english, expected), first_hits(english, chinese, expected))
        scores[name] = float(np.mean(directions))
    for name, pairs in dev.pairs.items():
        cosines = np.sum(encode([a for a, _, _ in pairs]) * encode([b for _, b, _ in pairs]), axis=1)
        truth = np.array([value for _, _, value in pairs])
        scores[name] = _rank_agreement(name, cosines, truth)
    expected = np.array([index for _, index in dev.questions])
    questions = encode([question for question, _ in dev.questions])
    scores["cmrc_trial"] = first_hits(questions, encode(dev.passages), expected)
    return DevScores(scores=scores)


def first_hits(queries: Vectors, candidates: Vectors, expected: npt.NDArray[np.int64]) -> float:
    """Return the percentage of queries whose nearest candidate is the expected one (R@1)."""
    return float(100 * np.mean((queries @ candidates.T).argmax(axis=1) == expected))


def _rank_agreement(name: str, cosines: Vectors, truth: Truth) -> float:
    """Return Spearman's rank correlation for graded truth, the area under the ROC curve for yes or no."""
    ranks = _mean_ranks(cosines)
    if name in _GRADED:
        return float(100 * np.corrcoef(ranks, _mean_ranks(truth))[0, 1])
    positive = truth > 0.5
    found = int(positive.sum())
    above = ranks[positive].sum() - found * (found + 1) / 2
    return float(100 * above / (found * (len(truth) - found)))


def _mean_ranks(values: Vectors | Truth) -> Truth:
    """Return ranks from 1; equal values share the mean of their ranks."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[places], dtype=np.float64)
