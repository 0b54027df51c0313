from __future__ import annotations

import threading

import pytest
from sqlalchemy import text

from assistant.domain.acts import CodingAdded, CodingRemoved, ProposalDecided, RunFinished, SegmentProposed
from assistant.domain.span import Span
from assistant.errors import LedgerError
from assistant.ledger import SqlLedger, open_ledger
from assistant.ports import Selection
from tests import nouns
from tests.conftest import ticking_stamp

DOC = nouns.document("平台为供应商打通了全产业链。😀", "成本下降 7.3%，𠮷田经理说。")
BOOK = nouns.codebook("A.1", "A.2")


@pytest.fixture
def study(ledger: SqlLedger) -> SqlLedger:
    ledger.append(nouns.opening_acts(DOC, BOOK), actor=nouns.LEAD)
    return ledger


def propose(study: SqlLedger, name: str = "proposal"):
    made = nouns.proposal(DOC, BOOK, Span(0, 5), name=name)
    act = SegmentProposed(run_id="run", document_id=DOC.id, segment_id=made.segment_id, proposals=(made,))
    study.append([act], actor=nouns.LEAD)
    return made


def test_what_was_recorded_is_read_back_equal(study: SqlLedger):
    made = propose(study)
    coded = nouns.coding(DOC, BOOK, Span(0, 5))
    decided = nouns.decision(made, coded)
    study.append([ProposalDecided(decision=decided), RunFinished(run_id="run", units=1)], actor=nouns.LEAD)
    assert study.document(DOC.id) == DOC
    assert study.segments(DOC.id) == nouns.segments(DOC)
    assert study.codebook() == BOOK
    assert study.proposals() == (made,)
    assert study.decisions() == (decided,)
    assert study.codings() == (coded,)
    assert study.answered("run") == {made.segment_id}
    assert study.runs()[0].finished_at is not None
    assert study.sources()[0].characters == len(DOC.text)


def test_a_sound_ledger_verifies_and_its_chain_has_no_gaps(study: SqlLedger):
    propose(study)
    result = study.verify()
    assert result.flaws == ()
    assert [event.seq for event in study.events()] == list(range(1, result.events + 1))


@pytest.mark.parametrize(
    ("damage", "where"),
    [
        (
            "UPDATE events SET payload = replace(payload, 'because', 'because not') WHERE kind = 'segment.proposed'",
            "event",
        ),
        ("DELETE FROM proposals", "proposals"),
        ("UPDATE proposals SET code = 'A.2'", "proposals"),
        ("DELETE FROM answers; DELETE FROM proposals; DELETE FROM events WHERE seq = 7", "head"),
        ("UPDATE contents SET body = replace(body, '平台', '企业')", "content"),
        ("UPDATE sources SET characters = 3", "sources"),
        ("UPDATE head SET seq = 99", "head"),
        ("UPDATE events SET actor = 'somebody' WHERE seq = 2", "event 2"),
    ],
)
def test_any_damage_is_found(study: SqlLedger, damage: str, where: str):
    propose(study)
    with study._engine.begin() as connection:
        for statement in damage.split("; "):
            connection.execute(text(statement))
    flaws = study.verify().flaws
    assert any(flaw.where.startswith(where) for flaw in flaws), flaws


def test_an_act_that_fails_leaves_nothing_of_its_batch(study: SqlLedger):
    before = study.verify()
    good = CodingAdded(coding=nouns.coding(DOC, BOOK, Span(0, 3)))
    bad = CodingRemoved(coding_id="no such coding", reason="")
    with pytest.raises(LedgerError, match="not in force"):
        study.append([good, bad], actor=nouns.LEAD)
    assert study.codings() == ()
    assert study.verify() == before


def test_a_coding_beyond_the_end_of_the_text_is_refused(study: SqlLedger):
    beyond = nouns.coding(DOC, BOOK, Span(0, 3))
    object.__setattr__(beyond, "span", Span(0, len(DOC.text) + 1))
    with pytest.raises(LedgerError, match="code points"):
        study.append([CodingAdded(coding=beyond)], actor=nouns.LEAD)


def test_the_same_segment_is_answered_once_per_run(study: SqlLedger):
    propose(study)
    with pytest.raises(LedgerError, match="repeats"):
        propose(study, name="another")
    assert len(study.proposals()) == 1


def test_a_removed_coding_is_gone_from_the_tables_and_stays_in_the_events(study: SqlLedger):
    coded = nouns.coding(DOC, BOOK, Span(0, 3))
    study.append([CodingAdded(coding=coded)], actor=nouns.LEAD)
    study.append([CodingRemoved(coding_id=coded.id, reason="mistaken")], actor=nouns.LEAD)
    assert study.codings() == ()
    assert [event.kind for event in study.events()][-2:] == ["coding.added", "coding.removed"]
    assert study.verify().flaws == ()


def test_selections_restrict(study: SqlLedger):
    propose(study)
    assert study.proposals(Selection(runs=frozenset({"other"}))) == ()
    assert len(study.proposals(Selection(documents=frozenset({DOC.id})))) == 1
    assert study.codings(Selection(coders=frozenset({"nobody"}))) == ()


def test_two_openers_writing_at_once_lose_nothing(ledger_url: str, study: SqlLedger):
    def write(name: str) -> None:
        mine = open_ledger(ledger_url, ticking_stamp())
        for number in range(20):
            coded = nouns.coding(DOC, BOOK, Span(number % 5, 6), name=f"{name}{number}")
            mine.append([CodingAdded(coding=coded)], actor=nouns.LEAD)
        mine.close()

    writers = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(study.codings()) == 60
    assert study.verify().flaws == ()


def test_the_migrations_make_the_tables_the_program_knows(ledger: SqlLedger):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from assistant.ledger.tables import metadata

    with ledger._engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    assert differences == []


def test_a_ledger_of_a_newer_version_is_refused(ledger_url: str, ledger: SqlLedger):
    with ledger._engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(LedgerError, match="newer"):
        open_ledger(ledger_url, ticking_stamp())


def test_a_file_that_is_no_database_is_refused_with_a_sentence(tmp_path):
    path = tmp_path / "ledger.db"
    path.write_bytes(b"this is no database, it is a letter" * 100)
    with pytest.raises(LedgerError, match="backup"):
        open_ledger(f"sqlite:///{path}", ticking_stamp())


@pytest.mark.parametrize(
    "damage", ["UPDATE events SET payload = '{bad' WHERE seq = 7", "UPDATE contents SET body = '[1]'"]
)
def test_damage_that_is_not_even_json_is_a_flaw_and_no_crash(study: SqlLedger, damage: str):
    propose(study)
    with study._engine.begin() as connection:
        connection.execute(text(damage))
    assert study.verify().flaws


def test_a_ledger_without_events_is_no_proof(ledger: SqlLedger):
    assert [flaw.where for flaw in ledger.verify().flaws] == ["ledger"]
