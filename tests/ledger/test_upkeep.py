"""A copy of a ledger in one SQLite file, on both databases, and its tables derived anew."""

from __future__ import annotations

from sqlalchemy import text

from assistant.domain import acts
from assistant.domain.span import Span
from assistant.ledger import SqlLedger, open_ledger
from tests import nouns
from tests.conftest import ticking_stamp

DOC = nouns.document("平台为供应商打通了全产业链。😀", "成本下降。")
BOOK = nouns.codebook("A.1", "A.2")


def test_a_copy_is_a_ledger_of_its_own_with_the_same_events_and_tables(ledger: SqlLedger, tmp_path):
    ledger.append(nouns.opening_acts(DOC, BOOK), actor=nouns.LEAD)
    ledger.append([acts.CodingAdded(coding=nouns.coding(DOC, BOOK, Span(0, 2)))], actor=nouns.LEAD)
    head = ledger.upkeep.snapshot(tmp_path / "copy.db")
    ledger.append([acts.StudyNoted(note="later", details=())], actor=nouns.LEAD)
    copy = open_ledger(f"sqlite:///{tmp_path / 'copy.db'}", ticking_stamp())
    events = list(copy.events())
    assert head == (copy.head(), events[-1].hash)
    assert events == list(ledger.events())[:-1]
    assert copy.codings() == ledger.codings()
    assert copy.verify().flaws == ()
    copy.append([acts.StudyNoted(note="it goes on", details=())], actor=nouns.LEAD)
    copy.close()


def test_tables_are_derived_anew_on_either_database(ledger: SqlLedger):
    ledger.append(nouns.opening_acts(DOC, BOOK), actor=nouns.LEAD)
    ledger.append([acts.CodingAdded(coding=nouns.coding(DOC, BOOK, Span(0, 2)))], actor=nouns.LEAD)
    before = ledger.codings()
    with ledger._engine.begin() as connection:
        connection.execute(text("DELETE FROM codings"))
    assert ledger.verify().flaws
    assert ledger.upkeep.rebuild(ledger.events()) == ledger.head()
    assert ledger.codings() == before
    assert ledger.verify().flaws == ()
