from __future__ import annotations

import pytest

from assistant.errors import StudyError
from assistant.triangulation.claims.comparing import Mergers, figures_of, suggest_mergers
from assistant.triangulation.claims.lexicon import read_lexicon
from tests.triangulation.studies import ROOT, claims_in, lexicon

CASE = "甲厂"


def conflicts(*sentences: str) -> list[str]:
    claims = [claim for sentence in sentences for claim in claims_in(sentence, case=CASE)]
    return [each.key.metric for each in figures_of(claims, lexicon()) if each.is_conflict]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("交货期由35天缩短到20天。", "交货期由35天缩短到22天。"),
        ("产品成本下降7.3%。", "产品成本下降8%。"),
        ("产值增长超过30%。", "产值增长20%。"),
        ("2017年，研究院成立。", "2018年，研究院成立。"),
        ("Output rose by 62 per cent.", "Output rose by 60 per cent."),
    ],
)
def test_values_that_cannot_both_be_true_are_a_conflict(one: str, other: str):
    assert len(conflicts(one, other)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("产值增长20%以上。", "产值增长22%。"),
        ("产值增长六成多。", "产值增长62%。"),
        ("产值增长三分之一。", "产值增长33%。"),
        ("产值增长约30%。", "产值增长31%。"),
        ("链接企业近90万家。", "链接企业88万家。"),
        ("2021年产值增长5%。", "2022年产值增长6%。"),
        ("产值增长5%。", "力争产值增长8%。"),
        ("交货期由5周缩短到2周。", "交货期由35天缩短到14天。"),
        ("产品成本下降7.3%。", "整体运营成本下降20%。"),
        ("产品成本下降7.3%。", "产品成本下降2个百分点。"),
    ],
)
def test_what_can_both_be_true_or_cannot_be_compared_is_none(one: str, other: str):
    assert conflicts(one, other) == []


def test_figures_of_two_cases_never_meet():
    claims = [*claims_in("产值增长5%。", case="甲厂"), *claims_in("产值增长8%。", case="乙厂")]
    assert not [each for each in figures_of(claims, lexicon()) if each.is_conflict]


def test_figures_whose_subject_is_not_told_are_not_compared():
    claims = [*claims_in("产值增长5%。"), *claims_in("产值增长8%。")]
    assert not [each for each in figures_of(claims, lexicon()) if each.is_conflict]


def test_counts_in_sources_of_different_years_may_have_grown():
    early, late = claims_in("链接企业80万家。", case=CASE)[0], claims_in("链接企业90万家，就这些。", case=CASE)[0]
    (figure,) = figures_of([early, late], lexicon(), years={early.document_id: "2021", late.document_id: "2023"})
    assert figure.over_time
    assert not figure.is_conflict


def test_merged_names_are_one_figure_and_can_make_a_conflict():
    claims = [
        *claims_in("订单交付周期由35天缩短到20天。", case=CASE),
        *claims_in("交货期由35天缩短到22天。", case=CASE),
    ]
    before = figures_of(claims, lexicon())
    (suggested,) = suggest_mergers(before, lexicon())
    assert not suggested.same_values
    said = Mergers(same=frozenset({(suggested.subject, suggested.direction, suggested.one, suggested.other)}))
    (after,) = figures_of(claims, lexicon(), said)
    assert after.is_conflict
    assert set(after.names) == {"订单交付周期", "交货期"}


def test_a_study_adds_its_own_words():
    shipped = (ROOT / "assistant" / "triangulation" / "claims" / "figures.toml").read_text("utf-8")
    added = 'synonyms = [["出勤", "到岗"]]\n[zh]\nup = ["蹿升"]\n[units.zh]\nbarrel = ["桶"]\n'
    own = read_lexicon(shipped, added)
    assert "蹿升" in own.words("zh", "up")
    assert own.units["桶"] == "barrel"
    assert own.identity != lexicon().identity


@pytest.mark.parametrize("added", ["[zh\n", "[zh]\nnonsense = []\n", "[zh]\nup = 3\n"])
def test_words_that_fit_nowhere_are_refused_in_a_sentence(added: str):
    shipped = (ROOT / "assistant" / "triangulation" / "claims" / "figures.toml").read_text("utf-8")
    with pytest.raises(StudyError):
        read_lexicon(shipped, added)
