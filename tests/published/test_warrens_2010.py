"""Warrens, M. J. (2010). Inequalities between multi-rater kappas. Advances in Data Analysis and Classification 4.

Page 284: eight pathologists and thirty lesions, the data of O'Malley et al. (2006). Three places
are compared, for the fourth is not certain.
"""

from assistant.agreement import fleiss_kappa, hubert_kappa, light_kappa, randolph_kappa, study_from_table
from tests.published.printed import check

LESIONS = ((14, "NNNNNNNN"), (1, "NNNANNNN"), (1, "NNNNNNNA"), (10, "AAAAAAAA"), (2, "AANAAAAN"), (1, "AANANAAN"))
STUDY = study_from_table([list(codes) for number, codes in (*LESIONS, (1, "AANANANN")) for _ in range(number)])


def test_four_kappas_of_eight_raters():
    check(randolph_kappa(STUDY), 0.836)
    check(fleiss_kappa(STUDY), 0.832)
    check(hubert_kappa(STUDY), 0.833)
    check(light_kappa(STUDY), 0.832)
