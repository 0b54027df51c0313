"""A codebook's life on the command line: published, compared, merged, split, retired, exported, coded again."""

from __future__ import annotations

import json
from contextlib import chdir
from pathlib import Path

import pytest

from tests.inside import Done, tricoder_inside


def tricoder(*arguments: str, cwd: Path) -> Done:
    with chdir(cwd):
        return tricoder_inside(*arguments)


BOOK = """\
name: small
version: 0.1.0
title: 小手册
families: [{id: A, label: 类型}]
codes:
- {id: A.1, family: A, label: 结构, definition: 改善产业链上的关系, cues: [产业链]}
- {id: A.2, family: A, label: 场域, definition: 跨越行业的合作, cues: [跨界]}
- {id: A.3, family: A, label: 资源, definition: 给予可用的资源, cues: [软件]}
"""
PARTS = """\
codes:
- {id: A.3a, family: A, label: 软件, definition: 给予软件}
- {id: A.3b, family: A, label: 资金, definition: 给予资金}
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    desk = tmp_path_factory.mktemp("books")
    (desk / "small.yaml").write_text(BOOK, "utf-8")
    (desk / "parts.yaml").write_text(PARTS, "utf-8")
    (desk / "a.txt").write_text("平台打通了产业链。\n\n平台把软件交给车间。\n\n跨界合作开始了。\n", "utf-8")
    assert tricoder("new", "study", "--codebook", "small.yaml", cwd=desk).returncode == 0
    assert tricoder("add", "a.txt", cwd=desk).returncode == 0
    proposed = tricoder("propose", cwd=desk)
    assert proposed.returncode == 0, proposed.stderr
    listed = tricoder("proposals", "--json", cwd=desk)
    rows = [json.loads(line) for line in listed.stdout.splitlines()]
    cues = {"A.1": "产业链", "A.2": "跨界", "A.3": "软件"}
    for row in (
        next(row for row in rows if row["code"] == code and cue in row["evidence"]) for code, cue in cues.items()
    ):
        done = tricoder("decide", row["id"], "accept", "--reason", "说得清楚", cwd=desk)
        assert done.returncode == 0, done.stderr
    return desk


def codes(desk: Path) -> list[str]:
    return sorted(json.loads(line)["code"] for line in tricoder("codings", "--json", cwd=desk).stdout.splitlines())


def test_the_life_of_a_codebook(desk: Path):
    assert codes(desk) == ["A.1", "A.2", "A.3"]
    assert (
        "give a reason" not in tricoder("codebook", "merge", "A.2", "--into", "A.1", "--reason", "x", cwd=desk).stderr
    )
    assert codes(desk) == ["A.1", "A.1", "A.3"]

    split = tricoder("codebook", "split", "A.3", "parts.yaml", "--reason", "too wide", "--number", "1.0", cwd=desk)
    assert split.returncode == 0, split.stderr
    (waiting,) = map(json.loads, tricoder("recode", "--json", cwd=desk).stdout.splitlines())
    assert (waiting["code"], waiting["because"], waiting["offered"]) == ("A.3", "split", "A.3a, A.3b")
    done = tricoder("recode", waiting["id"], "change", "--code", "A.3a", "--reason", "software", cwd=desk)
    assert "0 still wait" in done.stderr
    assert codes(desk) == ["A.1", "A.1", "A.3a"]

    versions = [json.loads(line) for line in tricoder("codebook", "versions", "--json", cwd=desk).stdout.splitlines()]
    assert [row["version"] for row in versions] == ["0.1.0", "0.2.0", "1.0"]
    assert "A.2 merged" in versions[1]["changes"]
    rows = [
        json.loads(line)
        for line in tricoder("codebook", "diff", "0.1.0", "0.2.0", "--json", cwd=desk).stdout.splitlines()
    ]
    assert {(row["entry"], row["kind"]) for row in rows} >= {("code A.2", "retired"), ("code A.1", "minor")}
    shown = tricoder("codebook", "diff", "0.1.0", "0.2.0", cwd=desk)
    assert "{+" in shown.stdout

    for name in ("out.yaml", "out.xlsx"):
        assert tricoder("codebook", "export", name, "--version", "0.1.0", cwd=desk).returncode == 0
        back = tricoder("codebook", "use", name, "--reason", "back", cwd=desk)
        assert (name, back.returncode) == (name, 0 if name == "out.yaml" else 1), back.stderr
    assert "in force already" in back.stderr, "both files hold the very same codebook"
    assert tricoder("codebook", "retire", "A.2", "--reason", "gone", "--number", "2.0", cwd=desk).returncode == 0
    assert tricoder("memos", "--json", cwd=desk).stdout == ""
    assert tricoder("verify", cwd=desk).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("codebook", "diff", "9.9"), "is no version"),
        (("codebook", "merge", "A.9", "--into", "A.1", "--reason", "x"), "no code 'A.9'"),
        (("codebook", "split", "A.1", "none.yaml", "--reason", "x"), "cannot be read"),
        (("codebook", "split", "A.1", "a.txt", "--reason", "x"), "no list of codes"),
        (("codebook", "export", "out.docx"), "written as .yaml or .xlsx"),
        (("codebook", "retire", "A.1", "--reason", " "), "say why"),
        (("recode", "zz", "keep"), "begins the id of 0"),
    ],
)
def test_what_does_not_fit_is_told_in_a_sentence(desk: Path, arguments: tuple[str, ...], told: str):
    answer = tricoder(*arguments, cwd=desk)
    assert answer.returncode == 1
    assert told in answer.stderr
    assert "Traceback" not in answer.stderr
