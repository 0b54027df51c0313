"""The command line as a user calls it: real files, a real study folder, one process after another."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

ARTICLE = (
    "平台为上下游供应商打通了全产业链，订单直接到工厂。交货期从35天缩短到20天，产品成本下降7.3%。\n\n"
    "企业将在明年改造焊接车间。\n"
)


def tricoder(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assistant.cli", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a study of two sources."""
    desk = tmp_path_factory.mktemp("desk")
    (desk / "报道.txt").write_text(ARTICLE, "utf-8")
    (desk / "english.txt").write_text("Delivery time fell from 35 to 20 days.\n\nPeople met in the hall.\n", "utf-8")
    (desk / "broken.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    assert tricoder("new", "study", cwd=desk).returncode == 0
    added = tricoder("add", "--json", "报道.txt", "english.txt", "broken.pdf", cwd=desk)
    assert added.returncode == 0, added.stderr
    outcomes = {row["file"]: row for row in map(json.loads, added.stdout.splitlines())}
    assert outcomes["broken.pdf"]["outcome"] == "failed"
    assert "broken.pdf" in outcomes["broken.pdf"]["what"]
    return desk


def test_the_study_just_below_is_found(desk: Path):
    listed = tricoder("sources", "--json", cwd=desk)
    assert {json.loads(line)["file"] for line in listed.stdout.splitlines()} == {"报道.txt", "english.txt"}


def test_adding_again_changes_nothing(desk: Path):
    assert "0 added, 2 known" in tricoder("add", "报道.txt", "english.txt", cwd=desk).stderr


@pytest.mark.parametrize(
    ("words", "wanted"), [("交货期", "报道"), ("delivery time", "english"), ("交货 时间", "english")]
)
def test_search_finds_words_and_meaning(desk: Path, words: str, wanted: str):
    found = tricoder("search", words, "--json", cwd=desk)
    assert found.returncode == 0, found.stderr
    hits = [json.loads(line) for line in found.stdout.splitlines()]
    assert wanted in " ".join(hit["place"] for hit in hits[:2])
    sources = {
        json.loads(line)["id"][:8]: json.loads(line)["file"]
        for line in tricoder("sources", "--json", cwd=desk).stdout.splitlines()
    }
    for hit in hits:
        text = (desk / sources[hit["source"]]).read_text("utf-8")
        assert text[hit["start"] : hit["end"]] == hit["text"]


def test_propose_decide_and_export(desk: Path):
    assert tricoder("propose", cwd=desk).returncode == 0
    proposals = [json.loads(line) for line in tricoder("proposals", "--json", cwd=desk).stdout.splitlines()]
    assert proposals
    for proposal in proposals:
        text = (desk / proposal["source"]).read_text("utf-8")
        assert " … ".join(text[start:end] for start, end in proposal["spans"]) == proposal["evidence"]
    without_reason = tricoder("decide", proposals[0]["id"], "accept", cwd=desk)
    assert without_reason.returncode == 1
    assert "why" in without_reason.stderr
    assert tricoder("decide", proposals[0]["id"][:16], "accept", "--reason", "说得明白", cwd=desk).returncode == 0
    assert tricoder("export", "out.csv", cwd=desk).returncode == 0
    raw = (desk / "out.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(raw.decode("utf-8-sig").splitlines())
    assert row["code"] == proposals[0]["code"]
    assert row["text"] in ARTICLE or row["text"] in (desk / "english.txt").read_text("utf-8")
    assert "sound" in tricoder("verify", cwd=desk).stderr


def test_a_description_is_corrected(desk: Path):
    assert tricoder("describe", "报道.txt", "--type", "news", "--date", "2022-03", cwd=desk).returncode == 0
    rows = [json.loads(line) for line in tricoder("sources", "--json", cwd=desk).stdout.splitlines()]
    assert [(row["type"], row["date"]) for row in rows if row["file"] == "报道.txt"] == [("news", "2022-03")]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("describe", "nothing.txt", "--date", "2022"), "fits no source"),
        (("describe", "报道.txt", "--date", "last year"), "no date"),
        (("decide", "zzzz", "accept", "--reason", "x"), "no proposal has"),
        (("search", "x", "--type", "poem"), "no source type"),
        (("codebook", "show", "Q.9"), "no code"),
        (("export", "x.csv", "--what", "dreams"), "cannot be exported"),
        (("new", "study"), "is a study already"),
        (("add", "not there.txt"), "no file or folder"),
        (("propose", "--with", "oracle"), "no instrument"),
    ],
)
def test_mistakes_are_told_in_a_sentence(desk: Path, arguments, says: str):
    done = tricoder(*arguments, cwd=desk)
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_where_there_is_no_study_or_several_it_says_so(tmp_path: Path):
    assert "no study here" in tricoder("sources", cwd=tmp_path).stderr
    for name in ("one", "two"):
        assert tricoder("new", name, cwd=tmp_path).returncode == 0
    assert "one, two" in tricoder("sources", cwd=tmp_path).stderr
    assert tricoder("sources", "--study", "one", cwd=tmp_path).returncode == 0


def test_a_second_process_is_told_who_holds_the_index(desk: Path):
    assert tricoder("index", cwd=desk).returncode == 0
    code = (
        "import sys; from pathlib import Path; from assistant.bootstrap import open_study;"
        "bench = open_study(Path('study')); bench.index(); print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code], cwd=desk, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout.readline() == "held\n"
        told = tricoder("index", cwd=desk)
        assert told.returncode == 1
        assert str(holder.pid) in told.stderr
    finally:
        holder.communicate()
    assert tricoder("index", cwd=desk).returncode == 0


def test_a_hostile_document_is_text_everywhere(tmp_path: Path):
    hostile = (
        "${1+1} {{7*7}} <script>alert(1)</script> \u202eRTL\u202c javascript:alert(2) \x1b[31mred =cmd|' /C calc'!A0"
    )
    (tmp_path / "=evil.txt").write_bytes((hostile + "\x00\n\n" + "字" * 1_000_000).encode())
    assert tricoder("new", "study", cwd=tmp_path).returncode == 0
    added = tricoder("add", "=evil.txt", cwd=tmp_path)
    assert added.returncode == 0, added.stderr
    assert "\x1b" not in added.stdout + added.stderr
    found = tricoder("search", "alert", "--json", cwd=tmp_path)
    assert "<script>alert(1)</script>" in json.loads(found.stdout.splitlines()[0])["text"]
    tricoder("export", "sources.csv", "--what", "sources", cwd=tmp_path)
    assert "'=evil" in (tmp_path / "sources.csv").read_text("utf-8-sig")
    assert tricoder("verify", cwd=tmp_path).returncode == 0


def test_a_study_may_have_any_name_and_a_lost_ledger_is_told(tmp_path: Path):
    for name in ("what?x", "e%20f", "研究 😀"):
        assert tricoder("new", name, cwd=tmp_path).returncode == 0
        assert (tmp_path / name / "ledger.db").is_file()
    (tmp_path / "what?x" / "ledger.db").unlink()
    for command in ("verify", "sources"):
        lost = tricoder(command, "--study", "what?x", cwd=tmp_path)
        assert lost.returncode == 1
        assert "missing" in lost.stderr
