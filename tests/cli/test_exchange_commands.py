"""`tricoder export x.qdpx` and `tricoder import` as a user calls them."""

from __future__ import annotations

import json

import pytest

from tests.cli.test_commands import ARTICLE, tricoder
from tests.exchange.projects import guid, one_source, read, selection

FOREIGN = "平台为供应商打通了全产业链。\r\n我们信任它。"


@pytest.mark.slow
def test_a_project_is_previewed_comes_in_and_goes_out(tmp_path):
    (tmp_path / "报道.txt").write_text(ARTICLE, "utf-8")
    made = [selection(200, 15, 19, name="我们信任"), selection(201, 0, 2, name="平台")]
    one_source(tmp_path / "theirs.qdpx", FOREIGN.encode(), made)
    assert tricoder("new", "study", cwd=tmp_path).returncode == 0

    shown = tricoder("import", "theirs.qdpx", "--preview", "--json", cwd=tmp_path)
    assert shown.returncode == 0, shown.stderr
    rows = [json.loads(line) for line in shown.stdout.splitlines()]
    assert [(row["what"], row["there"], row["how"]) for row in rows] == [
        ("coder", "Anna", "new"),
        ("source", "note", "new_text"),
        ("code", "trust", "new"),
    ]
    assert "nothing was recorded" in shown.stderr

    came = tricoder("import", "theirs.qdpx", "--report", "report.md", cwd=tmp_path)
    assert came.returncode == 0, came.stderr
    assert "trust" in (tmp_path / "report.md").read_text("utf-8")
    codings = [json.loads(line) for line in tricoder("codings", "--json", cwd=tmp_path).stdout.splitlines()]
    assert sorted((row["coder"], row["text"]) for row in codings) == [("Anna", "平台"), ("Anna", "我们信任")]

    went = tricoder("export", "ours.qdpx", cwd=tmp_path)
    assert went.returncode == 0, went.stderr
    assert "2 codings" in went.stderr
    assert "REFI-QDA" in (tmp_path / "ours.qdpx.report.md").read_text("utf-8")
    assert {each.guid for each in read(tmp_path / "ours.qdpx").project.sources[0].selections[0].codings} == {guid(5201)}

    (tmp_path / "broken.qdpx").write_bytes(b"PK\x03\x04 and then nothing")
    said = tricoder("import", "broken.qdpx", cwd=tmp_path)
    assert (said.returncode, "damaged" in said.stderr, "Traceback" in said.stderr) == (1, True, False)
