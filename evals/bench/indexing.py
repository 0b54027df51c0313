"""The index: embedding, refreshing, searching at 10,000 and 100,000 segments (``--large``: 500,000 too).

Bare sides of the same run: ``SentenceTransformer.encode`` for embedding, one numpy matrix product and a bare Chroma
collection with the same vectors for searching. Recall is against exact search over the same vectors.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from statistics import median

import numpy as np

from assistant.domain.document import SourceType
from assistant.ports import IndexEntry, SearchQuery, Vectors
from assistant.retrieval.bundled_model import BUNDLED_MODEL
from assistant.retrieval.chroma import ChromaStore
from assistant.retrieval.embedders import open_encoder
from assistant.retrieval.index import HybridIndex, open_index
from evals.bench._rows import Row, at_most, told, within
from evals.exemplar import read_corpus

ROOT = Path(__file__).resolve().parents[2]
SIZES = (10_000, 100_000)
LARGE = 500_000
QUERIES = 100
DEPTH = 10
KINDS = tuple(SourceType)


def passages(count: int) -> list[str]:
    """Return different passages: the clauses of the demonstration corpus, shuffled together with a running number."""
    chance = Random(7)
    corpus = read_corpus(ROOT / "corpora" / "cosmoplat")
    words = [unit.text for text in corpus.texts.values() for unit in text.units()]
    clauses = [clause for text in words for clause in text.replace("。", "，").split("，") if 4 < len(clause) < 40]
    return [f"{'，'.join(chance.choices(clauses, k=3))}（{number}）。" for number in range(count)]


def entries(texts: Sequence[str]) -> list[IndexEntry]:
    """Return the passages as segments of 200 to a document, over all source types."""
    return [
        IndexEntry(
            segment_id=f"{number:064d}", document_id=f"{number // 200:064d}",
            source_type=KINDS[number // 200 % len(KINDS)], case="", text=text, ordinal=number % 200,
        )
        for number, text in enumerate(texts)
    ]  # fmt: skip


def embedding_rows(texts: Sequence[str]) -> list[Row]:
    """Return what embedding costs beside the bare library."""
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - seconds to import

    ours, bare = open_encoder("bundled", cache=None), SentenceTransformer(str(BUNDLED_MODEL), device="cpu")
    times: list[tuple[float, float]] = []
    for _ in range(3):
        began = time.perf_counter()
        ours.encode_documents(texts)
        middle = time.perf_counter()
        bare.encode(list(texts), batch_size=256, show_progress_bar=False)
        times.append((middle - began, time.perf_counter() - middle))
    seconds, plain = (min(pair[side] for pair in times) for side in (0, 1))
    row = Row(what=f"embedding {len(texts):,} passages", ours=seconds, bare=plain, unit="s", main=True)
    return [at_most(row, 1.1)]


def size_rows(count: int) -> list[Row]:
    """Return what a study of so many segments costs to index, to look over again and to search."""
    texts = passages(count)
    encoder = open_encoder("bundled", cache=None)
    vectors = encoder.encode_documents(texts)
    asked = Random(11).sample(texts, QUERIES)
    queries = [text.split("，")[0] for text in asked]
    with tempfile.TemporaryDirectory() as scratch:
        index = open_index(Path(scratch), encoder)
        listed = entries(texts)
        began = time.perf_counter()
        index.refresh(listed)
        first = time.perf_counter() - began
        began = time.perf_counter()
        index.refresh(listed)
        again = time.perf_counter() - began
        ours = _search_times(index, queries)
        index.close()
        asked_vectors = encoder.encode_queries(queries)
        store = ChromaStore(next(Path(scratch).rglob("chroma-*")), encoder.embedder_id)
        recall, chroma = _bare_chroma(store, vectors, asked_vectors)
    numpy_times = _matrix_times(vectors, asked_vectors)
    name = f"{count:,} segments"
    return [
        Row(what=f"{name}: indexing", ours=first, unit="s"),
        at_most(
            Row(what=f"{name}: unchanged, indexed again (bare: first time)", ours=again, bare=first, unit="s"), 0.02
        ),
        Row(what=f"{name}: a search, words and meaning (bare: one product)", ours=ours, bare=numpy_times, unit="ms"),
        Row(what=f"{name}: a search (bare: Chroma alone, every type)", ours=ours, bare=chroma, unit="ms", main=True),
        _recall_row(name, recall),
    ]


def _recall_row(name: str, recall: float) -> Row:
    return Row(
        what=f"{name}: recall of the vector store's first {DEPTH}", ours=recall, unit="share", limit=">= 0.99",
        holds=recall >= 0.99, main=True,
    )  # fmt: skip


def _search_times(index: HybridIndex, queries: Sequence[str]) -> float:
    index.search(SearchQuery(text=queries[0], limit=DEPTH))
    times = []
    for query in queries:
        began = time.perf_counter()
        index.search(SearchQuery(text=query, limit=DEPTH))
        times.append(time.perf_counter() - began)
    return 1000 * median(times)


def _matrix_times(vectors: Vectors, queries: Vectors) -> float:
    times = []
    for query in queries:
        began = time.perf_counter()
        scores = vectors @ query
        np.argpartition(-scores, DEPTH)[:DEPTH]
        times.append(time.perf_counter() - began)
    return 1000 * median(times)


def _bare_chroma(store: ChromaStore, vectors: Vectors, queries: Vectors) -> tuple[float, float]:
    """Return recall against exact search, and milliseconds to ask every collection once."""
    kinds = np.arange(len(vectors)) // 200 % len(KINDS)
    hits, times = 0, []
    for query in queries:
        began = time.perf_counter()
        found = [store.nearest(kind, query[None, :], DEPTH) for kind in KINDS]
        times.append(time.perf_counter() - began)
        for place, (names, _cosines) in enumerate(found):
            rows = np.flatnonzero(kinds == place)
            scores = vectors[rows] @ query
            least = np.sort(scores)[-DEPTH]
            hits += sum(float(vectors[int(name)] @ query) >= least - 1e-6 for name in names)
    store.close()
    return hits / (len(queries) * len(KINDS) * DEPTH), 1000 * median(times)


def main(arguments: Sequence[str]) -> int:
    """Measure."""
    rows = embedding_rows(passages(20_000))
    for count in (*SIZES, *((LARGE,) if "--large" in arguments else ())):
        rows += size_rows(count)
    searches = [row for row in rows if "Chroma alone" in row.what]
    rows = [within(row, 500.0) if row in searches else row for row in rows]
    return told("indexing", rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
