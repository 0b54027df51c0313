"""Freelon, D. (2010). ReCal: intercoder reliability calculation as a web service. Int. J. of Internet Science 5, 20-33.

The worked examples of the paper are not at hand, so no figure here is claimed to be printed there. Held instead is what
ReCal2 and ReCal3 are documented to report - for two coders per cent agreement, Scott's pi, Cohen's kappa and nominal
alpha; for three the mean pairwise per cent, Fleiss' kappa, the mean pairwise Cohen's kappa and nominal alpha - on small
tables, each figure derived by hand as a fraction.
"""

from fractions import Fraction

from assistant.agreement import (
    alpha,
    cohen_kappa,
    fleiss_kappa,
    light_kappa,
    pairwise_kappas,
    percent_agreement,
    scott_pi,
    study_from_table,
)
from tests.published.printed import check, crossed, estimated

TWO = crossed((0, 1, 2), [(4, 1, 0), (1, 2, 1), (0, 0, 1)])
THREE = study_from_table([(1, 1, 1), (1, 1, 2), (2, 2, 2), (1, 2, 2), (2, 2, 2)])


def test_what_recal2_reports_for_two_coders():
    observed = Fraction(7, 10)
    by_habits = Fraction(5 * 5 + 4 * 3 + 1 * 2, 100)
    pooled = Fraction(10**2 + 7**2 + 3**2, 400)
    expected_alpha = 1 - Fraction(10 * 9 + 7 * 6 + 3 * 2, 20 * 19)
    check(percent_agreement(TWO), float(observed), places=12)
    check(cohen_kappa(TWO), float((observed - by_habits) / (1 - by_habits)), 0.7, float(by_habits), places=12)
    check(scott_pi(TWO), float((observed - pooled) / (1 - pooled)), 0.7, float(pooled), places=12)
    check(alpha(TWO), float(1 - (1 - observed) / expected_alpha), 0.3, float(expected_alpha), places=12)


def test_what_recal3_reports_for_three_coders():
    pairs = {("c1", "c2"): Fraction(4, 5), ("c1", "c3"): Fraction(3, 5), ("c2", "c3"): Fraction(4, 5)}
    mean = sum(pairs.values()) / 3
    assert mean == Fraction(11, 15)
    check(percent_agreement(THREE), float(mean), places=12)
    chance = Fraction(6, 15) ** 2 + Fraction(9, 15) ** 2
    check(fleiss_kappa(THREE), float((mean - chance) / (1 - chance)), float(mean), float(chance), places=12)
    habits = {"c1": Fraction(3, 5), "c2": Fraction(2, 5), "c3": Fraction(1, 5)}
    kappas = {}
    for (one, other), agreed in pairs.items():
        by_chance = habits[one] * habits[other] + (1 - habits[one]) * (1 - habits[other])
        kappas[one, other] = (agreed - by_chance) / (1 - by_chance)
    for pair, kappa in kappas.items():
        check(pairwise_kappas(THREE)[pair], float(kappa), places=12)
    check(light_kappa(THREE), float(sum(kappas.values()) / 3), places=12)
    expected = 1 - Fraction(6 * 5 + 9 * 8, 15 * 14)
    check(alpha(THREE), float(1 - (1 - mean) / expected), float(1 - mean), float(expected), places=12)
    assert estimated(alpha(THREE)).n_units == 5
