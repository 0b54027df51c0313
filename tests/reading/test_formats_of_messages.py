"""E-mail, books and chat exports; the files are made here."""

from __future__ import annotations

import json
from email.message import EmailMessage

import pytest

from assistant.domain.document import SourceType, SpeakerRole
from tests.reading.making import epub_of, notes, reading_of, texts, turns


def mail(*, html_only: bool = False) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "平台 访谈"
    message["From"] = "甲 <a@example.org>"
    message["Date"] = "Fri, 16 Dec 2022 17:04:16 +0800"
    if html_only:
        message.set_content("<p>第一段。</p><p>第二段。</p>", subtype="html")
    else:
        message.set_content("第一段。\n\n第二段。\n", charset="gbk")
        message.add_alternative("<p>别的</p>", subtype="html")
    message.add_attachment(b"secret", maintype="application", subtype="pdf", filename="b.pdf")
    return message


@pytest.mark.parametrize("html_only", [True, False])
def test_eml_words_subject_date_and_attachments(tmp_path, html_only):
    reading = reading_of(tmp_path, "a.eml", mail(html_only=html_only).as_bytes())
    assert texts(reading) == ["平台 访谈", "第一段。", "第二段。"]
    assert (reading.metadata.title, reading.metadata.date) == ("平台 访谈", "2022-12-16")
    assert notes(reading) == {"mail_headers": 2, "attachments": 1}


def test_epub_chapters_follow_the_spine(tmp_path):
    metadata = "<dc:title>平台之书</dc:title><dc:publisher>某社</dc:publisher><dc:date>2019-08</dc:date>"
    reading = reading_of(tmp_path, "a.epub", epub_of(["<h1>一</h1><p>甲。</p>", "<h1>二</h1><p>乙。</p>"], metadata))
    assert texts(reading) == ["一", "甲。", "二", "乙。"]
    found = reading.metadata
    assert (found.title, found.publisher, found.date, found.source_type) == (
        "平台之书",
        "某社",
        "2019-08",
        SourceType.BOOK,
    )


@pytest.mark.parametrize(
    "value",
    [
        {"messages": [{"speaker": "问", "text": "难吗？", "start": 1.5}, {"speaker": "答", "text": "难。"}]},
        [{"说话人": "问", "内容": "难吗？", "time": "00:00:01.500"}, {"说话人": "答", "内容": "难。"}],
    ],
)
def test_json_messages_become_turns(tmp_path, value):
    reading = reading_of(tmp_path, "a.json", json.dumps(value, ensure_ascii=False))
    assert turns(reading) == [("问", 1500, None, "难吗？"), ("答", None, None, "难。")]
    assert [b.role for b in reading.document.blocks] == [SpeakerRole.INTERVIEWER, SpeakerRole.RESPONDENT]


def test_json_lines_become_turns(tmp_path):
    lines = '{"speaker": "问", "text": "难吗？"}\n{"speaker": "答", "text": "难。"}\n'
    assert len(turns(reading_of(tmp_path, "a.jsonl", lines))) == 2
