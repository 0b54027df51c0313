"""Randolph, J. J. (2005). Free-marginal multirater kappa. Joensuu Learning and Instruction Symposium. Page 17."""

from assistant.agreement import fleiss_kappa, randolph_kappa, study_from_table
from tests.published.printed import check


def test_balanced_marginals_agree_with_fleiss():
    study = study_from_table([("y", "y", "y"), ("y", "y", "n"), ("n", "n", "y"), ("n", "n", "n")])
    check(fleiss_kappa(study), 0.33, observed=0.67, expected=0.50, places=2)
    check(randolph_kappa(study), 0.33, observed=0.67, expected=0.50, places=2)


def test_skewed_marginals_part_them():
    study = study_from_table([("y", "y", "y"), ("y", "y", "n"), ("y", "y", "n"), ("y", "y", "y")])
    check(fleiss_kappa(study), -0.2, places=2)
    check(randolph_kappa(study), 0.33, places=2)
