"""One door: content over name, every refusal a sentence that says what to do, and the same bytes the same reading."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.errors import EmptySource, SourceError, UnreadableSource, UnsupportedSource
from assistant.reading import limits, read_source
from tests.reading.making import docx_of, notes, reading_of, texts, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
PARAGRAPH = "<w:p><w:r><w:t>正文。</w:t></w:r></w:p>"


@dataclass(frozen=True)
class Refusal:
    name: str
    data: bytes
    error: type[SourceError]
    says: str


REFUSALS = [
    Refusal("a.txt", b"", EmptySource, "empty"),
    Refusal("a.txt", b" \r\n\t ", EmptySource, "empty"),
    Refusal("a.txt", "\ufeff\u3000\n".encode(), EmptySource, "no text"),
    Refusal("a.md", b"<img src='x'>\n", EmptySource, "no text"),
    Refusal("a.html", b"<html><script>x</script></html>", EmptySource, "no text"),
    Refusal("a.srt", b"1\n00:00:01,000 --> 00:00:02,000\n\n", EmptySource, "no subtitle"),
    Refusal("a.docx", docx_of("<w:p/>"), EmptySource, "no text"),
    Refusal("a.doc", OLE + "WordDocument".encode("utf-16-le"), UnsupportedSource, "save it as .docx"),
    Refusal("a.ppt", OLE + "PowerPoint Document".encode("utf-16-le"), UnsupportedSource, "save it as PDF"),
    Refusal("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), UnreadableSource, "password"),
    Refusal("a.xls", OLE + "Workbook".encode("utf-16-le"), UnreadableSource, "damaged workbook"),
    Refusal("a.msg", OLE + "__properties_version1.0".encode("utf-16-le"), UnreadableSource, "damaged Outlook"),
    Refusal("a.bin", OLE, UnsupportedSource, "unknown kind"),
    Refusal("a.pptx", zipped({"ppt/presentation.xml": "<p/>"}), UnsupportedSource, "save it as PDF"),
    Refusal("a.pages", zipped({"Index/Document.iwa": b"x"}), UnsupportedSource, "export it as docx"),
    Refusal("a.zip", zipped({"a.docx": b"x"}), UnsupportedSource, "unpack it"),
    Refusal("a.rar", b"Rar!\x1a\x07\x00" + bytes(20), UnsupportedSource, "unpack it"),
    Refusal("a.docx", b"PK\x03\x04" + bytes(200), UnreadableSource, "damaged"),
    Refusal("a.docx", docx_of(PARAGRAPH)[:-40], UnreadableSource, "damaged"),
    Refusal("a.docx", zipped({"word/document.xml": "<w:p>"}), UnreadableSource, "XML"),
    Refusal("a.jpg", b"\xff\xd8\xff\xe0" + bytes(80), UnsupportedSource, "picture"),
    Refusal("a.png", b"\x89PNG\r\n\x1a\n" + bytes(80), UnsupportedSource, "picture"),
    Refusal("a.mp3", b"ID3\x03" + bytes(80), UnsupportedSource, "transcript"),
    Refusal("a.m4a", b"\0\0\0\x20ftypM4A " + bytes(80), UnsupportedSource, "transcript"),
    Refusal("a.heic", b"\0\0\0\x20ftypheic" + bytes(80), UnsupportedSource, "picture"),
    Refusal("a.caj", b"CAJ\x00" + bytes(80), UnsupportedSource, "save it as PDF"),
    Refusal("a.key", b"whatever it is", UnsupportedSource, "Keynote"),
    Refusal("a.exe", b"MZ\x90\x00" + bytes(80), UnsupportedSource, "program"),
    Refusal("a.pdf", b"%PDF-1.7\nnothing", UnreadableSource, ""),
    Refusal("a.json", b'{"a": 1}', UnsupportedSource, "speaker and text"),
    Refusal("a.json", b'{"a": ', UnreadableSource, "no sound JSON"),
    Refusal("a.xml", b"<?xml version='1.0'?><a><b></a>", UnreadableSource, "XML"),
    Refusal(
        "a.xml",
        b"<?xml version='1.0'?><l><d><body>x</body></d><d><body>y</body></d></l>",
        UnsupportedSource,
        "2 records",
    ),
    Refusal(
        "a.eml",
        b"From: a@b.c\nSubject: s\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/encrypted; boundary="x"\n\n--x\n\nsecret\n--x--\n',
        UnreadableSource,
        "encrypted",
    ),
    Refusal("a.dat", bytes(range(256)) * 20, UnreadableSource, "not a text"),
    Refusal(
        "a.odt",
        zipped(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "META-INF/manifest.xml": "<m><encryption-data/></m>",
                "content.xml": b"\x01\x02",
            }
        ),
        UnreadableSource,
        "password",
    ),
]


@pytest.mark.parametrize("case", REFUSALS, ids=lambda case: f"{case.name} {case.error.__name__} {case.says}")
def test_refusal_names_the_file_and_says_what_to_do(tmp_path, case):
    with pytest.raises(case.error) as caught:
        reading_of(tmp_path, case.name, case.data)
    assert case.says in str(caught.value)
    assert repr(case.name) in str(caught.value)


def test_a_missing_file_is_a_sentence(tmp_path):
    with pytest.raises(UnreadableSource, match="no file"):
        read_source(tmp_path / "none.txt")


def test_a_folder_is_a_sentence(tmp_path):
    with pytest.raises(UnreadableSource, match="no file"):
        read_source(tmp_path)


def test_a_file_over_the_limit_is_not_even_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "LARGEST_FILE", 10)
    with pytest.raises(UnsupportedSource, match="limit"):
        reading_of(tmp_path, "a.txt", "x" * 11)


@pytest.mark.parametrize(
    ("name", "data", "reader"),
    [
        ("a.txt", docx_of(PARAGRAPH), "docx"),
        ("a.pdf", docx_of(PARAGRAPH), "docx"),
        ("a.doc", "<html><body><p>正文。</p></body></html>".encode(), "html"),
        ("a.txt", rb"{\rtf1\ansi\uc1 \u27491?\u25991?\u12290?}", "rtf"),
        ("a.txt", "WEBVTT\n\n00:01.000 --> 00:02.000\n正文。\n".encode(), "subtitles"),
        ("a.docx", "正文。".encode(), "text"),
        ("a.xlsx", docx_of(PARAGRAPH), "docx"),
    ],
)
def test_a_file_is_read_as_what_it_is_and_the_name_is_noted(tmp_path, name, data, reader):
    reading = reading_of(tmp_path, name, data)
    assert reading.document.text == "正文。"
    assert reading.document.provenance.reader == reader
    assert notes(reading)["misnamed"] == 1


@pytest.mark.parametrize(
    ("name", "data"), [("a", "正文。".encode()), ("a.text", "正文。".encode()), ("a.log", b"Text.")]
)
def test_a_text_of_any_name_is_a_text(tmp_path, name, data):
    assert "misnamed" not in notes(reading_of(tmp_path, name, data))


@pytest.mark.parametrize("opening", ["BMW 公司", "MZ 世代", "CAJ 是一种格式", "RIFF raff", "%PDF 是一种格式"])
def test_a_text_that_opens_like_a_format_is_a_text(tmp_path, opening):
    assert texts(reading_of(tmp_path, "a.txt", opening + "。")) == [opening + "。"]


def test_identity_is_the_hash_of_the_bytes_and_reading_repeats(tmp_path):
    data = "问：难吗？\n答：难。\n".encode()
    one, two = reading_of(tmp_path, "a.txt", data), reading_of(tmp_path, "a.txt", data)
    assert one == two
    assert one.document.id == hashlib.sha256(data).hexdigest()
    assert (one.document.provenance.size, one.document.provenance.file_name) == (len(data), "a.txt")


def test_blocks_are_in_order_and_cover_all_but_white_space(tmp_path):
    reading = reading_of(tmp_path, "a.txt", "标题\n\n问：难吗？\n\n答：难。\n再说。\n\n完\n")
    document, at = reading.document, 0
    for block in document.blocks:
        assert not document.text[at : block.span.start].strip()
        assert block.span.covers(block.body)
        at = block.span.end
    assert not document.text[at:].strip()


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("空.txt", b"", "'空.txt' 是空文件"),
        ("图.png", b"\x89PNG\r\n\x1a\n", "'图.png' 是图片"),
        ("声.mp3", b"ID3\x03", "'声.mp3' 是音频"),
        ("坏.pdf", b"%PDF-1.7 and then nothing", "'坏.pdf' 已损坏"),
        ("坏.xlsx", b"PK\x03\x04 nonsense", "'坏.xlsx' 已损坏"),
        ("论文.caj", b"CAJ\x00\x01", "'论文.caj' 是 CAJ 文档"),
    ],
)
def test_what_cannot_be_read_is_told_in_chinese_too(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(SourceError) as refused:
        read_source(path)
    assert refused.value.in_language("zh").startswith(told)
    assert "；" in refused.value.zh, "and what to do"
