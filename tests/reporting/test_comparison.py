"""The comparison of types: rows by the evidence, columns by the codebook, gaps marked."""

from __future__ import annotations

from assistant.domain.codebook import Wording
from assistant.reporting.comparison import comparison_table, leading_types, types_by_case_table
from assistant.reporting.exhibits import number_quotations
from assistant.reporting.labels import GAP, NOT_DONE
from assistant.reporting.tables import Cited, Gap, as_record, as_words
from tests.reporting.exhibiting import book, exhibit, source

BOOK = book()


def said(code: str, text: str = "words", case: str = "甲厂", voice: str = "v1", **known):
    return exhibit(code, text, where=source(f"{voice}-{text[:3]}", voice=voice), case=case, **known)


def test_columns_are_the_groups_stages_and_outcomes_of_the_codebook():
    table = comparison_table(BOOK, [])
    assert [each.label.zh for each in table.columns] == [
        "类型", "典型案例", "tech组", "env组", "P.1码", "P.2码", "good组", "bad组",
    ]  # fmt: skip
    assert [each.over.zh for each in table.columns] == ["", "", "I族", "I族", "P族", "P族", "O族", "O族"]


def test_a_type_without_evidence_keeps_its_row_with_marked_gaps():
    table = comparison_table(BOOK, [])
    assert [as_words(row[0], "zh") for row in table.rows] == ["T.1码", "T.2码"]
    assert all(isinstance(cell, Gap) for row in table.rows for cell in row[1:])


def test_a_case_stands_under_the_type_with_most_independent_voices_not_most_segments():
    evidence = [said("T.1", f"{number}", voice="owner") for number in range(5)]
    evidence += [said("T.2", "a", voice="press"), said("T.2", "b", voice="state")]
    assert leading_types(BOOK, evidence) == {"甲厂": frozenset({"T.2"})}
    rows = comparison_table(BOOK, evidence).rows
    assert [(as_words(row[0], "zh"), as_words(row[1], "zh")) for row in rows] == [
        ("T.1码", "—（无案例以此类型为主）"),
        ("T.2码", "甲厂"),
    ]


def test_the_study_may_say_which_case_a_type_stands_for():
    evidence = [said("T.1"), said("T.2", case="乙厂")]
    table = comparison_table(BOOK, evidence, {"T.1": "乙厂"}, {"乙厂": Wording("乙厂", "Plant B")})
    assert as_words(table.rows[0][1], "en") == "Plant B"


def test_two_types_that_are_even_have_a_row_each_and_the_note_says_so():
    table = comparison_table(BOOK, [said("T.1"), said("T.2")])
    assert [as_words(row[1], "zh") for row in table.rows] == ["甲厂", "甲厂"]
    assert "甲厂：两种类型势均" in table.note.zh


def test_words_and_numbers_stand_in_the_cell_and_the_rest_is_counted():
    evidence = [said("T.1"), *(said("P.1", f"平台第{word}次打通全链条") for word in "一二三四五")]
    cell = comparison_table(BOOK, evidence).rows[0][4]
    assert isinstance(cell, Cited)
    named = {number for each in cell.statements for number in each.quotations} | set(cell.more)
    assert named == {each.quotation for each in evidence[1:]}


def test_plans_support_no_outcome_and_are_named_in_the_note():
    planned = said("O.1", "将成为样板", supports=False)
    table = comparison_table(BOOK, [said("T.1"), planned])
    assert table.rows[0][6] == Gap(NOT_DONE)
    assert table.rows[0][7] == Gap(GAP)
    assert planned.quotation in table.note.zh


def test_sub_codes_go_into_the_column_of_the_code_they_roll_up_to():
    cell = comparison_table(BOOK, [said("T.1"), said("P.2a", "成本降低7.3%")]).rows[0][5]
    assert "7.3%" in as_words(cell, "zh")


def test_one_case_to_a_type_is_a_caution():
    evidence = [said("T.1"), said("T.2", case="乙厂")]
    assert "类型与案例完全重合" in comparison_table(BOOK, evidence).note.zh
    assert "完全重合" not in comparison_table(BOOK, [*evidence, said("T.2", case="丙厂")]).note.zh


def test_border_codes_have_no_row_and_are_counted():
    table = comparison_table(BOOK, [said("T.1"), said("T.x")])
    assert "T.x码" not in [as_words(row[0], "zh") for row in table.rows]
    assert "T.x码 1 段" in table.note.zh
    assert [as_words(row[0], "zh") for row in types_by_case_table(BOOK, [said("T.x")]).rows][-1] == "T.x码"


def test_evidence_of_no_case_is_counted_and_not_placed():
    table = comparison_table(BOOK, [said("T.1"), said("O.1", case=None)])
    assert "另有 1 条引文" in table.note.zh


def test_a_codebook_without_types_compares_cases():
    plain = comparison_table(book_without_types(), [said("P.1"), said("P.1", case="乙厂")])
    assert [row[1] for row in plain.rows] == ["甲厂", "乙厂"]


def book_without_types():
    from dataclasses import replace

    return replace(BOOK, families=tuple(each for each in BOOK.families if each.id != "T"),
                   codes=tuple(each for each in BOOK.codes if each.family != "T"))  # fmt: skip


def test_json_of_a_cell_has_both_languages_and_the_numbers():
    table = comparison_table(BOOK, [said("T.1"), said("P.1", "打通", quotation="Q7")])
    record = as_record(table, table.rows[0])
    assert record["P.1"] == {
        "statements": [{"words": {"zh": "“打通”", "en": "“打通”"}, "quotations": ["Q7"]}],
        "more": [],
    }
    assert record["O0"]["gap"]["en"].startswith("—")


def test_numbers_of_quotations_follow_the_first_coding_and_are_never_given_anew():
    first = number_quotations([("d", 1), ("e", 2), ("d", 1)])
    assert first == {("d", 1): "Q0001", ("e", 2): "Q0002"}
    assert number_quotations([("d", 1), ("e", 2), ("d", 1), ("f", 3)]) | first == number_quotations(
        [("d", 1), ("e", 2), ("f", 3)]
    )
