"""What may be handed in as a table, what is refused with a sentence, and numbers of any size."""

from __future__ import annotations

import math

import numpy as np
import pytest

from assistant.agreement import (
    Estimate,
    Resampling,
    Undefined,
    alpha,
    bootstrap,
    cohen_kappa,
    gwet_ac2,
    study_from_long,
    study_from_spans,
    study_from_table,
    u_alpha,
)
from assistant.errors import StudyError

FIRST, SECOND = ["a", "b", "b", "a", None], ["a", "b", "a", "a", "b"]


class Frame:
    """Stands in for a data frame: columns, ``to_numpy`` and ``to_dict``."""

    def __init__(self, columns: dict[str, list[object]]) -> None:
        self._columns = columns
        self.columns = list(columns)

    def __iter__(self):
        return iter(self.columns)

    def to_numpy(self):
        return np.asarray(list(zip(*self._columns.values(), strict=True)), dtype=object)

    def to_dict(self, _orient: str):
        return [dict(zip(self.columns, row, strict=True)) for row in zip(*self._columns.values(), strict=True)]


class NAType:
    """Named like the missing value of a data frame."""

    def __hash__(self) -> int:
        return 1


def test_every_form_of_a_table_is_the_same_study():
    rows = list(zip(FIRST, SECOND, strict=True))
    forms = [
        rows,
        (row for row in rows),
        zip(FIRST, SECOND, strict=True),
        np.asarray(rows, dtype=object),
        {"A": FIRST, "B": SECOND},
        Frame({"A": FIRST, "B": SECOND}),
        [{"A": a, "B": b} for a, b in rows],
    ]
    values = {cohen_kappa(study_from_table(form)).value for form in forms}
    assert values == {0.5}
    assert study_from_table(forms[5]).coders == ("A", "B")
    assert study_from_table({"A": FIRST, "B": SECOND}, coders=["B", "A"]).coders == ("B", "A")


def test_a_frame_of_records_is_a_long_table():
    frame = Frame({"unit": [1, 1, 2, 2], "coder": ["A", "B", "A", "B"], "code": ["x", "y", "x", "x"]})
    assert alpha(study_from_long(frame)).value == 0.0
    spans = Frame({"document": ["d", "d"], "coder": ["A", "B"], "start": [0, 1.0], "end": [4, 5.0], "code": ["x", "x"]})
    assert isinstance(u_alpha(study_from_spans(spans, {"d": 10})), Estimate)


def test_missing_values_of_data_frames_are_missing():
    study = study_from_table([[NAType(), "a"], ["b", "b"], [float("nan"), "a"], ["a", "a"]])
    assert int((study.codes < 0).sum()) == 2
    assert study.categories == ("a", "b")


def test_numbers_written_as_text_are_numbers_in_their_order():
    rows = [("1", "2"), ("10", "10"), ("2", "10"), ("1", "1")]
    numbers = [tuple(map(int, row)) for row in rows]
    for distance in ("ordinal", "interval", "ratio"):
        assert alpha(study_from_table(rows), distance) == alpha(study_from_table(numbers), distance)
    assert study_from_table(rows).categories == ("1", "2", "10")


def test_categories_given_as_a_set_have_no_order_of_their_own():
    study = study_from_table([("b", "c")], categories={"c", "a", "b"})
    assert study.categories == ("a", "b", "c")
    assert not study.ordered


@pytest.mark.parametrize(
    ("mistake", "words"),
    [
        (lambda: study_from_table(["yes", "nay"]), "zip"),
        (lambda: study_from_table([1, 2, 3]), "no row of cells"),
        (lambda: study_from_table(np.array([1, 2, 3])), "dimensions"),
        (lambda: study_from_table({"A": ["x"], "B": ["x", "y"]}), "different length"),
        (lambda: study_from_table({"A": ["x"]}, coders=["Z"]), "not a coder"),
        (lambda: study_from_table([(1, math.inf)]), "infinite"),
        (lambda: study_from_table(np.array([[1.0, math.inf]])), "infinite"),
        (lambda: study_from_table([({"x": 1}, "a")]), "cannot be a label"),
        (lambda: study_from_long([{"unit": 1, "coder": "A"}]), "not a record"),
        (lambda: study_from_long(["abc"]), "not a record"),
        (lambda: study_from_spans([("d", "a", 0, 3, None)], {"d": 9}), "not a span record"),
        (lambda: study_from_spans([("d", "a", 0.5, 3, "x")], {"d": 9}), "not a span record"),
        (lambda: study_from_spans([], {"d": -1}), "whole number"),
        (lambda: study_from_spans([], 20), "mapping"),
        (lambda: study_from_spans([], {"d": 9}, coders=["a", "a"]), "twice"),
        (lambda: study_from_spans([], {"d": 9}, coders=["a"], assigned={"d": ["z"]}), "'z'"),
        (lambda: study_from_spans([], {"d": 9}, assigned={"e": ["a"]}), "'e'"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(mistake, words):
    with pytest.raises(StudyError, match=words):
        mistake()


def test_an_assigned_coder_who_marked_nothing_is_a_coder():
    study = study_from_spans([("d", "a", 0, 3, "x")], {"d": 10}, assigned={"d": ["a", "b"]})
    assert study.coders == ("a", "b")
    assert u_alpha(study).n_coders == 2


def test_numbers_of_any_size_keep_their_alpha():
    rows = np.asarray([(1, 2), (2, 2), (3, 3), (4, 3), (1, 1)], dtype=float)
    expected = alpha(study_from_table(rows), "interval").value
    for shift, scale in ((1e9, 1.0), (-1e12, 1e3), (0.0, 1e-150), (0.0, 1e160)):
        moved = study_from_table(rows * scale + shift)
        assert alpha(moved, "interval").value == pytest.approx(expected, abs=1e-9)
        assert isinstance(gwet_ac2(moved), Estimate)


def test_unused_numbers_far_away_do_not_hide_a_difference():
    rows = [(0, 1), (1, 1), (0, 0)]
    near, far = study_from_table(rows), study_from_table(rows, categories=[0, 1, 10**9])
    assert alpha(far, "interval").value == pytest.approx(alpha(near, "interval").value)


@pytest.mark.parametrize("coders", range(2, 9))
@pytest.mark.parametrize("distance", ["nominal", "ordinal", "interval", "ratio"])
def test_no_variation_is_undefined_however_many_coders(coders, distance):
    flat = study_from_table([[3] * coders] * 7, categories=[1, 2, 3])
    found = alpha(flat, distance)
    assert isinstance(found, Undefined)
    assert "no variation" in found.reason
    assert isinstance(bootstrap(flat, alpha, Resampling(replicates=50), distance=distance), Undefined)
