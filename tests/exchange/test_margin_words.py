"""What stands in a comment, and where words of a copy stand in the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.coding import Coding
from assistant.domain.proposal import Rank
from assistant.domain.span import Span
from assistant.interchange.margins import Comment, CommentReader, legal, plain, write_coding, write_memo
from assistant.interchange.places import CopyMap
from tests import nouns
from tests.reporting.exhibiting import book

BOOK = book()
READER = CommentReader(BOOK)
MEMOS = st.text(max_size=60).map(plain)


@pytest.mark.parametrize(
    ("text", "codes", "memo"),
    [
        ("T.1", ("T.1",), ""),
        ("t.1", ("T.1",), ""),
        ("T.1码", ("T.1",), ""),
        ("T.1 T.1码", ("T.1",), ""),
        ("Ｔ.1 code", ("T.1",), ""),
        ("T.1; P.2a", ("T.1", "P.2a"), ""),
        ("T.1；T.1", ("T.1",), ""),
        ("T.1: 因为打通了", ("T.1",), "因为打通了"),
        ("T.1：因为\n两行", ("T.1",), "因为\n两行"),
        ("T.1\n因为", ("T.1",), "因为"),
        ("这句话很重要", (), "这句话很重要"),
        ("备忘：T.1", (), "T.1"),
        ("memo: see there", (), "see there"),
        ("he said T.1", (), "he said T.1"),
        ("", (), ""),
    ],
)
def test_a_person_may_write_ids_labels_several_and_a_memo(text: str, codes: tuple[str, ...], memo: str):
    read = READER.read(text)
    assert (read.codes, read.memo, read.unknown) == (codes, memo, "")


@pytest.mark.parametrize("text", ["A.STRR", "T.9: because", "T.1; T.9", "X.-P"])
def test_what_looks_like_a_code_and_is_none_makes_nothing(text: str):
    assert READER.read(text).codes == ()
    assert READER.read(text).unknown == text.split(":", maxsplit=1)[0] or text == "T.1; T.9"


STATUS = st.dictionaries(st.sampled_from(["modality", "voice"]), st.sampled_from(["realised", "平台方", "no"]))


@given(st.sampled_from([code.id for code in BOOK.codes]), st.sampled_from(list(Rank)), MEMOS, STATUS)
def test_a_coding_comes_back_as_it_was_written(code: str, rank: Rank, memo: str, attributes: dict[str, str]):
    coding = Coding(id="c", coder_id="a", codebook_id="b", document_id="d", segment_id="s", span=Span(0, 1), code=code,
                    rank=rank, attributes=tuple(sorted(attributes.items())), memo=memo)  # fmt: skip
    for language in ("zh", "en"):
        read = READER.read(write_coding(coding, BOOK, language))
        assert read.codes == (code,)
        assert read.memo == memo
        assert dict(read.attributes or {}) == attributes
        assert read.rank is rank or (rank is Rank.PRIMARY and read.attributes is None)


@given(MEMOS.filter(bool), st.sampled_from([None, "T.1", "P.2a"]))
def test_a_memo_comes_back_as_it_was_written(memo: str, about: str | None):
    for language in ("zh", "en"):
        assert READER.read(write_memo(memo, language, about)) == Comment(memo=memo, about=about)


@given(st.text(max_size=40))
def test_any_words_can_stand_in_a_comment(words: str):
    read = READER.read(words)
    assert len(legal(words)) == len(words)
    assert read.codes or read.memo == plain(words) or read.memo in plain(words)


LINES = st.lists(st.text(alphabet="甲乙 丙a\t😀", max_size=8), min_size=1, max_size=8)


@given(LINES, st.data())
def test_an_untouched_copy_puts_every_span_where_it_stood(lines: list[str], data: st.DataObject):
    text = "\n".join(lines)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    if start < end:
        assert CopyMap(text, text).place(Span(start, end)) == Span(start, end)


@given(LINES, LINES, st.data())
def test_a_changed_copy_puts_a_span_on_the_same_words_or_nowhere(
    lines: list[str], other: list[str], data: st.DataObject
):
    copy, original = "\n".join(lines), "\n".join(other)
    start = data.draw(st.integers(0, max(0, len(copy) - 1)))
    end = data.draw(st.integers(start + 1, max(start + 1, len(copy))))
    if end <= len(copy):
        found = CopyMap(copy, original).place(Span(start, end))
        if found is not None:
            assert "".join(found.read(original).split()) == "".join(copy[start:end].split())


def test_a_change_elsewhere_moves_nothing_and_changed_words_are_nowhere():
    original = "一\n二二\n三\n四四四"
    found = CopyMap("一\n二改\n三\n新的一段\n四四四", original)
    assert found.place(Span(5, 6)) == Span(5, 6)
    assert found.place(Span(12, 15)) == Span(7, 10)
    assert found.place(Span(2, 4)) is None
    assert found.place(Span(5, 9)) is None
    assert not found.whole


def test_spaces_and_line_ends_may_differ():
    found = CopyMap("平台 把\n它们接成一条链", "平台把它们\n接成一条链")
    assert found.whole
    assert found.place(Span(5, 9)).read("平台把它们\n接成一条链") == "它们\n接成"[:5]


def test_a_code_with_a_dash_is_known():
    entry = nouns.codebook("D.-P", "D.1")
    assert CommentReader(entry).read("D.-P: leak").codes == ("D.-P",)
