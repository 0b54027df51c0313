"""Passonneau, R. (2006). Measuring agreement on set-valued items (MASI) for semantic and pragmatic annotation. LREC.

The four cases of monotonicity and their product with Jaccard's index, the distance being one less that product.
"""

import pytest

from assistant.agreement import alpha, jaccard_distance, masi_distance, study_from_table
from tests.published.printed import check


@pytest.mark.parametrize(
    ("a", "b", "jaccard", "masi"),
    [
        ("ab", "ab", 0, 0),
        ("a", "ab", 1 / 2, 1 - 1 / 2 * 2 / 3),
        ("abc", "ab", 1 / 3, 1 - 2 / 3 * 2 / 3),
        ("ab", "bc", 2 / 3, 1 - 1 / 3 * 1 / 3),
        ("a", "b", 1, 1),
        ("", "a", 1, 1),
        ("", "", 0, 0),
    ],
)
def test_identical_nested_overlapping_and_disjoint_sets(a, b, jaccard, masi):
    assert jaccard_distance(frozenset(a), frozenset(b)) == pytest.approx(jaccard)
    assert masi_distance(frozenset(a), frozenset(b)) == pytest.approx(masi)
    assert masi_distance(frozenset(b), frozenset(a)) == pytest.approx(masi)


def test_alpha_averages_the_distances():
    study = study_from_table([({"a"}, {"a", "b"}), ({"b"}, {"b"}), ({"a", "b"}, {"b", "c"})])
    observed = (2 / 3 + 0 + 8 / 9) / 3
    check(alpha(study, "masi"), 1 - observed / _expected(study), observed=observed, places=12)


def _expected(study) -> float:
    codes = [study.categories[c] for row in study.codes for c in row]
    pairs = [(a, b) for i, a in enumerate(codes) for j, b in enumerate(codes) if i != j]
    return sum(masi_distance(a, b) for a, b in pairs) / len(pairs)
