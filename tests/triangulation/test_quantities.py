from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.triangulation.claims.quantities import chinese_quantities, english_quantities, narrow
from tests.triangulation.studies import lexicon, value


def chinese(text: str) -> list[str]:
    return [value(each.quantity) for each in chinese_quantities(narrow(text), lexicon())]


def english(text: str) -> list[str]:
    return [value(each.quantity) for each in english_quantities(text, lexicon())]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("百分之七点三", ["7.3%"]),
        ("降低7. 3%", ["7.3%"]),
        ("５０％", ["50%"]),
        ("千分之三", ["3‰"]),
        ("六成二", ["62%"]),
        ("四成五以上", ["45% at_least"]),
        ("两成还多", ["20% at_least"]),
        ("六成多", ["60% at_least"]),
        ("四分之一", ["25%"]),
        ("三分之一", ["33.33%"]),
        ("一倍，1.5倍", ["1times", "1.5times"]),
        ("0.5个百分点", ["0.5point"]),
        ("近90万家，7万余家，四千余家", ["900000家 nearly", "70000家 at_least", "4000家 at_least"]),
        ("超 9600 万台(套)", ["96000000台(套) at_least"]),
        ("40 多个行业", ["40个 at_least"]),
        ("约200人，30天左右，不到5年", ["200人 about", "30day about", "5year at_most"]),
        ("≥20%", ["20% at_least"]),
        ("15.82亿元", ["1582000000yuan"]),
        ("1,234.5万元", ["12345000yuan"]),
        ("2 或 3 台", ["2~3台"]),
        ("4 ~ 6 台", ["4~6台"]),
        ("四到六台", ["4~6台"]),
        ("两三台", ["2~3台"]),
        ("两台、三台", ["2~3台"]),
        ("三十五天缩到二十天", ["35day", "20day"]),
        ("从35天到20天", ["35day", "20day"]),
        ("一百零五人", ["105人"]),
    ],
)
def test_chinese_numbers_as_people_write_them(text: str, found: list[str]):
    assert chinese(text) == found


@pytest.mark.parametrize(
    "text",
    ["2023 年", "二〇二三年", "5G和4.0", "三明治", "成立之后", "第三项", "数十种", "好几家", "统一行动", "Web 2.0平台"],
)
def test_what_only_looks_like_a_quantity(text: str):
    assert chinese(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("by 7.3 per cent", ["7.3%"]),
        ("nearly 900,000 companies", ["900000 nearly"]),
        ("more than 4,000 firms", ["4000 at_least"]),
        ("from 35 to 20 days", ["35", "20day"]),
        ("twenty-one days", ["21day"]),
        ("a third", ["33.33%"]),
        ("2.5 million yuan", ["2500000yuan"]),
        ("three days and two weeks", ["3day", "2week"]),
        ("in 2016", []),
    ],
)
def test_english_numbers(text: str, found: list[str]):
    assert english(text) == found


_SIGNS = (
    "一二三四五六七八九十百千万亿〇零两半点成分之百0123456789.,，%％ 个家天年以上余多近约至或~-—fromto20per centdays"
)


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        alphabet=_SIGNS,
        max_size=40,
    )
)
def test_no_text_breaks_the_reader_and_every_quantity_is_a_slice(text: str):
    for found in (*chinese_quantities(narrow(text), lexicon()), *english_quantities(text, lexicon())):
        assert 0 <= found.span.start < found.span.end <= len(text)
        assert found.quantity.low <= found.quantity.high
