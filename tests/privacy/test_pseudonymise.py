from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain.span import Span
from assistant.errors import SpanError, StudyError
from assistant.privacy import (
    Concealed,
    Entry,
    Kind,
    Lexicon,
    Pseudonymiser,
    leaks,
    restore,
    unknown_placeholders,
)
from assistant.privacy.numbers import is_identity_number, passes_luhn
from tests.privacy.privacy_cases import EN, LEXICON, ZH

KEY = b"the key of an invented project"
PSEUDONYMISER = Pseudonymiser(KEY, LEXICON)
EMPTY = PSEUDONYMISER.new_table()

SCRAPS = st.sampled_from(
    [
        *(
            "张经理",
            "王师傅",
            "李总",
            "赵红霞",
            "赵 红 霞",
            "红霞",
            "高峰",
            "高峰期",
            "卡奥斯",
            "海尔",
            "Mr. Smith",
            "John Smith",
            "Smith",
            "Mr. He",
            "He",
        ),
        *(
            "13812345678",
            "138-1234-5678",
            "+86",
            "1",
            "0532-",
            "11010519491231002X",
            "X",
            "7.3%",
            "35天",
            "2021年",
            "1985年3月12日",
            "出生于",
        ),
        *(
            "〔人物01〕",
            "[PERSON_01]",
            "人物01",
            "PERSON_01",
            "〔",
            "〕",
            "[",
            "]",
            "（人物 1）",
            "-2",
            "01",
            "人物",
            "PERSON_",
            "〔人物",
        ),
        *(
            "说",
            "，",
            "。",
            "\n",
            "\n\n",
            " ",
            "　",
            "\u200b",
            "的",
            "和",
            "有限公司",
            "青岛海华",
            "集团",
            "厂",
            "Co., Ltd.",
            "Acme",
            "海尔路1号",
            "青岛市",
        ),
        *(
            "a@b.com",
            "https://a.cn/x",
            "微信：abc_123",
            "QQ",
            "鲁B12345",
            "😀",
            "é",
            "e\u0301",
            "🇨🇳",
            "受访者：",
            "李娜",
            "姓",
            "老",
            "Joy",
            "ＭＲ．",
            "１３８",
        ),
    ]
)
TEXTS = st.one_of(st.lists(SCRAPS, max_size=14).map("".join), st.text(max_size=60))


def conceal(text: str, table=EMPTY) -> Concealed:
    return PSEUDONYMISER.conceal(text, table)


@given(TEXTS)
@settings(max_examples=600, deadline=None)
def test_restoring_what_was_concealed_gives_the_source_back(text: str):
    made = conceal(text)
    assert restore(made.text, made.table) == text


@given(st.lists(TEXTS, max_size=4))
@settings(max_examples=150, deadline=None)
def test_old_texts_are_restored_with_a_table_that_has_grown_since(texts: list[str]):
    table, sent = EMPTY, []
    for text in texts:
        made = conceal(text, table)
        table = made.table
        sent.append(made.text)
    assert [restore(text, table) for text in sent] == texts


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_concealing_again_adds_nothing_and_writes_the_same(text: str):
    made = conceal(text)
    again = conceal(text, made.table)
    assert again.table == made.table
    assert again.text == made.text


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_nothing_changes_outside_the_replacements(text: str):
    made = conceal(text)
    source_at = concealed_at = 0
    for one in made.replacements:
        assert made.text[concealed_at : one.concealed.start] == text[source_at : one.original.start]
        assert one.concealed.read(made.text)[0] in "〔["
        source_at, concealed_at = one.original.end, one.concealed.end
    assert made.text[concealed_at:] == text[source_at:]


@given(TEXTS, st.data())
@settings(max_examples=400, deadline=None)
def test_offsets_map_both_ways(text: str, data):
    made = conceal(text)
    if not made.text:
        return
    start = data.draw(st.integers(0, len(made.text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(made.text))))
    original = made.to_original(span)
    back = made.to_concealed(original)
    assert back.covers(span)
    assert made.to_original(back) == original
    assert restore(back.read(made.text), made.table) == original.read(text)


@given(TEXTS)
@settings(max_examples=600, deadline=None)
def test_the_leak_check_passes_what_was_concealed(text: str):
    made = conceal(text)
    assert leaks(made.text, LEXICON, made.table) == ()


@pytest.mark.slow
def test_one_megabyte_takes_time_in_proportion():
    passage = "\n".join(case.text for case in (*ZH, *EN)) + "\n"
    seconds = []
    for size in (250_000, 1_000_000):
        text = (passage * (size // len(passage) + 1))[:size]
        start = time.perf_counter()
        made = conceal(text)
        leaks(made.text, LEXICON, made.table)
        seconds.append(time.perf_counter() - start)
    assert restore(made.text, made.table) == text
    assert seconds[1] < 10 * seconds[0]
    assert seconds[1] < 60


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200_000,
        "1" * 200_000,
        "1-" * 100_000,
        "(" * 200_000,
        "李" * 200_000,
        "说" * 200_000,
        "A " * 100_000,
        " " * 200_000,
        "\n" * 200_000,
        "路1" * 100_000,
        "www." * 50_000,
        "[ " * 100_000,
    ],
    ids=lambda text: text[:4],
)
def test_monotonous_text_is_no_trap(text: str):
    start = time.perf_counter()
    made = conceal(text)
    assert time.perf_counter() - start < 20
    assert restore(made.text, made.table) == text


