"""Kill -9 in the middle of a run with a language model: no answer is paid for twice, no proposal lost or doubled."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.durability.test_killing import KILLS, command, rows, sound
from tests.scripted_server import ScriptedServer, scripted_server, slowly
from tests.workflows.wired_study import CORPUS, NEWS, answering, make_study

AT_ONCE = 4
FILES = (NEWS, "访谈-优秀员工甲.txt", "新闻-工联观察-平台生长记.md", "literature-platform-empowerment-excerpt.odt")


def arguments(server: ScriptedServer) -> list[str]:
    model = ["--model", "openai:scripted", "--base-url", server.url, "--concurrency", str(AT_ONCE)]
    return ["propose", *model, "--family", "A", "--family", "D"]


def committed(study: Path) -> int:
    """Answers that are on the disk."""
    path = study / "answers.db"
    if not path.exists():
        return 0
    with sqlite3.connect(path) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM answers").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


def made(folder: Path) -> Path:
    bench = make_study(folder, *(CORPUS / name for name in FILES))
    bench.close()
    return bench.folder


def told(study: Path) -> list[tuple[object, ...]]:
    return [
        tuple(row[name] for name in ("source", "code", "evidence", "rank")) for row in rows("proposals", study=study)
    ]


def without_any_kill(folder: Path) -> tuple[int, list[tuple[object, ...]]]:
    """How many questions a run asks that nobody disturbs, and what it proposes."""
    study = made(folder)
    with scripted_server(answering()) as server:
        assert subprocess.run(command(*arguments(server), study=study), check=False).returncode == 0
        return len(server.asked), told(study)


def killed_in_mid_run(server: ScriptedServer, study: Path, more: int) -> bool:
    """Start a run, kill it after so many more questions; whether it was still running then."""
    target = len(server.asked) + more
    process = subprocess.Popen(
        command(*arguments(server), study=study),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    while process.poll() is None and len(server.asked) < target:
        time.sleep(0.01)
    running = process.poll() is None
    if running:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    time.sleep(0.3)
    return running


@pytest.mark.slow
def test_killed_in_mid_run_and_resumed(tmp_path: Path):
    study = made(tmp_path)
    inner = answering()
    moments = random.Random(5)
    with scripted_server(lambda asked: slowly(inner(asked), 0.05)) as server:
        lost = in_mid_run = 0
        for _ in range(KILLS):
            in_mid_run += killed_in_mid_run(server, study, moments.randint(8, 25))
            under_way = len(server.asked) - committed(study) - lost
            assert 0 <= under_way <= AT_ONCE, "only what was under way at the moment is asked again"
            lost += under_way
            sound(study)
            before = {str(row["id"]) for row in rows("proposals", study=study)}
        assert in_mid_run > 0
        done = subprocess.run(command(*arguments(server), study=study), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        total = len(server.asked)
        assert total - committed(study) == lost, "every answer that was there is used, none is asked for again"
        twice = sum(count - 1 for count in Counter(asked.raw for asked in server.asked).values())
        assert twice <= lost
        again = subprocess.run(command(*arguments(server), study=study), capture_output=True, text=True, check=False)
        assert again.stderr.startswith("0 units answered"), again.stderr
        assert len(server.asked) == total
    proposals = [str(row["id"]) for row in rows("proposals", study=study)]
    assert proposals
    assert len(set(proposals)) == len(proposals)
    assert before <= set(proposals)
    sound(study)
    questions, undisturbed = without_any_kill(tmp_path / "undisturbed")
    assert questions == total - lost
    assert told(study) == undisturbed
