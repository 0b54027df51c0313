"""Every coefficient against the same one written out by loops in exact fractions (``naive``, ``naive_spans``)."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain, combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.agreement import (
    Outcome,
    Undefined,
    alpha,
    alpha_per_category,
    alpha_per_label,
    bennett_s,
    binary_u_alpha,
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    cu_alpha,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2,
    hubert_kappa,
    ku_alpha,
    light_kappa,
    multi_valued_alpha,
    percent_agreement,
    randolph_kappa,
    scott_pi,
    study_from_spans,
    study_from_table,
    u_alpha,
)
from tests.agreement import naive
from tests.agreement.naive_spans import Unitized

CATEGORIES = (0, 1, 2, 5, 1000)
WEIGHTS = ("identity", "linear", "quadratic", "ordinal")
SUBSETS = [frozenset(some) for size in range(4) for some in combinations("abc", size)]
UP_TO_FOUR = st.integers(1, 4)
ENOUGH = settings(max_examples=60, deadline=None)


def cells(choices, coders=UP_TO_FOUR) -> st.SearchStrategy[list[list[object]]]:
    """Tables of up to eight units, some of them without variation, some with missing codes."""
    few = st.lists(st.sampled_from(choices), min_size=1, max_size=len(choices), unique=True)
    cell = few.flatmap(lambda some: st.just(st.sampled_from([*some, *some[:1] * 3, None])))
    return st.tuples(cell, coders, st.integers(1, 8)).flatmap(
        lambda drawn: st.lists(
            st.lists(drawn[0], min_size=drawn[1], max_size=drawn[1]), min_size=drawn[2], max_size=drawn[2]
        )
    )


def same(found: Outcome, exact: Fraction | None) -> None:
    if exact is None:
        assert isinstance(found, Undefined), found
        assert found.reason
    else:
        assert not isinstance(found, Undefined), found
        assert found.value == pytest.approx(float(exact), abs=1e-9)


def comparable(rows) -> bool:
    kept = naive.active(rows)
    return bool(kept) and len(kept[0]) >= 2 and any(len(naive.codes(row)) >= 2 for row in rows)


@given(rows=cells(CATEGORIES))
@ENOUGH
def test_alpha_with_every_distance_between_single_labels(rows):
    study, exists = study_from_table(rows), comparable(rows)
    distances = {
        "nominal": naive.nominal,
        "ordinal": naive.ordinal(rows),
        "interval": naive.interval,
        "ratio": naive.ratio,
    }
    for name, difference in distances.items():
        same(alpha(study, name), naive.alpha(rows, difference) if exists else None)
    for category, found in alpha_per_category(study).items():
        one = [[None if cell is None else cell == category for cell in row] for row in rows]
        same(found, naive.alpha(one, naive.nominal) if exists else None)


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("declared", [None, CATEGORIES])
@given(rows=cells(CATEGORIES))
@ENOUGH
def test_coefficients_of_any_number_of_coders(weights, declared, rows):
    used = sorted(set(chain.from_iterable(rows)) - {None})
    if not used:
        return
    study, exists = study_from_table(rows, categories=declared), comparable(rows)
    weight = naive.Weighted(declared or used, weights)

    def exact(figure: Fraction | None) -> Fraction | None:
        return figure if exists else None

    same(percent_agreement(study, weights=weights), exact(naive.percent(rows, weight)))
    for missing in ("gwet", "pooled", "complete"):
        expected = naive.fleiss(rows, weight, missing) if exists else None
        same(fleiss_kappa(study, weights, missing), expected)
    same(brennan_prediger(study, weights), exact(naive.uniform(rows, weight)))
    same(gwet_ac2(study, weights), exact(naive.gwet(rows, weight)))
    same(conger_kappa(study, weights), exact(naive.conger(rows, weight)))
    same(light_kappa(study, weights), exact(naive.light(rows, weight)))
    same(hubert_kappa(study, weights), exact(naive.hubert(rows, weight)))


@given(rows=cells(CATEGORIES))
@ENOUGH
def test_coefficients_without_weights(rows):
    used = sorted(set(chain.from_iterable(rows)) - {None})
    if not used:
        return
    study, exists = study_from_table(rows), comparable(rows)
    weight = naive.Weighted(used, "identity")
    for measure in (randolph_kappa, bennett_s):
        same(measure(study), naive.uniform(rows, weight) if exists else None)
    same(gwet_ac1(study), naive.gwet(rows, weight) if exists else None)


@pytest.mark.parametrize("weights", WEIGHTS)
@given(rows=cells(CATEGORIES, st.just(2)))
@ENOUGH
def test_coefficients_of_two_coders(weights, rows):
    used = sorted(set(chain.from_iterable(rows)) - {None})
    if not used or not comparable(rows):
        return
    weight = naive.Weighted(used, weights)
    study = study_from_table(rows)
    same(cohen_kappa(study, weights), naive.cohen(rows, weight))
    same(scott_pi(study, weights), naive.scott(rows, weight))


@given(rows=cells(SUBSETS, st.integers(2, 3)))
@ENOUGH
def test_label_sets(rows):
    if not any(cell is not None for row in rows for cell in row):
        return
    study, exists = study_from_table(rows), comparable(rows)
    same(alpha(study, "jaccard"), naive.alpha(rows, naive.jaccard) if exists else None)
    same(alpha(study, "masi"), naive.alpha(rows, naive.masi) if exists else None)
    same(multi_valued_alpha(study), naive.multi_valued(rows) if exists else None)
    for label, found in alpha_per_label(study).items():
        one = [[None if cell is None else label in cell for cell in row] for row in rows]
        same(found, naive.alpha(one, naive.nominal) if exists else None)


@st.composite
def continua(draw):
    """Up to three documents, each read by some of four coders, with spans that do not overlap."""
    documents = {}
    for name in ("d", "e", "f")[: draw(st.integers(1, 3))]:
        length = draw(st.integers(1, 20))
        readers = draw(st.sets(st.sampled_from("ABCD"), max_size=4))
        documents[name] = (length, {coder: spans(draw, length) for coder in sorted(readers)})
    return documents


def spans(draw, length: int) -> list[tuple[int, int, str]]:
    cuts = sorted(draw(st.sets(st.integers(0, length), max_size=8)))
    found: list[tuple[int, int, str]] = []
    for start, end in pairwise(cuts):
        code = draw(st.sampled_from([None, "x", "y", "z"]))
        if code is None:
            continue
        if found and found[-1][1:] == (start, code):
            found[-1] = (found[-1][0], end, code)
        else:
            found.append((start, end, code))
    return found


@given(documents=continua())
@settings(max_examples=200, deadline=None)
def test_the_family_for_spans(documents):
    records = [
        (name, coder, start, end, code)
        for name, (_, continuum) in documents.items()
        for coder, marked in continuum.items()
        for start, end, code in marked
    ]
    study = study_from_spans(
        records, {name: length for name, (length, _) in documents.items()}, coders=list("ABCD"), codes=list("xyz"),
        assigned={name: list(continuum) for name, (_, continuum) in documents.items()},
    )  # fmt: skip
    exact = Unitized(documents)
    same(u_alpha(study), exact.u())
    same(binary_u_alpha(study), exact.bar_u())
    same(cu_alpha(study), exact.cu())
    for code in "xyz":
        same(ku_alpha(study, code), exact.ku(code))
        same(binary_u_alpha(study, code), Unitized(only(documents, code)).bar_u())


def only(documents, code: str):
    return {
        name: (length, {coder: [one for one in marked if one[2] == code] for coder, marked in continuum.items()})
        for name, (length, continuum) in documents.items()
    }
