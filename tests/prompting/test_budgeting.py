from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.document import Language
from assistant.prompting.budgeting import estimate_tokens, pack, split_text
from assistant.prompting.language import language_of, prompt_language, speaks
from assistant.prompting.siblings import confusable, in_order, overlap
from tests.prompting.small_book import BOOK, NOTHING, OUT, PSY, RES, STR


def test_estimates_are_near_the_rule_of_thumb_of_each_script():
    assert estimate_tokens("平台把产业链打通了啊") == 13
    assert estimate_tokens("the platform gave us a tool") == 7
    assert estimate_tokens("") == 0


@given(st.text(), st.text())
def test_a_longer_text_is_never_fewer_tokens(one: str, other: str):
    assert estimate_tokens(one + other) >= max(estimate_tokens(one), estimate_tokens(other))


@given(st.lists(st.integers(0, 50)), st.integers(1, 60), st.integers(1, 5))
def test_packing_loses_nothing_and_passes_no_limit(sizes: list[int], budget: int, most: int):
    runs = list(pack(sizes, budget, most))
    assert [place for run in runs for place in run] == list(range(len(sizes)))
    for run in runs:
        assert len(run) <= most
        assert len(run) == 1 or sum(sizes[place] for place in run) <= budget


@given(st.text(alphabet="平台a b。.1"), st.lists(st.integers(0, 80)), st.integers(1, 20))
def test_a_split_text_is_the_text_and_its_pieces_fit(text: str, borders: list[int], budget: int):
    pieces = list(split_text(text, sorted(borders), budget))
    assert "".join(pieces) == text
    assert all(estimate_tokens(piece) <= max(budget, 2) for piece in pieces)


def test_a_text_is_split_where_sentences_end():
    text = "第一句话在这里。第二句话在这里。第三句话在这里。"
    assert list(split_text(text, [8, 16, 24], 23)) == [text[:16], text[16:]]


@pytest.mark.parametrize(
    ("text", "language"),
    [("平台 gave 软件", "zh"), ("The platform 平台", "en"), ("", "en"), ("ERP 系统上线", "zh"), ("𠮷野家𠮷 a", "zh")],
)
def test_the_language_of_a_text_is_that_of_most_of_it(text: str, language: str):
    assert language_of(text) == language


def test_prompts_follow_the_language_of_the_source():
    assert prompt_language(Language.EN, "平台") == "en"
    assert prompt_language(Language.ZH, "platform words") == "zh"
    assert prompt_language(Language.MIXED, "platform words 平") == "en"


def test_a_few_words_are_in_any_language():
    assert speaks("ERP", "zh")
    assert speaks("平台", "en")
    assert not speaks("The platform gives software", "zh")
    assert not speaks("平台给了软件", "en")


def test_siblings_are_those_the_exclusions_name_then_those_that_name_it_then_the_similar():
    assert [code.id for code in confusable(RES, BOOK)] == ["A.STR", "A.PSY"]
    assert [code.id for code in confusable(STR, BOOK, 1)] == ["A.RES"]
    assert [code.id for code in confusable(PSY, BOOK)] == ["A.RES", "A.STR"]


def test_no_code_of_another_family_and_no_abstention_is_a_sibling():
    assert confusable(OUT, BOOK) == ()
    assert confusable(NOTHING, BOOK) == ()


@given(st.text(), st.text())
def test_overlap_is_symmetric_and_between_nothing_and_all(one: str, other: str):
    assert overlap(one, other) == overlap(other, one)
    assert 0 <= overlap(one, other) <= 1


def test_every_order_holds_all_codes():
    codes = (RES, STR, PSY)
    assert in_order(codes, 0) == codes
    assert in_order(codes, 1) == codes[::-1]
    assert set(in_order(codes, 2)) == set(in_order(codes, 3)) == set(codes)
