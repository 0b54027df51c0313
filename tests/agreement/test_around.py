"""Planning before, anchoring and prevalence after: the figures that stand around agreement."""

from __future__ import annotations

import math

import numpy as np
import pytest

from assistant.agreement import (
    Audit,
    Estimate,
    Resampling,
    Trial,
    Undefined,
    Wish,
    alpha,
    anchoring_by,
    anchoring_index,
    audited_prevalence,
    bootstrap,
    expected_width,
    miss_rate_bound,
    plan_sample,
    precision_reached,
    segments_per_arm,
    study_from_codes,
)
from assistant.errors import StudyError


def test_planner_finds_a_size_whose_width_is_as_wished():
    wish = Wish(prevalence=(0.3, 0.7), agreement=0.7, width=0.3, replicates=600)
    found = plan_sample(wish)
    assert found.units is not None
    assert found.width <= 0.3
    assert expected_width(wish, found.units // 2) > 0.3
    assert found == plan_sample(wish)


def test_rare_codes_take_more_units():
    common = expected_width(Wish(prevalence=(0.3, 0.7), agreement=0.7), 100)
    rare = expected_width(Wish(prevalence=(0.05, 0.95), agreement=0.7), 100)
    assert rare > 1.3 * common


def test_planner_gives_up_where_the_largest_sample_is_too_small():
    found = plan_sample(Wish(prevalence=(0.5, 0.5), agreement=0.5, width=0.01, largest=200, replicates=100))
    assert found.units is None
    assert found.curve[-1][0] == 200


def test_simulated_agreement_is_the_agreement_asked_for():
    random = np.random.default_rng(0)
    truth = random.choice(3, p=[0.6, 0.3, 0.1], size=(40_000, 1))
    guess = random.choice(3, p=[0.6, 0.3, 0.1], size=(40_000, 3))
    codes = np.where(random.random((40_000, 3)) < math.sqrt(0.4), truth, guess).astype(np.int32)
    assert alpha(study_from_codes(codes, range(3))).value == pytest.approx(0.4, abs=0.015)


@pytest.mark.parametrize("wrong", [{"prevalence": (0.5, 0.4)}, {"agreement": 1.2}, {"coders": 1}, {"width": 0}])
def test_impossible_wishes_are_refused(wrong):
    with pytest.raises(StudyError):
        plan_sample(Wish(**{"prevalence": (0.5, 0.5), "agreement": 0.5, **wrong}))


def test_whether_precision_was_reached():
    codes = np.random.default_rng(1).integers(2, size=(80, 1)).repeat(2, axis=1)
    codes[:20, 1] = 1 - codes[:20, 1]
    outcome = bootstrap(study_from_codes(codes, (0, 1)), alpha)
    assert isinstance(outcome, Estimate)
    assert precision_reached(outcome, 0.9).reached
    missed = precision_reached(outcome, 0.05)
    assert not missed.reached
    assert missed.more_units > 500
    assert isinstance(precision_reached(alpha(study_from_codes(codes, (0, 1))), 0.1), Undefined)


def trials(shown: int, blind: int, rates: tuple[float, float], documents: int = 40) -> list[Trial]:
    random = np.random.default_rng(4)
    return [
        Trial(
            coder=f"p{i % 2}",
            code="x" if i % 3 else "y",
            document=i % documents,
            shown=i < shown,
            agrees=bool(random.random() < rates[0 if i < shown else 1]),
        )
        for i in range(shown + blind)
    ]


def test_anchoring_index_with_a_clustered_interval():
    found = anchoring_index(trials(200, 200, (0.85, 0.55)), Resampling(seed=3))
    assert isinstance(found, Estimate)
    assert found.value == pytest.approx(found.observed - found.expected)
    assert found.interval.low > 0.1
    assert found.interval.clusters == 40


def test_who_accepts_everything_leaves_nothing_to_estimate():
    found = anchoring_index(trials(50, 0, (1.0, 0.0)))
    assert isinstance(found, Undefined)
    assert "0 blind units: not estimable" in found.reason


def test_too_small_to_say_names_how_many_are_needed():
    found = anchoring_index(trials(60, 12, (0.9, 0.5)))
    assert isinstance(found, Undefined)
    assert "too small to say" in found.reason
    assert "60 shown and 12 blind" in found.reason
    by_coder = anchoring_by(trials(200, 200, (0.85, 0.55)), "coder")
    assert set(by_coder) == {"p0", "p1"}


def test_segments_per_arm_are_those_of_the_textbook():
    assert 29 <= segments_per_arm(0.3, 0.6) <= segments_per_arm(0.3, 0.5) <= 40
    assert 80 <= segments_per_arm(0.2, 0.5) <= 95


def corpus(seed: int, sensitivity: float, false_rate: float, n: int = 2000, drawn: int = 300):
    random = np.random.default_rng(seed)
    truth = random.random(n) < 0.2
    model = np.where(truth, random.random(n) < sensitivity, random.random(n) < false_rate)
    sample = random.choice(n, size=drawn, replace=False)
    audit = Audit(
        human={int(i): bool(truth[i]) for i in sample},
        inclusion={int(i): drawn / n for i in sample},
        document={int(i): int(i) % 100 for i in sample},
    )
    return {i: bool(model[i]) for i in range(n)}, audit, float(truth.mean())


def test_audited_prevalence_corrects_a_lenient_model():
    model, audit, truth = corpus(1, 0.95, 0.15)
    found = audited_prevalence(model, audit)
    assert isinstance(found.audited, Estimate)
    assert found.model_count > truth + 0.08
    assert found.audited.interval.low <= truth <= found.audited.interval.high
    assert found.audited.interval.width < found.human_only.interval.width
    assert found.report == "audited"


def test_a_poor_model_is_left_aside():
    model, audit, _ = corpus(2, 0.5, 0.5)
    found = audited_prevalence(model, audit)
    assert found.report == "human_only"
    assert "too poor" in found.note


def test_intervals_cover_the_truth_about_as_often_as_they_say():
    hits = raw = 0
    for seed in range(200):
        model, audit, truth = corpus(100 + seed, 0.85, 0.08, n=1500, drawn=200)
        interval = audited_prevalence(model, audit).audited.interval
        hits += interval.low <= truth <= interval.high
        raw += abs(sum(model.values()) / 1500 - truth) < 0.01
    assert 0.9 <= hits / 200 <= 0.99
    assert raw / 200 < 0.3


def test_unequal_inclusion_is_weighted():
    model = dict.fromkeys(range(100), False)
    human = {i: i < 50 for i in range(0, 50, 5)} | dict.fromkeys(range(50, 100), False)
    inclusion = dict.fromkeys(range(0, 50, 5), 0.2) | dict.fromkeys(range(50, 100), 1.0)
    found = audited_prevalence(model, Audit(human=human, inclusion=inclusion, document={}))
    assert found.human_only.value == pytest.approx(0.5)
    assert found.audited.value == pytest.approx(0.5)


def test_without_a_random_sample_there_is_no_estimate():
    model, audit, _ = corpus(3, 0.9, 0.1)
    found = audited_prevalence(model, Audit(human=audit.human, inclusion={}, document={}))
    assert isinstance(found.audited, Undefined)
    assert "no random sample" in found.note
    assert found.report == "neither"
    with pytest.raises(StudyError):
        audited_prevalence({1: True}, Audit(human={2: True}, inclusion={2: 0.5}, document={}))


def test_miss_rate_bounds():
    none = miss_rate_bound(0, 100)
    assert none.interval.high == pytest.approx(1 - 0.05**0.01)
    assert "rule of three" in none.warnings[0]
    assert miss_rate_bound(3, 100).interval.high == pytest.approx(0.0757108, abs=1e-6)
    assert miss_rate_bound(5, 5).interval.high == 1.0
    assert isinstance(miss_rate_bound(0, 0), Undefined)
    with pytest.raises(StudyError):
        miss_rate_bound(3, 2)
