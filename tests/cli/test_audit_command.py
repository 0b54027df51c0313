from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import typer
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner, Result

from assistant.bootstrap import create_study, open_study
from assistant.cli import auditing
from assistant.domain.identifiers import CodeId, CoderId
from assistant.domain.span import Span
from assistant.errors import StudyError
from assistant.reading.codebook import load_codebook
from assistant.settings import StudySettings
from assistant.workflows.importing import ForeignCoding, import_codings
from assistant.workflows.ingest import add_files

ROOT = Path(__file__).resolve().parents[2]
TEXT = "\n\n".join(f"第{number}段：平台为上下游供应商打通了全产业链，订单直接到工厂。" for number in range(8))

app = typer.Typer()
for command in auditing.COMMANDS:
    app.command(name=command.__name__)(command)


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, list(map(str, arguments)))


def lines(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def refusal(result: Result) -> str:
    assert isinstance(result.exception, StudyError), result.output
    return str(result.exception)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study in which two people coded one source, once differently."""
    desk = tmp_path_factory.mktemp("audit")
    book = load_codebook(ROOT / "prompts" / "codebooks" / "industrial-internet.yaml")
    create_study(desk / "s", StudySettings(name="s", language="en", person="lead"), book).close()
    (desk / "报道.txt").write_text(TEXT, "utf-8")
    bench = open_study(desk / "s")
    list(add_files(bench, [desk / "报道.txt"], actor=bench.person))
    (source,) = bench.ledger.sources()
    units = [segment.body for segment in bench.ledger.segments(source.id) if segment.is_unit]
    assert len(units) == 8
    given = {"coder1": {0: "A.STR", 1: "A.STR", 2: "A.RES"}, "coder2": {0: "A.STR", 1: "A.RES", 2: "A.RES"}}
    codings = [
        ForeignCoding(
            coder=CoderId(who), source=source.id, span=Span(units[at].start, units[at].end), code=CodeId(code)
        )
        for who, codes in given.items()
        for at, code in codes.items()
    ]
    import_codings(bench, codings, actor=bench.person)
    bench.close()
    return desk / "s"


def test_json_gives_each_code_with_its_interval_or_its_reason(folder: Path):
    rows = {row["code"]: row for row in lines(call("audit", "--study", folder, "--family", "A", "--json"))}
    assert rows["A.STR"]["units"] == 8
    assert rows["A.STR"]["percent"]["value"] == 7 / 8
    assert rows["A.PSY"]["alpha"]["undefined"] == "no variation: nobody gave this code in 8 units"


@pytest.mark.parametrize("view", auditing.VIEWS)
def test_every_view_prints_a_table_and_json(folder: Path, view: str):
    assert call("audit", "--study", folder, "--by", view).exit_code == 0
    tables = {row["table"] for row in lines(call("audit", "--study", folder, "--by", view, "--json"))}
    assert tables


def test_the_table_says_who_is_compared_and_names_the_convention(folder: Path):
    result = call("audit", "--study", folder, "--family", "A")
    assert "agreement of coder1, coder2: 8 of 8 units in 1 sources" in result.stderr
    assert "A convention, printed for comparison and no verdict" in result.stderr
    assert "5 without any figure: A.FLD" in result.stderr


def test_the_methods_paragraph_stands_beside_its_command(folder: Path):
    result = call("audit", "--study", folder, "--methods", "zh")
    assert "编码者间一致性依据 2 名编码者（coder1、coder2）的盲编编码计算" in result.stdout
    assert "tricoder" in result.stderr


def test_the_workbook_holds_every_table(folder: Path, tmp_path: Path):
    file = tmp_path / "audit.xlsx"
    assert call("audit", "--study", folder, "--xlsx", file).exit_code == 0
    names = load_workbook(file).sheetnames
    assert names[:3] == ["Methods", "Coders", "Agreement by code"]
    assert len(names) == 20
    sheet = load_workbook(file)["Every figure"]
    head, *figures = sheet.iter_rows(values_only=True)
    assert head[:5] == ("table", "row", "figure", "value", "low")
    with_value = [dict(zip(head, row, strict=True)) for row in figures if row[3] is not None]
    assert with_value
    assert all(row["n"] and row["method"] for row in with_value)
    assert all(row["seed"] is not None for row in with_value if row["interval"] and "bootstrap" in row["interval"])


def test_the_same_seed_gives_the_same_sample_and_a_sample_can_be_audited(folder: Path, tmp_path: Path):
    first, again = (
        call("sample", "--study", folder, "--share", 0.5, "--seed", 7),
        call("sample", "--study", folder, "--share", 0.5, "--seed", 7),
    )
    assert first.stdout == again.stdout
    rows = list(csv.DictReader(io.StringIO(first.stdout)))
    assert [row["probability"] for row in rows] == ["0.5"] * 4
    (tmp_path / "sample.csv").write_text(first.stdout, "utf-8")
    found = lines(call("audit", "--study", folder, "--read", tmp_path / "sample.csv", "--json"))
    assert found[0]["units"] == 4


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--by", "nothing"], "say one of"),
        (["--methods", "fr"], "say zh or en"),
        (["--coder", "nobody"], "there is no person 'nobody'"),
        (["--family", "Q"], "there is no family 'Q'"),
        (["--read", "absent.csv"], "cannot be opened"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(folder: Path, options: list[str], words: str):
    assert words in refusal(call("audit", "--study", folder, *options))


def test_a_table_needs_no_study_and_an_answer_to_its_blanks(tmp_path: Path):
    file = tmp_path / "表.csv"
    file.write_bytes("单元,甲,乙\n1,A,A\n2,A,\n3,B,B\n4,B,A\n".encode("gb18030"))
    assert "--blank missing" in refusal(call("audit", file))
    assert "say missing" in refusal(call("audit", file, "--blank", "maybe"))
    result = call("audit", file, "--blank", "missing")
    assert "wide table: 4 units, 2 coders (甲, 乙); 1 blank cells read as missing" in result.stderr
    assert "系数" in result.stdout


def test_a_workbook_is_read_like_a_csv(tmp_path: Path):
    book = Workbook()
    for row in (("unit", "a", "b"), (1, 1, 1), (2, 2, 3), (3, 3, 3)):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    rows = lines(call("audit", tmp_path / "t.xlsx", "--distance", "interval", "--json"))
    assert rows[0]["coefficient"] == "alpha (interval)"
    assert rows[0]["value"]["units"] == 3
    (tmp_path / "broken.xlsx").write_bytes(b"PK nothing")
    assert "save it as .xlsx again" in refusal(call("audit", tmp_path / "broken.xlsx"))


def test_the_planner_names_the_units_it_takes():
    (row,) = lines(call("plan", "--prevalence", 0.2, "--agreement", 0.8, "--width", 0.4, "--json"))
    assert 40 < row["units"] < 90
    assert row["width"] <= 0.4
    assert f"{row['units']} units coded by 2 coders" in call("plan", "--prevalence", 0.2, "--width", 0.4).stderr
