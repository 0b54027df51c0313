"""What is planted in the demonstration corpus is found, and nothing else is taken for a conflict."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from assistant.domain.claims import Claim, Direction, Modality
from assistant.domain.independence import OwnerRelation, Tie, TieKind
from assistant.reprints import find_kin, fingerprint
from assistant.triangulation.claims.comparing import (
    NO_MERGERS,
    Figure,
    Mergers,
    figures_of,
    opposites,
    suggest_mergers,
)
from assistant.triangulation.independence import ties_of, voices_of
from tests.triangulation.studies import corpus, lexicon, source_of, value

CAMPER, ENGINE, WASHER = "康派斯房车", "青州德威动力", "海尔天津洗衣机互联工厂"


def all_claims() -> list[Claim]:
    return [claim for source in corpus().values() for claim in source.claims]


def figures(mergers: Mergers = NO_MERGERS) -> tuple[Figure, ...]:
    years = {source.document.id: source.metadata.date for source in corpus().values()}
    return figures_of(all_claims(), lexicon(), mergers, years)


def figure(subject: str, metric: str, direction: Direction) -> Figure:
    key = (subject, direction)
    fits = [each for each in figures() if (each.key.subject, each.key.direction) == key and metric in each.names]
    return fits[0]


def told_by(claims: Iterable[Claim]) -> set[str]:
    return {source_of(claim.document_id).id for claim in claims}


def test_the_delivery_time_is_the_only_conflict():
    (conflict,) = [each for each in figures() if each.is_conflict]
    assert (conflict.key.subject, conflict.key.metric) == (CAMPER, "订单交付周期")
    assert [{value(claim.end) for claim in side} for side in conflict.sides] == [{"20day"}, {"22day"}]
    assert told_by(conflict.sides[1]) == {"n04"}
    assert not [each for each in figures() if each.over_time]
    assert opposites(figures()) == ()


def test_it_is_still_the_only_one_after_every_merger_that_is_suggested():
    suggested = suggest_mergers(figures(), lexicon())
    said = Mergers(same=frozenset((each.subject, each.direction, each.one, each.other) for each in suggested))
    (conflict,) = [each for each in figures(said) if each.is_conflict]
    assert {"订单交付周期", "产品交货期", "delivery time"} <= set(conflict.names)
    assert told_by(conflict.sides[0]) >= {"n01", "n02", "n03", "n05", "n09", "o03", "o04", "y01", "w02", "l01"}
    assert told_by(conflict.sides[1]) == {"n04"}


def test_one_percentage_of_three_metrics_is_three_figures():
    found = {
        (claim.subject, claim.metric, claim.direction)
        for claim in all_claims()
        if claim.change is not None and value(claim.change).startswith("45%")
    }
    assert found >= {
        (CAMPER, "生产效率", Direction.UP),
        (ENGINE, "人工投入", Direction.DOWN),
        (ENGINE, "产品送检效率", Direction.UP),
    }
    suggested = suggest_mergers(figures(), lexicon())
    assert not [each for each in suggested if {"人工投入"} & {each.one, each.other}]
    assert not [each for each in suggested if "生产效率" in (each.one, each.other)]


def test_one_metric_under_two_names_is_suggested_and_not_merged():
    assert figure(CAMPER, "订单交付周期", Direction.DOWN) is not figure(CAMPER, "产品交货期", Direction.DOWN)
    pairs = {frozenset((each.one, each.other)) for each in suggest_mergers(figures(), lexicon())}
    assert frozenset(("订单交付周期", "产品交货期")) in pairs


def test_unlike_measures_are_never_suggested_as_one():
    pairs = [{each.one, each.other} for each in suggest_mergers(figures(), lexicon())]
    assert {"整体运营成本", "产品成本"} not in pairs
    assert not [pair for pair in pairs if "人工投入" in pair]


def test_a_pair_that_a_person_found_different_is_not_suggested_again():
    first = suggest_mergers(figures(), lexicon())[0]
    said = Mergers(different=frozenset({(first.subject, first.direction, first.one, first.other)}))
    assert first not in suggest_mergers(figures(), lexicon(), said)


@pytest.mark.parametrize(
    ("metric", "direction", "shown", "sources"),
    [
        ("产品成本", Direction.DOWN, "7.3%", {"n01", "n02", "n03", "n05", "y01", "o01", "w01", "i01"}),
        ("订单", Direction.UP, "62%", {"n01", "n02", "n03", "n04", "n05", "y01", "w01", "i01"}),
        ("生产效率", Direction.UP, "45% at_least", {"n01", "n02", "n03", "n05", "o03", "o04", "y01"}),
        ("整体运营成本", Direction.DOWN, "20% at_least", {"n01", "n02", "n03", "n05", "y01"}),
        ("轻质板材", Direction.LEVEL, "3day", {"n01", "n02", "n05", "n04", "o01"}),
    ],
)
def test_equal_values_in_several_written_forms_are_one_figure(metric, direction, shown, sources):
    found = figure(CAMPER, metric, direction)
    said = [claim for claim in found.claims if value(claim.change or claim.end) == shown]
    assert told_by(said) >= sources
    assert len(found.sides) == 1


def test_no_percentage_has_a_base_year():
    shares = [claim for claim in all_claims() if claim.change is not None and claim.change.unit == "%"]
    assert len(shares) > 60
    assert not [claim for claim in shares if claim.baseline or claim.date]


def test_machines_per_operator_are_read_in_all_their_forms():
    found = [claim for claim in all_claims() if "机床" in claim.metric]
    assert {(value(claim.start), value(claim.end)) for claim in found} == {("2~3台", "4~6台")}
    assert told_by(found) == {"i02", "n08", "o01", "y03"}


def test_nothing_that_is_only_planned_is_claimed_as_a_figure_that_holds():
    assert not [claim for claim in all_claims() if "焊接" in claim.metric and claim.modality is Modality.REALISED]


def test_the_claims_of_the_owners_house_and_the_reprints_are_one_voice():
    sources = {each.document.id: each.metadata for each in corpus().values()}
    prints = {each.document.id: fingerprint(each.document.text) for each in corpus().values()}
    textual = [
        Tie(one=one, other=other, kind=TieKind.REPRINT, strength=kin.contained)
        for (one, other), kin in find_kin(prints).items()
        if kin.is_reprint
    ]
    ties = ties_of(sources, textual)
    voices = voices_of(sources, ties)
    named = [frozenset(source_of(name).id for name in voice.documents) for voice in voices]
    (house,) = [voice for voice in named if "n01" in voice]
    assert house >= {"n01", "n02", "n03", "n05", "y01", "w02", "o01", "o02", "n06", "y02", "w01"}
    assert not house & {"n04", "n07", "n08", "n09", "n10", "o03", "o04", "y03", "k01", "l01"}
    assert {"n08", "y03"} in named, "the receiver's two sources are the receiver's voice"
    assert {TieKind.REPRINT, TieKind.HOUSE} <= {tie.kind for voice in voices for tie in voice.ties}
    relation = {source_of(voice.documents[0]).id: voice.relation for voice in voices}
    assert relation["n04"] is OwnerRelation.THIRD_PARTY
    assert relation["o03"] is OwnerRelation.GOVERNMENT
    assert relation["n08"] is OwnerRelation.RECEIVER
