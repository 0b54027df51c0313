"""Figures: laid out by the codebook, nothing over anything else, nothing outside, words untouched."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from xml.etree.ElementTree import fromstring

import pytest

from assistant.domain.codebook import FamilyRole, Wording
from assistant.reporting.code_tables import words_of_codes
from assistant.reporting.framework import build_framework
from assistant.reporting.framework_figure import draw_framework
from assistant.reporting.picture import Picture, Rect, Words, width_of, wrapped
from assistant.reporting.structure_figure import draw_structure
from assistant.reporting.svg import to_svg
from tests.reporting.exhibiting import book, code, exhibit, family, group, source

BOOK = book()
LONG = "Digital-intelligent transformation of the whole firm, its suppliers and everybody else who was ever asked"
HOSTILE = '<script>alert(1)</script> & "{{7*7}}" ${x} \x00\u202e 𠮷😀 ]]>'


def words_of(picture: Picture) -> list[Words]:
    return [mark for mark in picture.marks if isinstance(mark, Words)]


def box_of(mark: Words) -> tuple[float, float, float, float]:
    width = width_of(mark.text, mark.size, bold=mark.bold)
    left = mark.x - {"start": 0.0, "middle": width / 2, "end": width}[mark.anchor]
    return left, mark.y - 0.8 * mark.size, left + width, mark.y + 0.2 * mark.size


def check(picture: Picture) -> None:
    """Nothing lies outside the page and no two lines of words touch."""
    for mark in picture.marks:
        if isinstance(mark, Rect):
            assert mark.x >= 0
            assert mark.x + mark.width <= picture.width + 0.01
            assert mark.y + mark.height <= picture.height
    boxes = [(mark, box_of(mark)) for mark in words_of(picture)]
    for mark, (left, top, right, bottom) in boxes:
        assert left >= -0.01, mark
        assert right <= picture.width, mark
        assert top >= 0, mark
        assert bottom <= picture.height, mark
    for (one, a), (other, b) in combinations(boxes, 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, (one.text, other.text)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_framework_has_a_column_for_each_role_and_the_weight_of_each_code(language: str):
    evidence = [exhibit("I.1", where=source("a")), exhibit("I.1", where=source("b", voice="a")), exhibit("P.2a")]
    picture = draw_framework(build_framework(BOOK, evidence), language)
    check(picture)
    texts = [mark.text for mark in words_of(picture)]
    assert texts.count("1 / 2") == 1, "two segments of one voice"
    assert texts.count("1 / 1") == 2, "a sub-code and the code above it"
    heads = ["输入（I）", "过程（P）", "输出（O）"] if language == "zh" else ["Input (I)", "Process (P)", "Output (O)"]
    assert [text for text in texts if text in heads] == heads
    assert {"good组", "bad组", "firm组"} <= set(texts) or language == "en"


def test_another_codebook_gives_another_figure():
    families = tuple(replace(each, role=None, groups=()) for each in BOOK.families)
    plain = build_framework(replace(BOOK, families=families), [])
    assert not plain.flows
    assert [pillar.label.zh for pillar in plain.pillars] == ["T族", "I族", "P族", "O族"]
    check(draw_framework(plain, "zh"))
    other = replace(BOOK, families=(family("M", FamilyRole.OUTCOME, group("x", "M.1")),), codes=(code("M.1", "M"),))
    assert [pillar.label.en for pillar in build_framework(other, []).pillars] == ["Output (O)"]


def test_plans_weigh_nothing_and_border_codes_have_no_place():
    framework = build_framework(BOOK, [exhibit("O.1", supports=False), exhibit("T.x")])
    texts = [mark.text for mark in words_of(draw_framework(framework, "zh"))]
    assert not any(" / " in text and text[0].isdigit() for text in texts)
    assert "T.x码" not in texts


@pytest.mark.parametrize("label", [LONG, "数字化" * 40, HOSTILE, "a" * 200, ""])
def test_labels_of_any_length_stay_in_their_boxes(label: str):
    codes = tuple(replace(each, label=Wording(label, label)) for each in BOOK.codes)
    evidence = [exhibit(each.id, label or "x") for each in codes]
    picture = draw_framework(build_framework(replace(BOOK, codes=codes), evidence), "en")
    assert fromstring(to_svg(picture, "en")) is not None
    if label != "a" * 200:
        check(picture)
    named = replace(BOOK, codes=codes)
    for each in BOOK.families[:4]:
        drawn = draw_structure(named, each, words_of_codes(named, evidence), "en")
        assert fromstring(to_svg(drawn, "en")) is not None
        if label != "a" * 200:
            check(drawn)


def test_words_are_never_markup_in_svg():
    picture = Picture(name="x", title=HOSTILE, width=10, height=10, marks=(Words(x=0, y=9, text=HOSTILE, size=5),))
    root = fromstring(to_svg(picture, "zh"))
    (text,) = root.findall("{*}text")
    assert text.text == HOSTILE.replace("\x00", "\ufffd").replace("\u202e", "\ufffd")
    assert {element.tag.split("}")[-1] for element in root.iter()} == {"svg", "title", "rect", "text"}


def test_lines_never_begin_with_a_mark_of_punctuation_and_lose_nothing():
    text = "平台把销售、生产、采购、仓库（含质量）的数据，接到一张表上。Sales, production and purchasing share one set."
    lines = wrapped(text, 8, 60)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert not any(line[0] in "，。、）,." for line in lines)
    assert all(width_of(line, 8) <= 60 + 8 for line in lines)
