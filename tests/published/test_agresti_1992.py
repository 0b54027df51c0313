"""Agresti, A. (1992). Modelling patterns of agreement and disagreement. Statistical Methods in Medical Research 1."""

from assistant.agreement import cohen_kappa
from tests.published.printed import check, crossed

STUDY = crossed((1, 2, 3, 4), [(22, 2, 2, 0), (5, 7, 14, 0), (0, 2, 36, 0), (0, 1, 17, 10)])


def test_two_pathologists():
    check(cohen_kappa(STUDY), 0.493)
