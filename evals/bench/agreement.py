"""Speed of the agreement room against bare numpy, one thread: ``python evals/bench/agreement.py``.

The baselines stand in this file and import nothing of the room. Each line is the best of several runs and the ratio
between the two; the last column is the ratio that must not be passed.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from assistant.agreement import (
    Estimate,
    Resampling,
    alpha,
    binary_u_alpha,
    bootstrap,
    cu_alpha,
    study_from_codes,
    study_from_spans,
    u_alpha,
)
from evals.bench._rows import Row, at_most, told

UNITS, CODERS, CATEGORIES = 100_000, 5, 12
SAMPLE, REPLICATES = 5_000, 1_000
DOCUMENTS, SPANS = 200, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One comparison; seconds, and the two results, which must agree."""

    what: str
    ours: float
    bare: float
    limit: float
    values: tuple[float, float]


def coded(units: int, coders: int, categories: int, missing: float) -> np.ndarray:
    """Return simulated codes, shape (units, coders), -1 = missing."""
    random = np.random.default_rng(7)
    truth = random.integers(categories, size=(units, 1))
    codes = np.where(random.random((units, coders)) < 0.8, truth, random.integers(categories, size=(units, coders)))
    return np.where(random.random((units, coders)) < missing, -1, codes)


def bare_alpha(codes: np.ndarray, categories: int) -> float:
    """Return nominal alpha by one pass over integer counts."""
    units = codes.shape[0]
    key = np.arange(units)[:, None] * categories + codes
    counts = np.bincount(key[codes >= 0], minlength=units * categories).reshape(units, categories)
    m = counts.sum(axis=1)
    pairable = m >= 2
    agree = (((counts * counts).sum(axis=1) - m)[pairable] / (m[pairable] - 1)).sum()
    n = pairable @ counts
    total = n.sum()
    return float(1 - (total - 1) * (total - agree) / (total * total - (n * n).sum()))


def bare_bootstrap(codes: np.ndarray, categories: int, replicates: int) -> np.ndarray:
    """Return alphas of multinomial draws over collapsed patterns of counts."""
    units = codes.shape[0]
    ordered = np.sort(codes, axis=1)
    key = ((ordered[:, 0] + 1) * (categories + 1) + ordered[:, 1] + 1) * (categories + 1) + ordered[:, 2] + 1
    _, first, size = np.unique(key, return_index=True, return_counts=True)
    rows = codes[first]
    counts = np.stack([(rows == c).sum(axis=1) for c in range(categories)], axis=1)
    m = counts.sum(axis=1)
    keep = m >= 2
    agree = np.where(keep, (counts * (counts - 1)).sum(axis=1) / np.maximum(m - 1, 1), 0.0)
    features = np.column_stack([counts * keep[:, None], agree]).astype(float)
    drawn = np.random.default_rng(3).multinomial(units, size / units, size=replicates).astype(float)
    sums = drawn @ features
    n, total = sums[:, :-1], sums[:, :-1].sum(axis=1)
    return 1 - (total - 1) * (total - sums[:, -1]) / (total**2 - (n**2).sum(axis=1))


def marked() -> tuple[list[tuple[int, int, int, int, int]], dict[int, int]]:
    """Return simulated spans of three coders that do not overlap, and the lengths of their documents."""
    random = np.random.default_rng(11)
    length = SPANS * 60
    spans = []
    for document in range(DOCUMENTS):
        labels = random.integers(6, size=SPANS)
        for coder in range(3):
            for place in range(SPANS):
                start = place * 60 + int(random.integers(0, 12))
                label = int(labels[place]) if random.random() < 0.8 else int(random.integers(6))
                spans.append((document, coder, start, start + int(random.integers(15, 45)), label))
    return spans, dict.fromkeys(range(DOCUMENTS), length)


def bare_sweep(table: np.ndarray, length: int, labels: int) -> tuple[float, float, float]:
    """Return u, |u and cu-alpha by one sweep over sorted boundaries; columns document, coder, start, end, label."""
    offset = table[:, 0] * (length + 1)
    start, end = table[:, 2] + offset, table[:, 3] + offset
    origins = np.arange(DOCUMENTS) * (length + 1)
    edges = np.unique(np.concatenate([start, end, origins, origins + length]))
    size = np.diff(edges)
    left = edges[:-1]
    size[np.searchsorted(edges, (origins + length)[:-1])] = 0
    said, before = [], []
    for coder in range(3):
        mine = table[:, 1] == coder
        order = np.argsort(start[mine])
        s, e, k = start[mine][order], end[mine][order], table[mine, 4][order] + 1
        at = np.searchsorted(s, left, side="right") - 1
        said.append(np.where((at >= 0) & (left < e[at]), k[at], 0))
        before.append(np.concatenate([[0], np.cumsum(np.where(said[-1] > 0, size, 0))]))
    width = labels + 1
    pairs = np.zeros((width, width))
    for i, j in ((0, 1), (0, 2), (1, 2)):
        pairs += np.bincount(said[i] * width + said[j], weights=size, minlength=width * width).reshape(width, width)
    pairs = (pairs + pairs.T) / 2
    span = (end - start).astype(float)
    alone = np.bincount(table[:, 4] + 1, weights=span**2, minlength=width)
    alone[0] = 3 * DOCUMENTS * length - span.sum()
    inside = np.zeros(width)
    for i in range(3):
        mine = table[:, 1] == i
        a, b = np.searchsorted(edges, start[mine]), np.searchsorted(edges, end[mine])
        for j in range(3):
            if i != j:
                inside += np.bincount(
                    table[mine, 4] + 1, weights=(before[j][b] - before[j][a]) ** 2 / 2, minlength=width
                )
    return _alpha(pairs, alone), _binary(pairs, alone), _alpha(pairs[1:, 1:], inside[1:])


