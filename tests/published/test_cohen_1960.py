"""Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological Measurement 20."""

from assistant.agreement import cohen_kappa
from tests.published.printed import check, crossed


def test_table_1_agreement_below_chance():
    study = crossed((1, 2, 3), [(25, 12, 3), (13, 2, 15), (12, 16, 2)])
    check(cohen_kappa(study), -0.09, observed=0.29, expected=0.35, places=2)


def test_table_2_of_two_hundred_patients():
    study = crossed((1, 2, 3), [(88, 14, 18), (10, 40, 10), (2, 6, 12)])
    check(cohen_kappa(study), 0.492, observed=0.70, expected=0.41)
