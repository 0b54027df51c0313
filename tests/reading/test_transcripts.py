"""Transcript layouts as people have them, and texts that only look like one."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.document import BlockKind, Mend, PageMark, SpeakerRole
from assistant.reading.building import RawBlock
from assistant.reading.labels import label_of, milliseconds
from assistant.reading.mending import paragraph_blocks
from assistant.reading.transcripts import joined, recognise_turns

ASK, TELL = SpeakerRole.INTERVIEWER, SpeakerRole.RESPONDENT


@dataclass(frozen=True)
class Layout:
    """``turns`` are speaker, role, milliseconds, words."""

    name: str
    text: str
    turns: list[tuple[str | None, SpeakerRole | None, int | None, str]]
    before: int = 0


LAYOUTS = [
    Layout(
        "roles in Chinese",
        "访谈者：请您介绍平台。\n受访者：好的。\n我们2019年开始。\n访谈者：难吗？\n受访者：难。",
        [
            ("访谈者", ASK, None, "请您介绍平台。"),
            ("受访者", TELL, None, "好的。\n我们2019年开始。"),
            ("访谈者", ASK, None, "难吗？"),
            ("受访者", TELL, None, "难。"),
        ],
    ),
    Layout("question and answer", "问：难吗？\n答：难。", [("问", ASK, None, "难吗？"), ("答", TELL, None, "难。")]),
    Layout(
        "Q and A",
        "Q: How did it start?\nA: In 2019.\nQ: And then?\nA: It grew.",
        [
            ("Q", ASK, None, "How did it start?"),
            ("A", TELL, None, "In 2019."),
            ("Q", ASK, None, "And then?"),
            ("A", TELL, None, "It grew."),
        ],
    ),
    Layout(
        "participant codes",
        "访谈者：为什么？\nP01：因为便宜。",
        [("访谈者", ASK, None, "为什么？"), ("P01", TELL, None, "因为便宜。")],
    ),
    Layout(
        "numbered questions share one asker",
        "问题1：为什么？\n任正非：因为。\n问题2：难吗？\n任正非：难。",
        [
            ("问题", ASK, None, "为什么？"),
            ("任正非", TELL, None, "因为。"),
            ("问题", ASK, None, "难吗？"),
            ("任正非", TELL, None, "难。"),
        ],
    ),
    Layout(
        "questions with a number and no name",
        "1、平台怎么建？\n任正非：慢慢建。\n2、成本高吗？\n任正非：高。\n3、以后呢？\n任正非：继续。",
        [
            (None, ASK, None, "1、平台怎么建？"),
            ("任正非", TELL, None, "慢慢建。"),
            (None, ASK, None, "2、成本高吗？"),
            ("任正非", TELL, None, "高。"),
            (None, ASK, None, "3、以后呢？"),
            ("任正非", TELL, None, "继续。"),
        ],
    ),
    Layout(
        "number before the name",
        "1、BBC记者Rory:您最近怎么样？\n任正非：很好。\n2、BBC记者Rory:为什么？\n任正非：因为。",
        [
            ("BBC记者Rory", ASK, None, "您最近怎么样？"),
            ("任正非", TELL, None, "很好。"),
            ("BBC记者Rory", ASK, None, "为什么？"),
            ("任正非", TELL, None, "因为。"),
        ],
    ),
    Layout(
        "names, told apart by who asks",
        "杨林：您怎么看？\n任正非：我们没有什么秘密，慢慢来就好。\n杨林：为什么？\n任正非：十几年只对着一个目标前进。",
        [
            ("杨林", ASK, None, "您怎么看？"),
            ("任正非", TELL, None, "我们没有什么秘密，慢慢来就好。"),
            ("杨林", ASK, None, "为什么？"),
            ("任正非", TELL, None, "十几年只对着一个目标前进。"),
        ],
    ),
    Layout(
        "bold names",
        "**主持人：** 请介绍。\n\n**嘉宾**：好。",
        [("主持人", ASK, None, "请介绍。"), ("嘉宾", TELL, None, "好。")],
    ),
    Layout(
        "Feishu",
        "产品访谈\n2023年5月12日 10:00 | 1小时 2分钟\n关键词:\n平台、数据\n文字记录:\n说话人 1 00:02\n请介绍。\n"
        "说话人 2 00:10\n好的。\n后来又扩了。\n说话人 1 01:00:03\n难吗？",
        [
            ("说话人 1", None, 2_000, "请介绍。"),
            ("说话人 2", None, 10_000, "好的。\n后来又扩了。"),
            ("说话人 1", None, 3_603_000, "难吗？"),
        ],
        before=5,
    ),
    Layout(
        "time glued to the words",
        "会议\n文字记录:\n说话人 1 00:00:00在外围我们先谈。\n说话人 2 00:00:122019年开始。",
        [("说话人 1", None, 0, "在外围我们先谈。"), ("说话人 2", None, 12_000, "2019年开始。")],
        before=2,
    ),
    Layout(
        "Tingwu",
        "发言人1 00:02:49\n为什么？\n发言人2 00:03:00\n因为成本。",
        [("发言人1", None, 169_000, "为什么？"), ("发言人2", None, 180_000, "因为成本。")],
    ),
    Layout(
        "time in brackets before the name",
        "[00:00:03] 张三：怎么看？\n[00:00:09] 李四：挺好。\n[00:00:19] 张三：好。",
        [("张三", None, 3_000, "怎么看？"), ("李四", None, 9_000, "挺好。"), ("张三", None, 19_000, "好。")],
    ),
    Layout(
        "time in brackets after the name",
        "张三(00:00:03): 怎么看？\n李四(00:00:09): 挺好。\n张三(00:00:19): 好。",
        [("张三", None, 3_000, "怎么看？"), ("李四", None, 9_000, "挺好。"), ("张三", None, 19_000, "好。")],
    ),
    Layout(
        "podcast, a bare time code goes on with the same speaker",
        "Lenny (00:00:00):\nWelcome.\n(00:01:12):\nLet us begin.\n"
        "Bob Moesta (00:02:00):\nYes.\nLenny (00:02:05):\nWhy?",
        [
            ("Lenny", None, 0, "Welcome."),
            ("Lenny", None, 72_000, "Let us begin."),
            ("Bob Moesta", None, 120_000, "Yes."),
            ("Lenny", None, 125_000, "Why?"),
        ],
    ),
    Layout(
        "Zoom chat",
        "[Alice Smith] 10:02:03\nHow are you?\n[Bob Jones] 10:02:08\nFine.\n[Alice Smith] 10:02:18\nGood.",
        [
            ("Alice Smith", None, 36_123_000, "How are you?"),
            ("Bob Jones", None, 36_128_000, "Fine."),
            ("Alice Smith", None, 36_138_000, "Good."),
        ],
    ),
    Layout(
        "Teams ranges",
        "0:0:0.0 --> 0:0:1.510\nSome Body\nOK. Yeah.\n0:0:3.270 --> 0:0:4.250\nJames Bond\nUmm.",
        [("Some Body", None, 0, "OK. Yeah."), ("James Bond", None, 3_270, "Umm.")],
    ),
    Layout(
        "names on lines of their own",
        "Interviewer\nHow did it start?\nP1\nIn 2019.\nInterviewer\nAnd?\nP1\nIt grew.",
        [
            ("Interviewer", ASK, None, "How did it start?"),
            ("P1", TELL, None, "In 2019."),
            ("Interviewer", ASK, None, "And?"),
            ("P1", TELL, None, "It grew."),
        ],
    ),
]


def turns_of(blocks):
    return [
        (block.speaker, block.role, block.start_ms, block.text[block.body_start :].strip())
        for block in blocks
        if block.kind is BlockKind.TURN
    ]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_layout_is_read_as_turns(layout):
    recognition = recognise_turns(paragraph_blocks(layout.text))
    assert turns_of(recognition.blocks) == layout.turns
    assert [block.kind for block in recognition.blocks[: layout.before]] == [BlockKind.PARAGRAPH] * layout.before
    assert len(recognition.blocks) == layout.before + len(layout.turns)
    assert recognition.reason
    assert recognition.notes[0].count == len(layout.turns)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_recognition_loses_and_adds_no_character(layout):
    recognition = recognise_turns(paragraph_blocks(layout.text))
    assert "".join(block.gap + block.text for block in recognition.blocks).strip() == layout.text.strip()


NO_TRANSCRIPTS = {
    "a plan": "目标：做大做强。\n责任单位：工信局\n完成时限：12月\n目标：做优。\n责任单位：发改委\n完成时限：6月",
    "an agenda": "09:00 开幕式\n10:00 专家发言\n11:00 茶歇\n12:00 午餐",
    "notes below tables": "注：本表数据。\n来源：统计局\n注：另。\n来源：调研",
    "two colons in prose": "他说：平台很好。\n结论是：要继续。\n我们认为：这是对的。",
    "kinds of media": "互联网媒体：发展很快。\n传统媒体：发展很慢。" + "\n其他的段落没有冒号。" * 5,
    "one question": "问：为什么？\n这是一个只有问题的段落。",
    "addresses": "http://example.com/a\nhttps://example.com/b\nhttp://example.com/c",
    "a poll": "Poll 1:\nQ: Do you think so?\na. Yes\nPoll 2:\nQ: Are you sure?\na. Yes\nQ: And now?\na. No",
    "nothing": "",
}


@pytest.mark.parametrize("text", NO_TRANSCRIPTS.values(), ids=NO_TRANSCRIPTS.keys())
def test_a_text_with_colons_is_no_transcript(text):
    blocks = paragraph_blocks(text)
    recognition = recognise_turns(blocks)
    assert recognition.blocks == tuple(blocks)
    assert recognition.reason == ""


def test_a_label_inside_an_answer_does_not_open_a_turn():
    text = "问：有什么建议？\n答：两点。\n关键词：平台。\n例如：共享。\n问：还有吗？\n答：没有。"
    assert [turn[3] for turn in turns_of(recognise_turns(paragraph_blocks(text)).blocks)] == [
        "有什么建议？",
        "两点。\n关键词：平台。\n例如：共享。",
        "还有吗？",
        "没有。",
    ]


def test_a_heading_ends_a_turn():
    blocks = [
        RawBlock(text="问：难吗？"),
        RawBlock(text="答：难。"),
        RawBlock(text="第二部分", kind=BlockKind.HEADING),
        RawBlock(text="问：贵吗？"),
        RawBlock(text="答：贵。"),
    ]
    kinds = [block.kind for block in recognise_turns(blocks).blocks]
    assert kinds == [BlockKind.TURN, BlockKind.TURN, BlockKind.HEADING, BlockKind.TURN, BlockKind.TURN]


def test_labels_inside_one_paragraph_split_it():
    blocks = [RawBlock(text="问：难吗？\n答：难。\n问：贵吗？\n答：贵。")]
    assert [turn[0] for turn in turns_of(recognise_turns(blocks).blocks)] == ["问", "答", "问", "答"]


def test_the_last_answer_does_not_swallow_the_rest_of_the_file():
    text = "问：难吗？\n答：难。\n" + "\n".join(f"后面第{n}段，与访谈无关。" for n in range(40))
    blocks = recognise_turns(paragraph_blocks(text)).blocks
    assert sum(block.kind is BlockKind.PARAGRAPH for block in blocks) > 20


def test_joining_carries_pages_and_mends_along():
    one = RawBlock(text="abc", page=1, mends=(Mend(1, "\n", ""),))
    two = RawBlock(text="defg", gap="\n\n", page=2, page_breaks=(PageMark(2, 3),), mends=(Mend(3, " ", ""),))
    whole = joined([one, two])
    assert whole.text == "abc\n\ndefg"
    assert whole.page_breaks == (PageMark(5, 2), PageMark(7, 3))
    assert whole.mends == (Mend(1, "\n", ""), Mend(8, " ", ""))


@pytest.mark.parametrize(
    ("code", "ms"),
    [("00:02", 2000), ("1:00:03", 3_603_000), ("0:0:3.270", 3270), ("00:00:01,5", 1500), ("99", None), ("1:75", None)],
)
def test_time_codes_in_milliseconds(code, ms):
    assert milliseconds(code) == ms


@pytest.mark.parametrize("line", ["10:30", "https://a.b", "关键词：平台", "第一：平台", "：无名", "", "   "])
def test_no_label(line):
    assert label_of(line) is None


@given(st.lists(st.text(st.sampled_from("问答：:？12、张三 \n说话人00()[]*Ab"), max_size=30), max_size=12))
def test_any_paragraphs_keep_every_character(texts):
    blocks = [RawBlock(text=text) for text in texts]
    squeezed = "".join("".join(texts).split())
    assert "".join("".join(block.text for block in recognise_turns(blocks).blocks).split()) == squeezed
