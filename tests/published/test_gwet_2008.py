"""Gwet, K. L. (2008). Computing inter-rater reliability and its variance in the presence of high agreement. BJMSP 61.

The tables of the paper are not at hand, so no figure here is claimed to be printed there. Held instead are its
definitions - agreement by chance as the sum of p (1 - p) over q - 1, with p the mean share of a category - on tables
worked by hand as fractions, and that AC1 stays near the observed agreement where pi and kappa fall (the paradox the
paper is about). Coefficients, errors and intervals printed by the author himself are in the file on Gwet (2014).
"""

from fractions import Fraction

from assistant.agreement import cohen_kappa, gwet_ac1, gwet_ac2, scott_pi, study_from_table
from tests.published.printed import check, crossed, estimated


def test_two_raters_and_two_categories():
    study = crossed("+-", [(118, 5), (2, 0)])
    share = Fraction(123 + 120, 250)
    chance = 2 * share * (1 - share)
    observed = Fraction(118, 125)
    value = (observed - chance) / (1 - chance)
    check(gwet_ac1(study), float(value), float(observed), float(chance), places=12)
    pooled = share**2 + (1 - share) ** 2
    check(scott_pi(study), float((observed - pooled) / (1 - pooled)), places=12)
    assert estimated(cohen_kappa(study)).value < 0
    assert float(value) > 0.94


def test_three_raters_and_three_categories():
    study = study_from_table([("a", "a", "b"), ("b", "b", "b"), ("a", "c", "b"), ("c", "c", "c"), ("a", "a", "a")])
    observed = (Fraction(1, 3) + 1 + 0 + 1 + 1) / 5
    shares = (Fraction(2 + 0 + 1 + 0 + 3, 15), Fraction(1 + 3 + 1 + 0 + 0, 15), Fraction(0 + 0 + 1 + 3 + 0, 15))
    chance = sum(p * (1 - p) for p in shares) / 2
    check(gwet_ac1(study), float((observed - chance) / (1 - chance)), float(observed), float(chance), places=12)


def test_a_single_code_counts_for_prevalence_and_not_for_agreement():
    study = study_from_table([("a", "a"), ("b", "b"), ("a", "b"), ("b", None)])
    share = (1 + 0 + Fraction(1, 2) + 0) / 4
    chance, observed = 2 * share * (1 - share), Fraction(2, 3)
    check(gwet_ac1(study), float((observed - chance) / (1 - chance)), float(observed), float(chance), places=12)


def test_weights_stretch_chance_by_their_sum():
    study = study_from_table([(1, 1), (2, 3), (3, 3), (2, 2)])
    observed = Fraction(3 + Fraction(3, 4), 4)
    shares = (Fraction(2, 8), Fraction(3, 8), Fraction(3, 8))
    total = 3 + 4 * Fraction(3, 4) + 2 * 0
    chance = total / (3 * 2) * sum(p * (1 - p) for p in shares)
    check(gwet_ac2(study), float((observed - chance) / (1 - chance)), float(observed), float(chance), places=12)
