"""Krippendorff's alphas for free spans: u-alpha, |u-alpha, cu-alpha and (k)u-alpha.

Source: Krippendorff, Mathet, Bouvry & Widloecher (2016, Quality & Quantity 50, 2347-2364); Krippendorff (2018,
section 12.6). Coincidences are lengths of intersections over pairs of coders, divided by m - 1. By chance a span is
not compared with itself, hence the sums of squared lengths that are taken off; every character of a gap is a unit of
its own. In the intersections that cu-alpha looks at, the length taken off for a span is the mean over the other
coders of its squared overlap with their coded text (equation 10 of the 2016 paper); for two coders all readings of it
agree.

Several documents are one long continuum that no span crosses; in each, m is the number of coders assigned to it.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from itertools import combinations, permutations
from typing import Literal, Protocol

import numpy as np

from assistant.agreement.arrays import FloatArray, IntArray, ratio
from assistant.agreement.coefficients import ROUNDING, Finished
from assistant.agreement.results import Estimate, Outcome, Scale, Undefined
from assistant.agreement.spans import SpanStudy
from assistant.agreement.sweep import Sweep, combine_overlaps, sweep, valued_length

Overlaps = Literal["refuse", "combine"]


class SpanCoefficient(Protocol):
    """A coefficient of free spans; documents are its units and its totals are sums over them."""

    @property
    def method(self) -> str:
        """Name, definition and source."""

    @property
    def scale(self) -> Scale:
        """Whether observed and expected are agreements or disagreements."""

    def prepare(self, study: SpanStudy) -> SpanStudy | str:
        """Return the study to compute on, or why there is none."""

    def rows(self, study: SpanStudy) -> FloatArray:
        """Return the sums of each document, shape (documents, features)."""

    def finish(self, totals: FloatArray, study: SpanStudy) -> Finished:
        """Return the coefficient of each row of totals, shape (batch,)."""


@dataclass(frozen=True, slots=True)
class Unitizing:
    """One member of the u-alpha family.

    Attributes:
        form: ``u`` codes and borders; ``|u`` coded against gap; ``cu`` codes where both coded; ``ku`` one code there.
        code: For ``ku`` the code looked at; for ``|u`` the one code kept, or None for all codes together.
        overlaps: What to do where one coder gives one text two codes: refuse, or take the set of codes as one code.
    """

    form: Literal["u", "|u", "cu", "ku"]
    code: Hashable = None
    overlaps: Overlaps = "refuse"
    scale: Scale = "disagreement"

    @property
    def method(self) -> str:
        """Name the coefficient."""
        name = {"u": "u-alpha", "|u": "|u-alpha", "cu": "cu-alpha", "ku": f"({self.code})u-alpha"}[self.form]
        part = f" of code {self.code!r} against the rest" if self.form == "|u" and self.code is not None else ""
        return f"{name}{part}, nominal (Krippendorff, Mathet, Bouvry & Widloecher 2016)"

    def prepare(self, study: SpanStudy) -> SpanStudy | str:
        """Return the study to compute on, or why there is none."""
        if self.code is not None and self.code not in study.codes:
            return f"{self.code!r} is not a code of this study; it has {list(study.codes)!r}"
        if self.form == "|u" and self.code is not None:
            study = study.of_code(self.code)
        reason = unusable_spans(study)
        if reason:
            return reason
        if sweep(study).overlaps == 0:
            return study
        if self.overlaps == "combine":
            return combine_overlaps(study)
        return (
            "a coder gives the same text two codes, and this coefficient needs one code at most for each place: "
            "take binary_u_alpha of one code at a time, or overlaps='combine'"
        )

    def rows(self, study: SpanStudy) -> FloatArray:
        """Return [coincidences, squared lengths, squared intersections] by document, see ``layout``."""
        return document_rows(study)

    def finish(self, totals: FloatArray, study: SpanStudy) -> Finished:
        """Return the coefficient from summed rows."""
        pairs, alone, inside = layout(totals, len(study.codes))
        if self.form == "u":
            return _u(pairs, alone)
        if self.form == "|u":
            return _bar_u(pairs, alone)
        coded = pairs[:, 1:, 1:]
        if self.form == "cu":
            return _u(coded, inside)
        wanted = frozenset({self.code}) if self.code not in study.codes else self.code
        return _ku(coded, inside, study.codes.index(wanted))


def u_alpha(study: SpanStudy, overlaps: Overlaps = "refuse") -> Outcome:
    """Return u-alpha: agreement on where spans lie and which code they carry, gaps included."""
    return span_estimate(Unitizing("u", overlaps=overlaps), study)


def binary_u_alpha(study: SpanStudy, code: Hashable = None, overlaps: Overlaps = "refuse") -> Outcome:
    """Return |u-alpha: agreement on what is coded at all.

    Args:
        study: The spans.
        code: One code against everything else; all codes together if left out.
        overlaps: See ``Unitizing``; without effect for one code.
    """
    return span_estimate(Unitizing("|u", code, overlaps), study)


def cu_alpha(study: SpanStudy, overlaps: Overlaps = "refuse") -> Outcome:
    """Return cu-alpha: agreement on codes where coders coded the same text; ``coverage`` is the share of such text."""
    return span_estimate(Unitizing("cu", overlaps=overlaps), study)


def ku_alpha(study: SpanStudy, code: Hashable, overlaps: Overlaps = "refuse") -> Outcome:
    """Return (k)u-alpha of one code; ``coverage`` is the share of that code's text that another coder coded, too."""
    return span_estimate(Unitizing("ku", code, overlaps), study)


