"""The builder: canonical text, covering blocks, pages and mends that stay in step."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain.document import BlockKind, Mend, PageMark
from assistant.errors import EmptySource, UnreadableSource
from assistant.reading.building import FileFacts, RawBlock, RawDocument, build_document, clean, facts_of
from assistant.reading.mending import unmend

FILE = FileFacts(name="访谈.txt", size=3, sha256="ab" * 32)


def build(*blocks: RawBlock, tail: str = ""):
    return build_document(RawDocument(blocks=blocks, reader="test", media_type="text/plain", tail=tail), FILE)


any_text = st.text(st.characters() | st.sampled_from("\x00\r\n\u0301\ud800\udc00\u200b\u202e "), max_size=30)
raw_blocks = st.builds(
    RawBlock,
    text=any_text,
    gap=st.sampled_from(["\n", "\n\n", "", "  ", "\r\n", "\n\u3000\u3000", "x"]),
    body_start=st.integers(0, 8),
    page=st.none() | st.integers(1, 4),
    page_breaks=st.lists(st.builds(PageMark, st.integers(0, 20), st.integers(1, 6)), max_size=2).map(tuple),
)


@settings(deadline=None)
@given(st.lists(raw_blocks, max_size=8), st.sampled_from(["", "\n", " \r\n"]))
def test_blocks_are_ordered_disjoint_and_cover_all_but_white_space(blocks, tail):
    if not any(clean(block.text)[0].strip() for block in blocks):
        with pytest.raises(EmptySource, match="holds no text"):
            build(*blocks, tail=tail)
        return
    document = build(*blocks, tail=tail)
    covered = [False] * len(document.text)
    end = 0
    for number, block in enumerate(document.blocks, start=1):
        assert block.number == number
        assert block.span.start >= end
        assert block.span.covers(block.body)
        assert block.span.read(document.text).strip() == block.span.read(document.text)
        end = block.span.end
        covered[block.span.start : end] = [True] * len(block.span)
    assert all(seen or char.isspace() for seen, char in zip(covered, document.text, strict=True))
    starts = [mark.start for mark in document.pages]
    assert starts == sorted(set(starts))
    assert not starts or (starts[0] == 0 and starts[-1] < len(document.text))


@settings(deadline=None)
@given(st.lists(raw_blocks, min_size=1, max_size=6))
def test_canonical_text_is_nfc_without_control_characters_or_surrogates(blocks):
    document = build(RawBlock(text="字"), *blocks)
    assert unicodedata.is_normalized("NFC", document.text)
    assert not any(char < " " and char not in "\t\n" for char in document.text)
    document.text.encode("utf-8")


def test_control_characters_and_lone_surrogates_are_counted_never_silently_lost():
    document = build(RawBlock(text="a\x00b\x07c\ud800d"))
    assert document.text == "abc\ufffdd"
    assert {note.kind: note.count for note in document.provenance.notes} == {
        "control_characters": 2,
        "lone_surrogates": 1,
    }


def test_two_surrogates_that_belong_together_become_their_character():
    assert build(RawBlock(text="好\ud83d\ude00")).text == "好😀"


def test_zero_width_and_direction_characters_stay():
    words = "数\u200b字\u202eabc\u202c\ufeff"
    assert build(RawBlock(text=words)).text == words


def test_label_is_inside_the_span_and_outside_the_body():
    document = build(RawBlock(text="P01：  我们先做样板。", kind=BlockKind.TURN, body_start=4, speaker="P01"))
    block = document.blocks[0]
    assert block.span.read(document.text) == "P01：  我们先做样板。"
    assert block.body.read(document.text) == "我们先做样板。"


def test_label_without_words_is_its_own_body():
    document = build(RawBlock(text="P01：", body_start=4))
    assert document.blocks[0].body == document.blocks[0].span


def test_offsets_follow_the_text_when_cleaning_shortens_it():
    raw = "e\u0301\x00：平台\x00赋能"
    document = build(
        RawBlock(text="头"),
        RawBlock(text=raw, body_start=4, page_breaks=(PageMark(7, 2),), mends=(Mend(7, "\n"),), page=1),
    )
    assert document.text == "头\né：平台赋能"
    assert document.blocks[1].body.read(document.text) == "平台赋能"
    assert document.pages[-1] == PageMark(6, 2)
    assert unmend(document.text, document.mends) == "头\né：平台\n赋能"


def test_gaps_keep_a_plain_text_right_to_the_character():
    blocks = [RawBlock(text="标题", gap=""), RawBlock(text="  正文。", gap="\n\n"), RawBlock(text="终", gap="\n \n")]
    assert build(*blocks, tail="\n").text == "标题\n\n  正文。\n \n终\n"


def test_pages_begin_with_their_blocks_and_empty_pages_leave_no_mark():
    document = build(
        RawBlock(text="一", page=1),
        RawBlock(text=" ", page=2),
        RawBlock(text="三", page=3),
        RawBlock(text="三又", page=3),
    )
    assert document.pages == (PageMark(0, 1), PageMark(2, 3))
    assert document.page_at(document.text.index("又")) == 3


@pytest.mark.parametrize("text", ["字" * 1_000_000, "a" + "\u0300\u0327" * 300_000], ids=["one line", "stacked marks"])
def test_a_huge_line_is_built_whole(text):
    document = build(RawBlock(text=text))
    assert len(document.blocks) == 1
    assert document.text.startswith(unicodedata.normalize("NFC", text[:3]))


def test_name_size_and_hash_of_a_file_are_its_own(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"abc")
    facts = facts_of(path)
    assert (facts.name, facts.size, facts.sha256[:8]) == ("a.txt", 3, "ba7816bf")
    with pytest.raises(UnreadableSource, match="cannot be opened"):
        facts_of(tmp_path / "none.txt")
