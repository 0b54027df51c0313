"""Krippendorff, K. (2004). Content Analysis, 2nd edition. Sage. Pages 224, 227, 230 and 246."""

import numpy as np
import pytest

from assistant.agreement import (
    alpha,
    bennett_s,
    cohen_kappa,
    percent_agreement,
    scott_pi,
    study_from_table,
)
from assistant.agreement.distances import midranks
from tests.published.printed import check, crossed, read

FOUR_OBSERVERS = """
1 1 . 1
2 2 3 2
3 3 3 3
3 3 3 3
2 2 2 2
1 2 3 4
4 4 4 4
1 1 2 1
2 2 2 2
. 5 5 5
. . 1 1
. . 3 .
"""


def test_two_observers_and_a_dichotomy():
    study = study_from_table([(1, 0), (1, 1), (0, 1), (0, 0), (0, 0), (0, 1), (0, 0), (0, 1), (0, 0), (0, 0)])
    check(alpha(study), 0.095, observed=0.400, expected=0.442)


def test_two_observers_and_three_categories():
    units = ("aa", "ab", *["bb"] * 4, "bc", *["cc"] * 5)
    study = study_from_table([list(unit) for unit in units])
    check(percent_agreement(study), 0.833)
    check(alpha(study), 0.734, observed=0.167, expected=0.627)


def test_four_observers_with_missing_codes():
    study = study_from_table(read(FOUR_OBSERVERS))
    check(percent_agreement(study, by="values"), 0.800)
    check(alpha(study), 0.743, observed=0.200, expected=0.779)
    check(alpha(study, "interval"), 0.849, observed=0.433, expected=2.872)


def test_ordinal_differences_of_the_four_observers():
    ranks = midranks(np.array([9.0, 13.0, 10.0, 5.0, 0.0, 3.0]))
    printed = [11.0, 22.5, 30.0, 32.5, 34.0]
    assert [abs(rank - ranks[0]) for rank in ranks[1:]] == printed


@pytest.mark.parametrize(
    ("table", "kappa"),
    [([(12, 9, 9), (9, 14, 9), (9, 9, 20)], 0.186), ([(12, 18, 18), (0, 14, 18), (0, 0, 20)], 0.258)],
)
def test_kappa_rewards_observers_who_differ_in_their_habits(table, kappa):
    study = crossed("abc", table)
    check(percent_agreement(study), 0.460)
    check(bennett_s(study), 0.190)
    check(scott_pi(study), 0.186)
    check(cohen_kappa(study), kappa)
