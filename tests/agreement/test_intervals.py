"""Intervals: reproducible, clustered where documents are known, honest about size; and the quantiles beneath."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.agreement import (
    Estimate,
    Resampling,
    agreement_by_code,
    alpha,
    bootstrap,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    gwet_interval,
    multi_valued_alpha,
    percent_agreement,
    study_from_codes,
    study_from_table,
)
from assistant.agreement.quantiles import beta_cdf, beta_quantile, normal_quantile, t_quantile
from assistant.errors import StudyError


def noisy(units: int, seed: int, documents: int | None = None, categories: int = 3):
    random = np.random.default_rng(seed)
    truth = random.integers(categories, size=(units, 1))
    codes = np.where(random.random((units, 3)) < 0.7, truth, random.integers(categories, size=(units, 3)))
    place = None if documents is None else [f"d{i % documents}" for i in range(units)]
    return study_from_codes(codes.astype(np.int32), range(categories), documents=place)


@pytest.mark.parametrize("by", ["unit", "krippendorff", "document"])
def test_an_interval_names_its_recipe_and_repeats(by):
    study = noisy(200, 1, documents=25)
    plan = Resampling(by=by, seed=9, replicates=400, level=0.9)
    found = bootstrap(study, alpha, plan)
    assert isinstance(found, Estimate)
    interval = found.interval
    assert (interval.seed, interval.level, interval.replicates, found.seed) == (9, 0.9, 400, 9)
    assert interval.low < found.value < interval.high
    assert interval.method
    assert found == bootstrap(study, alpha, plan)
    assert found != bootstrap(study, alpha, Resampling(by=by, seed=10, replicates=400, level=0.9))


def test_documents_are_drawn_by_default_where_they_are_known():
    assert bootstrap(noisy(60, 2, documents=20), alpha).interval.clusters == 20
    assert bootstrap(noisy(60, 2), alpha).interval.clusters is None


def test_clustering_widens_the_interval_where_documents_repeat_themselves():
    rows = [("a", "a"), ("a", "b"), ("b", "b"), ("b", "a"), ("a", "a"), ("b", "b")]
    repeated = study_from_table([row for row in rows for _ in range(20)], documents=[i // 20 for i in range(120)])
    units = bootstrap(repeated, cohen_kappa, Resampling(by="unit"))
    clustered = bootstrap(repeated, cohen_kappa, Resampling(by="document"))
    assert clustered.interval.width > 2 * units.interval.width
    assert any("documents" in warning for warning in clustered.warnings)


def test_unit_bootstrap_agrees_with_drawing_the_units_one_by_one():
    study = noisy(40, 3)
    random = np.random.default_rng(1)
    values = []
    for _ in range(1500):
        drawn = study_from_codes(study.codes[random.integers(40, size=40)], study.categories)
        values.append(fleiss_kappa(drawn).value)
    found = bootstrap(study, fleiss_kappa, Resampling(by="unit", replicates=6000))
    assert found.interval.low == pytest.approx(np.quantile(values, 0.025), abs=0.03)
    assert found.interval.high == pytest.approx(np.quantile(values, 0.975), abs=0.03)


def test_coverage_of_the_unit_bootstrap_is_near_its_level():
    hits = 0
    for seed in range(150):
        random = np.random.default_rng([77, seed])
        truth = random.integers(3, size=(150, 1))
        knows = random.random((150, 2)) < np.sqrt(0.5)
        codes = np.where(knows, truth, random.integers(3, size=(150, 2))).astype(np.int32)
        interval = bootstrap(study_from_codes(codes, range(3)), alpha, Resampling(seed=seed, replicates=300)).interval
        hits += interval.low <= 0.5 <= interval.high
    assert 0.88 <= hits / 150 <= 0.99


@pytest.mark.parametrize("measure", [gwet_ac1, fleiss_kappa, percent_agreement, alpha])
def test_formula_and_bootstrap_tell_the_same_width(measure):
    study = noisy(400, 4)
    drawn = bootstrap(study, measure, Resampling(by="unit", replicates=2000)).interval.width
    assert gwet_interval(study, measure).interval.width == pytest.approx(drawn, rel=0.12)


def test_small_samples_say_how_many_more_units():
    found = bootstrap(noisy(30, 5), alpha, Resampling(width=0.2))
    interval = found.interval
    more = int(np.ceil(30 * (interval.width / 0.2) ** 2)) - 30
    assert any(f"about {more} more units" in warning for warning in found.warnings)
    assert bootstrap(noisy(4000, 5), alpha).warnings == ()


def test_resamples_without_variation_are_counted():
    study = study_from_table([("n", "n")] * 30 + [("y", "y")])
    found = bootstrap(study, cohen_kappa, Resampling(by="unit"))
    assert found.interval.undefined_replicates > 200
    assert any("no variation" in warning for warning in found.warnings)


def test_a_single_document_has_no_document_interval():
    study = study_from_table([("a", "b"), ("b", "b"), ("a", "a")], documents=["d"] * 3)
    found = bootstrap(study, alpha, Resampling(by="document"))
    assert found.interval is None
    assert found.warnings


def test_every_measure_can_be_drawn():
    study = noisy(50, 6)
    names = ["percent_agreement", "fleiss_kappa", "brennan_prediger", "randolph_kappa", "gwet_ac1", "gwet_ac2"]
    for name in [*names, "conger_kappa", "light_kappa", "hubert_kappa", "alpha"]:
        assert bootstrap(study, name).interval is not None, name
    assert bootstrap(study, cohen_kappa, weights="linear", coders=("c1", "c2")).interval is not None
    assert bootstrap(study, alpha, distance="ordinal").interval is not None
    sets = study_from_table([({"a"}, {"a", "b"}), ({"b"}, {"b"}), (set(), {"a"}), ({"c"}, {"c"})] * 5)
    assert bootstrap(sets, multi_valued_alpha).interval is not None
    assert bootstrap(sets, alpha, distance="masi").interval is not None


def test_codes_are_never_pooled():
    study = study_from_table([({"a"}, {"a", "b"}), ({"b"}, {"b"}), (set(), {"a"})] * 8)
    found = agreement_by_code(study, alpha)
    assert set(found) == {"a", "b"}


def test_krippendorffs_bootstrap_is_for_alpha_only():
    with pytest.raises(StudyError, match="alpha"):
        bootstrap(noisy(20, 7), fleiss_kappa, Resampling(by="krippendorff"))


@pytest.mark.parametrize(
    ("p", "df", "value"),
    [(0.975, 1, 12.7062047), (0.975, 9, 2.2621572), (0.95, 30, 1.6972609), (0.995, 200, 2.6006345)],
)
def test_t_quantiles_of_the_tables(p, df, value):
    assert t_quantile(p, df) == pytest.approx(value, abs=1e-6)


def test_beta_and_normal_quantiles():
    assert beta_quantile(0.95, 1.0, 100.0) == pytest.approx(1 - 0.05 ** (1 / 100), abs=1e-12)
    assert beta_quantile(0.5, 3.0, 3.0) == pytest.approx(0.5, abs=1e-12)
    assert beta_cdf(0.3, 2.0, 5.0) == pytest.approx(0.579825, abs=1e-9)
    assert normal_quantile(0.975) == pytest.approx(1.959964, abs=1e-6)
