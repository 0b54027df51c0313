from __future__ import annotations

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.exemplar import planned_never_supports
from assistant.exemplar.ridge import Ridge
from assistant.exemplar.status import is_planned
from assistant.exemplar.thresholds import smoothed
from assistant.exemplar.wording import Labels, grams, language_of
from tests import nouns
from tests.exemplar.small_study import BOOK

PLANNED = (
    "公司拟实施改造",
    "我们计划明年上线",
    "平台将继续投入",
    "The firm plans to expand",
    "It will be extended next year",
)
DONE = (
    "改造必将军心",
    "把模块将就着用了",
    "成本降低了7%",
    "将家电的做法搬到房车上",
    "虚拟仿真上线了",
    "Output rose by a third",
)


@pytest.mark.parametrize("text", PLANNED)
def test_plans_are_recognised(text: str) -> None:
    assert is_planned(text)


@pytest.mark.parametrize("text", DONE)
def test_what_is_done_is_no_plan(text: str) -> None:
    assert not is_planned(text)


def test_the_rule_on_plans_is_read_from_the_codebooks_wording() -> None:
    assert planned_never_supports(BOOK) == {"D"}
    assert planned_never_supports(nouns.codebook()) == frozenset()


def test_labels_and_their_common_end_are_known_as_labels() -> None:
    labels = Labels(BOOK)
    assert labels.taken_out("生态赋能与资源赋能").split() == ["生态", "与"]
    assert labels.only("平台持续深化结构赋能")
    assert not labels.only("平台以资源赋能的方式给三十家铸造厂装上了排产软件")
    assert not labels.only("食堂中午吃面条")


def test_han_runs_and_word_stems_are_grams() -> None:
    assert grams("接入 Suppliers 20%") == ["接", "入", "接入", "suppli", "#"]
    assert (language_of("平台 platform 上线"), language_of("The platform")) == ("zh", "en")


@settings(max_examples=30, deadline=None)
@given(
    hnp.arrays(np.float64, (9, 4), elements=st.floats(-1, 1)),
    hnp.arrays(np.float64, (9, 3), elements=st.sampled_from([0.0, 1.0])),
    st.sets(st.integers(0, 8), min_size=1, max_size=5),
)
def test_leaving_out_in_closed_form_is_learning_without(points: object, labels: object, left_out: set[int]) -> None:
    alike, weights = points @ points.T + 0.1, np.linspace(0.5, 1, 9)
    whole = Ridge(alike, labels, weights, 0.3)
    out = np.array(sorted(left_out))
    kept = np.setdiff1d(np.arange(9), out)
    small = Ridge(alike[np.ix_(kept, kept)], labels[kept], weights[kept], 0.3)
    expected = small.coefficients(np.zeros(0, dtype=np.int64))
    assert np.allclose(whole.coefficients(out)[kept], expected, atol=1e-6)
    assert np.allclose(whole.held_out(out[:1], out[1:]), alike[np.ix_(out[:1], kept)] @ expected, atol=1e-6)


def test_a_threshold_moves_from_the_codebooks_to_the_taught_one_as_codings_grow() -> None:
    own = {"A": (0.4, 20)}
    found = [smoothed({"A": (0.2, units)}, own, 10)["A"] for units in (0, 10, 1000)]
    assert found[:2] == [pytest.approx(0.4), pytest.approx(0.3)]
    assert found[2] == pytest.approx(0.2, abs=0.01)