def _alpha(pairs: np.ndarray, alone: np.ndarray) -> float:
    margin, total = pairs.sum(axis=1), pairs.sum()
    chance = total * (margin**2 - alone).sum() / (total**2 - alone.sum())
    return float(1 - (total - np.trace(pairs)) / (total - chance))


def _binary(pairs: np.ndarray, alone: np.ndarray) -> float:
    gap, total = pairs[0].sum(), pairs.sum()
    chance = total * gap * (total - gap) / (total**2 - alone.sum())
    return float(1 - (gap - pairs[0, 0]) / chance)


def best(run: Callable[[], object], times: int = 7) -> float:
    """Return the shortest of several runs in seconds."""
    found = []
    for _ in range(times):
        begin = time.perf_counter()
        run()
        found.append(time.perf_counter() - begin)
    return min(found)


def value(outcome: object) -> float:
    """Return the figure of an estimate; a benchmark without one is worthless."""
    if not isinstance(outcome, Estimate):
        raise TypeError(f"expected an estimate, found {outcome!r}")
    return outcome.value


def alpha_line() -> Line:
    """Compare alpha on a large study."""
    codes = coded(UNITS, CODERS, CATEGORIES, 0.1)
    study = study_from_codes(codes, range(CATEGORIES))
    return Line(
        what=f"alpha, {UNITS:,} units x {CODERS} coders x {CATEGORIES} categories, 10 % missing",
        ours=best(lambda: alpha(study)),
        bare=best(lambda: bare_alpha(codes, CATEGORIES)),
        limit=2.0,
        values=(value(alpha(study)), bare_alpha(codes, CATEGORIES)),
    )


def alpha_from_codes_line() -> Line:
    """Compare the same with the making of the study included."""
    codes = coded(UNITS, CODERS, CATEGORIES, 0.1)
    return Line(
        what="the same, from the array of codes",
        ours=best(lambda: alpha(study_from_codes(codes, range(CATEGORIES)))),
        bare=best(lambda: bare_alpha(codes, CATEGORIES)),
        limit=2.0,
        values=(value(alpha(study_from_codes(codes, range(CATEGORIES)))), bare_alpha(codes, CATEGORIES)),
    )


def bootstrap_line() -> Line:
    """Compare a thousand bootstrap alphas."""
    codes = coded(SAMPLE, 3, 6, 0.0)
    study = study_from_codes(codes, range(6))
    plan = Resampling(replicates=REPLICATES, by="unit")
    found = bootstrap(study, alpha, plan)
    low = found.interval.low if isinstance(found, Estimate) and found.interval else float("nan")
    return Line(
        what=f"{REPLICATES:,} bootstrap alphas, {SAMPLE:,} units x 3 coders x 6 categories",
        ours=best(lambda: bootstrap(study, alpha, plan)),
        bare=best(lambda: bare_bootstrap(codes, 6, REPLICATES)),
        limit=1.5,
        values=(low, float(np.quantile(bare_bootstrap(codes, 6, REPLICATES), 0.025))),
    )


def spans_lines() -> list[Line]:
    """Compare u, |u and cu-alpha, first of a fresh study (the sweep included)."""
    spans, lengths = marked()
    table = np.asarray(spans)
    study = study_from_spans(spans, lengths)

    def ours() -> tuple[float, float, float]:
        fresh = study.between(study.coders)
        return value(u_alpha(fresh)), value(binary_u_alpha(fresh)), value(cu_alpha(fresh))

    bare = bare_sweep(table, lengths[0], 6)
    seconds, baseline = best(ours, 5), best(lambda: bare_sweep(table, lengths[0], 6), 5)
    return [
        Line(
            what=f"{name}, {DOCUMENTS} documents x 3 coders x {SPANS} spans (time of all three)",
            ours=seconds,
            bare=baseline,
            limit=2.0,
            values=pair,
        )
        for name, pair in zip(("u-alpha", "|u-alpha", "cu-alpha"), zip(ours(), bare, strict=True), strict=True)
    ]


def main() -> int:
    """Print and record the table; both sides' values have to be the same figure."""
    lines = [alpha_line(), alpha_from_codes_line(), bootstrap_line(), *spans_lines()]
    for line in lines:
        print(f"{line.what}: {line.values[0]:.9f} and bare {line.values[1]:.9f}")
    rows = [
        at_most(Row(what=line.what, ours=line.ours * 1e3, bare=line.bare * 1e3, unit="ms", main=True), line.limit)
        for line in lines
    ]
    return told("agreement", rows)


if __name__ == "__main__":
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        single = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **single})
    sys.exit(main())
