"""Documents are untrusted: nothing in a file is run, fetched, expanded or allowed to take all memory or time."""

from __future__ import annotations

import contextlib
import io
import time

import pytest
import xlsxwriter

from assistant.errors import SourceError, UnreadableSource
from tests.reading.making import docx_of, epub_of, odt_of, reading_of, zipped

LITERALS = [
    "${7*7}",
    "{{7*7}}",
    "{% raw %}",
    "<script>alert(1)</script>",
    "\u202e反转",
    "=HYPERLINK(1)",
    "%s %n",
    "\\x41",
]
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
FETCH = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file://{path}">]>'
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ODT_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
ODT = "application/vnd.oasis.opendocument.text"


@pytest.mark.parametrize("literal", LITERALS)
def test_template_and_script_signs_in_a_text_are_words(tmp_path, literal):
    assert reading_of(tmp_path, "a.txt", f"他说{literal}。").document.text == f"他说{literal}。"


@pytest.mark.parametrize("literal", ["${7*7}", "{{7*7}}", "\u202e反转"])
@pytest.mark.parametrize("suffix", ["docx", "odt", "html", "srt"])
def test_template_signs_are_words_in_every_format(tmp_path, suffix, literal):
    made = {
        "docx": docx_of(f"<w:p><w:r><w:t>他说{literal}</w:t></w:r></w:p>"),
        "odt": odt_of(f"<text:p>他说{literal}</text:p>"),
        "html": f"<html><body><p>他说{literal}</p></body></html>",
        "srt": f"1\n00:00:01,000 --> 00:00:02,000\n他说{literal}\n",
    }
    assert reading_of(tmp_path, f"a.{suffix}", made[suffix]).document.text == f"他说{literal}"


def documents_with(prologue: str, entity: str) -> dict[str, bytes]:
    container = '<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>'
    paragraph = f"<w:body><w:p><w:r><w:t>前{entity}后</w:t></w:r></w:p></w:body>"
    return {
        "a.xml": f"{prologue}<doc><title>甲</title><body>前{entity}后</body></doc>".encode(),
        "a.docx": zipped({"word/document.xml": f'{prologue}<w:document xmlns:w="{W}">{paragraph}</w:document>'}),
        "a.odt": zipped(
            {"mimetype": ODT, "content.xml": f'{prologue}<x xmlns:t="{ODT_TEXT}"><t:p>前{entity}后</t:p></x>'}
        ),
        "a.epub": zipped(
            {
                "mimetype": "application/epub+zip",
                "META-INF/container.xml": container,
                "b.opf": f"{prologue}<package>{entity}</package>",
            }
        ),
    }


@pytest.mark.parametrize("name", ["a.xml", "a.docx", "a.odt", "a.epub"])
def test_entities_that_name_a_file_bring_nothing_in(tmp_path, name):
    secret = tmp_path / "secret.txt"
    secret.write_text("PASSWORD")
    data = documents_with(FETCH.format(path=secret), "&e;")[name]
    try:
        text = reading_of(tmp_path, name, data).document.text
    except SourceError as error:
        text = str(error)
    assert "PASSWORD" not in text


@pytest.mark.parametrize("name", ["a.xml", "a.docx", "a.odt", "a.epub"])
def test_entities_that_multiply_stay_small(tmp_path, name):
    data = documents_with(LAUGHS, "&j;")[name]
    before = time.monotonic()
    try:
        size = len(reading_of(tmp_path, name, data).document.text)
    except SourceError:
        size = 0
    assert size < 1000
    assert time.monotonic() - before < 5


@pytest.mark.parametrize("part", ["word/document.xml", "content.xml"])
def test_a_zip_bomb_is_not_unpacked(tmp_path, part):
    kind = {"mimetype": ODT} if part == "content.xml" else {}
    data = zipped({**kind, part: bytes(80 * 1024 * 1024)})
    assert len(data) < 200_000
    before = time.monotonic()
    with pytest.raises(UnreadableSource, match="would unpack to 80 MB"):
        reading_of(tmp_path, "a.docx", data)
    assert time.monotonic() - before < 3


@pytest.mark.parametrize(
    "unit", ["平台", "a", "word ", "# ", "| ", "：", "问：", "<", "<!--", "**", "\\", "1、", "00:00 ", "[", "\u0301"]
)
@pytest.mark.parametrize("suffix", ["txt", "md", "html"])
def test_a_megabyte_without_a_line_break_takes_seconds(tmp_path, suffix, unit):
    before = time.monotonic()
    with contextlib.suppress(SourceError):
        reading_of(tmp_path, f"a.{suffix}", unit * (1_000_000 // len(unit)))
    assert time.monotonic() - before < 10


def test_nul_bytes_and_controls_are_taken_out_and_counted(tmp_path):
    reading = reading_of(tmp_path, "a.txt", "平\0台\x07很好，我们都在用这个平台。")
    assert reading.document.text == "平台很好，我们都在用这个平台。"
    assert {note.kind: note.count for note in reading.document.provenance.notes}["control_characters"] == 2


@pytest.mark.parametrize("suffix", ["html", "xml", "docx"])
def test_deep_nesting_is_a_document_or_a_sentence(tmp_path, suffix):
    deep = 100_000
    made = {
        "html": "<div>" * deep + "深处",
        "xml": "<?xml version='1.0'?>" + "<a>" * deep + "深处" + "</a>" * deep,
        "docx": docx_of("<w:sdt>" * deep + "</w:sdt>" * deep),
    }
    try:
        assert reading_of(tmp_path, f"a.{suffix}", made[suffix]).document.text
    except SourceError as error:
        assert "a." + suffix in str(error)  # noqa: PT017 - either outcome is right


def test_deeply_nested_json_and_mail_are_sentences(tmp_path):
    with pytest.raises(SourceError):
        reading_of(tmp_path, "a.json", "[" * 100_000)
    parts = "".join(f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(3000))
    with pytest.raises(SourceError):
        reading_of(tmp_path, "a.eml", "From: a@b.c\nMIME-Version: 1.0\n" + parts)


def test_a_path_in_a_book_does_not_leave_the_book(tmp_path):
    secret = tmp_path / "secret.xhtml"
    secret.write_text("<p>PASSWORD</p>")
    book = epub_of(["<p>甲。</p>"])
    item = '<item id="x" href="../../secret.xhtml" media-type="text/html"/>'
    hostile = zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>',
            "b.opf": f'<package>{item}<itemref idref="x"/></package>',
        }
    )
    assert reading_of(tmp_path, "a.epub", book).document.text == "甲。"
    with pytest.raises(SourceError):
        reading_of(tmp_path, "b.epub", hostile)


def test_yaml_in_front_matter_makes_no_objects(tmp_path):
    text = "---\ntitle: !!python/object/apply:os.system ['echo']\n---\n正文。\n"
    reading = reading_of(tmp_path, "a.md", text)
    assert (reading.document.text.strip(), reading.metadata.title) == ("正文。", "a")


def test_a_cell_far_outside_the_table_does_not_take_all_memory(tmp_path):
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    sheet.write(0, 0, "甲")
    sheet.write(1_048_575, 16_383, "乙")
    book.close()
    with pytest.raises(UnreadableSource, match="cells"):
        reading_of(tmp_path, "a.xlsx", stream.getvalue())


def test_a_workbook_that_stops_its_reader_is_a_sentence(tmp_path):
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 1016 + "Workbook".encode("utf-16-le") + bytes(3000)
    with pytest.raises(UnreadableSource, match="damaged workbook"):
        reading_of(tmp_path, "a.xls", data)
