from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import StudyError
from assistant.sampling import Unit, draw_number, draw_sample

POPULATIONS = st.dictionaries(st.sampled_from("abcde"), st.integers(1, 40), min_size=1).map(
    lambda sizes: [Unit(f"{name}{number}", name) for name, size in sizes.items() for number in range(size)]
)
SHARES = st.floats(0.01, 1.0)
SEEDS = st.integers(0, 2**32)


@given(POPULATIONS, SHARES, SEEDS)
def test_every_stratum_gives_its_share_and_probabilities_are_those_of_the_draw(units, share, seed):
    sample = draw_sample(units, share, seed)
    sizes = {stratum.name: stratum for stratum in sample.strata}
    for name in {unit.stratum for unit in units}:
        size = sum(unit.stratum == name for unit in units)
        drawn = [unit for unit in sample.units if unit.stratum == name]
        assert len(drawn) == min(size, max(2, math.ceil(share * size - 1e-9))) == sizes[name].drawn
        assert {unit.probability for unit in drawn} == {len(drawn) / size}
    assert len({unit.id for unit in sample.units}) == len(sample.units)
    assert math.isclose(sum(1 / unit.probability for unit in sample.units), len(units))


@given(POPULATIONS, SHARES, SEEDS, st.randoms(use_true_random=False))
def test_the_order_of_the_population_changes_nothing(units, share, seed, lot):
    turned = list(units)
    lot.shuffle(turned)
    assert draw_sample(turned, share, seed) == draw_sample(units, share, seed)


@given(POPULATIONS, SHARES, SEEDS)
def test_a_further_stratum_leaves_the_others_as_they_were(units, share, seed):
    more = [*units, *(Unit(f"z{number}", "z") for number in range(7))]
    kept = tuple(unit for unit in draw_sample(more, share, seed).units if unit.stratum != "z")
    assert kept == draw_sample(units, share, seed).units


def test_every_unit_is_drawn_about_as_often_as_its_probability_says():
    units = [Unit(f"u{number}", "a") for number in range(20)]
    counts = dict.fromkeys((unit.id for unit in units), 0)
    for seed in range(2000):
        for unit in draw_sample(units, 0.25, seed).units:
            counts[unit.id] += 1
    assert all(420 < count < 580 for count in counts.values())


@pytest.mark.parametrize("share", [0, -0.1, 1.1, math.nan])
def test_a_share_that_is_none_is_refused(share):
    with pytest.raises(StudyError, match="share"):
        draw_sample([Unit("u", "a")], share, 0)


def test_a_unit_that_stands_twice_is_refused():
    with pytest.raises(StudyError, match="'u' stands twice"):
        draw_sample([Unit("u", "a"), Unit("u", "b")], 0.5, 0)


@given(POPULATIONS, st.integers(1, 200), SEEDS)
def test_a_number_is_shared_out_by_the_sizes_of_the_strata(units, number, seed):
    sample = draw_number(units, number, seed)
    fewest = sum(min(2, stratum.size) for stratum in sample.strata)
    assert len(sample.units) == max(fewest, min(number, len(units)))
    for stratum in sample.strata:
        assert (
            min(2, stratum.size)
            <= stratum.drawn
            <= min(stratum.size, 2 + math.ceil(number * stratum.size / len(units)))
        )
    assert {unit.probability for unit in sample.units} == {s.drawn / s.size for s in sample.strata}
    assert sample == draw_number(list(reversed(units)), number, seed)


def test_no_units_cannot_be_drawn():
    with pytest.raises(StudyError):
        draw_number([Unit("a", "x")], 0, 1)
