"""Each format with what is particular to it; the files are made here."""

from __future__ import annotations

import datetime as dt
import io

import docx
import pytest
import xlsxwriter
from docx.oxml import OxmlElement

from assistant.domain.document import BlockKind, SourceType
from tests.reading.making import docx_of, notes, odt_of, reading_of, texts, turns

HEADING, PARAGRAPH, ROW, TURN = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ROW, BlockKind.TURN


def test_plain_text_keeps_every_character_and_line(tmp_path):
    text = "　　第一段。\n\n\n　　第二段：A\tB。\n尾行\n\n"
    reading = reading_of(tmp_path, "a.txt", text.replace("\n", "\r\n"))
    assert reading.document.text == text
    assert texts(reading) == ["第一段。", "第二段：A\tB。", "尾行"]


def test_hard_wrapped_text_is_joined_and_counted(tmp_path):
    line = "工业互联网平台能够帮助中小企业实现数字化转型并且降低成本提高效率这一点"
    text = "\n".join([line] * 9 + ["到此为止。"])
    reading = reading_of(tmp_path, "a.txt", text)
    assert len(reading.document.blocks) == 1
    assert "\n" not in reading.document.text
    assert notes(reading)["mended_places"] == len(reading.document.mends) == 9


def test_markdown_headings_lose_their_signs_and_front_matter_is_metadata(tmp_path):
    front = "---\ntitle: 平台访谈\ndate: 2023-05-12\n---\n"
    text = front + "# 开头\n\n**重点**是 `数据`。\n\n## 二级 ##\n\n<img src='x'>\n尾。\n"
    reading = reading_of(tmp_path, "a.md", text)
    assert [(b.kind, t) for b, t in zip(reading.document.blocks, texts(reading), strict=True)] == [
        (HEADING, "开头"),
        (PARAGRAPH, "**重点**是 `数据`。"),
        (HEADING, "二级"),
        (PARAGRAPH, "尾。"),
    ]
    assert (reading.metadata.title, reading.metadata.date) == ("平台访谈", "2023-05-12")
    assert notes(reading) == {"front_matter": 2, "tag_lines": 1}


def test_markdown_tables_are_rows(tmp_path):
    reading = reading_of(tmp_path, "a.md", "表：\n\n| 名称 | 值 |\n|---|---|\n| 收入 | 12 |\n")
    assert texts(reading, ROW) == ["名称 | 值", "收入 | 12"]


def test_docx_gives_headings_paragraphs_and_table_rows_in_order(tmp_path):
    made = docx.Document()
    made.add_heading("总标题", 0)
    made.add_heading("一、背景", 1)
    made.add_paragraph("第一段。")
    table = made.add_table(2, 2)
    for cell, text in zip(table._cells, ["名称", "值", "收入", "12"], strict=True):
        cell.text = text
    made.add_paragraph("第二段。")
    made.sections[0].header.paragraphs[0].text = "页眉"
    stream = io.BytesIO()
    made.save(stream)
    reading = reading_of(tmp_path, "a.docx", stream.getvalue())
    assert [(b.kind, t) for b, t in zip(reading.document.blocks, texts(reading), strict=True)] == [
        (HEADING, "总标题"),
        (HEADING, "一、背景"),
        (PARAGRAPH, "第一段。"),
        (ROW, "名称 | 值"),
        (ROW, "收入 | 12"),
        (PARAGRAPH, "第二段。"),
    ]
    assert [b.table for b in reading.document.blocks] == [None, None, None, 1, 1, None]
    assert reading.metadata.title == "总标题"
    assert notes(reading)["headers_footers"] == 1


def test_docx_comments_are_counted_and_their_words_left_out(tmp_path):
    made = docx.Document()
    paragraph = made.add_paragraph("正文。")
    made.add_comment(paragraph.runs, text="批注", author="甲", initials="甲")
    stream = io.BytesIO()
    made.save(stream)
    reading = reading_of(tmp_path, "a.docx", stream.getvalue())
    assert reading.document.text == "正文。"
    assert notes(reading)["comments"] == 1


def test_docx_deletions_are_no_text_and_insertions_are(tmp_path):
    body = (
        "<w:p><w:r><w:t>我们</w:t></w:r><w:del><w:r><w:delText>不</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>很</w:t></w:r></w:ins><w:r><w:t>同意。</w:t></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
    )
    reading = reading_of(tmp_path, "a.docx", docx_of(body))
    assert reading.document.text == "我们很同意。"
    assert notes(reading)["deleted_text"] == 1


