from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli.main import app
from assistant.errors import StudyError

NEWS = "# 新闻\n\n康派斯订单交付周期由35天缩短到20天，生产效率提高45%以上。\n"
OTHER = "# 调查\n\n记者走访多家工厂。该厂订单交付周期由35天缩短至22天，产品成本下降7.3%。\n"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    desk = tmp_path_factory.mktemp("desk")
    (desk / "news.md").write_text(NEWS, "utf-8")
    (desk / "other.md").write_text(OTHER, "utf-8")
    folder = desk / "study"
    run("new", folder)
    run("add", desk / "news.md", desk / "other.md", study=folder)
    for name, voice in (("news.md", "owner"), ("other.md", "third_party_press")):
        run("describe", name, "--type", "news", "--case", "康派斯", "--voice", voice, study=folder)
    return folder


def run(*arguments: object, study: Path | None = None) -> str:
    given = [str(each) for each in (*arguments, *(("--study", study) if study else ()))]
    result = CliRunner().invoke(app, given, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def rows(*arguments: object, study: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in run(*arguments, "--json", study=study).splitlines()]


def test_claims_are_listed_quoted_merged_and_rejected(study: Path):
    listed = {row["figure"]: row for row in rows("claims", study=study)}
    name = "康派斯 | 订单交付周期 | down"
    assert "conflict" in listed[name]["!"]
    quoted = rows("claims", "--conflicts", study=study)
    assert {row["side"] for row in quoted} == {1, 2}
    assert all(row["words"] in NEWS + OTHER for row in quoted)
    odd = next(row["claim"] for row in quoted if "22" in row["words"])
    run("claims", "--reject", odd, "--reason", "笔误", study=study)
    assert not rows("claims", "--conflicts", study=study)
    run("claims", "--different", "康派斯 | up | 生产效率 = 产值", "--reason", "两回事", study=study)
    with pytest.raises(StudyError, match="no claim"):
        run("claims", "--reject", "nonsense", "--reason", "x", study=study)
    with pytest.raises(StudyError, match="SUBJECT"):
        run("claims", "--same", "nonsense", "--reason", "x", study=study)


def test_the_matrix_says_what_it_proposes_why_and_takes_verdicts(study: Path):
    cells = rows("triangulate", "--rows", "figures", "--columns", "relations", "--case", "康派斯", study=study)
    found = {(cell["row"], cell["column"]): cell for cell in cells}
    cell = found["康派斯 | 产品成本 | down", "owner"]
    assert (cell["proposed"], cell["rule"]) == ("silence_unexpected", "tells_other_figures")
    codes = rows("triangulate", study=study)
    assert {cell["proposed"] for cell in codes} == {"nothing"}
    asked = ("triangulate", "--rows", "figures", "--case", "康派斯", "--columns", "relations")
    run(*asked, "--verdict", "康派斯 | 产品成本 | down/owner=silence_expected", "--reason", "内刊不谈成本", study=study)
    again = {(cell["row"], cell["column"]): cell for cell in rows(*asked, study=study)}
    assert again["康派斯 | 产品成本 | down", "owner"]["verdict"] == "silence_expected"
    assert "agreement" not in rows("triangulate", "--show", "verdicts", study=study)[0]


@pytest.mark.parametrize("show", ["independence", "timeline", "queue", "together", "matrix"])
def test_every_view_can_be_printed_for_people_and_for_programs(study: Path, show: str):
    run("triangulate", "--show", show, study=study)
    rows("triangulate", "--show", show, study=study)


@pytest.mark.parametrize(
    "wrong",
    [("--show", "nonsense"), ("--rows", "nonsense"), ("--case", "nonsense"), ("--verdict", "nonsense")],
)
def test_what_cannot_be_asked_is_answered_in_a_sentence(study: Path, wrong: tuple[str, str]):
    with pytest.raises(StudyError):
        run("triangulate", *wrong, study=study)
