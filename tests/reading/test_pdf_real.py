"""The PDF reader on published files, where they are at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.domain.document import BlockKind
from assistant.errors import EmptySource, UnreadableSource
from assistant.reading.building import build_document, facts_of
from assistant.reading.mending import unmend
from assistant.reading.pdf import read_pdf

REAL = Path(__file__).parents[2].parent / "shared" / "realdata"
FORMATS = REAL / "formats"

pytestmark = pytest.mark.skipif(not REAL.exists(), reason="the sample files are not at hand")


def read(path):
    return build_document(read_pdf(path), facts_of(path))


def block_with(document, words):
    return document.block_at(document.text.index(words))


@pytest.fixture(scope="module")
def annual_report():
    return read(next((REAL / "zh_annual_report").glob("*.pdf")))


def test_annual_report_keeps_tables_as_rows_on_their_pages(annual_report):
    row = "营业收入 | 1,581,905,632.48 | 1,126,782,253.35 | 40.39 | 1,896,608,630.19"
    block = block_with(annual_report, row)
    assert block.kind is BlockKind.ROW
    assert block.span.read(annual_report.text) == row
    assert annual_report.page_at(block.span.start) == 5
    assert annual_report.page_at(annual_report.text.index("公司的中文名称 | 金宇生物技术股份有限公司")) == 4
    assert [mark.number for mark in annual_report.pages] == list(range(1, 196))


def test_annual_report_has_its_chapters_as_headings(annual_report):
    headings = [b.span.read(annual_report.text) for b in annual_report.blocks if b.kind is BlockKind.HEADING]
    chapters = [heading for heading in headings if heading.startswith("第") and "节" in heading[:4]]
    assert chapters[:3] == ["第一节 释义", "第二节 公司简介和主要财务指标", "第三节 公司业务概要"]
    assert len(chapters) == 12
    assert "三、报告期内核心竞争力分析" in headings


def test_annual_report_loses_running_lines_and_says_so(annual_report):
    notes = {note.kind: note.count for note in annual_report.provenance.notes}
    assert notes["running_lines"] == 390
    assert "40 / 195" not in annual_report.text


def test_annual_report_sentences_are_whole_and_can_be_unmended(annual_report):
    sentence = "所得税费用同比增加 102.28%，主要系企业利润总额较上年同期增加所致。"
    assert block_with(annual_report, sentence).span.read(annual_report.text) == sentence
    assert unmend(annual_report.text, annual_report.mends).count("\n") > annual_report.text.count("\n") + 1000


def test_two_column_paper_is_read_column_by_column():
    document = read(FORMATS / "multi-column.pdf")
    text = document.text
    places = [
        text.index(words) for words in ("Dense Passage Retrieval for", "Abstract", "1 Introduction", "2 Background")
    ]
    assert places == sorted(places)
    assert "relies on efficient passage retrieval to select candidate contexts" in text
    assert block_with(document, "1 Introduction").kind is BlockKind.HEADING


def test_interview_turns_are_paragraphs_without_their_margin_numbers():
    document = read(REAL / "coded_interviews" / "pdpilot" / "results" / "transcripts" / "P1.pdf")
    turns = [b.span.read(document.text) for b in document.blocks if b.kind is BlockKind.PARAGRAPH]
    assert "Dan: Okay. Okay. So my first question is if you currently use ICE plots in your work?" in turns
    spoken = [turn for turn in turns if turn.startswith(("Dan:", "Participant:"))]
    assert len(spoken) >= 0.9 * len(turns)
    assert document.page_at(document.text.index("So you would choose a categorical feature")) == 2


def test_locked_file_is_named_as_locked():
    with pytest.raises(UnreadableSource, match="is locked by a password; save a copy without the password"):
        read(FORMATS / "password.pdf")


def test_scan_without_text_names_its_pages_and_the_way_out():
    with pytest.raises(EmptySource, match=r"pages 1\); run OCR"):
        read(FORMATS / "loremipsum-flat.pdf")


def test_file_with_a_broken_structure_is_read_as_far_as_possible():
    document = read(FORMATS / "invalid-pdf-structure-pdfminer-one-page.pdf")
    assert "National Cybersecurity Strategy" in document.text


def test_pages_that_are_pictures_among_pages_of_text_are_named_in_a_note(tmp_path):
    import pypdfium2

    path = tmp_path / "mixed.pdf"
    with pypdfium2.PdfDocument.new() as mixed:
        for name in ("multi-column.pdf", "loremipsum-flat.pdf"):
            with pypdfium2.PdfDocument(FORMATS / name) as part:
                mixed.import_pages(part, [0])
        mixed.save(path)
    notes = {note.kind: note for note in read(path).provenance.notes}
    assert notes["pages_without_text"].count == 1
    assert "(pages 2)" in notes["pages_without_text"].detail
