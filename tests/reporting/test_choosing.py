"""Which quotations show a cell, and how they are cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reporting.choosing import choose_quotations, excerpt
from assistant.reporting.numerals import with_digits
from tests.reporting.exhibiting import exhibit, source


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        ("交货期从三十五天缩到二十天", "交货期从35天缩到20天"),
        ("百分之七点三", "7.3%"),
        ("四成五以上", "45%以上"),
        ("涨了六成二", "涨了62%"),
        ("两成半", "25%"),
        ("近九十万家", "近900000家"),
        ("一千零五家", "1005家"),
        ("５０％", "50%"),
        ("一起做", "一起做"),
        ("统一标准", "统一标准"),
    ],
)
def test_figures_in_words_become_digits_and_other_words_stay(words: str, plain: str):
    assert with_digits(words) == plain


def test_one_figure_in_two_scripts_is_shown_once_with_both_numbers():
    cell = [
        exhibit("P.2", "交货期由35天缩短至20天", where=source("a")),
        exhibit("P.2", "交货期从三十五天缩到二十天", where=source("b")),
    ]
    (shown,) = choose_quotations(cell, 1)
    assert {shown.exhibit.quotation, *(each.quotation for each in shown.alike)} == {each.quotation for each in cell}


def test_each_further_quotation_says_something_new():
    cell = [
        exhibit("P.2", text) for text in ("不良率下降20%", "不良率降了百分之二十", "人工投入降低45%", "送检效率提升45%")
    ]
    shown = [each.exhibit.text for each in choose_quotations(cell, 3)]
    assert {"人工投入降低45%", "送检效率提升45%"} <= set(shown)
    assert len(shown) == 3


def test_what_several_independent_voices_say_goes_first():
    cell = [
        exhibit("P.1", "从营地到整车的路线图以及其他许多完全不同的话", where=source("a")),
        exhibit("P.1", "把上下游连接起来", where=source("b")),
        exhibit("P.1", "平台把上下游连接起来", where=source("c")),
    ]
    assert "上下游连接" in choose_quotations(cell, 1)[0].exhibit.text


def test_a_plan_is_shown_after_what_was_done():
    cell = [exhibit("I.1", "计划改造焊接车间", attributes={"modality": "planned"}), exhibit("I.1", "已经改造装配车间")]
    assert choose_quotations(cell, 1)[0].exhibit.text == "已经改造装配车间"


@given(st.lists(st.text(max_size=30), max_size=8), st.integers(1, 4))
def test_any_words_can_be_chosen_from_and_the_order_of_the_same_evidence_does_not_matter(texts: list[str], most: int):
    cell = [exhibit("P.1", text, quotation=f"Q{number}") for number, text in enumerate(texts)]
    shown = choose_quotations(cell, most)
    assert len(shown) <= max(most, 6)
    assert choose_quotations(cell, most) == shown


@given(st.text(max_size=120))
def test_an_excerpt_is_one_line_that_begins_as_the_words_do(words: str):
    cut = excerpt(words)
    assert "\n" not in cut
    assert " ".join(words.split()).startswith(cut.removesuffix("……"))
    assert len(cut) <= 82


def test_an_excerpt_is_cut_at_a_pause():
    assert excerpt(
        "平台把销售、生产、采购、仓库和质量五个部门的数据接到一张表上，谁改了单子大家都看得见，再也不用打电话"
    ).endswith("……")
    assert excerpt("短") == "短"