def test_docx_text_boxes_stand_once_after_their_paragraph(tmp_path):
    box = "<w:txbxContent><w:p><w:r><w:t>框中。</w:t></w:r></w:p></w:txbxContent>"
    body = (
        '<w:p><w:r><w:t>正文。</w:t></w:r><w:r><mc:AlternateContent xmlns:mc="urn:mc"><mc:Choice>'
        f"{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    reading = reading_of(tmp_path, "a.docx", docx_of(body))
    assert texts(reading) == ["正文。", "框中。"]
    assert notes(reading)["text_boxes"] == 1


def test_docx_footnotes_follow_the_text_and_separators_do_not(tmp_path):
    footnotes = (
        '<w:footnote w:type="separator"><w:p><w:r><w:t>---</w:t></w:r></w:p></w:footnote>'
        "<w:footnote><w:p><w:r><w:t>脚注。</w:t></w:r></w:p></w:footnote>"
    )
    reading = reading_of(tmp_path, "a.docx", docx_of("<w:p><w:r><w:t>正文。</w:t></w:r></w:p>", footnotes=footnotes))
    assert texts(reading) == ["正文。", "脚注。"]
    assert notes(reading)["footnotes"] == 1


def test_docx_transcript_in_a_table_becomes_turns(tmp_path):
    made = docx.Document()
    table = made.add_table(4, 2)
    words = ["访谈者", "难吗？", "受访者", "难。", "访谈者", "贵吗？", "受访者", "贵。"]
    for cell, text in zip(table._cells, words, strict=True):
        cell.text = text
    stream = io.BytesIO()
    made.save(stream)
    reading = reading_of(tmp_path, "a.docx", stream.getvalue())
    assert [(turn[0], turn[3]) for turn in turns(reading)] == list(zip(words[::2], words[1::2], strict=True))
    assert reading.metadata.source_type is SourceType.INTERVIEW


def test_docx_tabs_line_breaks_and_hyphens_are_written(tmp_path):
    made = docx.Document()
    run = made.add_paragraph().add_run("甲\t乙\n丙")
    run._r.append(OxmlElement("w:noBreakHyphen"))
    stream = io.BytesIO()
    made.save(stream)
    assert reading_of(tmp_path, "a.docx", stream.getvalue()).document.text == "甲\t乙\n丙-"


def test_odt_gives_headings_spaces_tables_and_footnotes(tmp_path):
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>删去</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        '<text:h text:outline-level="2">背景</text:h>'
        '<text:p>甲<text:s text:c="2"/>乙<text:line-break/>丙<text:span>丁</text:span>'
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>脚注</text:p></text:note-body></text:note>戊</text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>名</text:p></table:table-cell>"
        "<table:table-cell><text:p>值</text:p></table:table-cell></table:table-row></table:table>"
    )
    reading = reading_of(tmp_path, "a.odt", odt_of(body))
    assert texts(reading) == ["背景", "甲  乙\n丙丁戊", "脚注", "名 | 值"]
    assert notes(reading) == {"deleted_text": 1, "footnotes": 1}


@pytest.mark.parametrize(
    "body",
    [
        r"\ansicpg936\uc1 \'ce\'d2\'c3\'c7\'b5\'c4\'c6\'bd\'cc\'a8\par",
        r"\ansicpg1252\uc1 \u25105?\u20204?\u30340?\u24179?\u21488?\par",
        r"\ansicpg936{\fonttbl{\f1\fcharset134 SimSun;}}\f1 \'ce\'d2\'c3\'c7\'b5\'c4\'c6\'bd\'cc\'a8\par",
    ],
    ids=["code page", "unicode", "font"],
)
def test_rtf_in_chinese(tmp_path, body):
    assert reading_of(tmp_path, "a.rtf", r"{\rtf1\ansi" + body + "}").document.text == "我们的平台"


def test_rtf_pairs_of_surrogates_become_one_character(tmp_path):
    reading = reading_of(tmp_path, "a.rtf", r"{\rtf1\ansi\uc1 \u-10187?\u-8704?}")
    assert reading.document.text == "\U0001d600"


