"""Encoders small enough to reason about, and entries to feed them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.domain.document import SourceType
from assistant.domain.identifiers import DocumentId, SegmentId
from assistant.ports import IndexEntry, SearchQuery, Vectors
from assistant.retrieval.vectors import unit_rows

CONCEPTS = (
    ("供应链", "supply", "chain"),
    ("韧性", "resilience"),
    ("成本", "cost", "costs"),
    ("质量", "quality"),
    ("工人", "workers"),
    ("培训", "training"),
    ("数据", "data"),
    ("设备", "machines"),
    ("的", "the", "of", "and"),
)
"""Words of one row mean the same; the last row hardly means anything."""
WORDS = ("?", *(word for row in CONCEPTS for word in row))
_READ = re.compile("|".join(sorted(WORDS[1:], key=len, reverse=True)))


def _table() -> Vectors:
    """A direction per concept, each word a little off it; synonyms have a cosine of about .9."""
    noise = np.random.default_rng(7).normal(scale=0.06, size=(len(WORDS), 24))
    table = np.zeros((len(WORDS), 24), dtype=np.float32)
    for number, row in enumerate(CONCEPTS):
        for word in row:
            at = WORDS.index(word)
            table[at] = noise[at]
            table[at, number] += 1
            table[at] *= 0.1 if number == len(CONCEPTS) - 1 else 1
    return table


@dataclass(frozen=True)
class ToyTable:
    vectors: Vectors
    tokens: tuple[str, ...]


class ConceptEncoder:
    """Knows that 韧性 is resilience, and counts what it is asked."""

    def __init__(self, identity: str = "concepts:1") -> None:
        self.embedder_id = identity
        self.seen: list[str] = []
        self.table = _table()

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        self.seen += texts
        return self._rows(texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._rows(texts)

    def _rows(self, texts: Sequence[str]) -> Vectors:
        return unit_rows(np.array([self.table[ids].sum(axis=0) for ids in self.ids(texts)], dtype=np.float32))

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        return [[WORDS.index(word) for word in _READ.findall(text.lower())] for text in texts]


class ReadableEncoder(ConceptEncoder):
    """The same, and its words can be read out."""

    def token_ids(self, texts: Sequence[str]) -> list[list[int]]:
        return self.ids(texts)

    def token_table(self) -> ToyTable:
        return ToyTable(self.table, WORDS)


def entry(number: int, text: str, document: str = "d0", kind: SourceType = SourceType.INTERVIEW) -> IndexEntry:
    return IndexEntry(
        segment_id=SegmentId(f"s{number:05d}"),
        document_id=DocumentId(document),
        source_type=kind,
        case="某公司",
        text=text,
        ordinal=number,
    )


def entries(texts: Iterable[str]) -> list[IndexEntry]:
    return [entry(number, text) for number, text in enumerate(texts)]


def ask(text: str, **where: object) -> SearchQuery:
    return SearchQuery(text=text, **where)  # type: ignore[arg-type]


def numbers(hits: Iterable[object]) -> list[int]:
    return [int(hit.segment_id[1:]) for hit in hits]  # type: ignore[attr-defined]


CORPUS = (
    "我们靠数据提高了供应链的韧性",
    "成本降了三成,工人少了一半",
    "设备的质量和数据的质量都要管",
    "培训工人用新设备",
    "The machines of the plant and the data of the plant",
    "Training the workers of the plant",
)
