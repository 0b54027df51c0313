"""The PDF reader on drawn pages: paragraphs, columns, tables, running lines, damage."""

from __future__ import annotations

import pytest

from assistant.domain.document import BlockKind
from assistant.errors import EmptySource, UnreadableSource
from assistant.reading.building import build_document, facts_of
from assistant.reading.mending import unmend
from assistant.reading.pdf import read_pdf
from tests.reading.pdf_drawing import Sheet, pdf

PROSE = [
    "The platform lets small firms share orders, machines and the know-how that",
    "they could never have paid for on their own, and it does so without asking",
    "them to give up their own customers.",
]
SECOND = [
    "A second thought follows here, and it too is long enough to be broken over",
    "several lines of the page.",
]


@pytest.fixture
def read(tmp_path):
    def reading(*sheets: Sheet, **options: object):
        path = tmp_path / "drawn.pdf"
        path.write_bytes(pdf(*sheets, **options))
        return build_document(read_pdf(path), facts_of(path))

    return reading


def texts(document, kind=None):
    return [block.span.read(document.text) for block in document.blocks if kind in (None, block.kind)]


def notes(document):
    return {note.kind: note.count for note in document.provenance.notes}


def test_wrapped_lines_become_paragraphs_and_can_be_unmended(read):
    document = read(Sheet().lines(60, 700, PROSE).lines(60, 640, SECOND))
    assert texts(document) == [" ".join(PROSE), " ".join(SECOND)]
    assert unmend(document.text, document.mends) == "\n".join(PROSE + SECOND)


def test_an_indented_line_begins_a_paragraph(read):
    sheet = Sheet().lines(60, 700, PROSE[:2]).text(84, 676, SECOND[0][:60]).text(60, 664, "and so on.")
    assert [text[:8] for text in texts(read(sheet))] == ["The plat", "A second"]


def test_larger_type_is_a_heading(read):
    document = read(Sheet().text(60, 740, "What platforms do", 16).lines(60, 700, PROSE))
    assert texts(document, BlockKind.HEADING) == ["What platforms do"]


def test_two_columns_are_read_one_after_the_other(read):
    left = [f"left column line {n} is filled well" for n in range(8)]
    right = [f"right column line {n} is filled well" for n in range(8)]
    sheet = Sheet().text(60, 760, "A title that runs across both of the columns of this page", 14)
    for count in range(8):
        sheet.text(60, 700 - 12 * count, left[count]).text(320, 700 - 12 * count, right[count])
    assert read(sheet).text.split() == " ".join([sheet_title(), *left, *right]).split()


def sheet_title():
    return "A title that runs across both of the columns of this page"


def test_ruled_table_becomes_rows_with_its_number_between_the_text(read):
    cells = [["Item", "2020", "2019"], ["Revenue", "1,581", "1,126"], ["Profit", "406", ""]]
    document = read(Sheet().lines(60, 760, PROSE).grid(60, 700, cells).lines(60, 600, SECOND))
    assert texts(document, BlockKind.ROW) == ["Item | 2020 | 2019", "Revenue | 1,581 | 1,126", "Profit | 406 |"]
    assert [block.table for block in document.blocks] == [None, 1, 1, 1, None]


def test_table_going_on_overleaf_keeps_its_number_and_another_grid_does_not(read):
    first, second = [["a", "b"], ["c", "d"]], [["e", "f"], ["g", "h"]]
    document = read(Sheet().grid(60, 120, first), Sheet().grid(60, 760, second), Sheet().grid(80, 760, first))
    assert [(block.table, document.page_at(block.span.start)) for block in document.blocks] == [
        (1, 1), (1, 1), (1, 2), (1, 2), (2, 3), (2, 3),
    ]  # fmt: skip


def test_cell_text_over_two_lines_is_joined_with_a_mend(read):
    sheet = Sheet().grid(60, 700, [["", "x"], ["y", "z"]], width=150, height=40)
    sheet.text(64, 686, "first line of").text(64, 674, "one cell")
    document = read(sheet)
    assert texts(document)[0] == "first line of one cell | x"
    assert "first line of\none cell | x" in unmend(document.text, document.mends)


def test_a_frame_around_prose_is_no_table(read):
    sheet = Sheet().lines(70, 700, PROSE)
    sheet.operators.append("60 640 480 80 re S")
    assert texts(read(sheet)) == [" ".join(PROSE)]


def test_running_lines_and_page_numbers_are_dropped_and_counted(read):
    sheets = [
        Sheet()
        .text(200, 770, "Annual report of the firm")
        .lines(60, 700, [f"Page {n} says {word} in words of its own." for word in ("one", "two", "three")])
        .text(290, 30, f"{n} / 5")
        for n in range(1, 6)
    ]
    document = read(*sheets)
    assert "Annual report" not in document.text
    assert "/ 5" not in document.text
    assert notes(document)["running_lines"] == 10
    assert [mark.number for mark in document.pages] == [1, 2, 3, 4, 5]
    assert document.page_at(document.text.index("Page 4 says one")) == 4


