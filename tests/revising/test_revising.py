"""What differs between two versions, what touches meaning, and merging and splitting that lose nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.acts import EntryChange
from assistant.domain.codebook import Code, Codebook, Example, Exclusion, Family, FamilyRule, Group, Wording
from assistant.errors import CodebookError
from assistant.revising import (
    ChangeKind,
    codebook_id,
    compare_codebooks,
    contradictions,
    merge_codes,
    next_version,
    published_changes,
    put_code,
    retire_code,
    split_code,
    word_pieces,
)


def code(name: str, **fields: object) -> Code:
    given_ = {"family": name[0], "label": Wording(zh=f"码{name}"), "definition": Wording(zh=f"定义{name}", en="def")}
    return Code(id=name, **(given_ | fields))


def book(*codes: Code) -> Codebook:
    families = tuple(
        Family(id=name, label=Wording(en=name), question=Wording(en="?"), rule=FamilyRule.MULTIPLE)
        for name in sorted({each.family for each in codes})
    )
    made = Codebook(id="", name="b", version="0.1.0", title=Wording(en="B"), families=families, codes=codes)
    return replace(made, id=codebook_id(made))


A1 = code("A1", exclusions=(Exclusion(neighbour="A2", rule=Wording(zh="跨行业则为二")),), cues=("链条",))
A2 = code(
    "A2", parent="A1", examples=(Example(text="近似", quote="近似", positive=False, instead="A1"),), cues=("行业",)
)
A3 = code("A3", indicators=(Wording(zh="第三"),))
B1 = code("B1", exclusions=(Exclusion(neighbour="A2", rule=Wording(zh="给予则为二")),))
BOOK = book(A1, A2, A3, B1)
texts = st.text(alphabet="abc XY,。平台赋能1", max_size=40)


@given(texts, texts)
def test_the_pieces_give_both_texts_back(before: str, after: str):
    pieces = word_pieces(before, after)
    assert "".join(piece.words for piece in pieces if piece.kind != "put") == before
    assert "".join(piece.words for piece in pieces if piece.kind != "out") == after


def test_a_change_of_the_definition_is_semantic_and_one_of_a_label_or_an_example_minor():
    changed = put_code(BOOK, replace(A3, definition=Wording(zh="另一个意思")))
    (entry,) = compare_codebooks(BOOK, changed)
    assert (entry.id, entry.kind, [field.name for field in entry.fields]) == ("A3", "semantic", ["definition"])
    for minor in (replace(A3, label=Wording(zh="三")), replace(A3, examples=(Example(text="例", quote="例"),))):
        (entry,) = compare_codebooks(BOOK, put_code(BOOK, minor))
        assert entry.kind is ChangeKind.MINOR


def test_a_typing_error_in_a_definition_is_minor_and_the_editor_may_say_otherwise():
    changed = put_code(BOOK, replace(A3, definition=Wording(zh="定义 A3。", en="Def")))
    assert published_changes(BOOK, changed) == (EntryChange(code="A3", kind="minor"),)
    assert published_changes(BOOK, changed, {"A3": ChangeKind.SEMANTIC})[0].kind == "semantic"


def test_the_editor_cannot_call_an_added_or_retired_entry_minor():
    gone = retire_code(BOOK, "A3")
    assert published_changes(BOOK, gone, {"A3": ChangeKind.MINOR}) == (EntryChange(code="A3", kind="retired"),)


def test_a_family_whose_question_changes_changes_its_codes():
    family = replace(BOOK.families[0], question=Wording(en="another question"))
    changed = replace(BOOK, families=(family, *BOOK.families[1:]))
    assert {change.code for change in published_changes(BOOK, changed)} == {"A1", "A2", "A3"}
    assert published_changes(BOOK, changed, {"A": ChangeKind.MINOR}) == ()


def test_merging_turns_every_mention_and_keeps_what_the_merged_entry_knew():
    merged = merge_codes(BOOK, ["A2"], "A1")
    assert contradictions(merged.codebook) == []
    assert merged.codebook.code("A2") is None
    assert merged.codebook.code("A1").cues == ("链条", "行业")
    assert merged.codebook.code("A1").exclusions == ()
    assert merged.codebook.code("B1").exclusions[0].neighbour == "A1"
    assert merged.changes == (EntryChange(code="A2", kind="merged", into=("A1",)),)


def test_an_entry_that_only_names_its_neighbour_anew_is_not_coded_again():
    merged = merge_codes(BOOK, ["A2"], "A1")
    kinds = {change.code: change.kind for change in published_changes(BOOK, merged.codebook, {}, merged.changes)}
    assert kinds["B1"] == "minor"
    assert kinds["A2"] == "merged"


def test_merging_across_families_or_into_itself_is_refused():
    for codes, into in ((["B1"], "A1"), (["A1"], "A1"), ([], "A1"), (["A9"], "A1")):
        with pytest.raises(CodebookError):
            merge_codes(BOOK, codes, into)


def test_splitting_puts_the_parts_in_the_place_of_the_whole():
    parts = [code("A2a"), code("A2b")]
    after = split_code(BOOK, "A2", parts)
    assert [each.id for each in after.codebook.codes] == ["A1", "A2a", "A2b", "A3", "B1"]
    assert contradictions(after.codebook) == []
    changes = published_changes(BOOK, after.codebook, {}, after.changes)
    assert changes[0] == EntryChange(code="A2", kind="split", into=("A2a", "A2b"))
    assert {change.code for change in changes if change.kind == "added"} == {"A2a", "A2b"}


def test_a_part_may_keep_the_id_of_the_whole_and_is_coded_again_all_the_same():
    after = split_code(BOOK, "A2", [A2, code("A2b")])
    changes = published_changes(BOOK, after.codebook, {}, after.changes)
    assert EntryChange(code="A2", kind="split", into=("A2", "A2b")) in changes


@pytest.mark.parametrize("parts", [[code("A2a")], [code("A3"), code("A2b")], [code("A2a"), code("B2")]])
def test_a_split_into_one_or_into_a_taken_id_or_another_family_is_refused(parts: list[Code]):
    with pytest.raises(CodebookError):
        split_code(BOOK, "A2", parts)


def grouped(codebook: Codebook, *groups: tuple[str, ...]) -> Codebook:
    made = tuple(Group(id=f"g{n}", label=Wording(en=f"G{n}"), codes=codes) for n, codes in enumerate(groups))
    family = replace(codebook.families[0], groups=made)
    return replace(codebook, families=(family, *codebook.families[1:]))


def test_groups_name_what_took_the_place_of_a_code():
    flat = grouped(book(code("A1"), code("A2"), code("A3")), ("A1", "A2"), ("A3",))
    assert [group.codes for group in merge_codes(flat, ["A1"], "A3").codebook.families[0].groups] == [("A2",), ("A3",)]
    assert [group.codes for group in retire_code(flat, "A2").families[0].groups] == [("A1",), ("A3",)]
    parts = [code("A2x"), code("A2y")]
    assert split_code(flat, "A2", parts).codebook.families[0].groups[0].codes == ("A1", "A2x", "A2y")


def test_a_code_outside_all_groups_comes_into_that_of_the_code_merged_into_it():
    flat = grouped(book(code("A1"), code("A2"), code("A3")), ("A1",), ("A3",))
    merged = merge_codes(flat, ["A1", "A3"], "A2").codebook
    assert [group.codes for group in merged.families[0].groups] == [("A2",), ()]
    assert contradictions(merged) == []


@given(st.sampled_from(["A1", "A2", "A3"]), st.sampled_from(["A1", "A2", "A3"]))
def test_merging_and_retiring_never_leave_a_contradiction(one: str, other: str):
    assert contradictions(retire_code(BOOK, one)) == []
    if one != other:
        assert contradictions(merge_codes(BOOK, [one], other).codebook) == []


def test_merging_a_grandparent_makes_no_circle_of_parents():
    tall = book(code("A1", parent="A3"), code("A2", parent="A1"), code("A3"))
    after = merge_codes(tall, ["A3"], "A2").codebook
    assert contradictions(after) == []
    assert (after.code("A1").parent, after.code("A2").parent) == ("A2", None)


def test_a_new_code_stands_at_the_end_of_its_family():
    assert [each.id for each in put_code(BOOK, code("A4")).codes] == ["A1", "A2", "A3", "A4", "B1"]


@pytest.mark.parametrize(
    ("version", "semantic", "following"),
    [("0.1.3", False, "0.1.4"), ("0.1.3", True, "0.2.0"), ("2", True, "3"), ("v1-draft", False, "v2-draft"),
     ("draft", True, "draft.1"), ("1.9", False, "1.10")],
)  # fmt: skip
def test_versions_count_on(version: str, semantic: bool, following: str):
    assert next_version(version, semantic=semantic) == following