def span_estimate(coefficient: SpanCoefficient, study: SpanStudy) -> Outcome:
    """Return a coefficient of free spans, or why it has none."""
    ready = coefficient.prepare(study)
    documents = int((study.assigned.sum(axis=1) >= 2).sum()) if study.assigned.size else 0
    coders = int(study.assigned.any(axis=0).sum()) if study.assigned.size else 0
    if isinstance(ready, str):
        return Undefined(ready, coefficient.method, documents, coders)
    totals = coefficient.rows(ready).sum(axis=0, keepdims=True)
    done = coefficient.finish(totals, ready)
    if not np.isfinite(done.value[0]):
        return Undefined(_why(coefficient, ready), coefficient.method, documents, coders)
    found = Estimate(
        value=float(done.value[0]),
        method=coefficient.method,
        n_units=documents,
        n_coders=coders,
        observed=float(done.observed[0]),
        expected=float(done.expected[0]),
        scale=coefficient.scale,
        warnings=_notes(study),
    )
    return (
        replace(found, coverage=coverage(coefficient, totals, ready)) if isinstance(coefficient, Unitizing) else found
    )


def unusable_spans(study: SpanStudy) -> str | None:
    """Return why no coefficient can be had from these spans, None if one might."""
    if not study.documents or not study.coders or int(study.lengths.sum()) == 0:
        return "empty: there is no text or no coder"
    if int(study.assigned.any(axis=0).sum()) == 1:
        return "a single coder: agreement needs two"
    if not (study.assigned.sum(axis=1) >= 2).any():
        return "nothing pairable: no document was assigned to two coders"
    return None


def coverage(coefficient: Unitizing, totals: FloatArray, study: SpanStudy) -> float | None:
    """Return the share of text that cu-alpha, or of the code's text that (k)u-alpha, rests on; None for the others."""
    if coefficient.form not in ("cu", "ku"):
        return None
    pairs, _, _ = layout(totals, len(study.codes))
    if coefficient.form == "cu":
        return float(pairs[0, 1:, 1:].sum() / pairs[0].sum())
    wanted = frozenset({coefficient.code}) if coefficient.code not in study.codes else coefficient.code
    place = study.codes.index(wanted) + 1
    return float(pairs[0, 1:, place].sum() / pairs[0, :, place].sum())


