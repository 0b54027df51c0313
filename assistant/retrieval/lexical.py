"""Finding by words: BM25 (Robertson and Zaragoza, 2009) over Chinese words and pairs, English stems and numbers.

An index belongs to one roster; its fingerprint says which, and another roster's index is never used.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.ports import WordMatch
from assistant.retrieval.roster import Mask, Rows, Scores
from assistant.retrieval.tokens import VERSION, passage_tokens, query_tokens, spelled

_SEAL = "seal.json"
K1 = 1.2
B = 0.75


class _Bm25(Protocol):
    vocab_dict: dict[str, int]
    scores: dict[str, NDArray[np.float32]]

    def index(self, corpus: object, *, create_empty_token: bool, show_progress: bool) -> None: ...
    def get_scores_from_ids(self, query_tokens_ids: list[int]) -> Scores: ...
    def save(self, save_dir: str, *, show_progress: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class LexicalRanking:
    """Rows found by words, best first.

    Attributes:
        covered: Per row, the share (0 to 1) of the query's idf mass that the passage holds.
    """

    rows: Rows
    scores: Scores
    covered: Scores


NOTHING = LexicalRanking(np.zeros(0, np.int64), np.zeros(0, np.float32), np.zeros(0, np.float32))


class LexicalIndex:
    """BM25 over the passages of one roster."""

    def __init__(self, fingerprint: str, size: int, engine: _Bm25 | None) -> None:
        """Take a ready engine, None where no passage has a token."""
        self.fingerprint = fingerprint
        self._size = size
        self._engine = engine

    @classmethod
    def build(cls, texts: Iterable[str], fingerprint: str) -> LexicalIndex:
        """Return the index of passages given in the order of the roster."""
        vocabulary: dict[str, int] = {}
        numbered = [[vocabulary.setdefault(t, len(vocabulary)) for t in passage_tokens(text)] for text in texts]
        if not vocabulary:
            return cls(fingerprint, len(numbered), None)
        engine = _new_engine()
        engine.index((numbered, vocabulary), create_empty_token=False, show_progress=False)
        return cls(fingerprint, len(numbered), engine)

    @classmethod
    def load(cls, folder: Path, fingerprint: str) -> LexicalIndex | None:
        """Return a saved index, None where there is none for this roster or it cannot be read."""
        try:
            seal = json.loads((folder / _SEAL).read_text(encoding="utf-8"))
            if seal["fingerprint"] != fingerprint or seal["tokens"] != VERSION:
                return None
            return cls(fingerprint, int(seal["size"]), _load_engine(folder) if seal["words"] else None)
        except (OSError, ValueError, KeyError, TypeError, EOFError):
            return None

    def save(self, folder: Path) -> None:
        """Save beside the vector store; the seal is written last, so half a save is no index."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        if self._engine is not None:
            self._engine.save(str(folder), show_progress=False)
        seal = {
            "fingerprint": self.fingerprint,
            "tokens": VERSION,
            "size": self._size,
            "words": self._engine is not None,
        }
        (folder / _SEAL).write_text(json.dumps(seal), encoding="utf-8")

    def search(self, text: str, mask: Mask, depth: int) -> LexicalRanking:
        """Return at most ``depth`` rows among those of the mask that share a token with the query."""
        tokens = query_tokens(text)
        known = self._known(tokens)
        if self._engine is None or not known:
            return NOTHING
        scores = self._engine.get_scores_from_ids(list(known.values())) * mask
        rows = best_rows(scores, depth)
        return LexicalRanking(rows, scores[rows], self._covered(tokens, known)[rows])

    def matches(self, text: str, row: int) -> tuple[WordMatch, ...]:
        """Return the words of the query that a passage holds, rarest first."""
        held = {
            token: column for token, column in self._known(query_tokens(text)).items() if row in self._holders(column)
        }
        ranked = sorted(held, key=lambda token: -self._idf[held[token]])
        return tuple(WordMatch(spelled(token), spelled(token), 1.0) for token in ranked)

    def _known(self, tokens: list[str]) -> dict[str, int]:
        vocabulary = self._engine.vocab_dict if self._engine is not None else {}
        return {token: vocabulary[token] for token in tokens if token in vocabulary}

    def _holders(self, column: int) -> NDArray[np.int32]:
        assert self._engine is not None, "columns exist only where there is an engine"
        start, end = self._starts[column], self._starts[column + 1]
        return np.asarray(self._engine.scores["indices"][start:end], dtype=np.int32)

    def _covered(self, tokens: list[str], known: dict[str, int]) -> Scores:
        """Share of the query's idf mass in each row; a word nobody knows weighs as much as the rarest."""
        mass = np.zeros(self._size, dtype=np.float32)
        for column in known.values():
            mass[self._holders(column)] += self._idf[column]
        unknown = (len(tokens) - len(known)) * _idf(np.zeros(1), self._size)[0]
        return np.asarray(mass / (self._idf[list(known.values())].sum() + unknown), dtype=np.float32)

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        assert self._engine is not None, "columns exist only where there is an engine"
        return np.asarray(self._engine.scores["indptr"], dtype=np.int64)

    @cached_property
    def _idf(self) -> Scores:
        return _idf(np.diff(self._starts), self._size)


def joined(rankings: list[LexicalRanking]) -> LexicalRanking:
    """Return rankings over different rows of the same index as one."""
    rows = np.concatenate([ranking.rows for ranking in rankings])
    scores = np.concatenate([ranking.scores for ranking in rankings])
    covered = np.concatenate([ranking.covered for ranking in rankings])
    order = np.lexsort((rows, -scores))
    return LexicalRanking(rows[order], scores[order], covered[order])


def best_rows(scores: Scores, depth: int) -> Rows:
    """Return the rows with the highest positive scores, best first, ties by row."""
    positive = np.flatnonzero(scores > 0)
    if len(positive) > depth:
        border = np.partition(scores[positive], len(positive) - depth)[len(positive) - depth]
        positive = positive[scores[positive] >= border]
    return positive[np.lexsort((positive, -scores[positive]))][:depth]


def _idf(frequencies: NDArray[np.int64] | NDArray[np.float64], size: int) -> Scores:
    return np.log1p((size - frequencies + 0.5) / (frequencies + 0.5)).astype(np.float32)


def _new_engine() -> _Bm25:
    import bm25s  # noqa: PLC0415 - needed once there is something to index

    engine: _Bm25 = bm25s.BM25(k1=K1, b=B, backend="numpy")
    return engine


def _load_engine(folder: Path) -> _Bm25:
    import bm25s  # noqa: PLC0415 - needed once there is something to search

    engine: _Bm25 = bm25s.BM25.load(str(folder), show_progress=False)
    return engine
