"""How well a study's own passages are found, before and after: always with documents that were not learned from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from assistant.domain.document import SourceType
from assistant.domain.identifiers import DocumentId, SegmentId
from assistant.ports import IndexEntry, SearchQuery, Vectors
from assistant.retrieval.adaptation_pairs import TextPair, Texts, sentences
from assistant.retrieval.bundled_model import TokenTable, mean_vectors
from assistant.retrieval.exact import ExactIndex

MEANING, SEARCH = ", meaning", ", search"
"""How the name of a figure ends: by cosine alone, or as the study's index searches."""
DEPTH = 100
"""Hits that are looked at; an answer further down counts nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedQuery:
    """A query whose answers people have marked: an indicator line and the passages they coded so.

    Attributes:
        answers: (document, place of the passage among those of the document).
    """

    text: str
    answers: frozenset[tuple[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Queries over passages, with the rows that answer each."""

    queries: tuple[str, ...]
    passages: tuple[str, ...]
    answers: tuple[frozenset[int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measure before and after; mean of the queries' average precision, 0 to 1.

    Attributes:
        error: Standard error of the mean difference; 0 where there are fewer than two queries.
    """

    name: str
    queries: int
    before: float
    after: float
    error: float

    @property
    def gain(self) -> float:
        """After less before."""
        return self.after - self.before

    @classmethod
    def compare(cls, name: str, before: Sequence[float], after: Sequence[float]) -> Figure:
        """Return the figure of two runs over the same queries."""
        gains = [late - early for early, late in zip(before, after, strict=True)]
        error = stdev(gains) / len(gains) ** 0.5 if len(gains) > 1 else 0.0
        means = [fmean(values) if values else 0.0 for values in (before, after)]
        return cls(name=name, queries=len(gains), before=means[0], after=means[1], error=error)


class TableEncoder:
    """An encoder over a table of token vectors that has not been saved."""

    def __init__(self, tokenizer: Tokenizer, table: Vectors, idf: Vectors) -> None:
        self._tokenizer = tokenizer
        self._table = table
        self._idf = idf
        self.embedder_id = f"table:{hashlib.sha256(table.tobytes()).hexdigest()[:12]}"

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Return one row per passage."""
        return mean_vectors(self.token_ids(texts), self._table)

    encode_queries = encode_documents

    def token_ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the token ids of each text."""
        return [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)]

    def token_table(self) -> TokenTable:
        """Return the table of all tokens."""
        spellings = self._tokenizer.get_vocab()
        return TokenTable(
            vectors=self._table,
            norms=np.linalg.norm(self._table, axis=1),
            idf=self._idf,
            tokens=tuple(sorted(spellings, key=spellings.__getitem__)),
        )


def cloze_trial(texts: Texts, documents: Sequence[str], seed: int) -> Trial:
    """Return a trial in which one sentence of each passage of the documents seeks the rest of it among all passages."""
    chance = np.random.default_rng(seed)
    queries: list[str] = []
    passages: list[str] = []
    answers: list[frozenset[int]] = []
    for name in sorted(texts):
        for passage in texts[name]:
            asked = sentences(passage) if name in documents else []
            if asked:
                queries.append(asked[int(chance.integers(len(asked)))])
                answers.append(frozenset([len(passages)]))
            passages.append(passage.replace(queries[-1], " ", 1) if asked else passage)
    return Trial(queries=tuple(queries), passages=tuple(passages), answers=tuple(answers))


def judged_trial(texts: Texts, documents: Sequence[str], judged: Sequence[JudgedQuery]) -> Trial:
    """Return a trial in which queries seek the marked passages of the documents, among the passages of these alone."""
    places = [(name, at) for name in documents for at in range(len(texts[name]))]
    rows = {place: row for row, place in enumerate(places)}
    wanted = [frozenset(rows[place] for place in query.answers if place in rows) for query in judged]
    return Trial(
        queries=tuple(query.text for query, found in zip(judged, wanted, strict=True) if found),
        passages=tuple(texts[name][at] for name, at in places),
        answers=tuple(found for found in wanted if found),
    )


def pair_trial(pairs: Sequence[TextPair]) -> Trial:
    """Return a trial in which each side of a pair seeks the other among the sides of all."""
    sides = [text for pair in pairs for text in pair]
    rows: dict[str, list[int]] = {}
    for row, text in enumerate(sides):
        rows.setdefault(text, []).append(row)
    others = [frozenset(rows[sides[row ^ 1]]) - frozenset(rows[text]) for row, text in enumerate(sides)]
    return Trial(queries=tuple(sides), passages=tuple(sides), answers=tuple(others))


def by_meaning(trial: Trial, encoder: TableEncoder) -> list[float]:
    """Return each query's average precision by cosine; a query does not find itself."""
    if not trial.queries:
        return []
    near = encoder.encode_queries(trial.queries) @ encoder.encode_documents(trial.passages).T
    own = np.array([[query == passage for passage in trial.passages] for query in trial.queries])
    near[own] = -np.inf
    return [_precision(np.argsort(-row, kind="stable"), found) for row, found in zip(near, trial.answers, strict=True)]


def by_search(trial: Trial, encoder: TableEncoder) -> list[float]:
    """Return each query's average precision in a search as the study's index makes it."""
    index = ExactIndex(encoder)
    index.refresh(_entries(trial.passages))
    found = [index.search(SearchQuery(text=query, limit=DEPTH)) for query in trial.queries]
    rows = [np.array([int(hit.segment_id) for hit in hits], dtype=np.int64) for hits in found]
    return [_precision(ranked, answers) for ranked, answers in zip(rows, trial.answers, strict=True)]


def figures(
    trials: Mapping[str, Trial], before: TableEncoder, after: TableEncoder, searched: frozenset[str]
) -> tuple[Figure, ...]:
    """Return what each trial says of both encoders, by meaning and, for those named, by search."""
    made = []
    for name, trial in trials.items():
        if trial.queries:
            made.append(Figure.compare(name + MEANING, by_meaning(trial, before), by_meaning(trial, after)))
        if trial.queries and name in searched:
            made.append(Figure.compare(name + SEARCH, by_search(trial, before), by_search(trial, after)))
    return tuple(made)


def _precision(ranked: NDArray[np.int64], answers: frozenset[int]) -> float:
    """Return the average precision of one ranking, as far as it is looked at."""
    hits = np.isin(ranked[:DEPTH], list(answers))
    shares = np.cumsum(hits)[hits] / (np.flatnonzero(hits) + 1)
    return float(shares.sum() / max(1, len(answers)))


def _entries(passages: Sequence[str]) -> list[IndexEntry]:
    return [
        IndexEntry(
            segment_id=SegmentId(f"{row:07d}"),
            document_id=DocumentId("trial"),
            source_type=SourceType.OTHER,
            case="",
            text=text,
            ordinal=row,
        )
        for row, text in enumerate(passages)
    ]
