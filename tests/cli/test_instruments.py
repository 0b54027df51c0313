"""The commands that ask a model, as a user calls them, against a scripted server on this machine."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.bootstrap import open_study
from tests.scripted_server import ScriptedServer, for_ever, refuses_key, scripted_server
from tests.workflows.wired_study import NEWS, WHO, answering, lines, make_study

INTERVIEW = "访谈-优秀员工甲.txt"


def tricoder(*arguments: object, study: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assistant.cli", *map(str, arguments), "--study", str(study)],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def model(server: ScriptedServer) -> list[str]:
    return ["--model", "openai:scripted", "--base-url", server.url, "--family", "A"]


@pytest.fixture
def study(tmp_path: Path) -> Path:
    bench = make_study(tmp_path, NEWS, INTERVIEW)
    bench.close()
    return bench.folder


def test_dry_run_propose_and_again(study: Path):
    with scripted_server(answering()) as server:
        dry = tricoder("propose", *model(server), "--dry-run", "--json", study=study)
        assert dry.returncode == 0, dry.stderr
        estimate = json.loads(dry.stdout)
        assert estimate["sent to"] == "this machine"
        assert estimate["calls"] > 0
        assert server.asked == []
        first = tricoder("propose", *model(server), "--json", "--record", study / "rec.jsonl", study=study)
        assert first.returncode == 0, first.stderr
        row = json.loads(first.stdout)
        assert (row["units"], row["stopped"], row["model"]) == (estimate["units"], "", "scripted")
        assert row["calls"] == len(server.asked) - 1, "all but the question for its name"
        asked = len(server.asked)
        again = tricoder("propose", *model(server), study=study)
        assert again.stderr.startswith("0 units answered")
        assert len(server.asked) == asked
    assert len(lines(study / "rec.jsonl")) == asked
    (line,) = [json.loads(each) for each in tricoder("runs", "--json", study=study).stdout.splitlines()]
    assert (line["run"], line["state"], line["units"]) == (row["run"], "finished", row["units"])
    assert (line["calls"], line["tokens_in"]) == (row["calls"], row["tokens_in"])


def test_a_run_that_cannot_go_on_says_why_and_exits_with_3(study: Path):
    with scripted_server(for_ever(refuses_key())) as server:
        stopped = tricoder("propose", *model(server), study=study)
    assert stopped.returncode == 3
    assert "does not accept the key" in stopped.stderr
    with scripted_server(answering()) as server:
        limited = tricoder("propose", *model(server), "--max-calls", 4, "--json", study=study)
        assert limited.returncode == 3
        assert "limit of 4 calls" in json.loads(limited.stdout)["stopped"]
        assert tricoder("propose", *model(server), study=study).returncode == 0


def test_a_model_elsewhere_is_asked_nothing_without_leave(study: Path):
    far = ["--model", "ollama:far", "--base-url", "http://203.0.113.9:11434", "--family", "A"]
    dry = tricoder("propose", *far, "--dry-run", study=study)
    assert dry.returncode == 0, dry.stderr
    assert "2 sources stay on this machine" in dry.stderr
    allowed = tricoder("describe", NEWS, "--may-leave", "yes", study=study)
    assert allowed.returncode == 0, allowed.stderr
    dry = tricoder("propose", *far, "--dry-run", "--json", study=study)
    row = json.loads(dry.stdout)
    assert row["sent to"] == "203.0.113.9"
    assert (len(row["leaving"]), len(row["kept"])) == (1, 1)
    refused = tricoder("propose", *far, study=study)
    assert refused.returncode == 1
    assert "say --yes" in refused.stderr
    assert not (study / "egress.jsonl").exists()
    assert "nothing has left this machine" in tricoder("egress", study=study).stderr
    assert tricoder("describe", NEWS, "--may-leave", "perhaps", study=study).returncode == 1


def test_preflight_prints_its_table(study: Path):
    with scripted_server(answering()) as server:
        done = tricoder("preflight", *model(server), "--most", 2, "--json", study=study)
        sources = [asked for asked in server.asked if "房车" in asked.question and asked.question != WHO]
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {"legal labels", "definition recovery", "injection canary", "zh/en agreement"} <= {r["test"] for r in rows}
    assert all(row["passed"] <= row["n"] and row["meaning"]["zh"] and row["meaning"]["en"] for row in rows)
    assert sources == [], "only the codebook is sent"


def test_stability_of_a_model_that_always_says_the_same(study: Path):
    with scripted_server(answering()) as server:
        done = tricoder("stability", *model(server), "--sample", 40, "--json", study=study)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {row["name"] for row in rows} >= {"all", "order", "wording", "run"}
    assert all(row["flips"] == 0 for row in rows)
    assert " units in 8 ways" in done.stderr
    bench = open_study(study)
    kept = bench.ledger.stability()
    assert {(flips.given, flips.asked) for _coder, flips in kept} == {(8, 8)}
    assert {coder for coder, _flips in kept} <= {coder.id for coder in bench.ledger.coders()}
    bench.close()
