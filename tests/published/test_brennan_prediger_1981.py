"""Brennan, R. L., & Prediger, D. J. (1981). Coefficient kappa: some uses, misuses, and alternatives. EPM 41."""

import pytest

from assistant.agreement import bennett_s, brennan_prediger, cohen_kappa
from tests.published.printed import check, crossed

PAGE_689 = [(50, 0, 0), (10, 10, 10), (20, 0, 0)]
PAGE_691 = [(50, 0, 10), (0, 10, 10), (10, 10, 0)]


@pytest.mark.parametrize(("table", "kappa", "chance"), [(PAGE_689, 0.27, 0.45), (PAGE_691, 0.29, 0.44)])
def test_both_tables(table, kappa, chance):
    study = crossed((1, 2, 3), table)
    check(cohen_kappa(study), kappa, observed=0.60, expected=chance, places=2)
    check(brennan_prediger(study), 0.40, observed=0.60, expected=0.33, places=2)
    check(bennett_s(study), 0.40, observed=0.60, expected=0.33, places=2)
