"""Soft BM25: BM25 in which a passage's word answers a query's word as far as their static vectors agree.

An exact match counts 1, a near one its cosine where that reaches ``NEAR``, anything else nothing; so it ranks like BM25
within a language, goes on working across two, and can show which word answered which. A query word weighs its idf,
taken from a soft document frequency, times the length of its vector, which is the weight that training gave it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from assistant.ports import Vectors, WordMatch
from assistant.retrieval.roster import Rows, Scores
from assistant.retrieval.vectors import batches, unit_rows

NEAR = 0.4
"""Cosine from which two words are taken to be about the same thing."""
K1 = 1.2
B = 0.75
MOST_QUERY_TOKENS = 64
"""A longer query is judged by its heaviest tokens."""
MOST_MATCHES = 12
_TEXTS_AT_ONCE = 2048

Tokens = NDArray[np.int32]


class WordTable(Protocol):
    """What is known of the tokens of a static embedder; row t belongs to token t, token 0 is the unknown one."""

    @property
    def vectors(self) -> Vectors:
        """One row per token, not normalised."""
        ...

    @property
    def tokens(self) -> Sequence[str]:
        """Their spelling."""
        ...


@runtime_checkable
class WordReader(Protocol):
    """An embedder that can say which tokens it read and what each means."""

    @property
    def embedder_id(self) -> str:
        """Stable name of model, weights and settings."""
        ...

    def token_ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the token ids of each text."""
        ...

    def token_table(self) -> WordTable:
        """Return the table of all tokens."""
        ...


class Words:
    """A word reader with its table brought to length one, kept for as long as the embedder is."""

    def __init__(self, reader: WordReader) -> None:
        table = reader.token_table()
        self.identity = reader.embedder_id
        self._reader = reader
        self.directions = unit_rows(table.vectors)
        self.weights: Scores = np.linalg.norm(table.vectors, axis=1).astype(np.float32)
        self.spelling = table.tokens

    def read(self, texts: Sequence[str]) -> list[Tokens]:
        """Return the known tokens of each text, repeats included."""
        found = (np.asarray(ids, dtype=np.int32) for ids in self._reader.token_ids(texts))
        return [ids[self.weights[ids] > 0] for ids in found]

    def say(self, token: int) -> str:
        """Return a token as a person would write it."""
        return self.spelling[token].strip("\u2581#\u0120 ") or self.spelling[token]


