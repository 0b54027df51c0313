"""Kill -9 at random moments of add, index, propose and decide: nothing acknowledged is lost, nothing is doubled.

``TRICODER_KILLS`` sets how many moments are tried per command (a few by default, so that the suite stays short).
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

KILLS = int(os.environ.get("TRICODER_KILLS", "3"))
SENTENCES = (
    "平台为{n}家供应商打通了从面料到回收的全产业链，订单直接到工厂。",
    "引入大规模定制系统以后，交付周期从{n}天缩短到二十天，成本下降了7.{n}%。",
    "我们把{n}套轻量化软件交给车间使用，销售、生产、采购都在一个平台上。",
    "The platform connects {n} makers with their users and shares its models with them.",
)


def tricoder(*arguments: object, study: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments, study=study), capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


def command(*arguments: object, study: Path) -> list[str]:
    return [sys.executable, "-m", "assistant.cli", *map(str, arguments), "--study", str(study)]


def killed(*arguments: object, study: Path, after: float) -> str:
    """Start a command, kill it with all that it started, and return what it had printed."""
    process = subprocess.Popen(
        command(*arguments, study=study),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    time.sleep(after)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    printed, _ = process.communicate()
    return printed


def rows(*arguments: object, study: Path) -> list[dict[str, object]]:
    done = tricoder(*arguments, "--json", study=study)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def whole_lines(printed: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in printed.splitlines(keepends=True) if line.endswith("\n")]


def sound(study: Path) -> None:
    proof = tricoder("verify", study=study)
    assert proof.returncode == 0, proof.stderr


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    made = subprocess.run(
        [sys.executable, "-m", "assistant.cli", "new", str(folder)], capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(40):
        words = "\n\n".join(sentence.format(n=number * 7 + i) for i, sentence in enumerate(SENTENCES * 3))
        (folder / f"{number:02d}.txt").write_text(words, "utf-8")
    return folder


def timed(*arguments: object, study: Path) -> float:
    began = time.monotonic()
    assert tricoder(*arguments, study=study).returncode == 0
    return time.monotonic() - began


@pytest.mark.slow
def test_killed_while_adding(study: Path, files: Path):
    moments = random.Random(1)
    for _ in range(KILLS):
        printed = killed("add", files, "--json", study=study, after=moments.uniform(0.3, 2.5))
        acknowledged = {row["id"] for row in whole_lines(printed) if row["outcome"] == "added"}
        sound(study)
        assert acknowledged <= {str(row["id"])[:8] for row in rows("sources", study=study)}
    assert tricoder("add", files, study=study).returncode == 0
    listed = rows("sources", study=study)
    assert len(listed) == len({row["id"] for row in listed}) == 40
    sound(study)


@pytest.mark.slow
def test_killed_while_indexing(study: Path, files: Path):
    assert tricoder("add", files, study=study).returncode == 0
    moments = random.Random(2)
    for _ in range(KILLS):
        killed("index", study=study, after=moments.uniform(0.3, 4))
        sound(study)
    whole = tricoder("index", study=study)
    assert whole.returncode == 0, whole.stderr
    units = sum(int(str(row["units"])) for row in rows("sources", study=study))
    assert f"{units} units indexed" in whole.stderr
    again = tricoder("index", study=study)
    assert f"0 embedded, {units} unchanged, 0 removed" in again.stderr
    hits = rows("search", "交付周期缩短", "-n", 300, study=study)
    places = [(row["source"], row["start"]) for row in hits]
    assert len(places) == len(set(places)) > 0


@pytest.mark.slow
def test_killed_while_proposing_and_deciding(study: Path, files: Path):
    assert tricoder("add", files, study=study).returncode == 0
    moments = random.Random(3)
    for _ in range(KILLS):
        before = {str(row["id"]) for row in rows("proposals", study=study)}
        killed("propose", study=study, after=moments.uniform(0.5, 6))
        sound(study)
        assert before <= {str(row["id"]) for row in rows("proposals", study=study)}
    finished = tricoder("propose", study=study)
    assert finished.returncode == 0, finished.stderr
    again = tricoder("propose", study=study)
    assert "0 units answered" in again.stderr
    proposals = rows("proposals", study=study)
    assert proposals
    assert len({row["id"] for row in proposals}) == len(proposals)

    kept = 0
    for number in range(KILLS):
        chosen = proposals[number % len(proposals)]["id"]
        arguments = ("decide", chosen, "accept", "--reason", "stands there")
        process = subprocess.Popen(
            command(*arguments, study=study), stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        time.sleep(moments.uniform(0.2, 1.6))
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        said = process.communicate()[1]
        sound(study)
        codings = [row for row in rows("codings", study=study)]
        assert len({row["id"] for row in codings}) == len(codings)
        if "recorded as coding" in said:
            kept += 1
            assert said.strip().rsplit(" ", 1)[-1] in {row["id"] for row in codings}
        assert tricoder(*arguments, study=study).returncode == 0
        mine = [row for row in rows("codings", study=study)]
        assert len(mine) == number + 1, "deciding again replaces, it does not double"
