"""Scott, W. A. (1955). Reliability of content analysis: the case of nominal scale coding. Public Opinion Quarterly 19.

The table of the paper is not at hand, so its definition is held instead: chance agreement is the sum of the squares of
the categories' shares among *all* codes of both coders, here by fractions worked by hand.
"""

from fractions import Fraction

from assistant.agreement import scott_pi
from tests.published.printed import check, crossed


def test_chance_agreement_squares_the_pooled_shares():
    study = crossed(("a", "b", "c"), [(5, 1, 0), (2, 6, 1), (0, 1, 4)])
    observed = Fraction(15, 20)
    shares = [Fraction(6 + 7, 40), Fraction(9 + 8, 40), Fraction(5 + 5, 40)]
    expected = sum(share**2 for share in shares)
    value = (observed - expected) / (1 - expected)
    check(scott_pi(study), float(value), float(observed), float(expected), places=12)
