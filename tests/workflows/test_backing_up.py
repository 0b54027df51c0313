"""A study in one file while it is in use, and back again; what a backup refuses."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from assistant.bootstrap import open_study
from assistant.errors import StudyError
from assistant.exporting.archives import unpack_archive
from assistant.restoring import restore_study
from assistant.settings import read_study_settings
from assistant.workflows.backing_up import back_up
from assistant.workflows.proving import verify_study
from tests.exchange.projects import packed
from tests.workflows.wired_study import make_study

WRITER = """
import sys
from pathlib import Path
from assistant.bootstrap import open_study
from assistant.domain.acts import StudyNoted
bench = open_study(Path(sys.argv[1]))
print("ready", flush=True)
for number in range(100_000):
    bench.ledger.append([StudyNoted(note="tick", details=(("n", str(number)),))], actor=bench.person)
"""


@pytest.fixture
def bench(tmp_path):
    source = tmp_path / "访谈 甲.txt"
    source.write_text("平台为供应商打通了全产业链😀。\n我们信任它。\n", "utf-8")
    made = make_study(tmp_path, source)
    yield made
    made.close()


def restored(backup: Path, folder: Path):
    assert restore_study(backup, folder).flaws == ()
    return open_study(folder)


def test_a_backup_restores_everything_but_the_index(bench, tmp_path):
    (bench.folder / "egress.jsonl").write_text('{"host": "x"}\n', "utf-8")
    (bench.folder / "notes").mkdir()
    (bench.folder / "notes" / "手记.md").write_text("想法", "utf-8")
    (bench.folder / "index").mkdir()
    (bench.folder / "index" / "big.bin").write_bytes(b"x" * 100)
    (bench.folder / "older.backup.zip").write_bytes(b"x")
    report = back_up(bench, tmp_path / "x.backup.zip")
    again = restored(tmp_path / "x.backup.zip", tmp_path / "again")
    assert again.ledger.head() == bench.ledger.head() == report.events
    assert list(again.ledger.events()) == list(bench.ledger.events())
    assert again.files.raw(bench.ledger.sources()[0].id) == bench.files.raw(bench.ledger.sources()[0].id)
    names = {path.relative_to(again.folder).as_posix() for path in again.folder.rglob("*") if path.is_file()}
    assert {"egress.jsonl", "notes/手记.md", "project.toml"} <= names
    assert not any(name.startswith(("index", "older", "backup")) for name in names)
    again.close()


def test_a_backup_taken_while_another_process_writes_is_of_one_moment(bench, tmp_path):
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(bench.folder)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    try:
        assert writer.stdout is not None
        assert writer.stdout.readline().strip() == "ready"
        before = bench.ledger.head()
        while bench.ledger.head() < before + 5:
            assert writer.poll() is None
        reports = [back_up(bench, tmp_path / f"{number}.backup.zip") for number in range(3)]
        assert writer.poll() is None, "it was writing all the time"
    finally:
        writer.kill()
        writer.wait()
    assert [each.events for each in reports] == sorted({each.events for each in reports})
    for number, report in enumerate(reports):
        again = restored(tmp_path / f"{number}.backup.zip", tmp_path / f"again{number}")
        assert again.ledger.head() == report.events
        again.close()
    assert verify_study(bench).flaws == ()


def test_a_cache_of_answers_is_copied_as_of_one_moment_too(bench, tmp_path):
    import sqlite3

    with sqlite3.connect(bench.folder / "answers.db") as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE answers (text TEXT)")
        connection.execute("INSERT INTO answers VALUES ('是')")
        connection.commit()
        back_up(bench, tmp_path / "x.backup.zip")
    connection.close()
    unpack_archive(tmp_path / "x.backup.zip", tmp_path / "raw")
    with sqlite3.connect(tmp_path / "raw" / "answers.db") as connection:
        assert connection.execute("SELECT text FROM answers").fetchall() == [("是",)]
    connection.close()


def test_a_ledger_named_otherwise_is_restored_under_its_own_name(bench, tmp_path):
    back_up(bench, tmp_path / "x.backup.zip")
    with zipfile.ZipFile(tmp_path / "x.backup.zip") as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name != "files.json"}
    parts["project.toml"] += b'ledger = "postgresql+pg8000://user@host/db"\n'
    parts["project.toml"] = parts["project.toml"].replace(b'ledger = "sqlite:///ledger.db"\n', b"")
    from assistant.exporting.archives import write_archive

    write_archive(tmp_path / "y.backup.zip", parts.items())
    again = restored(tmp_path / "y.backup.zip", tmp_path / "again")
    assert read_study_settings(again.folder).ledger == "sqlite:///ledger.db"
    again.close()


def test_a_source_that_is_missing_is_told_and_the_rest_is_kept(bench, tmp_path):
    (source,) = bench.ledger.sources()
    (bench.folder / "sources" / source.id).unlink()
    assert back_up(bench, tmp_path / "x.backup.zip").missing == ("访谈 甲.txt",)
    found = restore_study(tmp_path / "x.backup.zip", tmp_path / "again")
    assert [flaw.kind.value for flaw in found.flaws] == ["file"]


def tampered(parts: dict[str, bytes], **changes: bytes) -> bytes:
    return packed({**parts, **changes})


def test_what_is_no_sound_backup_is_refused_and_leaves_nothing(bench, tmp_path):
    back_up(bench, tmp_path / "x.backup.zip")
    with zipfile.ZipFile(tmp_path / "x.backup.zip") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    listed = json.loads(parts["files.json"])
    upwards = {"files": {**listed["files"], "../escaped.txt": {"sha256": "0" * 64, "size": 1}}}
    changed = bytes([parts["ledger.db"][0]]) + parts["ledger.db"][1:-1] + b"?"
    cases = {
        "changed": (tampered(parts, **{"ledger.db": changed}), "is not what was packed"),
        "grown": (tampered(parts, **{"more.txt": b"x"}), "what its own list says"),
        "lacking": (packed({name: data for name, data in parts.items() if name != "project.toml"}), "own list says"),
        "upwards": (tampered(parts, **{"files.json": json.dumps(upwards).encode(), "../escaped.txt": b"x"}), "outside"),
        "no backup": (packed({"a.txt": b"x"}), "no archive that Tricoder wrote"),
        "no zip": (b"nothing", "damaged"),
    }
    for name, (data, words) in cases.items():
        path = tmp_path / f"{name}.zip"
        path.write_bytes(data)
        with pytest.raises(StudyError, match=words):
            restore_study(path, tmp_path / "again")
    assert not (tmp_path / "again").exists()
    assert not (tmp_path / "escaped.txt").exists()
    assert [path for path in tmp_path.iterdir() if "restoring" in path.name] == []


def test_nothing_that_is_there_is_written_over(bench, tmp_path):
    back_up(bench, tmp_path / "x.backup.zip")
    with pytest.raises(StudyError, match="not empty"):
        restore_study(tmp_path / "x.backup.zip", bench.folder)
    with pytest.raises(StudyError, match="is a folder"):
        back_up(bench, tmp_path)