PAGE = """<html><head><meta charset="{charset}"><title>平台上线 - 某网</title>
<script>var secret = "脚本";</script><style>.a {{ color: red }}</style></head><body>
<nav><a href="/">首页导航</a> <a href="/a">财经频道</a> <a href="/b">科技频道</a> <a href="/c">体育频道</a></nav>
<h1>工业互联网平台正式上线</h1>
<article><p>{first}</p><p>{second}</p></article>
<div hidden>看不见的字</div>
<footer><a href="/x">关于我们</a> <a href="/y">联系方式</a> 版权所有</footer></body></html>"""
FIRST = "本报记者报道，工业互联网平台昨日正式上线，将为三千家中小企业提供服务，企业负责人表示欢迎。" * 3
SECOND = "专家认为，数据共享是平台能否长期运营的关键，也是企业最关心的问题，需要各方共同努力。" * 3


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "big5"])
def test_html_article_without_menus_scripts_or_hidden_parts(tmp_path, charset):
    codec = {"gb2312": "gbk"}.get(charset, charset)
    first, second = (
        (FIRST, SECOND) if charset != "big5" else ("這個平台為中小企業服務。" * 12, "數據要共享，大家都說好。" * 12)
    )
    page = PAGE.format(charset=charset, first=first, second=second)
    if charset == "big5":
        page = page.translate(
            str.maketrans("线网脚设财经频体业联关于们系权见看隐导页", "線網腳設財經頻體業聯關於們係權見看隱導頁")
        )
    reading = reading_of(tmp_path, "a.html", page.encode(codec))
    assert [text for text in texts(reading) if text in (first, second)] == [first, second]
    assert texts(reading)[0].startswith("工")
    assert "var secret" not in reading.document.text
    assert "color" not in reading.document.text
    assert notes(reading)["hidden_text"] == 1
    assert notes(reading)["page_furniture"] > 0


def test_html_without_an_article_gives_all_visible_words(tmp_path):
    page = (
        "<html><body><h2>名单</h2><p>甲<br>乙</p><ul><li>一</li><li>二</li></ul>"
        "<table><tr><th>名</th><th>值</th></tr><tr><td>收入</td><td>12</td></tr></table><script>x</script></body></html>"
    )
    reading = reading_of(tmp_path, "a.html", page)
    assert texts(reading) == ["名单", "甲\n乙", "一", "二", "名 | 值", "收入 | 12"]


def test_xml_article_has_title_date_and_one_block_per_line(tmp_path):
    xml = (
        "<?xml version='1.0' encoding='utf-8'?><doc><id>1</id><title>平台上线</title>"
        "<datetime>2020-3-30 19:46:00</datetime><body>\t第一段。\n\t第二段&amp;完。</body></doc>"
    )
    reading = reading_of(tmp_path, "a.xml", xml)
    assert texts(reading) == ["平台上线", "第一段。", "第二段&完。"]
    assert (reading.metadata.title, reading.metadata.date) == ("平台上线", "2020-03-30")
    assert reading.metadata.source_type is SourceType.NEWS
    assert notes(reading) == {"fields_not_read": 1}


def test_srt_without_names_gives_paragraphs_with_times(tmp_path):
    srt = (
        "1\r\n00:00:01,000 --> 00:00:02,000\r\n<i>We began</i>\r\nin 2019.\r\n\r\n"
        "2\r\n00:00:05,000 --> 00:00:06,500\r\nIt grew {{x}} ${y}.\r\n\r\n"
    )
    reading = reading_of(tmp_path, "a.srt", b"\xef\xbb\xbf" + srt.encode())
    assert texts(reading) == ["We began in 2019.", "It grew {{x}} ${y}."]
    assert [(b.start_ms, b.end_ms) for b in reading.document.blocks] == [(1000, 2000), (5000, 6500)]
    assert notes(reading) == {"cues": 2}


def test_bilingual_cues_keep_both_lines(tmp_path):
    srt = "1\n00:00:00,000 --> 00:00:02,000\nWe began\n我们开始\n\n"
    srt += "2\n00:00:02,000 --> 00:00:03,000\nin 2019.\n在2019年。\n"
    assert texts(reading_of(tmp_path, "a.srt", srt)) == ["We began\n我们开始\nin 2019.\n在2019年。"]


def test_chinese_cues_flow_without_a_space_after_punctuation(tmp_path):
    srt = "1\n00:00:00,000 --> 00:00:02,000\n我们开始，\n\n2\n00:00:02,000 --> 00:00:03,000\n在2019年。\n"
    assert texts(reading_of(tmp_path, "a.srt", srt)) == ["我们开始，在2019年。"]


def test_vtt_voices_are_joined_into_turns(tmp_path):
    vtt = (
        "WEBVTT\n\nNOTE nothing\n\na1b2/1-0\n00:00:01.000 --> 00:00:02.000\n<v Alice Smith>Hello &amp; welcome.</v>\n\n"
        "a1b2/2-0\n00:00:02.000 --> 00:00:03.000\n<v Alice Smith>How are you?</v>\n\n"
        "3\n01:00:03.500 --> 01:00:04.000\n<v 张三>很好。</v>\n"
    )
    assert turns(reading_of(tmp_path, "a.vtt", vtt)) == [
        ("Alice Smith", 1000, 3000, "Hello & welcome. How are you?"),
        ("张三", 3_603_500, 3_604_000, "很好。"),
    ]