def test_aliases_share_a_pseudonym_and_each_comes_back_as_it_was_written():
    made = conceal("赵红霞来了，赵厂长说，红霞是小名。")
    assert made.text == "〔人物01〕来了，〔人物01-2〕厂长说，〔人物01-3〕是小名。"


def test_the_language_of_the_text_chooses_the_placeholder_and_the_number_stays():
    zh = conceal("欧阳明月来了。")
    en = conceal("Ouyang Mingyue came back.", zh.table)
    assert (zh.text, en.text) == ("〔人物01〕来了。", "[PERSON_01-2] came back.")


def test_one_telephone_number_written_in_two_ways_has_one_pseudonym():
    made = conceal("13812345678，也就是+86 138-1234-5678。")
    assert made.text == "〔电话01〕，也就是〔电话01-2〕。"


@pytest.mark.parametrize(
    "written",
    [
        "〔人物01〕",
        "[人物01]",
        "【人物01】",
        "（人物 01）",
        "〔 人物０１ 〕",
        "[PERSON_01]",
        "[Person 01]",
        "(person-1)",
        "［PERSON＿01］",
        "「人物1」",
        "PERSON_01",
        "人物01",
        "<人物01>",
    ],
)
def test_a_placeholder_that_a_model_rewrote_still_comes_back(written: str):
    table = conceal("受访者：李娜").table
    assert restore(f"据{written}说", table) == "据李娜说"


def test_a_form_the_table_does_not_know_comes_back_as_the_first():
    assert restore("〔人物01-9〕", conceal("受访者：李娜").table) == "李娜"


def test_made_up_placeholders_stay_and_are_reported():
    table = conceal("受访者：李娜").table
    assert restore("〔人物01〕和〔人物77〕", table) == "李娜和〔人物77〕"
    assert unknown_placeholders("〔人物01〕和〔人物77〕", table) == ("〔人物77〕",)


@pytest.mark.parametrize(
    "text",
    [
        "赵红霞",
        "赵 红 霞",
        "赵\u200b红\n霞",
        "赵　红霞",
        "ｏｕｙａｎｇ　Ｍｉｎｇｙｕｅ",
        "赵厂长",
        "1３8-1234 5678",
        "李娜",
        "Linnea",
        "新来的电话是13900001111",
        "DEWEI POWER",
    ],
)
def test_what_remains_is_a_leak_however_it_is_written(text: str):
    table = conceal("受访者：李娜，手机13812345678").table
    assert leaks(f"好的，{text}。", LEXICON, table)


@pytest.mark.parametrize(
    "text", ["高峰期", "卡奥斯和海尔", "joy", "降低7.3%，35天", "〔人物01〕", "红色的霞光", "213812345678"]
)
def test_what_may_stay_is_no_leak(text: str):
    table = conceal("受访者：李娜，手机13812345678").table
    assert leaks(text, LEXICON, table) == ()


def test_a_leak_says_where_it_stands():
    (leak,) = leaks("据赵 红霞说", LEXICON, EMPTY)
    assert (leak.span, leak.kind, leak.rule) == (Span(1, 5), Kind.PERSON, "lexicon")


def test_a_name_found_by_its_label_is_concealed_everywhere():
    made = conceal("李娜，你好。\n受访者：李娜")
    assert made.text == "〔人物01〕，你好。\n受访者：〔人物01〕"


def test_a_table_of_another_key_is_refused():
    other = Pseudonymiser(b"the key of another project").new_table()
    with pytest.raises(StudyError, match="another project's key"):
        conceal("李总", other)


def test_a_short_key_is_refused_and_no_key_is_printed():
    with pytest.raises(StudyError, match="5 bytes"):
        Pseudonymiser(b"short")
    assert "invented" not in repr(PSEUDONYMISER)


def test_a_name_of_one_character_is_refused():
    with pytest.raises(StudyError, match="'李'"):
        Entry(text="李", kind=Kind.PERSON)


def test_spans_beyond_the_text_are_refused():
    made = conceal("李总来了")
    with pytest.raises(SpanError):
        made.to_original(Span(0, len(made.text) + 1))
    with pytest.raises(SpanError):
        made.to_concealed(Span(0, 5))


def test_a_firm_made_of_a_kept_name_and_more_is_concealed():
    keep = Lexicon((Entry(text="海尔", kind=Kind.FIRM, keep=True),))
    made = Pseudonymiser(KEY, keep).conceal("海尔工业智能有限公司和海尔红石有限公司", EMPTY)
    assert made.text == "海尔工业智能有限公司和〔企业01〕"


def test_the_published_examples_of_the_check_digits_hold():
    assert is_identity_number("11010519491231002X")
    assert not is_identity_number("110105194912310021")
    assert not is_identity_number("11010519491331002X")
    assert passes_luhn("4111111111111111")
    assert not passes_luhn("4111111111111112")
