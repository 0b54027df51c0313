"""Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. Psychological Bulletin 76, 378-382."""

import pytest

from assistant.agreement import brennan_prediger, fleiss_kappa, percent_agreement, study_from_table
from tests.published.printed import check, estimated

DIAGNOSES = """
444444 222555 233335 555555 222444 113333 333355 113334 114444 555555
144444 124444 222333 144444 224445 333335 111455 111112 224444 133555
555555 244444 224555 114444 144445 222224 111155 224444 133333 555555
"""
STUDY = study_from_table([[int(digit) for digit in patient] for patient in DIAGNOSES.split()])


def test_thirty_patients_and_six_psychiatrists():
    check(fleiss_kappa(STUDY), 0.430, observed=0.5556, expected=0.2201)
    assert estimated(fleiss_kappa(STUDY)).observed == pytest.approx(0.5556, abs=5e-5)


@pytest.mark.parametrize(
    ("patient", "agreement"), [(0, 1.0), (1, 0.4), (2, 0.4), (5, 0.467), (7, 0.267), (10, 0.667), (29, 1.0)]
)
def test_agreement_on_single_patients(patient, agreement):
    one = study_from_table([[int(digit) for digit in DIAGNOSES.split()[patient]]])
    check(percent_agreement(one), agreement)


def test_free_marginals_of_the_same_table_use_a_fifth():
    check(brennan_prediger(STUDY), 0.4444, observed=0.5556, expected=0.2, places=4)
