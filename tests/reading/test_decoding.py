"""Encodings: the right characters, the verdict kept, damage counted."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import UnreadableSource
from assistant.reading.decoding import decode

SIMPLIFIED = "我们的平台在2019年开始为中小企业服务，这是一个很大的变化。\n大家都说：数据要共享！"
TRADITIONAL = "我們的平台為中小企業服務，這是一個很大的變化。\n大家都說：數據要共享！"
ENGLISH = "The platform began in 2019.\nEverybody shares data."
FRENCH = "L'été était très chaud cette année. J'ai acheté un café – 3,50 €.\n"


@dataclass(frozen=True)
class Case:
    name: str
    text: str
    codec: str
    verdict: str
    mark: bytes = b""


CASES = [
    Case("ascii", ENGLISH, "ascii", "utf-8"),
    Case("utf8", SIMPLIFIED, "utf-8", "utf-8"),
    Case("utf8 with mark", SIMPLIFIED, "utf-8", "utf-8", b"\xef\xbb\xbf"),
    Case("utf16 le with mark", SIMPLIFIED, "utf-16-le", "utf-16-le", b"\xff\xfe"),
    Case("utf16 be with mark", SIMPLIFIED, "utf-16-be", "utf-16-be", b"\xfe\xff"),
    Case("utf32 le with mark", SIMPLIFIED, "utf-32-le", "utf-32-le", b"\xff\xfe\0\0"),
    Case("utf32 be with mark", SIMPLIFIED, "utf-32-be", "utf-32-be", b"\0\0\xfe\xff"),
    Case("utf16 le English", ENGLISH, "utf-16-le", "utf-16-le"),
    Case("utf16 be English", ENGLISH, "utf-16-be", "utf-16-be"),
    Case("utf32 le English", ENGLISH, "utf-32-le", "utf-32-le"),
    Case("utf16 le Chinese", SIMPLIFIED, "utf-16-le", "utf-16-le"),
    Case("utf16 be Chinese", SIMPLIFIED, "utf-16-be", "utf-16-be"),
    Case("gbk", SIMPLIFIED, "gbk", "gb18030"),
    Case("gb18030 beyond gbk", SIMPLIFIED + "𠮷", "gb18030", "gb18030"),
    Case("gbk in an English text", ENGLISH + "（我们的平台）", "gbk", "gb18030"),
    Case("big5", TRADITIONAL, "big5", "big5hkscs"),
    Case("cp1252", FRENCH, "cp1252", "cp1252"),
    Case("cp1252, a few letters", "## können\n\nkönnen\n\näöüß", "cp1252", "cp1252"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_text_is_right_to_the_character_and_the_encoding_is_kept(case):
    decoded = decode(case.mark + case.text.encode(case.codec), "a.txt")
    assert (decoded.text, decoded.encoding, decoded.notes) == (case.text, case.verdict, ())


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("cp1251", "Платформа начала работу в прошлом году, и все предприятия остались довольны результатом. " * 3),
        ("shift_jis", "このプラットフォームは中小企業のために作られました。データを共有することが大切です。" * 3),
    ],
)
def test_rare_encodings_are_guessed_and_the_guess_is_said(codec, text):
    decoded = decode(text.encode(codec), "a.txt")
    assert decoded.text == text
    assert [note.kind for note in decoded.notes] == ["encoding_guessed"]


@pytest.mark.parametrize("codec", ["gbk", "utf-8", "big5"])
def test_a_few_broken_bytes_are_counted_and_the_rest_is_kept(codec):
    text = TRADITIONAL if codec == "big5" else SIMPLIFIED
    data = (text * 20).encode(codec)
    cut = len(text.encode(codec))
    decoded = decode(data[:cut] + b"\xff" + data[cut:], "a.txt")
    assert decoded.text.startswith(text)
    assert decoded.text.endswith(text)
    assert [note.kind for note in decoded.notes] == ["undecodable_bytes"]
    assert decoded.notes[0].count >= 1


def test_a_text_cut_inside_a_character_loses_that_character_only():
    decoded = decode(SIMPLIFIED.encode()[:-1], "a.txt")
    assert decoded.text == SIMPLIFIED[:-1] + "\ufffd"
    assert decoded.notes[0].count == 1


def test_earlier_damage_in_the_file_is_reported():
    assert [note.kind for note in decode("平台锟斤拷服务".encode(), "a.txt").notes] == ["lost_characters"]


def test_a_declared_encoding_is_taken_where_it_fits():
    assert decode("ěščřžýáíé".encode("cp1250"), "a.html", "windows-1250").text == "ěščřžýáíé"


def test_a_declared_encoding_that_does_not_exist_is_passed_over():
    assert decode(SIMPLIFIED.encode("gbk"), "a.html", "x-nonsense").text == SIMPLIFIED


def test_bytes_of_no_text_are_refused():
    with pytest.raises(UnreadableSource, match="not a text"):
        decode(bytes(range(256)) * 40, "a.txt")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200))
def test_utf8_survives_whatever_it_says(text):
    if text.startswith("\ufeff"):
        return
    assert decode(text.encode(), "a.txt").text == text


@given(st.binary(min_size=1, max_size=400))
def test_any_bytes_give_a_text_or_a_sentence(data):
    try:
        decoded = decode(data, "a.txt")
    except UnreadableSource as error:
        assert "save it as" in str(error)  # noqa: PT017 - either outcome is right
    else:
        assert decoded.encoding
