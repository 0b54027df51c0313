"""Figures as PDF and PNG: whole, in the fonts of this machine, and never with boxes for letters."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from assistant.errors import StudyError
from assistant.exporting.drawings import draw_png
from assistant.exporting.pdf_drawings import draw_pdf
from assistant.exporting.typefaces import Typefaces, find_typefaces
from assistant.reporting.picture import Picture, Rect, Rule, Words

FACES = find_typefaces()
HAS_CHINESE = FACES.glyph("赋") is not None
needs_chinese = pytest.mark.skipif(not HAS_CHINESE, reason="no font with Chinese here")


def picture(*texts: str) -> Picture:
    marks = [
        Words(x=5, y=20.0 + 14 * number, text=text, size=10, bold=number % 2 == 1) for number, text in enumerate(texts)
    ]
    rule = Rule(points=((5, 5), (90, 5)), arrow=True)
    box = Rect(x=1, y=1, width=198, height=98, fill="#eef3f8", stroke="#1b2a3a", radius=4, dashed=True)
    return Picture(name="x", title="图（一）", width=200, height=100, marks=(box, rule, *marks))


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


@needs_chinese
def test_a_picture_is_one_page_of_its_size_with_its_title():
    document = pypdfium2.PdfDocument(draw_pdf(picture("赋能 empowerment", "加粗"), FACES))
    assert len(document) == 1
    assert document[0].get_size() == (200, 100)
    assert document.get_metadata_dict()["Title"] == "图（一）"


@needs_chinese
def test_the_png_has_300_dots_per_inch_and_ink_where_the_words_are():
    image = opened(draw_png(picture("工业互联网"), FACES)).convert("L")
    assert image.size == (834, 417)
    left, top, right, bottom = (round(value * 300 / 72) for value in (5, 11, 55, 22))
    assert min(image.crop((left, top, right, bottom)).getdata()) < 60
    assert min(image.crop((left, bottom + 60, right, bottom + 160)).getdata()) > 200, "nothing where nothing is drawn"


@needs_chinese
def test_two_letters_look_different_so_that_none_is_a_box():
    drawn = {opened(draw_png(picture(char), FACES)).tobytes() for char in "赋能平台𠮷A"}
    assert len(drawn) == 6


def test_without_a_font_it_says_what_to_install_and_the_svg_stays_possible():
    with pytest.raises(StudyError, match="fonts-noto-cjk") as caught:
        draw_pdf(picture("赋能"), Typefaces([]))
    assert "SVG" in str(caught.value)


def test_a_file_that_is_no_font_is_passed_over(tmp_path: Path):
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    (tmp_path / "empty.ttc").write_bytes(b"")
    faces = Typefaces([tmp_path / "broken.ttf", tmp_path / "empty.ttc", tmp_path / "absent.otf"])
    assert faces.glyph("A") is None


@needs_chinese
def test_a_rare_letter_that_no_font_has_is_spelled_out():
    private = "\U0010fffd"
    assert FACES.glyph(private) is None
    words = "平台为上下游供应商打通了全产业链" + private
    assert opened(draw_png(picture(words), FACES)).tobytes() != opened(draw_png(picture(words[:-1]), FACES)).tobytes()
    with pytest.raises(StudyError):
        draw_pdf(picture(private * 3), FACES)


@needs_chinese
def test_the_same_picture_gives_the_same_bytes():
    assert draw_pdf(picture("赋能"), FACES) == draw_pdf(picture("赋能"), find_typefaces())


def test_a_font_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("TRICODER_FONT", str(tmp_path / "none.ttf"))
    assert find_typefaces().glyph("A") is not None or not HAS_CHINESE
