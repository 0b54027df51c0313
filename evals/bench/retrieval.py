"""Speed of the bundled embedder and of re-ranking, against the bare library: ``python evals/bench/retrieval.py``.

The bare side is ``SentenceTransformer.encode`` with the same folder, the same texts and as many threads, in the same
run. Times are the best of several runs; the texts are the sentences of the demonstration corpus, over and over.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import numpy as np

from evals.bench._rows import Row, at_most, best, told, within

ROOT = Path(__file__).resolve().parents[2]
TEXTS = 20_000
CANDIDATES = 300
LIMIT = 1.1
"""Time of ours to that of the bare library, at most."""
_FRESH = """
import time
began = time.perf_counter()
{}
seconds = time.perf_counter() - began
most = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(seconds, most.split()[1])
"""
_OURS = "from assistant.retrieval.bundled_model import BundledEmbeddings as E; E().embed_query('平台 platform')"
_BARE = "from sentence_transformers import SentenceTransformer as E; E({!r}, device='cpu').encode('平台 platform')"


def fresh(code: str) -> tuple[float, float]:
    """Return seconds to the first vector and the most memory, in MiB, of a process of its own."""
    program = _FRESH.format(code)
    told = [
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT).stdout
        for _ in range(2)
    ]
    seconds, kib = min(tuple(map(float, line.split()[-2:])) for line in told)
    return seconds, kib / 1024


def corpus_sentences() -> list[str]:
    """Return the sentences of the demonstration corpus, repeated."""
    from assistant.retrieval.adaptation_pairs import sentences  # noqa: PLC0415 - after the environment is set
    from evals.exemplar import read_corpus  # noqa: PLC0415 - as above

    corpus = read_corpus(ROOT / "corpora" / "cosmoplat")
    units = [unit.text for text in corpus.texts.values() for unit in text.units()]
    found = [sentence for unit in units for sentence in sentences(unit)]
    return (found * (TEXTS // len(found) + 1))[:TEXTS]


def rerank_times(texts: Sequence[str]) -> list[float]:
    """Return seconds per query for scoring 300 candidates out of all passages by soft BM25."""
    from evals.retrieval_systems import bundled, soft_index  # noqa: PLC0415 - after the environment is set

    index = soft_index(bundled(256), list(texts))
    chance = np.random.default_rng(7)
    times = []
    for query in texts[:200]:
        rows = np.sort(chance.choice(len(texts), CANDIDATES, replace=False))
        began = time.perf_counter()
        index.scores(query, rows)
        times.append(time.perf_counter() - began)
    return times


def main() -> int:
    """Measure, print, and fail where the embedder is slower than the bare library."""
    import torch  # noqa: PLC0415 - after the environment is set
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - as above

    from assistant.retrieval.bundled_model import BUNDLED_MODEL, BundledEmbeddings  # noqa: PLC0415 - as above

    torch.set_num_threads(1)
    texts = corpus_sentences()
    ours, bare = BundledEmbeddings(), SentenceTransformer(str(BUNDLED_MODEL), device="cpu")
    worst = float(np.min(np.sum(ours.encode(texts[:500]) * bare.encode(texts[:500]), axis=1)))
    lists, arrays = best(lambda: ours.embed_documents(texts)), best(lambda: ours.encode(texts))
    plain = best(lambda: bare.encode(texts, batch_size=256, show_progress_bar=False))
    (load, memory), (bare_load, bare_memory) = fresh(_OURS), fresh(_BARE.format(str(BUNDLED_MODEL)))
    times = rerank_times(texts)
    rows = [
        Row(what=f"embedding {TEXTS:,} sentences into lists", ours=lists, bare=plain, unit="s"),
        at_most(Row(what=f"embedding {TEXTS:,} sentences", ours=arrays, bare=plain, unit="s", main=True), LIMIT),
        Row(what="to the first vector, new process", ours=load, bare=bare_load, unit="s", main=True),
        Row(what="most memory of that process", ours=memory, bare=bare_memory, unit="MiB", main=True),
        within(
            Row(what=f"re-ranking {CANDIDATES} passages, median", ours=1000 * median(times), unit="ms", main=True), 10
        ),
        Row(what="re-ranking, 95 % within", ours=1000 * float(np.quantile(times, 0.95)), unit="ms"),
    ]
    print(f"least cosine between both sides' vectors: {worst:.6f}")
    return max(told("retrieval", rows), int(worst <= 0.9999))


if __name__ == "__main__":
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"):
        os.environ[name] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