@dataclass(frozen=True, slots=True)
class Counts:
    """Which tokens each passage of a roster holds; those of row r lie at ``starts[r]`` to ``starts[r + 1]``.

    Attributes:
        repeats: How often each token stands in its passage.
    """

    starts: Rows
    tokens: Tokens
    repeats: Scores

    @classmethod
    def read(cls, words: Words, texts: Iterable[str]) -> Counts:
        """Read passages in the order of the roster."""
        read = (ids for group in batches(texts, _TEXTS_AT_ONCE) for ids in words.read(group))
        counted = [np.unique(ids, return_counts=True) for ids in read]
        sizes = np.array([0, *(len(tokens) for tokens, _ in counted)], dtype=np.int64)
        tokens = np.concatenate([np.zeros(0, np.int32), *(tokens for tokens, _ in counted)])
        repeats = np.concatenate([np.zeros(0), *(repeats for _, repeats in counted)])
        return cls(np.cumsum(sizes), tokens.astype(np.int32), repeats.astype(np.float32))

    @classmethod
    def load(cls, path: Path, fingerprint: str) -> Counts | None:
        """Return saved counts, None where there are none for this roster or they cannot be read."""
        try:
            with np.load(path, allow_pickle=False) as saved:
                if str(saved["fingerprint"]) != fingerprint:
                    return None
                return cls(saved["starts"], saved["tokens"], saved["repeats"])
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            return None

    def save(self, path: Path, fingerprint: str) -> None:
        """Save; a half-written file is never taken for a whole one."""
        half = path.with_suffix(".half.npz")
        np.savez(half, fingerprint=fingerprint, starts=self.starts, tokens=self.tokens, repeats=self.repeats)
        half.replace(path)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query's distinct tokens: ids, how much each weighs, idf included, and how near each corpus token is.

    Attributes:
        near: Shape (query tokens, candidate tokens), zero below ``NEAR``.
        place: Column of ``near`` for each token of the table, only meant for candidate tokens.
    """

    tokens: Tokens
    weights: Scores
    near: Scores
    place: Tokens


class SoftIndex:
    """The token counts of one roster's passages in one flat array, and the way to score some of them."""

    def __init__(self, words: Words, counts: Counts) -> None:
        self._words = words
        self._starts = counts.starts
        self._tokens = counts.tokens
        sizes = np.diff(counts.starts)
        lengths = np.add.reduceat(np.append(counts.repeats, 0), counts.starts[:-1]) * (sizes > 0)
        self._saturated = _saturated(counts.repeats, np.repeat(lengths, sizes), lengths)
        self._frequency = np.bincount(self._tokens, minlength=len(words.weights)).astype(np.float32)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def scores(self, query: str, rows: Rows) -> Scores:
        """Return the soft BM25 score of each of the rows."""
        flat, owner = self._flat(rows)
        asked = self._ask(query, self._tokens[flat])
        total = np.zeros(len(rows), dtype=np.float32)
        column = asked.place[self._tokens[flat]]
        answers = np.asarray(asked.near.any(axis=0))[column]
        if not answers.any():
            return total
        owner, column, saturated = owner[answers], column[answers], self._saturated[flat[answers]]
        borders = np.flatnonzero(np.diff(owner, prepend=-1))
        best = np.maximum.reduceat(asked.near[:, column] * saturated, borders, axis=1)
        total[owner[borders]] = asked.weights @ best
        return total

    def matches(self, query: str, rows: Rows) -> list[tuple[WordMatch, ...]]:
        """Return, for each of the rows, which word of it answers which of the query, most telling first."""
        asked = self._ask(query, self._tokens[self._flat(rows)[0]])
        return [self._matches(asked, int(row)) for row in rows]

    def _matches(self, asked: _Asked, row: int) -> tuple[WordMatch, ...]:
        span = slice(self._starts[row], self._starts[row + 1])
        tokens = self._tokens[span]
        if not (len(tokens) and len(asked.tokens)):
            return ()
        near = asked.near[:, asked.place[tokens]]
        answered = near * self._saturated[span]
        at = answered.argmax(axis=1)
        each = np.arange(len(at))
        worth = asked.weights * answered[each, at]
        order = [int(q) for q in np.argsort(-worth, kind="stable")[:MOST_MATCHES] if worth[q] > worth.sum() * 0.02]
        say = self._words.say
        return tuple(
            WordMatch(say(asked.tokens[q]), say(tokens[at[q]]), round(float(near[q, at[q]]), 3)) for q in order
        )

    def _flat(self, rows: Rows) -> tuple[Rows, Rows]:
        """Return the places of all tokens of the rows, and which of the rows each belongs to."""
        sizes = self._starts[rows + 1] - self._starts[rows]
        owner = np.repeat(np.arange(len(rows)), sizes)
        first = np.concatenate([[0], np.cumsum(sizes)[:-1]]) if len(rows) else sizes
        within = np.arange(len(owner)) - first[owner]
        return self._starts[rows][owner] + within, owner

    def _ask(self, query: str, candidates: Tokens) -> _Asked:
        table = self._words
        tokens, counts = np.unique(table.read([query])[0], return_counts=True)
        heaviest = np.sort(np.argsort(-table.weights[tokens] * counts, kind="stable")[:MOST_QUERY_TOKENS])
        tokens, counts = tokens[heaviest], counts[heaviest]
        occurring = np.zeros(len(table.weights), dtype=np.bool_)
        occurring[candidates] = True
        vocabulary = np.flatnonzero(occurring)
        place = np.zeros(len(table.weights), dtype=np.int32)
        place[vocabulary] = np.arange(len(vocabulary))
        near = table.directions[tokens] @ table.directions[vocabulary].T
        near[near < NEAR] = 0
        np.minimum(near, 1, out=near)
        weights = table.weights[tokens] * counts * self._idf(tokens, near, vocabulary)
        return _Asked(tokens, weights.astype(np.float32), near, place)

    def _idf(self, tokens: Tokens, near: Scores, vocabulary: Rows) -> Scores:
        """Idf from the passages that hold the word itself and, in part, those that hold its neighbours."""
        soft = np.maximum(near @ self._frequency[vocabulary], self._frequency[tokens])
        soft = np.minimum(soft, len(self))
        return np.asarray(np.log1p((len(self) - soft + 0.5) / (soft + 0.5)), dtype=np.float32)


def _saturated(repeats: Scores, lengths: Scores, all_lengths: Scores) -> Scores:
    mean = float(all_lengths.mean()) if len(all_lengths) else 1.0
    norm = 1 - B + B * lengths / max(mean, 1.0)
    return np.asarray(repeats * (K1 + 1) / (repeats + K1 * norm), dtype=np.float32)


def words_of(encoder: object) -> Words | None:
    """Return the words of an encoder that can read them out, None of any other."""
    return Words(encoder) if isinstance(encoder, WordReader) else None