def test_vtt_names_before_a_colon_are_speakers(tmp_path):
    vtt = (
        "WEBVTT\n\n1\n00:01.000 --> 00:02.000\nAlice: Hello.\n\n2\n00:02.000 --> 00:03.000\nBob: Hi.\n\n"
        "3\n00:03.000 --> 00:04.000\nAlice: Right.\n\n4\n00:04.000 --> 00:05.000\nBob: Good.\n"
    )
    assert [(t[0], t[3]) for t in turns(reading_of(tmp_path, "a.vtt", vtt))] == [
        ("Alice", "Hello."),
        ("Bob", "Hi."),
        ("Alice", "Right."),
        ("Bob", "Good."),
    ]


def test_ass_names_are_speakers_and_codes_no_text(tmp_path):
    ass = (
        "[Script Info]\nScriptType: v4.00+\n\n[Events]\n"
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
        "Dialogue: 0,0:00:01.00,0:00:02.00,Default,张三,0,0,0,,{\\i1}您好\\N难吗？\n"
        "Dialogue: 0,0:00:03.00,0:00:04.00,Default,李四,0,0,0,,难。\n"
        "Comment: 0,0:00:05.00,0:00:06.00,Default,李四,0,0,0,,不要。\n"
    )
    assert turns(reading_of(tmp_path, "a.ass", ass)) == [
        ("张三", 1000, 2000, "您好 难吗？"),
        ("李四", 3000, 4000, "难。"),
    ]


def workbook(sheets: dict[str, list[list[object]]], *, hidden: str = "") -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        if name == hidden:
            sheet.hide()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    book.close()
    return stream.getvalue()


def test_xlsx_rows_name_their_columns_and_show_values(tmp_path):
    day = dt.date(2023, 5, 12)
    data = workbook(
        {"企业": [["名称", "收入", "日期"], ["甲公司", 12.5, day], ["乙公司", 3, ""]], "藏": [["x", "y"]]}, hidden="藏"
    )
    reading = reading_of(tmp_path, "a.xlsx", data)
    assert texts(reading) == [
        "企业",
        "名称 | 收入 | 日期",
        "名称: 甲公司 | 收入: 12.5 | 日期: 2023-05-12",
        "名称: 乙公司 | 收入: 3",
    ]
    assert notes(reading) == {"hidden_sheets": 1}


def test_xlsx_formulas_give_their_values(tmp_path):
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["甲", "乙"])
    sheet.write(1, 0, 2)
    sheet.write_formula(1, 1, "=A2*2", None, 4)
    book.close()
    assert texts(reading_of(tmp_path, "a.xlsx", stream.getvalue())) == ["甲 | 乙", "甲: 2 | 乙: 4"]


def test_xlsx_transcript_columns_become_turns(tmp_path):
    rows = [["开始时间", "说话人", "内容"], ["00:00:01", "访谈者", "难吗？"], ["00:01:02", "张三", "难。"]]
    reading = reading_of(tmp_path, "a.xlsx", workbook({"Sheet1": rows}))
    assert turns(reading) == [("访谈者", 1000, None, "难吗？"), ("张三", 62_000, None, "难。")]


@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_delimited_text_in_gbk(tmp_path, sign):
    text = f'名称{sign}评价\r\n甲公司{sign}"很好{sign}\n我们的平台"\r\n乙公司{sign}一般\r\n'
    reading = reading_of(tmp_path, "a.csv", text.encode("gbk"))
    assert texts(reading) == [
        "名称 | 评价",
        f"名称: 甲公司 | 评价: 很好{sign.strip()} 我们的平台",
        "名称: 乙公司 | 评价: 一般",
    ]
    assert reading.document.provenance.encoding == "gb18030"


def test_csv_without_a_header_joins_cells(tmp_path):
    assert texts(reading_of(tmp_path, "a.csv", "一个人在跳舞。,一个男人在跳舞。,5.0\n猫。,狗。,1.0\n")) == [
        "一个人在跳舞。 | 一个男人在跳舞。 | 5.0",
        "猫。 | 狗。 | 1.0",
    ]


def test_a_transcript_sheet_says_who_asks(tmp_path):
    from openpyxl import Workbook

    from assistant.reading import dispatch

    book = Workbook()
    for row in (
        ("时间", "说话人", "内容"),
        ("00:00:02", "访谈者", "您做了几年？"),
        ("00:00:06", "P04", "八年了，一直在供应链。"),
        ("00:00:24", "访谈者", "供应商是什么态度？"),
        ("00:00:29", "P04", "一开始不理我们，后来慢慢好了。"),
    ):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    turns = [block for block in dispatch.read_source(tmp_path / "t.xlsx").document.blocks if block.speaker]
    assert [turn.role.value for turn in turns] == ["interviewer", "respondent"] * 2
