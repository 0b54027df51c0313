"""Codebook files: what is refused and how it is said, what comes back unchanged."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain.codebook import (
    Attribute,
    AttributeValue,
    Code,
    Codebook,
    Example,
    Exclusion,
    Family,
    FamilyRole,
    FamilyRule,
    Group,
    Wording,
)
from assistant.domain.identifiers import CodebookId, CodeId, FamilyId, content_hash
from assistant.errors import CodebookError
from assistant.reading.codebook import check_examples, codebook_content, dump_codebook, parse_codebook

SOUND = """\
name: demo
version: 1.0
title: 示例
families:
- id: A
  label: {zh: 类型, en: Type}
  rule: primary
codes:
- id: A.1
  family: A
  label: {zh: 一, en: One}
  definition: 第一个
  exclusions:
  - neighbour: A.2
    rule: 否则为二
- id: A.2
  family: A
  label: Two
  definition: The second
"""


@dataclass(frozen=True)
class Broken:
    id: str
    old: str
    new: str
    told: tuple[str, ...]


BROKEN = (
    Broken(
        "unknown neighbour", "neighbour: A.2", "neighbour: A.9", ("'A.1'", "unknown neighbour 'A.9'", "correct the id")
    ),
    Broken("neighbour is the code itself", "neighbour: A.2", "neighbour: A.1", ("'A.1'", "itself")),
    Broken("duplicate code", "id: A.2", "id: A.1", ("code 'A.1' is given 2 times", "another id")),
    Broken("unknown family", "family: A\n  label: Two", "family: Q\n  label: Two", ("'A.2'", "unknown family 'Q'")),
    Broken("missing label", "  label: Two\n", "", ("codes 'A.2' > label: is missing",)),
    Broken("empty label", "label: Two", "label: {zh: '', en: ' '}", ("codes 'A.2' > label", "has no words")),
    Broken("missing definition", "  definition: The second\n", "", ("codes 'A.2' > definition: is missing",)),
    Broken(
        "unknown key", "definition: The second", "definition: x\n  colour: red", ("codes 'A.2' > colour", "not a key")
    ),
    Broken("unknown rule", "rule: primary", "rule: sometimes", ("families 'A' > rule", "primary", "multiple")),
    Broken("unknown parent", "label: Two", "label: Two\n  parent: A.7", ("'A.2'", "unknown parent 'A.7'")),
    Broken("own parent", "label: Two", "label: Two\n  parent: A.2", ("circle", "A.2 -> A.2")),
    Broken("id with a blank", "id: A.2", "id: A 2", ("codes 'A 2' > id", "no blanks")),
    Broken("bad yaml", "families:", "families: [", ("line", "not valid YAML")),
    Broken("key twice", "title: 示例", "title: 示例\nname: again", ("line", "'name' stands twice")),
    Broken("foreign tag", "title: 示例", "title: !!python/object/apply:os.getcwd []", ("line 3", "tags")),
    Broken("tag of the standard", "title: 示例", "title: !!int x", ("line 3", "tags", "plain text")),
    Broken("half a character", "示例", "\ud800", ("not valid YAML",)),
    Broken("alias", "title: 示例", "title: &a 示例\nattributes: *a", ("line 4", "aliases")),
    Broken("depth", "title: 示例", "title: " + "[" * 5000 + "]" * 5000, ("line 3", "nested deeper")),
    Broken("no mapping", SOUND, "- a\n- b\n", ("the file",)),
    Broken("empty file", SOUND, "", ("the file",)),
    Broken("control character", "示例", "\x00", ("not valid YAML",)),
)


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case.id)
def test_broken_codebook_is_refused_with_file_entry_and_advice(case: Broken) -> None:
    assert case.old in SOUND
    with pytest.raises(CodebookError) as caught:
        parse_codebook(SOUND.replace(case.old, case.new), "demo.yaml")
    for words in ("'demo.yaml'", *case.told):
        assert words in str(caught.value)


def test_yaml_error_names_the_line_at_fault() -> None:
    with pytest.raises(CodebookError, match="line 5"):
        parse_codebook("name: demo\nversion: '1'\ntitle: x\nfamilies:\n\t- id: A\n", "demo.yaml")


def test_circle_of_parents_is_told_once_with_its_members() -> None:
    text = SOUND.replace("definition: 第一个", "definition: 第一个\n  parent: A.2")
    text = text.replace("label: Two", "label: Two\n  parent: A.1")
    with pytest.raises(CodebookError) as caught:
        parse_codebook(text, "demo.yaml")
    assert str(caught.value).count("circle") == 1
    assert "A.1 -> A.2 -> A.1" in str(caught.value)


@pytest.mark.parametrize(
    ("groups", "told"),
    [
        ("[{id: g, label: g, codes: [A.9]}]", "names 'A.9'"),
        ("[{id: g, label: g, parent: h}, {id: h, label: h}]", "lies in 'h': name a group that stands above it"),
        ("[{id: g, label: g}, {id: g, label: h}]", "group 'g' is given 2 times"),
        ("[{id: g, label: g, codes: [A.1]}, {id: h, label: h, codes: [A.1]}]", "code 'A.1' is given 2 times"),
        ("[{id: g, label: ''}]", "has no words"),
    ],
)
def test_groups_that_do_not_fit_are_told(groups: str, told: str) -> None:
    text = SOUND.replace("families:\n- id: A\n", f"families:\n- id: A\n  groups: {groups}\n")
    assert text != SOUND
    with pytest.raises(CodebookError) as caught:
        parse_codebook(text, "demo.yaml")
    assert told in str(caught.value)


def test_many_errors_are_listed_and_the_rest_is_counted() -> None:
    codes = "".join(f"- {{id: A.{n}, family: Q, label: x, definition: y}}\n" for n in range(3, 23))
    with pytest.raises(CodebookError, match="and 8 more"):
        parse_codebook(SOUND + codes, "demo.yaml")


def test_yaml_beyond_the_size_limit_is_refused() -> None:
    with pytest.raises(CodebookError, match="at most"):
        parse_codebook("#" * 4_000_001, "demo.yaml")


def test_scalars_stay_text_and_plain_words_go_by_their_script() -> None:
    text = (
        SOUND.replace("label: Two", "label: no")
        .replace("id: A.2", "id: 1.10")
        .replace("neighbour: A.2", "neighbour: 1.10")
    )
    codebook = parse_codebook(text, "demo.yaml")
    assert codebook.version == "1.0"
    assert codebook.title == Wording(zh="示例")
    assert codebook.codes[1].id == "1.10"
    assert codebook.codes[1].label == Wording(en="no")


def test_words_are_normalised_to_nfc() -> None:
    codebook = parse_codebook(SOUND.replace("The second", "cafe\u0301"), "demo.yaml")
    assert codebook.codes[1].definition.en == "caf\u00e9"


def test_id_is_the_hash_of_the_content_and_changes_with_it() -> None:
    codebook = parse_codebook(SOUND, "demo.yaml")
    assert codebook.id == content_hash(codebook_content(codebook))
    assert "id" not in codebook_content(codebook)
    assert parse_codebook("# a remark\n" + SOUND, "other.yaml").id == codebook.id
    assert parse_codebook(SOUND.replace("第一个", "第一"), "demo.yaml").id != codebook.id


def test_unfound_quote_is_reported_and_found_quote_is_not() -> None:
    passages = (
        "\n  examples:"
        "\n  - {text: 轴承厂接上了平台, quote: 接上了}"
        "\n  - {text: 轴承厂接上了平台, quote: 断开了, positive: false}"
    )
    codebook = parse_codebook(SOUND.replace("definition: The second", "definition: x" + passages), "demo.yaml")
    found = check_examples(codebook, lambda text, quote: quote in text)
    assert [(each.code, each.position) for each in found] == [("A.2", 2)]
    assert "断开了" in str(found[0])


_words = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=30).map(str.strip)
_words |= st.sampled_from(
    ["no", "1.0", "null", "~", "yes", "2024-01-01", "a: b # c", "- x", "两行\n第二行", "😀𠮷", "*a", "&b", "="]
)


@st.composite
def codebooks(draw: st.DrawFn) -> Codebook:
    def some() -> str:
        return unicodedata.normalize("NFC", draw(_words)).strip()

    def wording() -> Wording:
        return Wording(zh=some() or "字", en=some())

    ids = [CodeId(f"A.{n}") for n in range(draw(st.integers(1, 4)))]
    others = dict(zip(ids, [None, *ids], strict=False))

    def code(code_id: CodeId) -> Code:
        return Code(
            id=code_id,
            family=FamilyId("A"),
            label=wording(),
            definition=wording(),
            parent=draw(st.sampled_from([None, others[code_id]])),
            abstain=draw(st.booleans()),
            inclusion=(wording(),),
            exclusions=(Exclusion(neighbour=others[code_id], rule=wording()),),
            cues=tuple(filter(None, (some(), some()))),
            examples=(
                Example(
                    text=some() or "文",
                    quote=some() or "文",
                    positive=False,
                    instead=others[code_id],
                    why=Wording(en=some()),
                ),
            ),
            support=some(),
        )

    return Codebook(
        id=CodebookId(""),
        name="demo",
        version=draw(st.sampled_from(["1", "0.1", "no", "2024-01-01"])),
        title=wording(),
        families=(
            Family(
                id=FamilyId("A"),
                label=wording(),
                question=Wording(zh=some()),
                rule=FamilyRule.PRIMARY,
                role=draw(st.sampled_from([None, *FamilyRole])),
                groups=(
                    Group(id="g", label=wording()),
                    Group(id="h", label=wording(), parent="g", codes=(ids[0],), aside=draw(st.booleans())),
                ),
            ),
        ),
        codes=tuple(code(code_id) for code_id in ids),
        attributes=(Attribute(id="quantified", label=wording(), values=(AttributeValue(id="no", label=wording()),)),),
    )


@given(codebooks())
@settings(max_examples=60, deadline=None)
def test_dump_and_parse_is_identity(codebook: Codebook) -> None:
    text = dump_codebook(codebook)
    back = parse_codebook(text, "demo.yaml")
    assert codebook_content(back) == codebook_content(codebook)
    assert parse_codebook(dump_codebook(back), "demo.yaml") == back


@given(st.text(alphabet="abint:-[]{}&*!|>'\"#%@`?,= \n\t\\0\x00\x85\u2028字", max_size=40))
@settings(max_examples=200, deadline=None)
def test_any_text_is_refused_as_a_codebook_error(text: str) -> None:
    with pytest.raises(CodebookError):
        parse_codebook(text, "any.yaml")
