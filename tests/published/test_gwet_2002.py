"""Gwet, K. (2002). Kappa statistic is not satisfactory for assessing the extent of agreement between raters. No. 1."""

from assistant.agreement import cohen_kappa, gwet_ac1
from tests.published.printed import check, crossed


def test_high_agreement_on_a_rare_trait():
    study = crossed("+-", [(118, 5), (2, 0)])
    check(cohen_kappa(study), -0.0234, observed=0.9440, places=4)
    check(gwet_ac1(study), 0.9408, observed=0.9440, places=4)
