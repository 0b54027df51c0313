"""The study's tables from the demonstration corpus: what the founding study's table 5 says, or a marked gap."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx
import pytest
import typer
from docx.oxml.ns import qn
from openpyxl import load_workbook
from typer.testing import CliRunner

from assistant.cli import reporting
from assistant.demonstration import bring_in, new_demonstration
from assistant.domain.acts import CodingRevised
from assistant.domain.coding import CodingMode
from assistant.domain.identifiers import CodeId, CoderId
from assistant.domain.span import Span
from assistant.errors import StudyError
from assistant.reporting.report import Report
from assistant.reporting.tables import Cited, Gap, as_words
from assistant.workflows.importing import ForeignCoding, import_codings
from assistant.workflows.report import ReportQuestion, gather_evidence, make_report
from assistant.workflows.workbench import Workbench

SETTLED = CodingMode.ADJUDICATED
pytestmark = pytest.mark.xdist_group("report")

app = typer.Typer()
app.command()(reporting.report)

TABLE_5 = {
    "结构赋能": (
        "海尔衣联网",
        "对话的技术|场景|洗衣液|提供交互连接|在平台上串了起来|产业生态|产业生态|",
    ),
    "场域赋能": (
        "康派斯房车",
        "大规模定制|—|个性化|房车生态路线图|三天到料|35天压缩到20天，产品成本降低7.3%，订单量增长62%|直接制造|",
    ),
    "心理赋能": (
        "海尔天津洗衣机互联工厂",
        "5G、人工智能和大数据|心思|场景一天比一天多|搭一个生态平台||50%，缺陷减少26%，单位能耗降低18%|生态联合体|",
    ),
    "资源赋能": (
        "青州德威动力",
        "|管数字化的人|—|轻量化的SaaS软件|销售、生产、采购、仓库、质量|开机率提升25%|数字化运营管控系统|",
    ),
}
"""Type -> case and, from inputs to outcomes, words that must stand in the cell; a dash for a marked gap."""
KPIS = (
    "不良率下降20%",
    "拣选效率提升了百分之三十",
    "人工投入降低45%",
    "换刀率提升了百分之五十",
    "送检效率提升45%",
    "开机率提升25%",
)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    opened = new_demonstration(tmp_path_factory.mktemp("report") / "study")
    bring_in(opened, lambda _words: None)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def report(bench: Workbench) -> Report:
    return make_report(bench)


def cells(report: Report, label: str) -> list[object]:
    return next(list(row) for row in report.table("comparison").rows if as_words(row[0], "zh") == label)


@pytest.mark.parametrize("label", TABLE_5)
def test_table_5_says_what_the_study_says_or_marks_the_gap(report: Report, label: str):
    case, expected = TABLE_5[label]
    _, found_case, *found = cells(report, label)
    assert as_words(found_case, "zh") == case
    for words, cell in zip(expected.split("|"), found, strict=True):
        if words == "—":
            assert isinstance(cell, Gap), words
        else:
            assert words in as_words(cell, "zh")
            assert isinstance(cell, Cited)
            assert all(each.quotations for each in cell.statements)


def test_all_six_figures_of_the_resource_case_stand_in_its_cell(report: Report):
    words = as_words(cells(report, "资源赋能")[7], "zh")
    assert [figure for figure in KPIS if figure not in words] == []


def test_plans_of_the_welding_workshop_support_no_outcome(bench: Workbench):
    exhibits = gather_evidence(bench).exhibits
    planned = [each for each in exhibits if each.attributes.get("modality") == "planned" and each.family == "D"]
    assert planned
    assert not any(each.supports for each in planned)


def test_every_quotation_reads_in_its_source_what_the_table_says(bench: Workbench, report: Report):
    table = report.table("quotations")
    keys = [each.key for each in table.columns]
    assert len(table.rows) > 390
    for row in table.rows:
        told = dict(zip(keys, row, strict=True))
        text = bench.ledger.document(told["sha256"]).text
        assert text[told["start"] : told["end"]] == told["words"]


def test_numbers_of_quotations_stay_when_more_is_coded_and_when_codings_go(bench: Workbench, report: Report):
    before = {row[0]: (row[-1], row[-3], row[-2]) for row in report.table("quotations").rows}
    source = bench.ledger.sources()[0]
    unit = next(each for each in bench.ledger.segments(source.id) if each.is_unit)
    words = Span(unit.body.start, unit.body.start + 3)
    known = {"coder": CoderId("adjudicated"), "source": source.id, "mode": CodingMode.ADJUDICATED}
    more = ForeignCoding(**known, span=words, code=CodeId("B.VP"))
    import_codings(bench, [more], actor=bench.person)
    after = {row[0]: (row[-1], row[-3], row[-2]) for row in make_report(bench).table("quotations").rows}
    assert before.items() <= after.items()
    assert len(after) == len(before) + 1


def test_a_coding_whose_words_were_changed_gets_a_new_number_and_the_old_one_stays_unused(bench: Workbench):
    exhibits = {each.quotation: each for each in gather_evidence(bench).exhibits}
    number, exhibit = max(exhibits.items())
    coding = next(each for each in bench.ledger.codings() if each.span == exhibit.span and each.mode is SETTLED)
    shorter = replace(coding, span=Span(coding.span.start, coding.span.end - 1))
    bench.ledger.append([CodingRevised(coding=shorter, before=coding)], actor=bench.person)
    after = {each.quotation: each.span for each in gather_evidence(bench).exhibits}
    assert max(after) > number
    assert after[max(after)] == shorter.span


def test_the_basis_says_what_counts_and_what_was_left_out(report: Report):
    assert "裁定 506" in report.basis.zh
    assert "建议不是编码，从不计入" in report.basis.zh
    assert "裁定后不再计入的编码 1014" in report.basis.zh
    assert "adjudicated" in report.basis.en


def test_an_unknown_type_or_case_is_refused(bench: Workbench):
    with pytest.raises(StudyError, match=r"no code 'A\.9'"):
        make_report(bench, ReportQuestion(cases={CodeId("A.9"): "海尔衣联网"}))
    with pytest.raises(StudyError, match="the cases are"):
        make_report(bench, ReportQuestion(cases={CodeId("A.STR"): "别处"}))


@pytest.fixture(scope="module")
def written(bench: Workbench, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written")
    for language, formats, files in (("zh", "docx,xlsx,svg,csv", 18), ("en", "docx", 1)):
        asked = [str(folder), "--study", str(bench.folder), "--language", language, "--format", formats, "--json"]
        done = CliRunner().invoke(app, asked)
        assert done.exit_code == 0, done.output
        assert done.stdout.count('"file"') == files
    return folder


@pytest.mark.parametrize("language", ["zh", "en"])
def test_word_tables_have_three_rules_and_no_verticals(written: Path, language: str):
    document = docx.Document(str(written / f"report.{language}.docx"))
    assert len(document.tables) == 10
    for table in document.tables:
        edges = {edge.tag.split("}")[1] for edge in table._tbl.iter() if edge.getparent().tag == qn("w:tcBorders")}
        assert edges == {"top", "bottom"}
        weights = [edge.get(qn("w:sz")) for edge in table._tbl.iter(qn("w:top")) if edge.get(qn("w:sz"))]
        assert set(weights) == {"12"}
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


ORDER = {
    "tblPr": "tblStyle tblW jc tblBorders shd tblLayout tblCellMar tblLook",
    "tcPr": "tcW gridSpan vMerge tcBorders shd vAlign",
    "tcBorders": "top left bottom right",
    "rPr": "rStyle rFonts b bCs i color sz szCs vertAlign lang",
    "pPr": "pStyle keepNext numPr spacing ind jc rPr sectPr",
}
"""Children in the order of the schema (ECMA-376, part 1, annex A); Word refuses files that keep another."""


def test_the_elements_of_the_document_stand_in_the_order_of_the_schema(written: Path):
    body = docx.Document(str(written / "report.zh.docx")).element.body
    for name, order in ORDER.items():
        places = order.split()
        for parent in body.iter(qn(f"w:{name}")):
            found = [child.tag.split("}")[1] for child in parent]
            assert found == sorted(found, key=places.index), (name, found)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_word_has_a_chinese_face_captions_that_count_and_quotations_to_jump_to(written: Path, language: str):
    with zipfile.ZipFile(written / f"report.{language}.docx") as archive:
        body, styles = (archive.read(f"word/{part}.xml").decode() for part in ("document", "styles"))
    assert 'w:eastAsia="宋体"' in styles
    assert 'w:eastAsia="黑体"' in styles
    kinds = ("表", "图") if language == "zh" else ("Table", "Figure")
    assert [len(re.findall(f"SEQ {kind} ", body)) for kind in kinds] == [10, 1]
    anchors, names = set(re.findall('w:anchor="(Q\\d+)"', body)), set(re.findall('w:name="(Q\\d+)"', body))
    assert len(anchors) > 60
    assert anchors <= names


def test_the_workbook_and_the_csv_hold_every_table(written: Path):
    book = load_workbook(written / "tables.zh.xlsx")
    assert book.sheetnames[:4] == ["说明", "一手资料：访谈", "二手资料", "各案例中编有的类型"]
    assert len(book.sheetnames) == 10
    raw = (written / "comparison.zh.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(raw.decode("utf-8-sig")))
    assert head[:3] == ["类型", "典型案例", "技术层面"]
    assert [row[0] for row in rows] == ["结构赋能", "场域赋能", "心理赋能", "资源赋能"]


def test_the_same_study_gives_the_same_figure(written: Path, report: Report):
    from assistant.reporting.svg import to_svg

    for picture in report.pictures("zh"):
        assert (written / f"{picture.name}.zh.svg").read_text("utf-8").startswith("<svg")
        assert to_svg(picture, "zh") == to_svg(picture, "zh")


@pytest.mark.parametrize(
    ("options", "told"),
    [(["--format", "odt"], "say docx, xlsx"), (["--language", "fr"], "say zh, en"), (["--case", "A.STR"], "CODE=CASE")],
)
def test_what_cannot_be_written_is_refused(bench: Workbench, tmp_path: Path, options: list[str], told: str):
    done = CliRunner().invoke(app, [str(tmp_path / "out"), "--study", str(bench.folder), *options])
    assert isinstance(done.exception, StudyError)
    assert told in str(done.exception)


def test_one_file_can_be_asked_for_by_its_name(bench: Workbench, tmp_path: Path):
    done = CliRunner().invoke(app, [str(tmp_path / "表.xlsx"), "--study", str(bench.folder)])
    assert done.exit_code == 0, done.output
    assert [path.name for path in tmp_path.iterdir()] == ["表.xlsx"]


def test_an_empty_study_gives_empty_tables_and_no_error(tmp_path: Path):
    empty = new_demonstration(tmp_path / "empty")
    try:
        made = make_report(empty)
        empty.write_report(made, "en", ["docx", "xlsx", "csv", "svg"], tmp_path / "out")
    finally:
        empty.close()
    assert made.table("primary").rows == ()
    assert all(isinstance(cell, Gap) for row in made.table("comparison").rows for cell in row[1:])
