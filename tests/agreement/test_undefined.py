"""Undefined is a sentence: never 0, 1, NaN or a traceback."""

from __future__ import annotations

import pytest

from assistant.agreement import (
    Estimate,
    Resampling,
    Undefined,
    alpha,
    binary_u_alpha,
    bootstrap,
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    cu_alpha,
    fleiss_kappa,
    gwet_ac1,
    gwet_interval,
    ku_alpha,
    light_kappa,
    multi_valued_alpha,
    percent_agreement,
    precision_recall,
    scott_pi,
    span_kappa,
    study_from_spans,
    study_from_table,
    u_alpha,
)
from assistant.errors import StudyError

ALL = [alpha, cohen_kappa, scott_pi, fleiss_kappa, conger_kappa, light_kappa, gwet_ac1, brennan_prediger]


@pytest.mark.parametrize("measure", [*ALL, percent_agreement, multi_valued_alpha])
@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ([], "empty"),
        ([(None, None)], "empty"),
        ([("a", None), ("b", None)], "single coder"),
        ([("a",), ("b",)], "single coder"),
        ([("a", None), (None, "b")], "nothing pairable"),
    ],
)
def test_studies_without_comparisons(measure, rows, word):
    found = measure(study_from_table(rows))
    assert isinstance(found, Undefined)
    assert word in found.reason


@pytest.mark.parametrize("measure", ALL)
@pytest.mark.parametrize("categories", [None, ("yes", "no")])
def test_one_category_only_is_no_variation(measure, categories):
    found = measure(study_from_table([("yes", "yes")] * 9, categories=categories))
    assert isinstance(found, Undefined)
    assert "no variation" in found.reason
    assert "yes" in found.reason


def test_per_cent_agreement_survives_without_variation_and_warns():
    found = percent_agreement(study_from_table([("yes", "yes")] * 9))
    assert isinstance(found, Estimate)
    assert found.value == 1.0
    assert found.warnings


def test_kappa_of_a_constant_coder_is_zero_and_defined():
    found = cohen_kappa(study_from_table([("a", "a"), ("a", "b"), ("a", "b")]))
    assert isinstance(found, Estimate)
    assert found.value == pytest.approx(0.0)


def test_cohen_wants_two_coders_and_says_what_to_take_instead():
    study = study_from_table([("a", "a", "b"), ("b", "b", "b")])
    found = cohen_kappa(study)
    assert isinstance(found, Undefined)
    assert "light_kappa" in found.reason
    assert isinstance(cohen_kappa(study, coders=("c1", "c2")), Estimate)


def test_light_leaves_out_pairs_without_kappa_and_names_them():
    study = study_from_table([("a", "a", "a"), ("a", "a", "b"), ("a", "a", "a")])
    found = light_kappa(study)
    assert isinstance(found, Estimate)
    assert "c1 - c2" in found.warnings[0]


@pytest.mark.parametrize("distance", ["interval", "ratio", "jaccard", "masi"])
def test_a_distance_that_does_not_fit_the_labels(distance):
    found = alpha(study_from_table([("a", "b"), ("b", "b")]), distance)
    assert isinstance(found, Undefined)
    assert distance in found.reason


def test_ordered_distances_warn_of_undeclared_order():
    rows = [("low", "high"), ("mid", "mid"), ("high", "high")]
    loose, declared = study_from_table(rows), study_from_table(rows, categories=("low", "mid", "high"))
    assert "alphabetical" in alpha(loose, "ordinal").warnings[0]
    assert alpha(declared, "ordinal").warnings == ()


@pytest.mark.parametrize("measure", [u_alpha, binary_u_alpha, cu_alpha])
def test_spans_without_a_mark(measure):
    study = study_from_spans([], {"d": 100}, coders=("a", "b"), codes=("x",))
    found = measure(study)
    assert isinstance(found, Undefined)
    assert "nobody marked anything" in found.reason


def test_spans_of_one_coder_or_of_separate_documents():
    spans = [("d", "a", 0, 5, "x"), ("e", "b", 0, 5, "x")]
    apart = study_from_spans(spans, {"d": 9, "e": 9}, assigned={"d": ["a"], "e": ["b"]})
    assert "nothing pairable" in u_alpha(apart).reason
    alone = study_from_spans(spans[:1], {"d": 9})
    assert "single coder" in u_alpha(alone).reason
    assert "empty" in u_alpha(study_from_spans([], {})).reason


def test_one_code_leaves_nothing_to_code_apart():
    study = study_from_spans([("d", "a", 0, 5, "x"), ("d", "b", 2, 6, "x")], {"d": 20})
    assert isinstance(u_alpha(study), Estimate)
    assert "more than one code" in cu_alpha(study).reason
    assert "more than one code" in ku_alpha(study, "x").reason
    assert "not a code" in ku_alpha(study, "y").reason
    assert "not a code" in span_kappa(study, "y").reason


def test_overlapping_codes_are_refused_with_a_way_out():
    spans = [("d", "a", 0, 9, "x"), ("d", "a", 5, 12, "y"), ("d", "b", 0, 9, "x"), ("d", "b", 5, 12, "y")]
    study = study_from_spans(spans, {"d": 30})
    assert "combine" in u_alpha(study).reason
    assert u_alpha(study, overlaps="combine").value == pytest.approx(1.0)
    assert binary_u_alpha(study, "x").value == pytest.approx(1.0)


def test_precision_without_any_answer_is_undefined():
    study = study_from_table([("a", "b"), ("a", "b")], coders=("truth", "model"))
    found = precision_recall(study, "truth", "model", "a")
    assert isinstance(found.precision, Undefined)
    assert found.recall.value == 0.0
    assert found.f1.value == 0.0


def test_intervals_of_nothing_are_nothing():
    flat = study_from_table([("a", "a")] * 5)
    assert isinstance(bootstrap(flat, alpha), Undefined)
    assert isinstance(gwet_interval(flat, gwet_ac1), Undefined)
    assert isinstance(bootstrap(flat, alpha, Resampling(by="krippendorff")), Undefined)


@pytest.mark.parametrize(
    "mistake",
    [
        lambda: study_from_table([("a", "b"), ("a",)]),
        lambda: study_from_table([("a", "b")], categories=("a",)),
        lambda: study_from_spans([("d", "a", 5, 5, "x")], {"d": 9}),
        lambda: study_from_spans([("d", "a", 5, 10, "x")], {"d": 9}),
        lambda: study_from_spans([("e", "a", 5, 6, "x")], {"d": 9}),
        lambda: alpha(study_from_table([("a", "b")]), "euclid"),
        lambda: bootstrap(study_from_table([("a", "b")]), "beta"),
    ],
)
def test_mistakes_of_the_caller_are_named(mistake):
    with pytest.raises(StudyError):
        mistake()
