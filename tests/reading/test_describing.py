"""First guesses at metadata."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from assistant.domain.document import Language, SourceType
from assistant.reading.describing import guess_language
from tests.reading.making import reading_of

LONG = "这一段写了很多关于工业互联网平台如何帮助企业的话，一共有几十个字，足够算作正文。"


@dataclass(frozen=True)
class Case:
    name: str
    text: str
    kind: SourceType
    date: str = ""
    title: str = ""


CASES = [
    Case("访谈一.txt", "问：难吗？\n答：难。\n问：贵吗？\n答：贵。", SourceType.INTERVIEW, "", "访谈一"),
    Case("甲公司2022年年度报告.txt", f"{LONG}\n{LONG}", SourceType.ANNUAL_REPORT, "", "甲公司2022年年度报告"),
    Case(
        "a.txt",
        f"2026年某省政府工作报告\n2026年1月25日\n{LONG}\n{LONG}",
        SourceType.OFFICIAL_REPORT,
        "2026-01-25",
        "2026年某省政府工作报告",
    ),
    Case(
        "b.md",
        f"# 关于推动工业互联网加快发展的通知\n\n二〇二〇年三月十二日\n\n{LONG}\n",
        SourceType.OFFICIAL_REPORT,
        "2020-03-12",
        "关于推动工业互联网加快发展的通知",
    ),
    Case("c.md", f"# 工业互联网白皮书\n\n2023年5月\n\n{LONG}\n", SourceType.WHITE_PAPER, "2023-05", "工业互联网白皮书"),
    Case("d.txt", f"平台赋能研究\n摘 要：{LONG}\n关键词：平台\n{LONG}\n参考文献\n[1] 甲", SourceType.LITERATURE),
    Case("e.txt", f"平台上线\n来源：北京日报\n时间：2023-03-31 07:58\n{LONG}", SourceType.NEWS, "2023-03-31"),
    Case("f.txt", f"书名\nISBN 978-7-111-11111-1\n{LONG}", SourceType.BOOK),
    Case("2024-05-06 笔记.txt", f"{LONG}\n{LONG}", SourceType.OTHER, "2024-05-06", "2024-05-06 笔记"),
    Case("g.txt", f"{LONG}收入2097.26亿元，增长4.46%。", SourceType.OTHER, "", "g"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_guess(tmp_path, case):
    found = reading_of(tmp_path, case.name, case.text).metadata
    assert (found.source_type, found.date) == (case.kind, case.date)
    assert not case.title or found.title == case.title


def test_case_organisation_and_voice_are_left_to_people(tmp_path):
    found = reading_of(tmp_path, "a.txt", f"来源：北京日报\n{LONG}").metadata
    assert (found.case, found.organisation, found.voice) == ("", "", "")


def test_news_about_annual_reports_is_news(tmp_path):
    fields = f"<title>透视五大险企年报</title><datetime>2020-4-1</datetime><body>{LONG}</body>"
    xml = f"<?xml version='1.0'?><doc>{fields}</doc>"
    assert reading_of(tmp_path, "a.xml", xml).metadata.source_type is SourceType.NEWS


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("我们的平台使用 API 和 SaaS。", Language.ZH),
        ("The platform, called 卡奥斯, grew over the years and serves many small firms in the country.", Language.EN),
        ("We began here. 我们开始。 It grew. 它长大。 Everybody shares data. 数据共享。", Language.MIXED),
        ("2023 12 34", Language.ZH),
    ],
)
def test_language_by_script(text, language):
    assert guess_language(text) is language
