"""Studies from tables, records and arrays; scores of one coder against another."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.agreement import (
    alpha,
    alpha_per_category,
    alpha_per_label,
    conventional,
    pairwise_kappas,
    precision_recall,
    presence_study,
    study_from_long,
    study_from_table,
)
from assistant.agreement.alphas import alpha_between
from assistant.errors import StudyError

ROWS = [("a", "a", None), ("b", "a", "b"), ("b", "b", "b"), (None, "c", "c")]


def test_table_records_and_mappings_make_the_same_study():
    names = ("x", "y", "z")
    table = study_from_table(ROWS, names)
    records = [(u, n, c, "d") for u, row in enumerate(ROWS) for n, c in zip(names, row, strict=True)]
    long = study_from_long(records)
    mapped = study_from_table([dict(zip(names, row, strict=True)) for row in ROWS])
    assert table.codes.tolist() == long.codes.tolist() == mapped.codes.tolist()
    assert long.documents == ("d",)
    assert alpha(table).value == alpha(long).value


def test_numbers_are_read_from_arrays_with_nan_missing():
    array = np.array([[1, 1, np.nan], [2, 1, 2], [2, 2, 2], [np.nan, 7, 7]])
    study = study_from_table(array)
    assert study.categories == (1, 2, 7)
    assert study.codes.tolist() == [[0, 0, -1], [1, 0, 1], [1, 1, 1], [-1, 2, 2]]
    listed = study_from_table(array.tolist())
    assert listed.codes.tolist() == study.codes.tolist()
    flagged = study_from_table(np.array([[1, -9], [2, 2]]), missing=(-9,))
    assert flagged.codes.tolist() == [[0, -1], [1, 1]]


def test_other_signs_for_missing():
    study = study_from_table([("a", "*"), ("", "b")], missing=("*", ""))
    assert study.codes.tolist() == [[0, -1], [-1, 1]]


def test_a_second_label_is_refused_or_makes_a_set():
    records = [(1, "x", "a"), (1, "x", "b"), (1, "y", "a"), (2, "x", ()), (2, "y", "b")]
    with pytest.raises(StudyError, match="multiple='set'"):
        study_from_long(records[:3])
    study = study_from_long(records, multiple="set")
    assert study.of_sets
    assert study.labels == ("a", "b")
    assert study.categories[study.codes[1, 0]] == frozenset()


def test_a_blank_that_means_not_assigned_is_not_the_empty_set():
    nothing = study_from_table([({"a"}, set()), ({"a"}, {"a"}), ({"b"}, {"b"})])
    skipped = study_from_table([({"a"}, None), ({"a"}, {"a"}), ({"b"}, {"b"})])
    assert alpha(nothing).value < alpha(skipped).value == 1.0


def test_alpha_per_label_of_sets_is_alpha_of_presence():
    study = study_from_table([({"a", "b"}, {"a"}), ({"b"}, {"b"}), (set(), {"a"}), ({"a"}, {"a"})])
    found = alpha_per_label(study)
    assert found["a"].value == alpha(presence_study(study, "a")).value
    assert found["b"].n_units == 4


def test_alpha_per_category_keeps_missing_codes_missing():
    study = study_from_table(ROWS)
    by_hand = alpha(study_from_table([[None if c is None else int(c == "b") for c in row] for row in ROWS]))
    assert alpha_per_category(study)["b"].value == pytest.approx(by_hand.value)


def test_scores_of_units_and_sets():
    study = study_from_table(
        [({"a", "b"}, {"a"}), ({"b"}, {"b"}), (set(), {"a"}), (None, {"a"})], coders=("human", "model")
    )
    both = precision_recall(study, "human", "model")
    assert (both.hits, both.false_alarms, both.misses) == (2, 1, 1)
    only = precision_recall(study, "human", "model", "a")
    assert (only.precision.value, only.recall.value) == (0.5, 1.0)
    assert only.f1.value == pytest.approx(2 / 3)
    assert only.precision.n_units == 3


def test_pairs_of_coders_are_named():
    study = study_from_table(ROWS, ("x", "y", "z"))
    assert set(pairwise_kappas(study)) == set(alpha_between(study)) == {("x", "y"), ("x", "z"), ("y", "z")}


def test_the_convention_is_quoted_as_a_convention():
    study = study_from_table([("a", "a"), ("b", "b")])
    assert "convention" in conventional(alpha(study))
    assert "undefined" in conventional(alpha(study_from_table([])))
