"""Zwick, R. (1988). Another look at interrater agreement. Psychological Bulletin 103, 374-378. Page 376.

Of pi in the third table only two places are printed, .46.
"""

import pytest

from assistant.agreement import bennett_s, cohen_kappa, percent_agreement, scott_pi
from tests.published.printed import check, crossed


@pytest.mark.parametrize(
    ("table", "pi", "kappa"),
    [
        ([(20, 0, 0, 5), (0, 10, 15, 0), (0, 15, 10, 0), (5, 0, 0, 20)], 0.467, 0.467),
        ([(20, 10, 10, 0), (10, 10, 0, 0), (10, 0, 10, 0), (0, 0, 0, 20)], 0.444, 0.444),
        ([(20, 5, 5, 10), (0, 10, 5, 5), (0, 5, 10, 5), (0, 0, 0, 20)], 0.459, 0.474),
    ],
)
def test_the_three_tables(table, pi, kappa):
    study = crossed("ABCD", table)
    check(percent_agreement(study), 0.600)
    check(bennett_s(study), 0.467)
    check(scott_pi(study), pi)
    check(cohen_kappa(study), kappa)
