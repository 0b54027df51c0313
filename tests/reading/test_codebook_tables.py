"""Codebooks in tables, as they come from an office: encodings, headers in two languages, sheets, damage."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain.codebook import Codebook, Example, Exclusion, Family, FamilyRole, FamilyRule, Wording
from assistant.domain.identifiers import CodeId, FamilyId
from assistant.errors import CodebookError
from assistant.reading.codebook import FormsAndFiles, dump_codebook, load_codebook, parse_codebook
from assistant.reading.codebook.workbook import HEADERS
from tests.reading.test_codebook import codebooks


@dataclass(frozen=True)
class BadFile:
    id: str
    name: str
    data: bytes | None
    told: str


BAD_FILES = (
    BadFile("absent", "none.yaml", None, "cannot be read"),
    BadFile("other format", "codes.docx", b"x", "save it as .yaml"),
    BadFile("not UTF-8", "codes.yaml", "name: 编码\n".encode("gbk"), "line 1: not UTF-8"),
    BadFile("no workbook", "codes.xlsx", b"PK nonsense", "no readable workbook"),
    BadFile("binary as csv", "codes.csv", b"\xff\x00\x81", "neither UTF-8 nor GBK"),
    BadFile("no id column", "codes.csv", b"label,definition\na,b\n", "no id column"),
    BadFile("unknown column", "codes.csv", b"id,label,definition,colour\na,b,c,d\n", "unknown column 'colour'"),
    BadFile("column twice", "codes.csv", b"id,label,name,definition\na,b,c,d\n", "two columns"),
    BadFile("row without id", "codes.csv", b"id,label,definition\na,b,c\n,d,e\n", "row 3: no id"),
    BadFile("cell without header", "codes.csv", b"id,label,definition\na,b,c,d\n", "'d' stands under no header"),
    BadFile("missing label", "codes.csv", b"id,label,definition\na,,c\n", "codes 'a' > label: is missing"),
    BadFile(
        "unknown neighbour",
        "codes.csv",
        b"id,label,definition,exclusion,neighbour\na,b,c,d,e\n",
        "unknown neighbour 'e'",
    ),
    BadFile(
        "neighbours do not fit",
        "codes.csv",
        b"id,label,definition,exclusion,neighbour\na,b,c,d,e;f\n",
        "2 neighbours beside 1",
    ),
    BadFile("no rows", "codes.csv", b"id,label,definition\n", "codes"),
)


@pytest.mark.parametrize("case", BAD_FILES, ids=lambda case: case.id)
def test_unfit_file_is_refused_with_its_name_and_what_to_do(case: BadFile, tmp_path: Path) -> None:
    path = tmp_path / case.name
    if case.data is not None:
        path.write_bytes(case.data)
    with pytest.raises(CodebookError) as caught:
        load_codebook(path)
    assert case.name in str(caught.value)
    assert case.told in str(caught.value)


HEADER = (
    "编码",
    "类别",
    "名称",
    "英文名",
    "定义（中文）",
    "Definition (EN)",
    "纳入",
    "排除",
    "相邻编码",
    "指标",
    "线索词",
    "正例",
    "反例",
    "上级编码",
    "弃权",
    "#备注",
)
ROWS = (
    (
        "A.1",
        "A",
        "连接",
        "Linking",
        "把企业连起来",
        "Links firms",
        "供应商；经销商",
        "给软件时为二\n只有口号时为三",
        "A.2\nZ",
        "直接往来",
        "上下游、对接",
        "平台[[把钢厂和轴承厂接上了]]。",
        "平台[[给了软件]]。 => A.2",
        "",
        "",
        "随手记",
    ),
    ("A.2", "A", "给予", "Giving", "给可用之物", "Gives things", "", "", "", "", "软件", "", "", "", "", ""),
    ("A.2a", "A", "给软件", "Software", "给软件", "Gives software", "", "", "", "", "", "", "", "A.2", "", ""),
    ("", "", "", "", "", "", "", "", "", "", "", "", "", "", "", ""),
    ("Z", "Z", "无", "None", "什么也没有", "Nothing", "", "", "", "", "", "", "", "", "是", ""),
)


def _assert_read_as_written(codebook: Codebook) -> None:
    first, second, third, last = codebook.codes
    assert [code.id for code in codebook.codes] == ["A.1", "A.2", "A.2a", "Z"]
    assert first.label == Wording(zh="连接", en="Linking")
    assert first.definition == Wording(zh="把企业连起来", en="Links firms")
    assert first.inclusion == (Wording(zh="供应商"), Wording(zh="经销商"))
    assert first.exclusions == (
        Exclusion(neighbour=CodeId("A.2"), rule=Wording(zh="给软件时为二")),
        Exclusion(neighbour=CodeId("Z"), rule=Wording(zh="只有口号时为三")),
    )
    assert first.cues == ("上下游", "对接")
    assert first.examples == (
        Example(text="平台把钢厂和轴承厂接上了。", quote="把钢厂和轴承厂接上了"),
        Example(text="平台给了软件。", quote="给了软件", positive=False, instead=CodeId("A.2")),
    )
    assert (second.parent, third.parent) == (None, "A.2")
    assert last.abstain
    assert not first.abstain


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_chinese_csv_is_read_in_every_usual_encoding(encoding: str, tmp_path: Path) -> None:
    sheet = io.StringIO(newline="")
    csv.writer(sheet).writerows([HEADER, *ROWS])
    path = tmp_path / "编码 手册.csv"
    path.write_bytes(sheet.getvalue().encode(encoding))
    codebook = load_codebook(path)
    _assert_read_as_written(codebook)
    assert codebook.name == "编码-手册"
    assert [(family.id, family.rule) for family in codebook.families] == [("A", "multiple"), ("Z", "multiple")]


def test_workbook_with_a_sheet_of_families_is_read(tmp_path: Path) -> None:
    path = tmp_path / "codes.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, rows in (
            ("说明", [("看第二页",)]),
            ("编码表", [HEADER, *ROWS]),
            (
                "类别",
                [
                    ("编号", "名称", "英文名", "问题", "规则"),
                    ("A", "类型", "Type", "给了什么？", "primary"),
                    ("Z", "弃权", "Abstain", "", ""),
                ],
            ),
        ):
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    codebook = load_codebook(path)
    _assert_read_as_written(codebook)
    assert codebook.families[0] == Family(
        id=FamilyId("A"), label=Wording("类型", "Type"), question=Wording(zh="给了什么？"), rule=FamilyRule.PRIMARY
    )


def test_smallest_table_needs_id_label_and_definition_only(tmp_path: Path) -> None:
    path = tmp_path / "small.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(
            [("Code", "Label", "Definition"), (1, "Trust", "Feels trust"), (2, "愿意", "愿意参与")]
        ):
            sheet.write_row(number, 0, row)
    codebook = load_codebook(path)
    assert [(code.id, code.family) for code in codebook.codes] == [("1", "codes"), ("2", "codes")]
    assert codebook.codes[1].label == Wording(zh="愿意")


def test_table_survives_the_way_through_yaml(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *ROWS])
    codebook = load_codebook(path)
    assert parse_codebook(dump_codebook(codebook), "codes.yaml") == codebook


def test_workbook_that_unpacks_to_far_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 64_000_001)
    with pytest.raises(CodebookError, match="unpacks to"):
        load_codebook(path)


@given(st.sampled_from([".csv", ".xlsx", ".yaml"]), st.binary(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_refused_as_a_codebook_error(suffix: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"any{suffix}"
        path.write_bytes(data)
        with pytest.raises(CodebookError):
            load_codebook(path)


def test_groups_and_roles_come_out_of_a_table(tmp_path: Path) -> None:
    rows = "id,label,definition,group_zh,group_en,family\n"
    rows += (
        "D.1,a,b,积极结果/组织层面,Positive/Organisation,D\nD.2,a,b,积极结果／系统层面,Positive/System,D\nD.3,a,b,,,D\n"
    )
    (tmp_path / "codes.csv").write_text(rows, "utf-8")
    (family,) = load_codebook(tmp_path / "codes.csv").families
    assert [(group.label.zh, group.label.en, group.codes) for group in family.groups] == [
        ("积极结果", "Positive", ()),
        ("组织层面", "Organisation", ("D.1",)),
        ("系统层面", "System", ("D.2",)),
    ]
    assert [group.parent for group in family.groups] == [None, family.groups[0].id, family.groups[0].id]
    assert family.role is None


def test_a_sheet_of_families_may_name_their_roles(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "book.xlsx"))
    sheets = {"codes": [("id", "family", "label", "definition"), ("D.1", "D", "a", "b")],
              "families": [("id", "label", "role"), ("D", "Outcomes", "Outcome")]}  # fmt: skip
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    assert load_codebook(tmp_path / "book.xlsx").families[0].role is FamilyRole.OUTCOME


def whole(codebook: Codebook, folder: Path) -> Codebook:
    path = folder / "book.xlsx"
    FormsAndFiles().write(codebook, path)
    return FormsAndFiles().read(path)


@given(codebooks())
@settings(max_examples=25, deadline=None)
def test_a_whole_workbook_gives_the_same_codebook_back(codebook: Codebook) -> None:
    known = parse_codebook(dump_codebook(codebook), "demo.yaml")
    with tempfile.TemporaryDirectory() as folder:
        assert whole(known, Path(folder)) == known


def test_the_bundled_codebook_goes_through_a_workbook_unchanged(tmp_path: Path) -> None:
    bundled = load_codebook(Path(__file__).parents[2] / "prompts/codebooks/industrial-internet.yaml")
    assert whole(bundled, tmp_path) == bundled


def test_a_formula_in_a_label_stays_words(tmp_path: Path) -> None:
    code = "{id: A.1, family: A, label: '=1+1', definition: '@x'}"
    text = f"name: n\nversion: 1\ntitle: t\nfamilies: [{{id: A, label: A}}]\ncodes: [{code}]"
    back = whole(parse_codebook(text, "n.yaml"), tmp_path)
    assert (back.codes[0].label.en, back.codes[0].definition.en) == ("=1+1", "@x")


@pytest.mark.parametrize(
    ("sheet", "row", "told"),
    [("rules", ["A.9", "inclusion", "", "x", ""], "'A.9' is not listed"),
     ("rules", ["A.1", "perhaps", "", "x", ""], "none of inclusion"),
     ("families", ["B"], "label")],
)  # fmt: skip
def test_a_row_of_a_whole_workbook_that_fits_nothing_is_told(
    tmp_path: Path, sheet: str, row: list[str], told: str
) -> None:
    rows = {
        "about": [["n", "1", "", "t"]],
        "families": [["A", "", "A", "", "", "multiple", ""]],
        "codes": [["A.1", "A", "", "", "", "l", "", "d", ""]],
    }
    rows.setdefault(sheet, []).append(row)
    book = xlsxwriter.Workbook(str(tmp_path / "b.xlsx"))
    for name, body in rows.items():
        page = book.add_worksheet(name)
        for number, cells in enumerate([HEADERS[name], *body]):
            page.write_row(number, 0, cells)
    book.close()
    with pytest.raises(CodebookError, match=told):
        load_codebook(tmp_path / "b.xlsx")


def test_only_yaml_and_workbooks_are_written(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match=r"\.yaml or \.xlsx"):
        FormsAndFiles().write(
            load_codebook(Path(__file__).parents[2] / "prompts/codebooks/industrial-internet.yaml"), tmp_path / "b.docx"
        )
