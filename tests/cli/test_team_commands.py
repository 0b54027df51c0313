"""A team's work by commands: people, orders, progress, taking back. Run in this process; each takes a second else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.bootstrap import create_study
from assistant.cli.main import app
from assistant.domain.identifiers import CodeId, CoderId
from assistant.domain.span import Span
from assistant.errors import StudyError
from assistant.settings import StudySettings
from assistant.workflows import ingest
from assistant.workflows.importing import ForeignCoding, import_codings
from tests import nouns


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    bench = create_study(tmp_path / "study", StudySettings(name="s"), nouns.codebook())
    (tmp_path / "a.txt").write_text("\n\n".join(f"第{n}段说平台打通了产业链。" for n in range(12)), "utf-8")
    list(ingest.add_files(bench, [tmp_path / "a.txt"], actor=bench.person))
    bench.close()
    for name in ("anna", "bo"):
        tricoder(bench.folder, "coders", "--add", name)
    return bench.folder


def tricoder(folder: Path, *arguments: str) -> Result:
    done = CliRunner().invoke(app, [*arguments, "--study", str(folder)])
    if isinstance(done.exception, StudyError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done


def rows(folder: Path, command: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in tricoder(folder, command, "--json").stdout.splitlines()]


def test_a_person_is_added_and_given_another_role(folder):
    tricoder(folder, "coders", "--add", "anna", "--role", "viewer")
    assert {row["id"]: row["role"] for row in rows(folder, "coders")} == {
        "lead": "lead",
        "anna": "viewer",
        "bo": "coder",
    }
    with pytest.raises(StudyError, match="no role 'boss'"):
        tricoder(folder, "coders", "--add", "bo", "--role", "boss")


def test_an_invitation_is_an_address_and_a_stranger_gets_none(folder):
    assert tricoder(folder, "invite", "anna").stdout.startswith("/password?key=")
    with pytest.raises(StudyError, match="no person 'stranger'"):
        tricoder(folder, "invite", "stranger")


def test_units_are_drawn_told_given_and_taken_back(folder):
    asked = ("assign", "anna", "bo", "--round", "r1", "--share", "0.5")
    told = tricoder(folder, *asked, "--shown", "0.5", "--dry-run").stderr
    assert "6 units (seed 1): other 6 of 12" in told
    assert "95 % interval" in told
    assert "proposals in view in 6, blind in 6" in told
    assert rows(folder, "assignments") == []
    tricoder(folder, *asked)
    first, second = rows(folder, "assignments")
    assert (first["coder"], first["mode"], first["units"], second["units"]) == ("anna", "blind", 6, 6)
    assert "bo is no longer asked" in tricoder(folder, "withdraw", str(second["id"])[-8:], "--reason", "ill").stderr
    assert [row["coder"] for row in rows(folder, "assignments")] == ["anna"]
    with pytest.raises(StudyError, match="none of these units is locked"):
        tricoder(folder, "reopen", str(first["id"]), "--reason", "slip")


def test_whole_sources_and_words_that_are_not_known(folder):
    tricoder(folder, "assign", "anna", "--round", "r1", "--source", "a.txt", "--mode", "assisted")
    assert rows(folder, "assignments")[0]["units"] == 12
    with pytest.raises(StudyError, match="say blind, decide_first"):
        tricoder(folder, "assign", "bo", "--round", "r1", "--mode", "blindly")
    with pytest.raises(StudyError, match="0 sources are called"):
        tricoder(folder, "assign", "bo", "--round", "r1", "--source", "b.txt")


def test_disagreements_are_listed_and_settled(tmp_path):
    bench = create_study(tmp_path / "study", StudySettings(name="s"), nouns.codebook("A.1", "A.2"))
    (tmp_path / "a.txt").write_text("平台打通了产业链。", "utf-8")
    list(ingest.add_files(bench, [tmp_path / "a.txt"], actor=bench.person))
    given = [
        ForeignCoding(coder=CoderId(who), source="a.txt", span=Span(0, 5), code=CodeId(code), round="r1")
        for who, code in (("anna", "A.1"), ("bo", "A.2"))
    ]
    import_codings(bench, given, actor=bench.person)
    bench.close()
    (row,) = rows(bench.folder, "disagreements")
    assert (row["kind"], row["given"], row["settled"]) == ("code", "anna: A.1; bo: A.2", "")
    asked = ("adjudicate", str(row["unit"])[:12], "--family", "A", "--error", "definition", "--reason", "unclear")
    with pytest.raises(StudyError, match="choose among anna, bo"):
        tricoder(bench.folder, *asked, "--take", "chen")
    assert "settled on A.2" in tricoder(bench.folder, *asked, "--take", "bo").stderr
    assert rows(bench.folder, "disagreements")[0]["settled"] == "definition"
    assert [
        json.loads(line) for line in tricoder(bench.folder, "disagreements", "--open", "--json").stdout.splitlines()
    ] == []
