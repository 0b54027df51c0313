"""Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. University of Pennsylvania, asc_papers/43."""

import pytest

from assistant.agreement import alpha, coincidence_matrix, study_from_table
from tests.published.printed import check, read
from tests.published.test_krippendorff_2004 import FOUR_OBSERVERS


def test_section_b_two_observers_nominal():
    study = study_from_table(list(zip("aabbdcccedda", "babbbccceddd", strict=True)))
    assert coincidence_matrix(study).tolist() == [
        [2, 1, 0, 1, 0],
        [1, 4, 0, 1, 0],
        [0, 0, 6, 0, 0],
        [1, 1, 0, 4, 0],
        [0, 0, 0, 0, 2],
    ]
    check(alpha(study), 0.692)


@pytest.mark.parametrize(
    ("distance", "value"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_section_d_any_number_of_observers_and_missing_codes(distance, value):
    check(alpha(study_from_table(read(FOUR_OBSERVERS)), distance), value)
