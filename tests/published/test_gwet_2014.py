"""Gwet, K. L. (2014). Handbook of Inter-Rater Reliability, 4th edition. Advanced Analytics. Data of page 120.

Four raters, twelve subjects, missing codes; coefficients, standard errors and intervals as printed by the author's own
software (irrCAC) for these data, weighted and not.
"""

import numpy as np
import pytest

from assistant.agreement import (
    alpha,
    brennan_prediger,
    conger_kappa,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2,
    gwet_interval,
    percent_agreement,
    scott_pi,
    study_from_table,
)
from assistant.agreement.kappas import fleiss_coefficient
from assistant.agreement.pairwise import cohen_kappa
from tests.published.printed import check, crossed, estimated, read
from tests.published.test_krippendorff_2004 import FOUR_OBSERVERS

STUDY = study_from_table(read(FOUR_OBSERVERS))


@pytest.mark.parametrize(
    ("measure", "value", "expected", "error", "low"),
    [
        (gwet_ac1, 0.77544, 0.19032, 0.14295, 0.46081),
        (fleiss_kappa, 0.76117, 0.23872, 0.15302, 0.42438),
        (conger_kappa, 0.76282, 0.23343, 0.14917, 0.43450),
        (brennan_prediger, 0.77273, 0.20000, 0.14472, 0.45421),
    ],
)
def test_unweighted_coefficients(measure, value, expected, error, low):
    found = gwet_interval(STUDY, measure)
    check(found, value, observed=0.81818, expected=expected, places=5)
    assert estimated(found).standard_error == pytest.approx(error, abs=6e-6)
    assert estimated(found).interval.low == pytest.approx(low, abs=1e-5)
    assert estimated(found).interval.high == 1.0


def test_percent_agreement_and_alpha_have_their_errors():
    share = estimated(gwet_interval(STUDY, percent_agreement))
    assert (share.value, share.standard_error) == pytest.approx((0.81818, 0.12561), abs=6e-6)
    found = estimated(gwet_interval(STUDY, alpha))
    assert (found.value, found.standard_error) == pytest.approx((0.74342, 0.14557), abs=6e-6)
    assert found.interval.low == pytest.approx(0.419, abs=5e-4)


@pytest.mark.parametrize(
    ("weights", "ac2", "fleiss", "conger", "uniform"),
    [
        ("bipolar", 0.900, 0.853, 0.845, 0.888),
        ("circular", 0.830, 0.807, 0.805, 0.824),
        ("linear", 0.859, 0.818, 0.814, 0.848),
        ("ordinal", 0.899, 0.850, 0.844, 0.886),
        ("quadratic", 0.914, 0.865, 0.858, 0.902),
        ("radical", 0.820, 0.790, 0.788, 0.813),
        ("ratio", 0.857, 0.821, 0.812, 0.840),
    ],
)
def test_weighted_coefficients(weights, ac2, fleiss, conger, uniform):
    check(gwet_ac2(STUDY, weights), ac2)
    check(fleiss_kappa(STUDY, weights), fleiss)
    check(conger_kappa(STUDY, weights), conger)
    check(brennan_prediger(STUDY, weights), uniform)


def test_weighted_errors():
    for measure, error in ((gwet_ac2, 0.106), (fleiss_kappa, 0.145), (conger_kappa, 0.142)):
        found = estimated(gwet_interval(STUDY, measure, weights="bipolar"))
        assert found.standard_error == pytest.approx(error, abs=5e-4)


def test_ac2_with_identity_weights_is_ac1():
    assert estimated(gwet_ac2(STUDY, None)).value == estimated(gwet_ac1(STUDY)).value


def test_two_abstractors_and_a_hundred_pregnancies():
    study = crossed(("ectopic", "AIU", "NIU"), [(13, 0, 0), (0, 20, 7), (0, 4, 56)])
    check(cohen_kappa(study), 0.7964094, places=7)
    check(scott_pi(study), 0.7962397, places=7)
    check(gwet_ac1(study), 0.8493305, places=7)
    check(brennan_prediger(study), 0.835, places=7)
    check(alpha(study), 0.7972585, places=7)
    check(percent_agreement(study), 0.89, places=7)


def test_four_raters_and_gender():
    rows = zip("aaaaabbbcaaaaab", "aaaababccaaaaba", "abbcaabbcabbcaa", "ccccaabbcccccaa", strict=True)
    study = study_from_table(list(rows))
    for measure, value, expected, error in (
        (gwet_ac1, 0.208, 0.312, 0.091),
        (fleiss_kappa, 0.129, 0.375, 0.141),
        (conger_kappa, 0.166, 0.347, 0.121),
        (brennan_prediger, 0.183, 0.333, 0.102),
    ):
        found = gwet_interval(study, measure)
        check(found, value, observed=0.456, expected=expected)
        assert estimated(found).standard_error == pytest.approx(error, abs=5e-4)


def test_other_definitions_of_fleiss_with_missing_codes_are_named():
    assert "pooled" in fleiss_coefficient(missing="pooled").method
    values = [estimated(fleiss_kappa(STUDY, missing=name)).value for name in ("gwet", "pooled", "complete")]
    assert len(set(np.round(values, 6))) == 3
