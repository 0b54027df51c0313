"""Free spans against the equations written out character by character, and what must not move the figures."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.agreement import (
    Estimate,
    Outcome,
    Resampling,
    Undefined,
    binary_u_alpha,
    bootstrap,
    cohen_kappa,
    cu_alpha,
    ku_alpha,
    precision_recall,
    span_kappa,
    study_from_spans,
    study_from_table,
    u_alpha,
)
from assistant.errors import StudyError

LENGTHS = {"d": 18, "e": 11}
CODES = ("x", "y")
CODERS = ("a", "b", "c")


@st.composite
def markings(draw):
    """Spans of three coders that do not overlap, drawn as one label per character."""
    spans = []
    for document, length in LENGTHS.items():
        for coder in CODERS:
            cuts = sorted(draw(st.sets(st.integers(0, length), max_size=8)))
            for start, end in pairwise(cuts):
                code = draw(st.sampled_from((None, *CODES)))
                if code:
                    spans.append((document, coder, start, end, code))
    return spans


def letters(spans, document):
    """Return what each coder says of each character; 0 = gap."""
    table = np.zeros((len(CODERS), LENGTHS[document]), dtype=int)
    for where, coder, start, end, code in spans:
        if where == document:
            table[CODERS.index(coder), start:end] = CODES.index(code) + 1
    return table


def runs(row):
    """Return (label, start, end) of every run of one label."""
    edges = [0, *(np.flatnonzero(np.diff(row)) + 1).tolist(), row.size]
    return [(int(row[a]), a, b) for a, b in pairwise(edges)]


def by_hand(spans):
    """Return u, |u and cu-alpha (or None) by the equations of the 2016 paper, one character at a time."""
    size, m = len(CODES) + 1, len(CODERS)
    pairs, alone, inside = np.zeros((size, size)), np.zeros(size), np.zeros(size)
    for document in LENGTHS:
        table = letters(spans, document)
        for i in range(m):
            for j in range(m):
                if i != j:
                    np.add.at(pairs, (table[i], table[j]), 1 / (m - 1))
            for label, start, end in runs(table[i]):
                alone[label] += (end - start) ** (2 if label else 1)
                if label:
                    shared = [int((table[j, start:end] > 0).sum()) for j in range(m) if j != i]
                    inside[label] += sum(s**2 for s in shared) / (m - 1)
    return nominal(pairs, alone), binary(pairs, alone), nominal(pairs[1:, 1:], inside[1:])


def nominal(pairs, alone):
    margin, total = pairs.sum(axis=0), pairs.sum()
    if total**2 - alone.sum() <= 0:
        return None
    expected = total - total * (margin**2 - alone).sum() / (total**2 - alone.sum())
    return None if expected < 1e-9 else 1 - (total - np.trace(pairs)) / expected


def binary(pairs, alone):
    gap, total = pairs[0].sum(), pairs.sum()
    expected = total * gap * (total - gap) / (total**2 - alone.sum())
    return None if expected < 1e-9 else 1 - (gap - pairs[0, 0]) / expected


def value(outcome: Outcome) -> float | None:
    return None if isinstance(outcome, Undefined) else outcome.value


def built(spans, **more):
    return study_from_spans(spans, LENGTHS, coders=CODERS, codes=CODES, **more)


@given(spans=markings())
@settings(max_examples=80, deadline=None)
def test_the_family_equals_the_equations_character_by_character(spans):
    study = built(spans)
    for measure, expected in zip((u_alpha, binary_u_alpha, cu_alpha), by_hand(spans), strict=True):
        assert value(measure(study)) == (None if expected is None else pytest.approx(expected, abs=1e-9))


@given(spans=markings(), data=st.data())
@settings(max_examples=50, deadline=None)
def test_splitting_a_span_at_a_point_changes_nothing(spans, data):
    long = [s for s in spans if s[3] - s[2] > 1]
    if not long:
        return
    chosen = data.draw(st.sampled_from(long))
    document, coder, start, end, code = chosen
    point = data.draw(st.integers(start + 1, end - 1))
    split = [s for s in spans if s is not chosen]
    split += [(document, coder, start, point, code), (document, coder, point, end, code)]
    for measure in (u_alpha, binary_u_alpha, cu_alpha, lambda s: ku_alpha(s, "x"), lambda s: span_kappa(s, "x")):
        assert value(measure(built(spans))) == pytest.approx(value(measure(built(split))))


@given(spans=markings(), order=st.permutations(CODERS))
@settings(max_examples=30, deadline=None)
def test_permuting_coders_documents_and_codes_changes_nothing(spans, order):
    renamed = {"x": "y", "y": "x"}
    moved = [(d, order[CODERS.index(c)], s, e, renamed[k]) for d, c, s, e, k in reversed(spans)]
    other = study_from_spans(moved, dict(reversed(LENGTHS.items())), coders=CODERS, codes=CODES)
    for measure in (u_alpha, binary_u_alpha, cu_alpha):
        assert value(measure(built(spans))) == pytest.approx(value(measure(other)))
    assert value(ku_alpha(built(spans), "x")) == pytest.approx(value(ku_alpha(other, "y")))


@given(spans=markings())
@settings(max_examples=30, deadline=None)
def test_span_kappa_is_kappa_of_characters(spans):
    pair = built(spans).between(("a", "b"))
    rows = [column for d in LENGTHS for column in (letters(spans, d)[:2] == 1).astype(int).T.tolist()]
    assert value(span_kappa(pair, "x")) == pytest.approx(value(cohen_kappa(study_from_table(rows))))


def test_a_worked_example_of_three_coders():
    spans = [
        ("t", "Alex", 2, 5, "1"), ("t", "Alex", 9, 11, "1"), ("t", "Alex", 12, 20, "2"),
        ("t", "Paul", 2, 5, "1"), ("t", "Paul", 7, 15, "2"),
        ("t", "Susan", 2, 5, "1"), ("t", "Susan", 10, 15, "2"),
    ]  # fmt: skip
    study = study_from_spans(spans, {"t": 20})
    assert value(u_alpha(study)) == pytest.approx(0.474, abs=5e-4)
    assert value(binary_u_alpha(study)) == pytest.approx(0.433, abs=5e-4)
    found = cu_alpha(study)
    assert (found.value, found.coverage) == pytest.approx((0.779, 0.3833), abs=5e-4)
    for code, figure, share in (("1", 0.769, 0.9545), ("2", 0.787, 0.5952)):
        found = ku_alpha(study, code)
        assert (found.value, found.coverage) == pytest.approx((figure, share), abs=5e-4)


def test_own_overlapping_spans_are_merged_and_counted():
    spans = [("d", "a", 0, 5, "x"), ("d", "a", 3, 8, "x"), ("d", "a", 8, 9, "x"), ("d", "b", 0, 9, "x")]
    study = built(spans).between(("a", "b"))
    assert study.merged == 2
    found = binary_u_alpha(study, "x")
    assert found.value == pytest.approx(1.0)
    assert "2 spans" in found.warnings[0]


def test_spans_at_the_border_of_two_documents_do_not_touch():
    spans = [("d", "a", 10, 18, "x"), ("e", "a", 0, 4, "x"), ("d", "b", 10, 18, "x")]
    assert built(spans).merged == 0


def test_reading_nothing_into_a_document_is_not_the_same_as_not_reading_it():
    spans = [("d", "a", 0, 9, "x"), ("d", "b", 0, 9, "x"), ("e", "a", 0, 5, "x")]
    everywhere = study_from_spans(spans, LENGTHS)
    only_d = study_from_spans(spans, LENGTHS, assigned={"d": ("a", "b"), "e": ("a",)})
    assert value(u_alpha(everywhere)) < 1.0
    found = u_alpha(only_d)
    assert found.value == pytest.approx(1.0)
    assert found.n_units == 1
    assert "1 documents" in found.warnings[-1]
    with pytest.raises(StudyError, match="assigned"):
        study_from_spans(spans, LENGTHS, assigned={"d": ("a", "b")})


def test_scores_count_code_points():
    study = study_from_spans([("d", "human", 0, 10, "x"), ("d", "model", 5, 17, "x")], LENGTHS)
    found = precision_recall(study, "human", "model", "x")
    assert (found.hits, found.false_alarms, found.misses) == (5, 7, 5)
    assert found.precision.value == pytest.approx(5 / 12)
    assert found.recall.value == pytest.approx(0.5)
    assert found.f1.value == pytest.approx(10 / 22)


def test_bootstrap_draws_whole_documents():
    random = np.random.default_rng(5)
    spans = []
    for document in range(30):
        for coder in ("a", "b"):
            start = int(random.integers(0, 40))
            spans.append((document, coder, start, start + 30, "x" if random.random() < 0.7 else "y"))
    study = study_from_spans(spans, dict.fromkeys(range(30), 100))
    found = bootstrap(study, u_alpha, Resampling(seed=2))
    assert isinstance(found, Estimate)
    assert found.interval.clusters == 30
    assert found.interval.low < found.value < found.interval.high
    assert found == bootstrap(study, "u_alpha", Resampling(seed=2))
