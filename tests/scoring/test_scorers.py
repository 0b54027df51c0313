from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.span import Span
from assistant.scoring import (
    Located,
    Ranking,
    Score,
    Steadiness,
    agreement_scores,
    coverage_curve,
    evidence_scores,
    ndcg,
    recall_at,
    reciprocal_rank,
    retrieval_scores,
    set_scores,
    stability_scores,
)

TRUTH = {"u1": frozenset({"a"}), "u2": frozenset({"b"}), "u3": frozenset(), "u4": frozenset({"a", "b"})}
SAID = {"u1": frozenset({"a"}), "u2": frozenset({"a"}), "u3": frozenset(), "u4": frozenset({"a"})}


def named(scores) -> dict[tuple[str, str], Score]:
    return {(score.scorer, score.scope): score for score in scores}


def test_sets_are_scored_as_worked_by_hand():
    found = named(set_scores(SAID, TRUTH, ["a", "b", "c"], "F"))
    assert found["exact_set@1", "F"].value == 2 / 4
    assert found["set_f1.micro@1", "F"].value == pytest.approx(2 * 2 / (2 * 2 + 1 + 2))
    assert found["set_f1.code@1", "a"].value == pytest.approx(2 * 2 / (2 * 2 + 1 + 0))
    assert found["set_f1.code@1", "b"].value == 0
    assert found["set_f1.macro@1", "F"].value == pytest.approx((0.8 + 0) / 2)
    assert ("set_f1.code@1", "c") not in found, "a code that nobody gave has no F1"


def test_a_unit_that_one_side_did_not_look_at_counts_for_nobody():
    part = {unit: codes for unit, codes in SAID.items() if unit != "u2"}
    assert named(set_scores(part, TRUTH, ["a", "b"], "F"))["exact_set@1", "F"].n == 3


def test_without_units_there_is_a_reason_and_no_figure():
    for scores in (set_scores({}, TRUTH, ["a"], "F"), agreement_scores({}, TRUTH, ["a"], "F")):
        assert [(score.value, bool(score.reason)) for score in scores] != []
    for score in [*set_scores({}, TRUTH, ["a"], "F"), *agreement_scores({}, TRUTH, ["a"], "F")]:
        assert score.value is None
        assert score.reason


def test_kappa_of_one_category_is_undefined_and_left_out_of_the_mean():
    both = {"u1": frozenset({"a"}), "u2": frozenset({"a"})}
    found = named(agreement_scores(both, both, ["a"], "F"))
    assert found["kappa.code@1", "a"].value is None
    assert found["kappa.mean@1", "F"].reason == "no code has a defined kappa"


def test_evidence_is_counted_by_quotation_by_proposal_and_by_place():
    here, there = Span(0, 4), Span(10, 14)
    proposals = [Located((here,), 0, (here,)), Located((there,), 1, (here,)), Located((), 1, ())]
    found = named(evidence_scores(proposals, "all"))
    assert found["quotes_found@1", "all"].value == 2 / 4
    assert found["evidence_present@1", "all"].value == 2 / 3
    assert found["evidence_found@1", "all"].value == 1 / 2


def test_the_surest_half_is_taken_by_the_instruments_own_figure():
    sure = {"u1": 0.9, "u2": 0.1, "u4": 0.2}
    found = named(coverage_curve(SAID, TRUTH, sure, ["a", "b"], "F"))
    assert found["coverage@1", "F"].value == 3 / 4
    assert found["accuracy_surest_25@1", "F"].value == 1
    assert found["accuracy_surest_100@1", "F"].value == 1 / 3


def test_stability_is_compared_with_the_truth():
    found = named(stability_scores([Steadiness(1.0, True), Steadiness(0.6, False)], "all"))
    assert found["right_when_always_given@1", "all"].value == 1
    assert found["right_when_given_0.5_0.8@1", "all"].value == 0
    assert found["stability_brier@1", "all"].value == pytest.approx((0 + 0.36) / 2)
    assert named(stability_scores([], "all"))["stability_brier@1", "all"].reason == "stability was not measured"


def test_rankings_are_scored_as_worked_by_hand():
    ranking = Ranking([5, 1, 7, 2], frozenset({1, 2, 9}))
    assert recall_at(ranking, 2) == pytest.approx(1 / 3)
    assert reciprocal_rank(ranking) == 1 / 2
    assert ndcg(ranking, 4) == pytest.approx((0.63093 + 0.43068) / (1 + 0.63093 + 0.5), abs=1e-4)
    (recall, hit, *_rest) = retrieval_scores([ranking, Ranking([1], frozenset())], "zh", [2])
    assert (recall.n, hit.value) == (1, 1.0), "a query without an answer is not asked"


@given(st.dictionaries(st.text("uvw", min_size=1, max_size=3), st.frozensets(st.sampled_from("abc")), min_size=1))
def test_a_labelling_measured_against_itself_is_perfect_wherever_it_can_be(labels):
    for score in [*set_scores(labels, labels, "abc", "F"), *agreement_scores(labels, labels, "abc", "F")]:
        assert score.value in (None, pytest.approx(1.0))
        assert (score.value is None) == bool(score.reason)
