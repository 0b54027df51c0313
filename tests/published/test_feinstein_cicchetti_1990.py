"""Feinstein, A. R., & Cicchetti, D. V. (1990). High agreement but low kappa. Journal of Clinical Epidemiology 43."""

import pytest

from assistant.agreement import cohen_kappa
from tests.published.printed import check, crossed


@pytest.mark.parametrize(("table", "kappa"), [([(40, 9), (6, 45)], 0.70), ([(80, 10), (5, 5)], 0.32)])
def test_the_same_agreement_gives_two_kappas(table, kappa):
    check(cohen_kappa(crossed("+-", table)), kappa, observed=0.85, places=2)