def test_first_lines_that_only_look_alike_stay(read):
    sheets = [Sheet().lines(60, 700, [f"Dan: answer {n} it is.", "More of it."]) for n in range(4)]
    document = read(*sheets)
    assert document.text.count("Dan:") == 4


def test_paragraph_over_a_page_break_is_whole_and_marks_the_page(read):
    document = read(Sheet().lines(60, 100, PROSE[:2]), Sheet().lines(60, 760, PROSE[2:]))
    assert texts(document) == [" ".join(PROSE)]
    assert document.page_at(document.text.index("them to give")) == 2
    assert document.page_at(document.text.index("without asking")) == 1


def test_numbers_of_paragraphs_in_the_margin_are_dropped_and_counted(read):
    sheet = Sheet()
    for count in range(5):
        sheet.text(30, 700 - 20 * count, str(count + 11)).text(60, 700 - 20 * count, f"P{count}: so it went.")
    document = read(sheet)
    assert texts(document) == [f"P{count}: so it went." for count in range(5)]
    assert notes(document)["margin_numbers"] == 5


def test_speakers_keep_turns_apart_even_after_full_lines(read):
    turns = [f"{who}: {words}" for words in ("it is so and it stays just so",) for who in ("Ann", "Bob") * 3]
    assert texts(read(Sheet().lines(60, 700, turns))) == turns


@pytest.mark.parametrize(
    ("rotation", "matrix", "x", "y", "dx", "dy"),
    [
        (0, "1 0 0 1", 60, 700, 0, -30),
        (90, "0 1 -1 0", 60, 60, 30, 0),
        (180, "-1 0 0 -1", 540, 100, 0, 30),
        (270, "0 -1 1 0", 540, 740, -30, 0),
    ],
)
def test_turned_pages_are_read_as_they_are_shown(read, rotation, matrix, x, y, dx, dy):
    sheet = Sheet(rotate=rotation)
    for count, words in enumerate(("first.", "second.", "third.")):
        sheet.text(x + count * dx, y + count * dy, words, matrix=matrix)
    document = read(sheet)
    assert texts(document) == ["first.", "second.", "third."]
    assert "turned_texts" not in notes(document)


def test_text_across_the_page_comes_last_and_text_outside_it_is_counted(read):
    sheet = Sheet().text(30, 300, "stamp upward", matrix="0 1 -1 0").text(60, 700, "Inside.").text(900, 700, "Outside")
    document = read(sheet)
    assert texts(document) == ["Inside.", "stamp upward"]
    assert notes(document) == {"turned_texts": 1, "outside_page": 7}


def test_title_author_and_date_of_the_file_are_handed_on(tmp_path):
    path = tmp_path / "told.pdf"
    path.write_bytes(
        pdf(Sheet().text(60, 700, "Words."), info="/Title (Report) /Author (Firm) /CreationDate (D:20210423)")
    )
    raw = read_pdf(path)
    assert (raw.title, raw.publisher, raw.date) == ("Report", "Firm", "2021-04-23")


def test_page_without_any_text_is_an_empty_source(read):
    with pytest.raises(EmptySource, match="holds no text on any of its 2 pages"):
        read(Sheet(), Sheet())


def test_absurd_page_count_is_not_believed(read):
    assert read(Sheet().text(60, 700, "Only page"), count=999_999_999).text == "Only page"


WHOLE = pdf(*[Sheet().lines(60, 700, PROSE) for _ in range(4)])


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.4\n", b"words, no PDF" * 20, WHOLE[:300], WHOLE[: len(WHOLE) // 2]],
    ids=["head", "no", "300", "half"],
)
def test_file_that_was_cut_off_is_refused(tmp_path, data):
    path = tmp_path / "damaged.pdf"
    path.write_bytes(data)
    with pytest.raises(UnreadableSource, match=r"'damaged\.pdf' is damaged or is no PDF file"):
        read_pdf(path)


def test_file_without_its_table_of_objects_is_still_read(tmp_path):
    path = tmp_path / "damaged.pdf"
    path.write_bytes(WHOLE[: WHOLE.index(b"startxref")])
    assert sum("platform" in block.text for block in read_pdf(path).blocks) == 4


def test_file_without_bytes_is_named_and_missing_file_too(tmp_path):
    path = tmp_path / "zero.pdf"
    path.write_bytes(b"")
    with pytest.raises(UnreadableSource, match=r"'zero\.pdf' has no bytes"):
        read_pdf(path)
    with pytest.raises(UnreadableSource, match="cannot be opened"):
        read_pdf(tmp_path / "none.pdf")
