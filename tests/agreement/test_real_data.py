"""Two published data sets with several coders, where they lie beside the project; figures of the package krippendorff.

The figures were computed once with krippendorff 0.9.0 and scikit-learn 1.9.1; where that package is installed, random
studies are compared with it directly. Neither is a dependency.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from assistant.agreement import Study, Undefined, alpha, cohen_kappa, study_from_codes, study_from_table

DATA = Path(__file__).parents[2].parent / "shared" / "realdata" / "agreement"
STANCE = DATA / "gwstance" / "3_stance_detection" / "1_MTurk" / "full_annotations.tsv"
INFERENCE = DATA / "ocnli" / "data" / "ocnli" / "dev.json"


@pytest.mark.skipif(not STANCE.exists(), reason="the stance data are not here")
@pytest.mark.parametrize(
    ("distance", "value"),
    [("nominal", 0.36801970854324373), ("ordinal", 0.46009019608048807), ("interval", 0.47137561330075406)],
)
def test_eight_raters_of_stance(distance, value):
    numbers = {"disagrees": -1, "neutral": 0, "agrees": 1}
    with STANCE.open(encoding="utf-8") as lines:
        rows = [[numbers.get(row[f"worker_{i}"]) for i in range(8)] for row in csv.DictReader(lines, delimiter="\t")]
    assert len(rows) == 2300
    assert alpha(study_from_table(rows), distance).value == pytest.approx(value, abs=1e-9)


def inference() -> Study:
    legal = ("entailment", "neutral", "contradiction")
    lines = INFERENCE.read_text("utf-8").splitlines()
    labels = [[json.loads(line).get(f"label{i}") for i in range(5)] for line in lines]
    return study_from_table([[c if c in legal else None for c in row] for row in labels], categories=legal)


@pytest.mark.skipif(not INFERENCE.exists(), reason="the inference data are not here")
def test_five_labels_of_chinese_inference():
    study = inference()
    assert int((study.codes < 0).sum()) == 46
    assert alpha(study).value == pytest.approx(0.6881354144912248, abs=1e-9)
    assert cohen_kappa(study, coders=("c1", "c2")).value == pytest.approx(0.7097180265642525, abs=1e-9)


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_random_studies_against_the_package(level):
    oracle = pytest.importorskip("krippendorff", reason="the oracle is not installed")
    random = np.random.default_rng(12)
    for _ in range(50):
        codes = random.integers(-1, 4, size=(int(random.integers(5, 40)), int(random.integers(2, 6))))
        study = study_from_codes(codes.astype(np.int32), (1, 2, 3, 4))
        found = alpha(study, level)
        if isinstance(found, Undefined):
            continue
        values = np.where(codes < 0, np.nan, codes + 1.0)
        expected = oracle.alpha(reliability_data=values.T, level_of_measurement=level)
        assert found.value == pytest.approx(float(expected), abs=1e-9)
