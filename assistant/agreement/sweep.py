"""One sweep over all span boundaries: what each coder says of each elementary stretch between two boundaries."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from assistant.agreement.arrays import FloatArray, IntArray
from assistant.agreement.spans import SpanStudy, merge_own

_KEPT: WeakKeyDictionary[SpanStudy, Sweep] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """The elementary stretches of a study in order.

    Attributes:
        length: Shape (stretches,): code points; 0 in the place between two documents.
        document: Shape (stretches,).
        label: Shape (coders, stretches): 0 = gap, k + 1 = code k, -1 = not assigned to this document.
        first, last: Shape (spans,): the stretches a span begins with and ends before.
        overlaps: Stretches in which one coder gives two codes at once.
    """

    length: IntArray
    document: IntArray
    label: IntArray
    first: IntArray
    last: IntArray
    overlaps: int


def sweep(study: SpanStudy) -> Sweep:
    """Return the sweep of a study; it is kept as long as the study lives."""
    kept = _KEPT.get(study)
    if kept is None:
        kept = _swept(study)
        _KEPT[study] = kept
    return kept


def combine_overlaps(study: SpanStudy) -> SpanStudy:
    """Return the study in which text under several codes of one coder carries the *set* of them as its one code.

    Every code becomes a frozenset; alpha's nominal distance then asks whether two coders chose the same set.
    """
    cut = _presence(study)
    names: dict[frozenset[int], int] = {}
    rows: list[tuple[int, int, int, int]] = []
    edges = np.append(cut.edges, cut.edges[-1] if cut.edges.size else 0)
    for coder, table in enumerate(cut.present):
        for stretch in np.flatnonzero(table.any(axis=0)):
            key = frozenset(np.flatnonzero(table[:, stretch]).tolist())
            rows.append((coder, names.setdefault(key, len(names)), int(edges[stretch]), int(edges[stretch + 1])))
    runs = np.asarray(rows, dtype=np.int64).reshape(-1, 4)
    document = np.searchsorted(study.origins, runs[:, 2], side="right") - 1
    return merge_own(
        SpanStudy(
            documents=study.documents,
            lengths=study.lengths,
            coders=study.coders,
            codes=tuple(frozenset(study.codes[k] for k in key) for key in names),
            assigned=study.assigned,
            document=document.astype(np.int64),
            coder=runs[:, 0],
            code=runs[:, 1],
            start=runs[:, 2],
            end=runs[:, 3],
        )
    )


@dataclass(frozen=True, slots=True)
class _Presence:
    edges: IntArray
    present: list[np.ndarray[tuple[int, ...], np.dtype[np.bool_]]]


def _presence(study: SpanStudy) -> _Presence:
    edges, first, last, _ = _edges(study)
    present = []
    for coder in range(len(study.coders)):
        table = np.zeros((len(study.codes), edges.size), dtype=np.int64)
        mine = study.coder == coder
        np.add.at(table, (study.code[mine], first[mine]), 1)
        np.add.at(table, (study.code[mine], last[mine]), -1)
        present.append(np.cumsum(table, axis=1) > 0)
    return _Presence(edges, present)


def _edges(study: SpanStudy) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    origin = study.origins
    points = np.concatenate([study.start, study.end, origin, origin + study.lengths])
    edges, place = np.unique(points, return_inverse=True)
    spans = study.start.size
    place = place.reshape(-1).astype(np.int64)
    return edges.astype(np.int64), place[:spans], place[spans : 2 * spans], place[2 * spans :]


def _swept(study: SpanStudy) -> Sweep:
    edges, first, last, borders = _edges(study)
    count = len(study.documents)
    length = np.diff(edges, append=edges[-1:])
    length[borders[count:]] = 0
    document = np.repeat(np.arange(count), np.diff(borders[:count], append=edges.size))
    step = np.zeros((2, len(study.coders) * edges.size))
    base = study.coder * edges.size
    for row, size in ((0, study.code + 1), (1, np.ones_like(study.code))):
        step[row] = np.bincount(base + first, weights=size, minlength=step.shape[1])
        step[row] -= np.bincount(base + last, weights=size, minlength=step.shape[1])
    level = np.cumsum(step.reshape(2, len(study.coders), edges.size), axis=2).astype(np.int64)
    label = level[0]
    overlaps = int(((level[1] > 1) & (length > 0)).sum())
    if not study.assigned.all():
        label = np.where(study.assigned.T[:, document], label, -1)
    return Sweep(length=length, document=document, label=label, first=first, last=last, overlaps=overlaps)


def valued_length(found: Sweep, coder: int) -> FloatArray:
    """Return the length of coded text of one coder before each stretch, shape (stretches,)."""
    coded = np.where(found.label[coder] > 0, found.length, 0)
    return np.concatenate([[0.0], np.cumsum(coded)[:-1]])
