"""Krippendorff, K. (2018). Content Analysis, 4th edition. Sage. Section 12.3: the four observers as letters."""

from assistant.agreement import alpha, alpha_per_category, study_from_table
from tests.published.printed import check, estimated, read
from tests.published.test_krippendorff_2004 import FOUR_OBSERVERS

SYMBOLS = {None: None, 1: "book", 2: "letter", 3: "phone", 4: "computer", 5: "folder"}


def test_names_of_categories_do_not_matter():
    study = study_from_table([[SYMBOLS[cell] for cell in row] for row in read(FOUR_OBSERVERS)])
    check(alpha(study), 0.743, observed=0.200, expected=0.779)


def test_a_category_is_collapsed_out_of_the_coincidences():
    study = study_from_table([[SYMBOLS[cell] for cell in row] for row in read(FOUR_OBSERVERS)])
    found = estimated(alpha_per_category(study)["folder"])
    assert found.value == 1.0
    assert found.n_units == 11
