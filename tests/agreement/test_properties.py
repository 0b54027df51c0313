"""What must hold for every study: permutations, collapsing, idle coders, unused categories, alpha beside pi."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from assistant.agreement import (
    Estimate,
    Outcome,
    Study,
    Undefined,
    alpha,
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2,
    hubert_kappa,
    light_kappa,
    multi_valued_alpha,
    percent_agreement,
    randolph_kappa,
    scott_pi,
    study_from_codes,
    study_from_table,
)
from assistant.agreement.alphas import alpha_coefficient
from assistant.agreement.arrays import FloatArray
from assistant.agreement.coefficients import Coefficient
from assistant.agreement.collapsing import collapse
from assistant.agreement.intervals import coefficient

MANY: list[Callable[[Study], Outcome]] = [
    alpha,
    lambda s: alpha(s, "ordinal"),
    lambda s: alpha(s, "interval"),
    lambda s: alpha(s, "ratio"),
    percent_agreement,
    fleiss_kappa,
    lambda s: fleiss_kappa(s, missing="pooled"),
    lambda s: fleiss_kappa(s, missing="complete"),
    brennan_prediger,
    randolph_kappa,
    gwet_ac1,
    gwet_ac2,
    conger_kappa,
    light_kappa,
    hubert_kappa,
]
TWO: list[Callable[[Study], Outcome]] = [cohen_kappa, scott_pi, lambda s: cohen_kappa(s, "linear")]
NAMES = [
    "alpha",
    "percent_agreement",
    "fleiss_kappa",
    "brennan_prediger",
    "gwet_ac1",
    "gwet_ac2",
    "conger_kappa",
    "light_kappa",
    "hubert_kappa",
]


def codes(coders: int | None = None) -> st.SearchStrategy[np.ndarray]:
    width = st.just(coders) if coders else st.integers(2, 4)
    return st.tuples(st.integers(1, 12), width).flatmap(
        lambda shape: hnp.arrays(np.int32, shape, elements=st.integers(-1, 3))
    )


def study(table: np.ndarray) -> Study:
    return study_from_codes(table, (1, 2, 3, 4))


def same(a: Outcome, b: Outcome) -> bool:
    if isinstance(a, Undefined) or isinstance(b, Undefined):
        return isinstance(a, Undefined) and isinstance(b, Undefined)
    return a.value == pytest.approx(b.value, abs=1e-9)


@pytest.mark.parametrize("measure", MANY)
@given(table=codes(), seed=st.integers(0, 99))
@settings(max_examples=25, deadline=None)
def test_permuting_units_and_coders_changes_nothing(measure, table, seed):
    random = np.random.default_rng(seed)
    shuffled = random.permutation(random.permutation(table, axis=0), axis=1)
    assert same(measure(study(table)), measure(study(shuffled)))


@pytest.mark.parametrize("measure", [alpha, fleiss_kappa, gwet_ac1, conger_kappa, light_kappa, percent_agreement])
@given(table=codes(), order=st.permutations(range(4)))
@settings(max_examples=25, deadline=None)
def test_renaming_categories_changes_no_nominal_coefficient(measure, table, order):
    renamed = np.append(np.asarray(order), -1)[table].astype(np.int32)
    assert same(measure(study(table)), measure(study(renamed)))


@pytest.mark.parametrize("measure", MANY)
@given(table=codes())
@settings(max_examples=25, deadline=None)
def test_a_coder_without_any_code_changes_nothing(measure, table):
    idle = np.concatenate([table, np.full((table.shape[0], 1), -1, dtype=np.int32)], axis=1)
    assert same(measure(study(table)), measure(study(idle)))


@pytest.mark.parametrize("measure", TWO)
@given(table=codes(2))
@settings(max_examples=25, deadline=None)
def test_two_coder_coefficients_do_not_ask_who_came_first(measure, table):
    assert same(measure(study(table)), measure(study(table[:, ::-1])))


@pytest.mark.parametrize("measure", [*MANY[:8], *MANY[12:]])
@given(table=codes())
@settings(max_examples=25, deadline=None)
def test_unused_categories_do_not_move_kappa_pi_or_alpha(measure, table):
    wider = study_from_codes(table, (1, 2, 3, 4, 8, 9))
    assert same(measure(study(table)), measure(wider))


def test_unused_categories_count_for_free_marginals():
    rows = [("a", "a"), ("a", "b"), ("b", "b")]
    narrow, wide = study_from_table(rows), study_from_table(rows, categories="abc")
    for measure in (brennan_prediger, randolph_kappa, gwet_ac1):
        assert not same(measure(narrow), measure(wide))


@pytest.mark.parametrize("measure", MANY)
@given(column=hnp.arrays(np.int32, st.integers(2, 12), elements=st.integers(0, 3)), coders=st.integers(2, 4))
@settings(max_examples=25, deadline=None)
def test_perfect_agreement_is_one_with_variation_and_undefined_without(measure, column, coders):
    found = measure(study(np.repeat(column[:, None], coders, axis=1)))
    if len(set(column.tolist())) > 1 or measure is percent_agreement:
        assert isinstance(found, Estimate)
        assert found.value == pytest.approx(1.0)
    else:
        assert isinstance(found, Undefined)
        assert "no variation" in found.reason


@pytest.mark.parametrize("name", NAMES)
@given(table=codes())
@settings(max_examples=25, deadline=None)
def test_collapsing_to_patterns_changes_no_total(name, table):
    one = study(table)
    chosen = coefficient(name)
    assert totals_agree(chosen, one)


@pytest.mark.parametrize("distance", ["nominal", "ordinal", "interval", "ratio"])
@given(table=codes())
@settings(max_examples=25, deadline=None)
def test_collapsing_changes_no_alpha(distance, table):
    assert totals_agree(alpha_coefficient(distance), study(table))


def totals_agree(chosen: Coefficient, one: Study) -> bool:
    patterns = collapse(one.codes, 4, anonymous=chosen.anonymous)
    weights: FloatArray = patterns.size[None, :].astype(np.float64)
    plain = chosen.finish(chosen.totals(one.codes, None, one), one).value
    collapsed = chosen.finish(chosen.totals(patterns.codes, weights, one), one).value
    assert int(patterns.size.sum()) == one.codes.shape[0]
    return bool(np.allclose(plain, collapsed, equal_nan=True))


@given(table=hnp.arrays(np.int32, st.tuples(st.integers(1, 15), st.just(2)), elements=st.integers(0, 3)))
@settings(max_examples=60, deadline=None)
def test_alpha_of_two_coders_is_pi_with_a_small_sample_correction(table):
    pi, found = scott_pi(study(table)), alpha(study(table))
    assume(isinstance(pi, Estimate))
    n = 2 * table.shape[0]
    assert isinstance(found, Estimate)
    assert 1 - found.value == pytest.approx((1 - pi.value) * (n - 1) / n)


@given(table=hnp.arrays(np.int32, st.tuples(st.integers(2, 10), st.integers(2, 4)), elements=st.integers(0, 3)))
@settings(max_examples=40, deadline=None)
def test_complete_codes_leave_one_definition(table):
    one = study(table)
    assert same(conger_kappa(one), hubert_kappa(one))
    assert same(brennan_prediger(one), randolph_kappa(one))
    for other in (fleiss_kappa(one, missing="pooled"), fleiss_kappa(one, missing="complete")):
        assert same(fleiss_kappa(one), other)
    for by in ("pairs", "values"):
        assert same(percent_agreement(one), percent_agreement(one, by=by))


@given(table=codes())
@settings(max_examples=40, deadline=None)
def test_interval_alpha_equals_alpha_of_squared_differences(table):
    one = study(table)
    assert same(alpha(one, "interval"), alpha(one, lambda a, b: (a - b) ** 2))


@given(table=codes(2))
@settings(max_examples=40, deadline=None)
def test_multi_valued_alpha_of_single_labels_is_nominal_alpha(table):
    rows = [[None if c < 0 else {int(c)} for c in row] for row in table]
    plain = [[None if c < 0 else int(c) for c in row] for row in table]
    if not any(cell is not None for row in rows for cell in row):
        return
    assert same(multi_valued_alpha(study_from_table(rows)), alpha(study_from_table(plain)))
