"""Mending: hard-wrapped text becomes whole, well-formed text is told apart, and every mend can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain.document import Mend
from assistant.reading.building import FileFacts, RawDocument, build_document
from assistant.reading.mending import join, mend, paragraph_blocks, unmend, wrapped

SHARED = Path(__file__).parents[2].parent / "shared"
ALPHABET = "平台赋能的人工智能。，：”（）《 \n\t\xa0\u3000-.%~37,abAB\xad"
broken_text = st.text(st.sampled_from(ALPHABET), max_size=80)


@settings(deadline=None)
@given(broken_text)
def test_every_mend_can_be_undone(text):
    mended, mends = mend(text)
    assert unmend(mended, mends) == text
    assert [one.at for one in mends] == sorted(one.at for one in mends)
    assert all(mended[one.at : one.at + len(one.inserted)] == one.inserted for one in mends)


@settings(deadline=None)
@given(broken_text)
def test_mending_takes_out_white_space_and_hyphens_only(text):
    mended, mends = mend(text)
    assert all(not one.removed.strip(" \n\t\xa0\u3000-\xad") and one.inserted in ("", " ") for one in mends)
    assert [c for c in mended if c not in "-\xad" and not c.isspace()] == [
        c for c in text if c not in "-\xad" and not c.isspace()
    ]


@settings(deadline=None)
@given(st.lists(st.text(st.sampled_from("平台赋能a1，。-"), min_size=1, max_size=12), min_size=1, max_size=6))
def test_joined_lines_are_one_line_and_can_be_parted_again(lines):
    text, mends = join(lines)
    assert "\n" not in text
    assert unmend(text, mends) == "\n".join(lines)


@settings(deadline=None)
@given(broken_text)
def test_blocks_of_a_mended_text_hold_all_of_it(text):
    mended, mends = mend(text)
    if not mended.strip():
        return
    raw = RawDocument(blocks=tuple(paragraph_blocks(mended, mends)), reader="t", media_type="t")
    document = build_document(raw, FileFacts(name="t", size=1, sha256="0"))
    head = len(mended) - len(mended.removeprefix("\n")) if mended.lstrip("\n") == mended.removeprefix("\n") else 0
    assert mended[head:].startswith(document.text)
    assert {Mend(one.at + head, one.removed, one.inserted) for one in document.mends} <= set(mends)


@dataclass(frozen=True)
class Case:
    broken: str
    whole: str


JOINS = (
    Case("工业互联网平台通过数智\n技术帮助平台主体释放价值。", "工业互联网平台通过数智技术帮助平台主体释放价值。"),
    Case("产品成本下降 7. 3%,实现增幅", "产品成本下降 7.3%,实现增幅"),
    Case("产品成本下降 7.\n3%,实现增幅", "产品成本下降 7.3%,实现增幅"),
    Case("工业 4. 0 新技术与生态 2. 0 白皮书", "工业 4.0 新技术与生态 2.0 白皮书"),
    Case("同时操作 4 ~ 6 台机床,提升 25 %。", "同时操作 4~6 台机床,提升 25%。"),
    Case("用户无 缝 体 验", "用户无缝体验"),
    Case("甚 至 织 物 材\n料", "甚至织物材料"),
    Case("the platform and empower-\nment of firms", "the platform and empowerment of firms"),
    Case("well-known and well-\nknown firms", "well-known and well-known firms"),
    Case("the way of\nthe world", "the way of the world"),
    Case("coop\xaderation", "cooperation"),
    Case("以 IPO\n框架分析", "以 IPO 框架分析"),
    Case("基于技术( technology)与人", "基于技术(technology)与人"),
)


@pytest.mark.parametrize("case", JOINS, ids=lambda case: case.whole)
def test_lines_of_one_paragraph_become_whole(case):
    text, mends = join(case.broken.split("\n"))
    assert text == case.whole
    assert unmend(text, mends) == case.broken


KEPT = (
    "概念 视角 内涵 作者及文献",
    "资料来源 受访者 访谈人次",
    "1. 2020年度工作",
    "3. 5家企业参加",
    "单位：元 币种：人民币",
    "第 3 章共 20 页",
    "see section 3. 5 people came",
    "1, 2, 3",
)


@pytest.mark.parametrize("text", KEPT)
def test_spaces_that_part_things_stay(text):
    assert join([text]) == (text, ())


def test_hard_wrapped_paragraphs_are_parted_at_headings_and_short_last_lines():
    text = (
        "一、引言\n\n工业互联网平台作为数字技术和工业体系融合的产物能够赋能企业降本\n\n增效推进制造强国和网络强国建设。\n"
        "赋能实践发展如火如荼可见无论在国家战略部署还是平台实践发展方面工\n\n业互联网平台都是前沿问题。\n二、内涵"
    )
    lines = [line for line in mend(text)[0].split("\n") if line]
    assert lines == [
        "一、引言",
        "工业互联网平台作为数字技术和工业体系融合的产物能够赋能企业降本增效推进制造强国和网络强国建设。",
        "赋能实践发展如火如荼可见无论在国家战略部署还是平台实践发展方面工业互联网平台都是前沿问题。",
        "二、内涵",
    ]


def test_speakers_begin_a_paragraph_of_their_own():
    full = "我们先在一个车间做样板然后再把样板的经验推广到别的工厂去这样比"
    text = "\n".join([f"甲：{full}", f"乙：{full}", f"甲：{full}", f"乙：{full}", "较稳妥。"])
    assert [line[:2] for line in mend(text)[0].split("\n")] == ["甲：", "乙：", "甲：", "乙："]


def test_words_set_one_to_a_line_become_a_sentence():
    text = "platforms\n \n\nto\n\xa0\n\npromote\n \n\ndevelopment."
    assert mend(text)[0] == "platforms to promote development."


WELL_FORMED = (
    "第一段说的是平台。\n第二段说的是赋能，比第一段长一些，但是也完整。\n\n第三段。\n第四段也是一样的。",
    "甲：你好。\n乙：你好，请问今天谈什么？\n甲：谈谈平台。\n乙：好的，那我们开始吧。",
    "苹果\n香蕉\n樱桃汁\n火龙果拼盘\n桃",
    "",
)


@pytest.mark.parametrize("text", WELL_FORMED)
def test_well_formed_text_is_not_taken_for_wrapped(text):
    assert not wrapped(text.split("\n"))


def test_wrapped_english_prose_is_recognised():
    line = "It was in July and the speaker was the well known maid of honour to the"
    assert wrapped([line] * 8 + ["Empress."])


@pytest.mark.parametrize("text", ["字 " * 100_000, "a\n" * 60_000, " " * 500_000, "字" * 500_000])
def test_long_texts_are_mended_and_given_back(text):
    assert unmend(*mend(text)) == text


PAPER = SHARED / "paper.txt"


@pytest.mark.skipif(not PAPER.exists(), reason="the extracted paper is not at hand")
def test_an_extracted_paper_becomes_whole_sentences():
    text = PAPER.read_text(encoding="utf-8")
    assert wrapped(text.split("\n"))
    mended, mends = mend(text)
    assert unmend(mended, mends) == text
    for words in (
        "期从原来的 35 天缩短到 20 天,产品成本下降 7.3%,实现订单 62%的增幅。",
        "德国 2013 年提出工业 4.0,2019 年出台",
        "操作 4~6 台机床,设备开机率提升 25%。",
        "《工业互联网平台生态 2.0 白皮书》",
        "工业互联网平台作为数字技术和工业体系融合的产物,能够赋能企业降本增效",
        "用户无缝体验",
        "promote high-quality development of platforms.",
    ):
        assert words in mended
    lines = mended.split("\n")
    assert any(line.strip() == "一、引言" for line in lines)
    assert "概念 视角 内涵 作者及文献" in lines


@pytest.mark.skipif(not (SHARED / "realdata").exists(), reason="the sample texts are not at hand")
def test_published_talks_and_reports_are_left_alone():
    paths = [*SHARED.glob("realdata/zh_talks/*.md"), *SHARED.glob("realdata/zh_reports/*.txt")]
    assert paths
    assert [path.name for path in paths if wrapped(path.read_text(encoding="utf-8").split("\n"))] == []
