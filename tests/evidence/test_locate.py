from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.identifiers import SegmentId
from assistant.domain.proposal import LOCATED, MatchStatus
from assistant.domain.span import Span
from assistant.errors import SpanError
from assistant.evidence import Located, NormalisedView, locate_in_segments, locate_quote
from assistant.segmenting import segment_document, split_sentences
from tests.evidence.test_quote_cases import document_of

PAPER = Path(__file__).parents[2].parent / "shared" / "paper.txt"
HAN = "平台赋能企业数据共享供应链协同制造用户场景生态资源结构心理价值主张创捕获设备连接效率成本质量能耗产线订单周期"
WORDS = st.text(HAN, min_size=4, max_size=12)
ODD_WORDS = st.sampled_from(["COSMOPlat", "SaaS 软件", "7.3%", "35 天", "“共享”", "（台）", "——", "𠮷野🎉"])
CLAUSES = st.builds(lambda first, rest: first + "".join(rest), WORDS, st.lists(WORDS | ODD_WORDS, max_size=4))
DISTURBANCES = ("none", "spaces", "no spaces", "wide", "quotes", "case")


def disturbed(words: str, how: str) -> str:
    if how == "spaces":
        return " ".join(words[at : at + 3] for at in range(0, len(words), 3)) if words.isalpha() else f" {words}\n"
    if how == "no spaces":
        return "".join(words.split())
    if how == "wide":
        return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in words)
    if how == "quotes":
        return words.replace("“", "「").replace("”", "」")
    return words.lower() if how == "case" else words


@given(st.lists(CLAUSES, min_size=3, max_size=6), st.sampled_from(DISTURBANCES), st.data())
def test_a_planted_clause_is_found_where_it_was_planted(clauses: list[str], how: str, data: st.DataObject):
    text = "。".join(clauses) + "。"
    place = data.draw(st.integers(0, len(clauses) - 1))
    start = sum(len(clause) + 1 for clause in clauses[:place])
    within = Span(start, start + len(clauses[place]) + 1)
    result = locate_quote(text, disturbed(clauses[place], how), within)
    assert isinstance(result, Located), result
    assert NormalisedView.of(text, result.span).text == NormalisedView.of(clauses[place]).text
    assert result.span.start == start
    assert result.match in {MatchStatus.EXACT, MatchStatus.NORMALISED}


@given(st.text(HAN, min_size=8, max_size=30), st.data())
def test_a_changed_added_or_missing_character_is_never_accepted(words: str, data: st.DataObject):
    at = data.draw(st.integers(2, len(words) - 3))
    other = data.draw(st.sampled_from("不没未无非买卖增减高低大小3十将可") | st.just(""))
    taken = data.draw(st.integers(0 if other else 1, 1))
    quote = words[:at] + other + words[at + taken :]
    result = locate_quote(f"首先，{words}。", quote, Span(0, len(words) + 4))
    if quote not in words:
        assert not isinstance(result, Located), result


@given(st.text(max_size=40), st.text(max_size=60))
def test_any_quotation_gets_an_answer_and_every_span_stays_inside(quote: str, text: str):
    if not text:
        return
    result = locate_quote(text, quote, Span(0, len(text)))
    if isinstance(result, Located):
        assert result.span.end <= len(text)
        assert result.match in LOCATED
        assert result.match is not MatchStatus.EXACT or result.span.read(text) == quote


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_view_maps_each_character_to_an_ordered_range_of_the_source(left: str, right: str):
    text = left + right
    view = NormalisedView.of(text)
    assert len(view.text) == len(view.starts) == len(view.ends)
    assert list(view.starts) == sorted(view.starts)
    assert list(view.ends) == sorted(view.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(view.starts, view.ends, strict=True))


@dataclass(frozen=True, slots=True)
class BorderCase:
    """A text, a quotation that stands in it letter by letter, and whether it may be cut out."""

    text: str
    quote: str
    sound: bool


