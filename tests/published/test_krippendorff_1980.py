"""Krippendorff, K. (1980). Content Analysis: An Introduction to Its Methodology. Sage. Pages 133 and 139."""

import pytest

from assistant.agreement import alpha, alpha_per_category, percent_agreement, study_from_table
from tests.published.printed import check, estimated

DICHOTOMY = study_from_table([(0, 0), (1, 1), (0, 1), (0, 0), (0, 0), (0, 1), (0, 0), (0, 1), (1, 0), (0, 0)])
THREE = study_from_table([map(int, unit) for unit in ("111", "122", "222", "444", "144", "222", "123", "333", "222")])


def test_dichotomy_of_two_observers():
    check(percent_agreement(DICHOTOMY), 0.600)
    check(alpha(DICHOTOMY), 0.095, observed=0.400, expected=0.442)


def test_three_observers_and_four_categories():
    found = estimated(alpha(THREE))
    assert found.value == pytest.approx(0.642, abs=0.0011)
    assert found.observed == pytest.approx(0.259, abs=0.001)
    assert found.expected == pytest.approx(0.724, abs=0.001)


@pytest.mark.parametrize(("distance", "value"), [("interval", 0.547), ("ratio", 0.483)])
def test_metrics_of_the_same_data(distance, value):
    assert estimated(alpha(THREE, distance)).value == pytest.approx(value, abs=0.001)


@pytest.mark.parametrize(("category", "value"), [(1, 0.381), (2, 0.711), (3, 0.717), (4, 0.764)])
def test_single_categories(category, value):
    check(alpha_per_category(THREE)[category], value)
