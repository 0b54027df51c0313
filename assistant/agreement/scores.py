"""One coder against another, taken as the reference: precision, recall, F1; and kappa of a code per character.

A model against a person is described by these; they are no agreement between equals and correct nothing for chance.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from assistant.agreement.arrays import FloatArray, ratio
from assistant.agreement.cells import Label
from assistant.agreement.coefficients import Finished, corrected
from assistant.agreement.results import Estimate, Outcome, Scale, Undefined
from assistant.agreement.spans import SpanStudy
from assistant.agreement.studies import Study
from assistant.agreement.sweep import sweep
from assistant.agreement.unitizing import span_estimate, unusable_spans


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Precision, recall and F1 of one coder against another.

    Attributes:
        hits, false_alarms, misses: Units (code points, for spans) with the code in both, in the candidate alone, in the
            reference alone; summed over codes if no code was named.
    """

    precision: Outcome
    recall: Outcome
    f1: Outcome
    hits: int
    false_alarms: int
    misses: int


def precision_recall(
    study: Study | SpanStudy, reference: Hashable, candidate: Hashable, code: Label | None = None
) -> Scores:
    """Return precision, recall and F1 of ``candidate`` against ``reference``.

    Args:
        study: Units with labels or label sets, or spans (then code points are counted).
        reference: The coder taken as the truth.
        candidate: The coder who is scored.
        code: One label; all labels summed (micro average) if left out.

    Raises:
        StudyError: A coder or the code is unknown.
    """
    pair = study.between([reference, candidate])
    tally = _span_tally(pair, code) if isinstance(pair, SpanStudy) else _unit_tally(pair, code)
    hits, false_alarms, misses, units = tally
    label = "all labels" if code is None else repr(code)
    precision = _share(hits, hits + false_alarms, units, f"precision of {label}", f"{candidate!r} never gave {label}")
    recall = _share(hits, hits + misses, units, f"recall of {label}", f"{reference!r} never gave {label}")
    f1 = _share(
        2 * hits,
        2 * hits + false_alarms + misses,
        units,
        f"F1 of {label}",
        f"neither {reference!r} nor {candidate!r} gave {label}",
    )
    return Scores(precision=precision, recall=recall, f1=f1, hits=hits, false_alarms=false_alarms, misses=misses)


def _share(part: int, whole: int, units: int, method: str, reason: str) -> Outcome:
    if units == 0:
        return Undefined("nothing pairable: the two coders have nothing in common", method, 0, 2)
    if whole == 0:
        return Undefined(f"nothing to divide by: {reason}", method, units, 2)
    return Estimate(value=part / whole, method=method, n_units=units, n_coders=2)


def _unit_tally(pair: Study, code: Label | None) -> tuple[int, int, int, int]:
    codes = pair.codes[(pair.codes >= 0).all(axis=1)]
    labels = pair.labels if code is None else (code,)
    sets = [c if isinstance(c, frozenset) else frozenset({c}) for c in pair.categories]
    hits = false_alarms = misses = 0
    for label in labels:
        has = np.asarray([label in s for s in sets], dtype=bool)
        if has.size == 0:
            continue
        truth, found = has[codes[:, 0]], has[codes[:, 1]]
        hits += int((truth & found).sum())
        false_alarms += int((found & ~truth).sum())
        misses += int((truth & ~found).sum())
    return hits, false_alarms, misses, int(codes.shape[0])


def _span_tally(pair: SpanStudy, code: Label | None) -> tuple[int, int, int, int]:
    tables = np.zeros((2, 2))
    for name in pair.codes if code is None else (code,):
        tables += presence_tables(pair.of_code(name)).sum(axis=0).reshape(2, 2)
    shared = int((pair.assigned.sum(axis=1) == 2).sum())
    return int(tables[1, 1]), int(tables[0, 1]), int(tables[1, 0]), shared


def presence_tables(study: SpanStudy) -> FloatArray:
    """Return the two-by-two tables of code points, coded or not, shape (documents, 4 x pairs of coders)."""
    found = sweep(study)
    parts = []
    for i, j in combinations(range(len(study.coders)), 2):
        both = (found.label[i] >= 0) & (found.label[j] >= 0)
        key = found.document * 4 + 2 * (found.label[i] > 0) + (found.label[j] > 0)
        table = np.bincount(key[both], weights=found.length[both], minlength=4 * len(study.documents))
        parts.append(table.reshape(-1, 4))
    return np.concatenate(parts, axis=1) if parts else np.zeros((len(study.documents), 0))


@dataclass(frozen=True, slots=True)
class SpanKappa:
    """Cohen's kappa of coded / not coded, one code point at a time; over more than two coders the mean of the pairs."""

    code: Hashable
    scale: Scale = "agreement"

    @property
    def method(self) -> str:
        """Name the coefficient."""
        return f"Cohen's kappa of code {self.code!r} present or absent per character, mean over pairs of coders"

    def prepare(self, study: SpanStudy) -> SpanStudy | str:
        """Return the study of the code alone, or why there is none."""
        if self.code not in study.codes:
            return f"{self.code!r} is not a code of this study; it has {list(study.codes)!r}"
        return unusable_spans(study) or study.of_code(self.code)

    def rows(self, study: SpanStudy) -> FloatArray:
        """Return the two-by-two tables by document."""
        return presence_tables(study)

    def finish(self, totals: FloatArray, study: SpanStudy) -> Finished:
        """Return kappa; pairs of coders for whom it is undefined are left out of the mean."""
        tables = totals.reshape(totals.shape[0], -1, 2, 2)
        n = tables.sum(axis=(2, 3))
        shares = ratio(tables, n[..., None, None])
        observed = np.trace(shares, axis1=2, axis2=3)
        expected = (shares.sum(axis=3) * shares.sum(axis=2)).sum(axis=2)
        kappas = corrected(observed, expected)
        good = np.isfinite(kappas)
        count = good.sum(axis=1).astype(np.float64)
        figures = [ratio(np.where(good, x, 0.0).sum(axis=1), count) for x in (kappas, observed, expected)]
        return Finished(*figures)


def span_kappa(study: SpanStudy, code: Hashable) -> Outcome:
    """Return kappa of one code per character. Uncoded text counts as agreement, which inflates the observed figure."""
    return span_estimate(SpanKappa(code), study)
