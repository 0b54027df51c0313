"""The doctor finds each kind of damage, mends what can be made again, and leaves the record alone."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing

import pytest

from assistant.bootstrap import open_study
from assistant.domain import acts
from assistant.errors import LedgerError
from assistant.workflows.doctoring import Trouble, examine, mend
from tests.workflows.wired_study import NEWS, make_study

ORIGINAL = "平台为供应商打通了全产业链😀。\n我们信任它。\n"


@pytest.fixture
def bench(tmp_path):
    (tmp_path / "访谈.txt").write_text(ORIGINAL, "utf-8")
    made = make_study(tmp_path, tmp_path / "访谈.txt", NEWS)
    yield made
    made.close()


def spoilt(bench, *statements: str) -> None:
    """Change the ledger behind the program's back."""
    with closing(sqlite3.connect(bench.folder / "ledger.db")) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def troubles(bench) -> set[Trouble]:
    return {finding.trouble for finding in examine(bench)}


def mended(bench, **search) -> list[str]:
    return mend(bench, examine(bench), **search)


def test_a_sound_study_has_nothing_wrong(bench):
    assert examine(bench) == ()
    assert mend(bench, ()) == []


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM segments WHERE ordinal = 1",
        "UPDATE sources SET file_name = 'other.txt'",
        "INSERT INTO coders (id, seq, body) VALUES ('ghost', 99, '{}')",
        "DELETE FROM codebooks",
    ],
)
def test_tables_that_do_not_follow_from_the_events_are_derived_again(bench, statement):
    spoilt(bench, statement)
    assert troubles(bench) == {Trouble.TABLE}
    assert "derived again" in mended(bench)[0]
    assert examine(bench) == ()


def test_who_may_sign_in_survives_a_rebuild(bench):
    with closing(sqlite3.connect(bench.folder / "ledger.db")) as connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(accounts)")]
    values = ", ".join("'lead'" if name == "coder_id" else "'x'" for name in names)
    spoilt(bench, f"INSERT INTO accounts ({', '.join(names)}) VALUES ({values})", "DELETE FROM segments")
    mended(bench)
    with closing(sqlite3.connect(bench.folder / "ledger.db")) as connection:
        assert connection.execute("SELECT coder_id FROM accounts").fetchall() == [("lead",)]


@pytest.mark.parametrize(
    "statement", ["UPDATE contents SET body = replace(body, '平台', '台平')", "DELETE FROM contents"]
)
def test_documents_and_segments_are_read_again_from_their_files(bench, statement):
    book = bench.codebook()
    spoilt(bench, f"{statement} WHERE sha256 IN (SELECT content FROM sources)")
    fresh = open_study(bench.folder)
    assert Trouble.CONTENT in troubles(fresh)
    assert any("read again" in line for line in mended(fresh))
    assert examine(fresh) == ()
    assert fresh.ledger.document(fresh.ledger.sources()[0].id).text == ORIGINAL
    assert fresh.codebook() == book
    fresh.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET payload = replace(payload, 'first', 'worst') WHERE seq = 3",
        "DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)",
        "DELETE FROM events WHERE seq = 2",
        "UPDATE head SET hash = '0'",
    ],
)
def test_the_record_itself_is_never_mended(bench, statement):
    spoilt(bench, statement)
    found = [finding for finding in examine(bench) if finding.trouble is Trouble.CHAIN]
    assert found
    assert "restore" in found[0].remedy
    mended(bench)
    assert Trouble.CHAIN in troubles(bench)
    _, upkeep = bench.outlets()
    with pytest.raises(LedgerError, match="restore the study from a backup"):
        upkeep.rebuild(bench.ledger.events())


def test_missing_and_changed_source_files_are_taken_from_where_they_are(bench, tmp_path):
    first, second = bench.ledger.sources()
    (bench.folder / "sources" / first.id).unlink()
    (bench.folder / "sources" / second.id).write_text("changed")
    assert troubles(bench) == {Trouble.SOURCE}
    assert mended(bench) == [], "nowhere to take them from"
    elsewhere = tmp_path / "elsewhere" / "deep"
    elsewhere.mkdir(parents=True)
    (elsewhere / "renamed.bin").write_text(ORIGINAL, "utf-8")
    assert len(mended(bench, search=[tmp_path / "elsewhere"])) == 1
    assert [finding.where for finding in examine(bench)] == [f"source {second.id[:8]}"]


def test_what_something_killed_has_left_is_deleted_when_it_is_old_enough(bench):
    fresh, old = bench.folder / "sources" / f".{'a' * 64}.ff", bench.folder / "sources" / ("b" * 64)
    for path in (fresh, old):
        path.write_text("x")
    os.utime(old, (1_000_000_000, 1_000_000_000))
    assert [(finding.trouble, finding.where) for finding in examine(bench)] == [(Trouble.LEFTOVER, "b" * 64)]
    mended(bench)
    assert (fresh.exists(), old.exists()) == (True, False)


@pytest.mark.slow
def test_an_index_that_lags_behind_the_ledger_is_brought_up_to_date(bench):
    bench.index().refresh([])
    assert troubles(bench) == {Trouble.INDEX}
    assert "up to date" in mended(bench)[0]
    assert examine(bench) == ()


def test_a_damaged_database_is_told(bench, tmp_path):
    bench.ledger.append([acts.StudyNoted(note="n" * 50_000, details=())], actor=bench.person)
    bench.close()
    path = bench.folder / "ledger.db"
    data = bytearray(path.read_bytes())
    at = data.rfind(b"n" * 1000)
    data[at - 4096 : at - 2048] = os.urandom(2048)
    path.write_bytes(data)
    again = open_study(bench.folder)
    found = examine(again)
    assert {finding.trouble for finding in found} & {Trouble.DATABASE, Trouble.CHAIN}
    assert "restore" in found[0].remedy
    again.close()
