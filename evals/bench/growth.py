"""How cost grows with the size of a study: measured, fitted as a power of the size, drawn, and followed to 10^8.

Each step is measured on growing studies; seconds are fitted as a * n^b by least squares on logarithms. The picture goes
to ``evals/bench/growth.png``.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from assistant.agreement import alpha, study_from_codes
from assistant.ledger import open_ledger
from assistant.ports import SearchQuery
from assistant.reading import read_source
from assistant.retrieval.embedders import open_encoder
from assistant.retrieval.index import open_index
from assistant.segmenting import segment_document
from evals.bench._rows import Row, told
from evals.bench.indexing import entries, passages
from evals.bench.ledger import codings, opening, stamp

SIZES = (1_000, 3_000, 10_000, 30_000)
PICTURE = Path(__file__).with_name("growth.png")
FAR = 100_000_000
HOUR = 3_600.0
PATIENCE = {"one search": 2.0}
"""Seconds that a person waits for an act; every other step may take eight hours."""

Step = Callable[[int], float]


def timed(act: Callable[[], object]) -> float:
    """Return the seconds of an act."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def reading(count: int) -> float:
    """Return the seconds to read and cut a text of so many passages."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "text.txt"
        path.write_text("\n".join(passages(count)), "utf-8")
        return timed(lambda: segment_document(read_source(path).document))


def embedding(count: int) -> float:
    """Return the seconds to embed so many passages."""
    encoder, texts = open_encoder("bundled", cache=None), passages(count)
    return timed(lambda: encoder.encode_documents(texts))


def indexing(count: int) -> tuple[float, float, float]:
    """Return the seconds to index so many segments, to look them over again, and of one search (mean of 20)."""
    encoder, texts = open_encoder("bundled", cache=None), passages(count)
    with tempfile.TemporaryDirectory() as scratch:
        index = open_index(Path(scratch), encoder)
        listed = entries(texts)
        first = timed(lambda: index.refresh(listed))
        again = timed(lambda: index.refresh(listed))
        queries = [text[:12] for text in texts[:: count // 20]]
        index.search(SearchQuery(text=queries[0]))
        search = timed(lambda: [index.search(SearchQuery(text=query)) for query in queries]) / len(queries)
        index.close()
    return first, again, search


def recording(count: int) -> tuple[float, float]:
    """Return the seconds to append so many codings in batches of 500, and to prove the ledger."""
    with tempfile.TemporaryDirectory() as scratch:
        ledger = open_ledger(f"sqlite:///{scratch}/ledger.db", stamp())
        ledger.append(opening(), actor="lead")
        acts = list(codings(count))
        append = timed(lambda: [ledger.append(acts[at : at + 500], actor="lead") for at in range(0, count, 500)])
        prove = timed(ledger.verify)
        ledger.close()
    return append, prove


def agreeing(count: int) -> float:
    """Return the seconds of Krippendorff's alpha over so many units and three coders."""
    codes = np.random.default_rng(1).integers(0, 12, (count, 3))
    study = study_from_codes(codes, range(12))
    return timed(lambda: alpha(study))


def measured(count: int) -> dict[str, float]:
    """Return the seconds of every step at one size."""
    first, again, search = indexing(count)
    append, prove = recording(count)
    return {
        "read and cut": reading(count),
        "embed": embedding(count),
        "index (embed, Chroma, words)": first,
        "look over an unchanged index": again,
        "one search": search,
        "record codings": append,
        "prove the ledger": prove,
        "alpha, three coders": agreeing(count),
    }


def fitted(sizes: Sequence[int], seconds: Sequence[float]) -> tuple[float, float]:
    """Return a and b of seconds = a * size ^ b; the smallest size, which fixed costs govern, is left out."""
    known = np.log(sizes[1:]), np.log(np.maximum(seconds[1:], 1e-6))
    slope, offset = np.polyfit(*known, 1)
    return float(np.exp(offset)), float(slope)


def breaks_at(step: str, a: float, b: float) -> float:
    """Return the size at which a step takes longer than people wait."""
    limit = PATIENCE.get(step, 8 * HOUR)
    return float((limit / a) ** (1 / b)) if b > 0.02 else float("inf")


def main() -> int:
    """Measure, fit, draw."""
    at = [measured(count) for count in SIZES]
    rows, curves = [], {}
    for step in at[0]:
        seconds = [each[step] for each in at]
        a, b = fitted(SIZES, seconds)
        curves[step] = (seconds, a, b)
        size = breaks_at(step, a, b)
        when = f"{size:.0e} segments" if size < FAR else "beyond 1e8"
        rows.append(
            Row(what=f"{step}: seconds at {SIZES[-1]:,} (grows as n^{b:.2f})", ours=seconds[-1], unit="s", limit=when)
        )
    draw_curves(curves)
    return told("growth", rows)


def draw_curves(curves: dict[str, tuple[list[float], float, float]]) -> None:
    """Draw seconds against size, both logarithmic, with the fits followed to 10^8."""
    import matplotlib as mpl  # noqa: PLC0415 - for the picture alone

    mpl.use("Agg")
    from matplotlib import pyplot  # noqa: PLC0415 - after the backend is chosen

    figure, axes = pyplot.subplots(figsize=(9, 5.5), layout="constrained")
    far = np.geomspace(SIZES[0], FAR, 60)
    for step, (seconds, a, b) in curves.items():
        (line,) = axes.plot(SIZES, seconds, "o", label=f"{step}, n^{b:.2f}")
        axes.plot(far, a * far**b, "-", color=line.get_color(), linewidth=1, alpha=0.7)
    for limit, words in ((2.0, "two seconds"), (8 * HOUR, "eight hours")):
        axes.axhline(limit, color="grey", linewidth=0.8, linestyle=":")
        axes.annotate(words, (SIZES[0], limit), textcoords="offset points", xytext=(2, 3), fontsize=8, color="grey")
    axes.set(xscale="log", yscale="log", xlabel="segments, codings or units", ylabel="seconds")
    axes.legend(fontsize=8, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    figure.savefig(PICTURE, dpi=110)


if __name__ == "__main__":
    sys.exit(main())