BORDERS = (
    BorderCase("👩‍💻很满意", "👩", False),
    BorderCase("他们是👩‍💻，很满意", "💻，很满意", False),
    BorderCase("他们是👩‍💻，很满意", "👩‍💻，很满意", True),
    BorderCase("来自🇨🇳🇩🇪的企业", "来自🇨🇳", True),
    BorderCase("来自🇨🇳🇩🇪的企业", "来自🇨🇳🇩", False),
    BorderCase("the re\u0301sume\u0301 x", "the re", False),
    BorderCase("面积10²米", "面积102米", False),
    BorderCase("见①平台上线", "见1平台上线", False),
    BorderCase("ﬁnal ofﬁce", "final office", True),
    BorderCase("⼯业互联网", "工业互联网", True),
    BorderCase("我们无法相信平台成功", "平台成功", False),
    BorderCase("我们不仅降低成本", "降低成本", True),
    BorderCase("我们不断降低成本", "降低成本", True),
    BorderCase("我们不同意平台有用", "平台有用", False),
    BorderCase("无论如何平台有用", "平台有用", True),
    BorderCase("没有平台之前我们用手工记录", "我们用手工记录", True),
    BorderCase("未来平台将上线", "平台将上线", True),
    BorderCase("成本根本降低不了", "成本根本降低", False),
    BorderCase("平台成功了吗？", "平台成功", False),
    BorderCase("平台成功？", "平台成功。", False),
    BorderCase("为什么平台成功？", "为什么平台成功", True),
    BorderCase("利润为-5%，较低", "5%，较低", False),
    BorderCase("增长5-10%，较快", "10%，较快", False),
    BorderCase("价格$500，较高", "500，较高", False),
    BorderCase("第三家工厂", "三家工厂", False),
    BorderCase("数十家工厂", "十家工厂", False),
    BorderCase("百分之三十的企业", "三十的企业", False),
    BorderCase("三点五倍", "五倍", False),
    BorderCase("不足五成企业", "五成企业", False),
    BorderCase("比分3:1领先", "比分3", False),
    BorderCase("a non-profit firm", "profit firm", False),
    BorderCase("we can't win", "we can", False),
    BorderCase("It is not only cheap but good", "cheap but good", True),
    BorderCase("There is no evidence that it works", "it works", False),
    BorderCase("We doubt that it works", "it works", False),
    BorderCase("Nobody here says the platform works", "the platform works", False),
    BorderCase("It is hardly the case that costs fell", "costs fell", False),
    BorderCase("工业互联网不一定能成功", "能成功", False),
    BorderCase("公司否认曾裁员三百人", "曾裁员三百人", False),
    BorderCase("revenue rose to $5 million this year", "revenue rose to $5", False),
    BorderCase("员工们都很满意，业绩提高", "员工们很满意，业绩提高", False),
    BorderCase("让我们看到平台的价值所在", "让我们看到平台价值所在", True),
    BorderCase("the firm, which lost money, grew quickly", "the firm which lost money grew quickly", True),
    BorderCase("We did not really succeed", "succeed", False),
    BorderCase("less than 5% left", "5% left", False),
    BorderCase("5G networks", "5", False),
    BorderCase("有 no table 的情况", "有notable的情况", False),
    BorderCase("表 3 5 家企业参加", "表35家企业参加", False),
    BorderCase("他说不 ，是我们要求这样做的", "他说不是我们要求这样做的", False),
    BorderCase("有的企业已经上线运行", "有企业已经上线运行", False),
    BorderCase("the ratio was 3:1 in our first year", "the ratio was 3 1 in our first year", False),
    BorderCase("只有 a few firms joined the new platform", "只有few firms joined the new platform", False),
    BorderCase("平台上线了，效果好？当然好", "平台上线了，效果好。当然好", False),
)


@pytest.mark.parametrize("case", BORDERS, ids=lambda case: f"{case.text}-{case.quote}")
def test_words_are_cut_out_only_where_that_keeps_their_sense(case: BorderCase):
    result = locate_quote(case.text, case.quote, Span(0, len(case.text)))
    assert isinstance(result, Located) is case.sound, result


def test_the_first_place_inside_the_range_is_given_and_all_places_there_are_counted():
    text = "成本降低。效率提高。成本降低。成本 降低。"
    result = locate_quote(text, "成本降低", Span(5, len(text)))
    assert result == Located(span=Span(10, 14), match=MatchStatus.EXACT, occurrences=1)
    assert locate_quote(text, "成本降低", Span(0, len(text))) == Located(
        span=Span(0, 4), match=MatchStatus.EXACT, occurrences=2
    )


def test_a_sound_place_is_found_behind_an_unsound_one():
    text = "平台不成功。后来平台改了，成功了。"
    result = locate_quote(text, "成功", Span(0, len(text)))
    assert isinstance(result, Located)
    assert result.span == Span(13, 15)


def test_a_decomposed_quotation_is_found():
    assert isinstance(locate_quote("the résumé was good", "re\u0301sume\u0301 was", Span(0, 19)), Located)


def test_what_differs_is_said_in_words():
    result = locate_quote("采购成本降低了7.3%。", "采购成本降低了8.3%", Span(0, 12))
    assert not isinstance(result, Located)
    assert result.match is MatchStatus.ALTERED
    assert "number differs" in result.detail
    assert "7.3" in result.detail


def test_a_segment_that_does_not_exist_gives_no_evidence():
    document = document_of(("答：平台上线了。",))
    result = locate_in_segments(document.text, segment_document(document), SegmentId("none"), "平台上线了")
    assert not isinstance(result, Located)
    assert "'none'" in result.detail


def test_a_range_beyond_the_text_is_refused():
    with pytest.raises(SpanError):
        locate_quote("平台", "平台", Span(0, 9))


@pytest.mark.parametrize(
    ("unit", "quote"),
    [
        ("平台赋能，", "企业上线了"),
        ("a" * 5, "a" * 9_999 + "b"),
        ("不真的", "真的平台成功"),
        ("…。" * 2, "平台……成功"),
        ("12 ", "1" * 1_000),
        ("平台", "平台" * 300_000),
        ("平 台", "平台" * 4_000),
    ],
)
def test_a_megabyte_is_searched_in_linear_time(unit: str, quote: str):
    document = document_of((unit * (1_000_000 // len(unit)), "平台成功了"))
    segments = segment_document(document)
    begun = time.process_time()
    locate_quote(document.text, quote, Span(0, len(document.text)))
    for segment in segments[:3]:
        locate_in_segments(document.text, segments, segment.id, quote)
    assert time.process_time() - begun < 20


@pytest.mark.skipif(not PAPER.exists(), reason="the founding paper is not beside this checkout")
def test_every_sentence_of_the_paper_is_found_with_its_white_space_taken_out():
    text = PAPER.read_text(encoding="utf-8")
    whole = Span(0, len(text))
    wanted = [span for span in split_sentences(text, whole) if len("".join(span.read(text).split()).strip("。")) > 1]
    missed = []
    for span in wanted:
        result = locate_quote(text, "".join(span.read(text).split()), span)
        if not isinstance(result, Located) or not result.span.start <= span.start + 1:
            missed.append((span.read(text), result))
    assert len(missed) <= len(wanted) // 100, missed
