"""Kill -9 in the middle of import, export, backup, restore: the study opens, verifies, holds all of it or nothing.

Each is killed at a moment that is certainly in the middle (its first file has appeared), and then at random ones.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from assistant.bootstrap import create_study, open_study, shipped
from assistant.exporting.archives import unpack_archive
from assistant.reading.codebook import load_codebook
from assistant.restoring import restore_study
from assistant.settings import StudySettings
from assistant.workflows.backing_up import back_up
from assistant.workflows.exchanging import ImportChoice, import_exchange
from assistant.workflows.ingest import add_files
from assistant.workflows.proving import verify_study
from tests.durability.test_killing import KILLS, command
from tests.exchange.projects import Other, guid, read, selection, text_source

BOOK = load_codebook(shipped("prompts", "codebooks", "industrial-internet.yaml"))
SOURCES, EACH = 30, 40
TEXT = "平台为供应商打通了全产业链。我们信任它，也信任😀彼此。\r\n"


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A project of another program: thirty sources with forty codings each."""
    sources, texts = [], {}
    for number in range(SOURCES):
        made = [selection(100_000 + number * EACH + n, n, n + 5) for n in range(EACH)]
        sources.append(text_source(1000 + number, made, name=f"note {number}"))
        texts[f"{guid(1000 + number)}.txt"] = (f"第{number}份。" + TEXT * 30).encode()
    return Other(sources="".join(sources)).write(tmp_path / "theirs.qdpx", texts)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    (tmp_path / "报道.txt").write_text("平台向伙伴开放数据和模型。\n", "utf-8")
    bench = create_study(tmp_path / "study", StudySettings(name="study"), BOOK)
    assert [each.outcome.value for each in add_files(bench, [tmp_path / "报道.txt"], actor=bench.person)] == ["added"]
    bench.close()
    return bench.folder


def bring_in(study: Path, foreign: Path) -> None:
    bench = open_study(study)
    import_exchange(bench, foreign, ImportChoice())
    bench.close()


def state(study: Path) -> tuple[int, int, int]:
    """Events, sources and codings of a study, which must be sound."""
    bench = open_study(study)
    try:
        assert verify_study(bench).flaws == ()
        return bench.ledger.head(), len(bench.ledger.sources()), len(bench.ledger.codings())
    finally:
        bench.close()


def killed(arguments: list[str], when: Callable[[], bool]) -> bool:
    """Kill a command and all that it started as soon as ``when`` says so; return whether it had ended before."""
    process = subprocess.Popen(
        arguments,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    while process.poll() is None and not when():
        time.sleep(0.002)
    ended = process.poll() is not None
    if not ended:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return ended


def moments(seed: int, middle: Callable[[], bool]) -> Iterable[Callable[[], bool]]:
    """The middle itself, then random times after it or after the start."""
    yield middle
    draw = random.Random(seed)
    for number in range(KILLS // 3):
        after, since = draw.uniform(0, 0.4 if number % 2 else 2.5), []

        def passed(after: float = after, since: list[float] = since, begun: bool = number % 2 == 0) -> bool:
            if not since and (begun or middle()):
                since.append(time.monotonic())
            return bool(since) and time.monotonic() - since[0] > after

        yield passed


@pytest.mark.slow
def test_killed_while_importing(study: Path, foreign: Path):
    before = state(study)
    kept = len(list((study / "sources").iterdir()))
    for when in moments(1, lambda: len(list((study / "sources").iterdir())) > kept):
        ended = killed(command("import", foreign, study=study), when)
        now = state(study)
        assert now == before or (now[1], now[2]) == (before[1] + SOURCES, SOURCES * EACH)
        if ended or now != before:
            break
    bring_in(study, foreign)
    assert state(study)[1:] == (before[1] + SOURCES, SOURCES * EACH)


@pytest.mark.slow
def test_killed_while_exporting_and_backing_up(study: Path, foreign: Path, tmp_path: Path):
    bring_in(study, foreign)
    out = tmp_path / "out"
    out.mkdir()

    def drafted() -> bool:
        return any(path.name.endswith(".draft") for path in out.iterdir())

    for verb, name, whole in (("export", "x.qdpx", whole_project), ("backup", "x.backup.zip", whole_backup)):
        for when in moments(2, drafted):
            killed(command(verb, out / name, study=study), when)
            if (out / name).exists():
                whole(out / name, tmp_path)
                (out / name).unlink()
            for draft in out.glob(".*"):
                draft.unlink()
            assert state(study)[2] == SOURCES * EACH


def whole_project(path: Path, _tmp: Path) -> None:
    assert sum(len(each.codings) for s in read(path).project.sources for each in s.selections) == SOURCES * EACH


def whole_backup(path: Path, tmp: Path) -> None:
    folder = tmp / f"unpacked{time.monotonic_ns()}"
    assert "ledger.db" in unpack_archive(path, folder)


@pytest.mark.slow
def test_killed_while_restoring(study: Path, tmp_path: Path):
    backup = tmp_path / "x.backup.zip"
    bench = open_study(study)
    back_up(bench, backup)
    bench.close()
    target = tmp_path / "again"

    def begun() -> bool:
        return any(path.name.endswith(".restoring") for path in tmp_path.iterdir())

    for when in moments(3, begun):
        killed(command("restore", backup, target, study=study)[:-2], when)
        if target.exists():
            assert state(target) == state(study)
            return
    restore_study(backup, target)
    assert state(target) == state(study)
