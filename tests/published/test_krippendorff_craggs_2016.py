"""Krippendorff, K., & Craggs, R. (2016). The reliability of multi-valued coding of data. CMM 10. Tables 3, 8, 9."""

import pytest

from assistant.agreement import multi_valued_alpha, study_from_table
from tests.published.printed import check


def sets(*rows):
    return study_from_table([[None if cell is None else frozenset(cell) for cell in row] for row in rows])


def test_table_3_with_missing_codes_and_an_empty_set():
    study = sets(("bd", "d", None), ("abd", "b", "bd"), ("", "a", "a"), ("a", None, None))
    check(multi_valued_alpha(study), 0.2866, places=4)


@pytest.mark.parametrize(
    ("second", "value"),
    [(("abd", "abd", "abde"), 0.947), (("ab", "ab", "abd"), 0.923), (("b", "b", "bd"), 0.895)],
)
def test_table_8_one_label_too_many(second, value):
    check(multi_valued_alpha(sets("aaa", second, "ddd")), value)


@pytest.mark.parametrize(
    ("rows", "value"),
    [
        (("aaa", ("ab", "ad", "db"), "ddd"), 0.716),
        (("aaa", ("ab", "ed", "f"), "ddd"), 0.554),
        ((("a", "b", "ab"), ("ab", "ed", "f"), ("bd", "d", "be")), -0.002),
    ],
)
def test_table_9_disagreement_grows(rows, value):
    check(multi_valued_alpha(sets(*rows)), value)
