"""Artstein, R., & Poesio, M. (2008). Inter-coder agreement for computational linguistics. CL 34, 555-596."""

import numpy as np

from assistant.agreement import alpha, bennett_s, cohen_kappa, percent_agreement, scott_pi
from tests.published.printed import check, crossed

FIRST = crossed(("STAT", "IReq"), [(20, 10), (20, 50)])
SECOND = crossed(("STAT", "IReq", "Chck"), [(46, 0, 0), (6, 32, 6), (0, 0, 10)])
DISTANCE = np.array([[0, 1, 0.5], [1, 0, 0.5], [0.5, 0.5, 0]])


def test_table_of_page_558():
    check(percent_agreement(FIRST), 0.7)
    check(bennett_s(FIRST), 0.4, observed=0.7, expected=0.5)
    check(scott_pi(FIRST), 0.341, observed=0.7, expected=0.545)
    check(cohen_kappa(FIRST), 0.348, observed=0.7, expected=0.54)


def test_table_of_page_568():
    check(bennett_s(SECOND), 0.82, observed=0.88, expected=0.333)
    check(scott_pi(SECOND), 0.7995, observed=0.88, expected=0.4014, places=4)
    check(cohen_kappa(SECOND), 0.8013, observed=0.88, expected=0.3960, places=4)


def test_weighted_coefficients_of_page_568():
    check(alpha(SECOND, DISTANCE), 0.8156, observed=0.0900, expected=0.4879, places=4)
    check(cohen_kappa(SECOND, weights=1 - DISTANCE), 0.8163, observed=1 - 0.09, places=4)