def layout(totals: FloatArray, codes: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return coincidences (batch, codes + 1, codes + 1), squared lengths (batch, codes + 1), squared intersections."""
    size = codes + 1
    pairs = totals[:, : size * size].reshape(-1, size, size)
    return pairs, totals[:, size * size : size * size + size], totals[:, size * size + size :]


def document_rows(study: SpanStudy) -> FloatArray:
    """Return the sums of each document, shape (documents, features); row and column 0 of the coincidences are gaps."""
    found = sweep(study)
    readers = study.assigned.sum(axis=1)
    scale = np.where(readers >= 2, 1.0 / np.maximum(readers - 1, 1), 0.0)
    pairs = _coincidences(study, found, scale)
    alone = _squared_lengths(study, scale)
    inside = _squared_intersections(study, found, scale)
    return np.concatenate([pairs.reshape(len(study.documents), -1), alone, inside], axis=1)


def _coincidences(study: SpanStudy, found: Sweep, scale: FloatArray) -> FloatArray:
    size, count = len(study.codes) + 1, len(study.documents)
    base = found.document * (size * size)
    length = found.length * scale[found.document]
    table = np.zeros(count * size * size)
    for i, j in combinations(range(len(study.coders)), 2):
        both = (found.label[i] >= 0) & (found.label[j] >= 0)
        key = base + found.label[i] * size + found.label[j]
        if both.all():
            table += np.bincount(key, weights=length, minlength=table.size)
        else:
            table += np.bincount(key[both], weights=length[both], minlength=table.size)
    square = table.reshape(count, size, size)
    return np.asarray(square + square.transpose(0, 2, 1), dtype=np.float64)


def _squared_lengths(study: SpanStudy, scale: FloatArray) -> FloatArray:
    size, count = len(study.codes) + 1, len(study.documents)
    length = (study.end - study.start).astype(np.float64)
    shared = scale[study.document] > 0
    squares = np.bincount(
        (study.document * size + study.code + 1)[shared], weights=(length**2)[shared], minlength=count * size
    )
    table = squares.reshape(count, size)
    marked = np.bincount(study.document, weights=length, minlength=count)
    table[:, 0] = np.where(scale > 0, study.assigned.sum(axis=1) * study.lengths - marked, 0.0)
    return np.asarray(table, dtype=np.float64)


def _squared_intersections(study: SpanStudy, found: Sweep, scale: FloatArray) -> FloatArray:
    codes, count = len(study.codes), len(study.documents)
    table = np.zeros(count * codes)
    before = [valued_length(found, coder) for coder in range(len(study.coders))]
    cell = study.document * codes + study.code
    edges: list[IntArray] = [np.flatnonzero(study.coder == coder) for coder in range(len(study.coders))]
    for i, j in permutations(range(len(study.coders)), 2):
        mine = edges[i]
        shared = before[j][found.last[mine]] - before[j][found.first[mine]]
        table += np.bincount(cell[mine], weights=shared**2 * scale[study.document[mine]], minlength=table.size)
    return np.asarray(table.reshape(count, codes), dtype=np.float64)


def _chance_diagonal(pairs: FloatArray, alone: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the diagonal of expected coincidences, shape (batch, k), and the total length, shape (batch,)."""
    margin, total = pairs.sum(axis=2), pairs.sum(axis=(1, 2))
    room = total**2 - alone.sum(axis=1)
    return total[:, None] * ratio(margin**2 - alone, room[:, None]), total


def _u(pairs: FloatArray, alone: FloatArray) -> Finished:
    expected, total = _chance_diagonal(pairs, alone)
    unlike = total - np.trace(pairs, axis1=1, axis2=2)
    return _done(unlike, total - expected.sum(axis=1), total)


def _bar_u(pairs: FloatArray, alone: FloatArray) -> Finished:
    margin, total = pairs.sum(axis=2), pairs.sum(axis=(1, 2))
    gap, room = margin[:, 0], total**2 - alone.sum(axis=1)
    unlike = 2.0 * (gap - pairs[:, 0, 0])
    return _done(unlike, 2.0 * total * ratio(gap * (total - gap), room), total)


def _ku(pairs: FloatArray, alone: FloatArray, code: int) -> Finished:
    diagonal, total = _chance_diagonal(pairs, alone)
    margin = pairs.sum(axis=2)
    room = total**2 - alone.sum(axis=1)
    others = total * ratio(margin[:, code] * (total - margin[:, code]), room)
    observed = ratio(margin[:, code] - pairs[:, code, code], margin[:, code])
    by_chance = others + diagonal[:, code]
    expected = ratio(others, np.where(by_chance > ROUNDING * total, by_chance, 0.0))
    return _done(observed, expected, np.ones_like(total))


def _done(unlike: FloatArray, chance: FloatArray, total: FloatArray) -> Finished:
    observed, expected = ratio(unlike, total), ratio(chance, total)
    solid = np.where(expected > ROUNDING, expected, 0.0)
    return Finished(1.0 - ratio(observed, solid), observed, expected)


def _why(coefficient: SpanCoefficient, study: SpanStudy) -> str:
    if study.start.size == 0:
        return "no variation: nobody marked anything"
    if isinstance(coefficient, Unitizing) and coefficient.form in ("cu", "ku"):
        if _valued_codes(study) > 1:
            return "too little text that two coders coded: nothing is left for chance once spans do not meet themselves"
        return "no variation: no text that two coders coded carries more than one code"
    return "no variation: chance alone would give complete agreement on where spans lie"


def _valued_codes(study: SpanStudy) -> int:
    """Return how many codes occur in text that two coders coded."""
    pairs, _, _ = layout(document_rows(study).sum(axis=0, keepdims=True), len(study.codes))
    return int((pairs[0, 1:, 1:].sum(axis=1) > 0).sum())


def _notes(study: SpanStudy) -> tuple[str, ...]:
    notes = []
    if study.merged:
        notes.append(f"{study.merged} spans overlapped or touched another of the same coder and code and were merged")
    alone = int((study.assigned.sum(axis=1) < 2).sum())
    if alone:
        notes.append(f"{alone} documents with fewer than two coders were left out")
    return tuple(notes)
