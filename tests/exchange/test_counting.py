"""Other programs count positions in other ways: each is found out by what the selections are called."""

from __future__ import annotations

import pytest

from tests.exchange.projects import empty_study, imported, one_source, selection, words_coded

TEXT = "第一行：管理层意见不统一。\n第二行😀：𠮷田经理信任平台。\n\n第三行：e\u0301 fin.\n最后一行 the end"
WORDS = ("管理层意见不统一", "第二行😀", "𠮷田经理信任平台", "第三行", "the end")


def counted(text: str, words: str, *, line_end: str, utf16: bool, mark: bool, inclusive: bool) -> tuple[int, int]:
    """The positions that a program with these habits writes for words of a text."""

    def place(at: int) -> int:
        before = text[:at]
        extra = before.count("\n") if line_end == "two" else 0
        return at + extra + (sum(char > "\uffff" for char in before) if utf16 else 0) + mark

    start = text.index(words)
    return place(start), place(start + len(words)) - inclusive


@pytest.mark.parametrize("inclusive", [False, True])
@pytest.mark.parametrize("mark", [False, True])
@pytest.mark.parametrize("utf16", [False, True])
@pytest.mark.parametrize("line_end", ["one", "two"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_every_way_of_counting_is_found_by_the_names(tmp_path, ends, line_end, utf16, mark, inclusive):
    places = [counted(TEXT, word, line_end=line_end, utf16=utf16, mark=mark, inclusive=inclusive) for word in WORDS]
    data = TEXT.replace("\n", ends).encode("utf-8-sig" if mark else "utf-8")
    made = [selection(n, *place, name=word) for n, (place, word) in enumerate(zip(places, WORDS, strict=True), 200)]
    study = empty_study(tmp_path)
    plan = imported(study, one_source(tmp_path / "x.qdpx", data, made))
    assert words_coded(study) == list(WORDS)
    odd = line_end == "two" or utf16 or mark or inclusive
    assert plan.remarks[0].kind == ("counting" if odd else "counting_standard")


def test_the_way_chosen_is_told_with_how_many_names_speak_for_it(tmp_path):
    made = [selection(n, *counted(TEXT, w, line_end="two", utf16=True, mark=False, inclusive=False), name=w)
            for n, w in enumerate(WORDS, 200)]  # fmt: skip
    plan = imported(empty_study(tmp_path), one_source(tmp_path / "x.qdpx", TEXT.encode(), made))
    assert plan.remarks[0].what == "note: UTF-16 units, line ends as two, end exclusive (5/5)"


def test_names_that_are_no_quotations_leave_the_standard_in_force_and_that_is_told(tmp_path):
    made = [selection(200, 4, 12, name="English Quote 1"), selection(201, 0, 3, name="English Quote 2")]
    study = empty_study(tmp_path)
    plan = imported(study, one_source(tmp_path / "x.qdpx", TEXT.encode(), made))
    assert words_coded(study) == ["第一行", "管理层意见不统一"]
    assert ("counting_unnamed", 1) in {(remark.kind, remark.count) for remark in plan.remarks}


def test_shortened_names_and_folded_white_space_still_count(tmp_path):
    long = "第一行：管理层意见不统一。 第二行😀：…"
    start, end = 0, TEXT.index("信任")
    study = empty_study(tmp_path)
    plan = imported(study, one_source(tmp_path / "x.qdpx", b"\xef\xbb\xbf" + TEXT.encode(), [
        selection(200, start + 1, end + 1, name=long)]))  # fmt: skip
    assert words_coded(study) == [TEXT[start:end]]
    assert plan.remarks[0].kind == "counting"


def test_a_selection_whose_words_are_not_its_name_is_kept_by_its_place_and_counted(tmp_path):
    made = [selection(n, TEXT.index(w), TEXT.index(w) + len(w), name=w) for n, w in enumerate(WORDS, 200)]
    made.append(selection(300, 0, 3, name="damage done by fatty foods"))
    study = empty_study(tmp_path)
    plan = imported(study, one_source(tmp_path / "x.qdpx", TEXT.encode(), made))
    assert "第一行" in words_coded(study)
    assert ("selection_otherwise_named", 1) in {(remark.kind, remark.count) for remark in plan.remarks}


def test_decomposed_characters_are_composed_and_borders_move_outwards_to_whole_ones(tmp_path):
    text = "cafe\u0301 et the\u0301"
    made = [selection(200, 0, 4), selection(201, 0, 5), selection(202, 9, 13)]
    study = empty_study(tmp_path)
    plan = imported(study, one_source(tmp_path / "x.qdpx", text.encode(), made))
    assert study.ledger.document(study.ledger.sources()[0].id).text == "café et thé"
    assert words_coded(study) == ["café", "thé"]
    assert "selection_moved" in {remark.kind for remark in plan.remarks}
    assert plan.counts["codings_known"] == 1, "the two selections of the same word have become one"


@pytest.mark.parametrize("places", [(3, 3), (5, 2), (-4, 2), (10, 9_999)])
def test_selections_without_words_or_past_the_end_are_left_out_and_counted(tmp_path, places):
    study = empty_study(tmp_path)
    plan = imported(study, one_source(tmp_path / "x.qdpx", TEXT.encode(), [selection(200, *places)]))
    assert words_coded(study) == []
    kinds = {remark.kind: remark.count for remark in plan.remarks}
    assert kinds["codings_without_words"] == 1
    assert kinds.get("selection_empty", 0) + kinds.get("selection_outside", 0) == 1
