"""Hayes, A. F., & Krippendorff, K. (2007). Answering the call for a standard reliability measure for coding data.

Communication Methods and Measures 1, 77-89: forty units, five observers, the data of page 84 and the macro's output.
"""

import pytest

from assistant.agreement import Resampling, alpha, bootstrap, study_from_table
from tests.published.printed import check, estimated, read

DATA = """
1 1 2 . 2
1 1 0 1 .
2 3 3 3 .
. 0 0 . 0
0 0 0 . 0
0 0 0 . 0
1 0 2 . 1
1 . 2 0 .
2 2 2 . 2
2 1 1 1 .
. 1 0 0 .
0 0 0 0 .
1 2 2 2 .
3 3 2 2 3
1 1 1 . 1
1 1 1 . 1
2 1 2 . 2
1 2 3 3 .
1 1 0 1 .
0 0 0 . 0
0 0 1 1 .
0 0 . 0 0
2 3 3 3 .
0 0 0 0 .
1 2 . 2 2
0 1 1 1 .
0 0 0 1 0
1 2 1 2 .
1 1 2 2 .
1 1 2 . 2
1 1 0 . 0
2 1 2 1 .
2 2 . 2 2
3 2 2 2 .
2 2 2 . 2
2 2 3 . 2
2 2 2 . 2
2 2 . 1 2
2 2 2 2 .
1 1 1 . 1
"""
STUDY = study_from_table(read(DATA))


@pytest.mark.parametrize(
    ("distance", "value"), [("ordinal", 0.7598), ("nominal", 0.4765), ("interval", 0.7574), ("ratio", 0.6621)]
)
def test_forty_units(distance, value):
    check(alpha(STUDY, distance), value, places=4)
    assert estimated(alpha(STUDY, distance)).n_units == 40


def test_krippendorffs_bootstrap_gives_the_printed_interval():
    found = estimated(
        bootstrap(STUDY, alpha, Resampling(by="krippendorff", replicates=10_000, seed=7), distance="ordinal")
    )
    assert found.interval is not None
    assert found.interval.low == pytest.approx(0.7078, abs=0.004)
    assert found.interval.high == pytest.approx(0.8078, abs=0.004)
