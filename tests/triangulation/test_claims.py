from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain.claims import Direction, Modality
from tests.triangulation.studies import claims_in, told

# ruff: noqa: E501 - one sentence a line, as it is read
SENTENCES = [
    ("生产效率提高45%以上，产品成本下降7. 3%。", [("生产效率", "up", "45% at_least"), ("产品成本", "down", "7.3%")]),
    ("订单交付周期由原来的35天缩短至20天。", [("订单交付周期", "down", "35day -> 20day")]),
    ("产品交货期从三十五天降到二十天。", [("产品交货期", "down", "35day -> 20day")]),
    ("设备开机率提升了50%，减少缺陷26%。", [("设备开机率", "up", "50%"), ("缺陷", "down", "26%")]),
    ("订单增幅达62%，实现了产值30%的增长。", [("订单", "up", "62%"), ("产值", "up", "30%")]),
    ("拣刀快了百分之三十，人工投入少了四成五。", [("拣刀", "up", "30%"), ("人工投入", "down", "45%")]),
    ("产能翻了一番，库存减半。", [("产能", "up", "100%"), ("库存", "down", "50%")]),
    ("良品率提高到98%。", [("良品率", "up", "98%")]),
    ("单人操作机床由2至3台增至4至6台。", [("单人操作机床", "up", "2~3台 -> 4~6台")]),
    ("以前一人操作2或3台机床，现在一人同时操作4~6台机床。", [("一人操作机床", "up", "2~3台 -> 4~6台")]),
    ("订单交付，原来三十五天，现在二十天。", [("订单交付", "down", "35day -> 20day")]),
    ("平台已覆盖29个行业，链接企业近90万家。", [("覆盖行业", "level", "29个"), ("链接企业", "level", "900000家 nearly")]),
    ("平台链接企业近九十万家，服务其中七万余家。", [("链接企业", "level", "900000家 nearly"), ("服务企业", "level", "70000家 at_least")]),
    ("助力钢铁冶金等48个工业细分行业。", [("助力工业细分行业", "level", "48个")]),
    ("轻质板材三天到料，三明治板材供应时间为1天。", [("轻质板材", "level", "3day"), ("三明治板材供应时间", "level", "1day")]),
    ("建成三层立体物流配送体系。", [("立体物流配送体系", "level", "3层")]),
    ("营业收入为15.82亿元，较上年同期增长40.36%。", [("营业收入", "level", "1582000000yuan"), ("营业收入", "up", "40.36%")]),
    ("进口、出口分别增长2%、3%。", [("进口", "up", "2%"), ("出口", "up", "3%")]),
    ("新闻报道(42份)。", [("新闻报道", "level", "42份")]),
    ("2017年，生态联盟正式成立。", [("成立 生态联盟", "event", "2017")]),
    ("德国2013年提出工业4.0，2019年出台新战略。", [("提出 工业4.0", "event", "2013"), ("出台 新战略", "event", "2019")]),
    (
        "Delivery time fell from 35 to 20 days, product cost by 7.3 per cent, and orders rose by 62 per cent.",
        [("delivery time", "down", "35day -> 20day"), ("product cost", "down", "7.3%"), ("orders", "up", "62%")],
    ),
    ("The firm reported a 45% increase in production efficiency.", [("production efficiency", "up", "45%")]),
    ("They cut the defect rate by 20 per cent.", [("defect rate", "down", "20%")]),
    ("Design speed up 50 per cent, defects down 26 per cent.", [("design speed", "up", "50%"), ("defects", "down", "26%")]),
    ("The alliance was founded in 2017.", [("founded alliance", "event", "2017")]),
    ("Panels now arrive in three days and sheets in one.", [("panels", "level", "3day"), ("sheets", "level", "1day")]),
    ("Output doubled.", [("output", "up", "100%")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "found"), SENTENCES, ids=[text[:20] for text, _ in SENTENCES])
def test_a_figure_is_read_with_its_metric_direction_and_values(text: str, found: list[tuple[str, str, str]]):
    assert [told(claim) for claim in claims_in(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "平台具有三大特征和4个要素。",
        "参见文献[12-15]和表 3。",
        "他三天之内吵了两次架，喝了五杯奶茶。",
        "接口调用费连涨两次。",
        "一家企业的老板说，一个人干不过来。",
        "不过七十二种而已。",
        "Two of the four receivers belong to the same group.",
        "It has three features.",
    ],
)
def test_counts_of_the_texts_own_parts_and_small_talk_are_no_claims(text: str):
    assert claims_in(text) == []


def test_a_line_broken_by_extraction_is_read_whole_and_its_evidence_is_still_a_slice():
    first, second = claims_in("单位能耗降低 18%,产品", "送检效率提升 45%,设备", "开机率提升 25%")[1:]
    assert told(first) == ("产品送检效率", "up", "45%")
    assert told(second) == ("设备开机率", "up", "25%")


def test_the_subject_is_the_case_named_last_before_the_figure():
    names = {"康派斯房车": ("康派斯",), "青州德威动力": ("德威",)}
    text = "德威动力产品不良率下降20%，康派斯生产效率提高45%以上。"
    found = claims_in(text, case="康派斯房车; 青州德威动力", names=names)
    assert [(claim.subject, claim.is_case) for claim in found] == [("青州德威动力", True), ("康派斯房车", True)]


def test_a_firm_that_is_no_case_and_a_country_are_subjects_of_their_own():
    text = "2023年我国工业互联网平台已突破1000家；根云平台助力钢铁冶金等48个行业；美擎平台赋能40多个行业。"
    assert [claim.subject for claim in claims_in(text, case="甲; 乙")] == ["我国", "根云平台", "美擎平台"]


def test_time_baseline_hearsay_and_plans_are_told():
    dated, compared, passed, planned = (
        claims_in(text)[0]
        for text in (
            "2022年3月产值增长5%。",
            "产值同比增长5%。",
            "据企业提供的数据，产值增长5%。",
            "力争产值增长5%。",
        )
    )
    assert (dated.date, dated.baseline, dated.attributed) == ("2022-03", False, None)
    assert compared.baseline
    assert passed.attributed is not None
    assert planned.modality is Modality.PLANNED


def test_an_interviewers_figure_is_no_claim():
    from dataclasses import replace

    from assistant.domain.document import Block, BlockKind, SourceMetadata, SpeakerRole
    from assistant.segmenting import segment_document
    from assistant.segmenting.cases import guide_to_cases
    from assistant.triangulation.claims.context import Surroundings
    from assistant.triangulation.claims.finding import find_claims
    from tests import nouns
    from tests.triangulation.studies import lexicon

    plain = nouns.document("产值增长了50%吗？", "产值增长了30%。")
    roles = (SpeakerRole.INTERVIEWER, SpeakerRole.RESPONDENT)
    blocks = tuple(
        Block(span=each.span, body=each.body, kind=BlockKind.TURN, number=each.number, role=role, speaker=role.value)
        for each, role in zip(plain.blocks, roles, strict=True)
    )
    talk = replace(plain, blocks=blocks)
    segments = segment_document(talk)
    around = Surroundings(SourceMetadata(title="t"), guide_to_cases(talk, segments, (), {}), {}, lexicon())
    assert [told(claim) for claim in find_claims(talk, segments, around)] == [("产值", "up", "30%")]


def test_the_same_words_give_the_same_claim_again():
    text = "产值增长5%。"
    assert claims_in(text) == claims_in(text)
    assert claims_in(text)[0].direction is Direction.UP


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(alphabet="产品成本提高降低由从至到了的、，。2035年%％天一二三两成半个家企业覆盖平台原来现在增长分别fellfrom to20days by per cent", max_size=40),
        min_size=1,
        max_size=3,
    )
)  # fmt: skip
def test_no_text_breaks_the_reader_and_all_evidence_stands_in_it(paragraphs: list[str]):
    kept = [each for each in paragraphs if each.strip()]
    if kept:
        for claim in claims_in(*kept):
            assert claim.metric
