"""One's own acts read back whole, of others' only the kinds; acts that keep what they changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.domain import acts
from assistant.domain.fieldwork import Memo, MemoTarget
from assistant.domain.span import Span
from assistant.errors import LedgerError
from assistant.ledger import SqlLedger
from assistant.ledger.keeping import Kept
from assistant.ports import Selection
from tests import nouns

DOC = nouns.document("平台为供应商打通了全产业链。😀", "成本下降 7.3%，𠮷田经理说。")
BOOK = nouns.codebook("A.1", "A.2")
CODING = nouns.coding(DOC, BOOK, Span(0, 5))


@pytest.fixture
def study(ledger: SqlLedger) -> SqlLedger:
    ledger.append(nouns.opening_acts(DOC, BOOK), actor=nouns.LEAD)
    ledger.append([acts.CoderRegistered(coder=nouns.person("anna"))], actor="anna")
    return ledger


def proposed(study: SqlLedger) -> object:
    made = nouns.proposal(DOC, BOOK, Span(0, 5))
    act = acts.SegmentProposed(run_id="run", document_id=DOC.id, segment_id=made.segment_id, proposals=(made,))
    study.append([act], actor=nouns.LEAD)
    return made


def test_a_revised_coding_stands_in_place_of_what_it_was(study: SqlLedger):
    revised = replace(CODING, span=Span(16, 20), code="A.2", attributes=(("polarity", "negative"),))
    study.append([acts.CodingAdded(coding=CODING)], actor=nouns.LEAD)
    before = study.head()
    study.append([acts.CodingRevised(coding=revised, before=CODING)], actor=nouns.LEAD)
    assert study.codings() == (revised,)
    assert study.codings(Selection(after=before)) == (revised,)
    assert study.verify().flaws == ()


def test_only_a_coding_in_force_is_revised_and_only_by_its_coder(study: SqlLedger):
    with pytest.raises(LedgerError, match="not in force"):
        study.append([acts.CodingRevised(coding=CODING, before=CODING)], actor=nouns.LEAD)
    study.append([acts.CodingAdded(coding=CODING)], actor=nouns.LEAD)
    with pytest.raises(LedgerError, match="not of 'anna'"):
        study.append([acts.CodingRevised(coding=replace(CODING, coder_id="anna"), before=CODING)], actor="anna")


def test_the_acts_of_one_person_come_back_oldest_first_and_no_others(study: SqlLedger):
    memo = Memo(id="memo", coder_id="anna", target=MemoTarget.PROJECT, text="想法")
    study.append([acts.CodingAdded(coding=CODING)], actor=nouns.LEAD)
    study.append([acts.MemoWritten(memo=memo)], actor="anna")
    study.append([acts.CodingRemoved(coding_id=CODING.id, reason="slip", coding=CODING)], actor=nouns.LEAD)
    mine = study.acts_of(nouns.LEAD, last=10)
    assert [type(each.act) for each in mine] == [acts.CodingAdded, acts.CodingRemoved]
    assert mine[1].act.coding == CODING
    assert [each.act for each in study.acts_of("anna", last=1)] == [acts.MemoWritten(memo=memo)]
    assert study.acts_of(nouns.LEAD, last=1) == mine[1:]


def test_news_tell_of_others_only_what_kind_of_thing_they_did(study: SqlLedger):
    start = study.head()
    assert study.news("anna", after=start) == acts.News(seq=start)
    study.append([acts.CodingAdded(coding=CODING)], actor=nouns.LEAD)
    proposed(study)
    memo = acts.MemoWritten(memo=Memo(id="memo", coder_id="anna", target=MemoTarget.PROJECT, text="想法"))
    study.append([memo], actor="anna")
    news = study.news("anna", after=start)
    assert (news.seq, news.own, news.proposed) == (study.head(), (memo,), {DOC.id})
    assert news.others == {acts.CodingAdded, acts.SegmentProposed}
    assert study.news("anna", after=news.seq).own == ()


def test_nobody_undoes_an_act_of_somebody_else(study: SqlLedger):
    (event,) = study.append([acts.CodingAdded(coding=CODING)], actor=nouns.LEAD)
    with pytest.raises(LedgerError, match="only their own"):
        study.append([acts.ActUndone(event_id=event.id)], actor="anna")
    study.append([acts.ActUndone(event_id=event.id)], actor=nouns.LEAD)
    assert study.verify().flaws == ()


def test_what_a_run_has_answered_can_be_asked_of_one_source(study: SqlLedger):
    made = proposed(study)
    assert study.answered("run") == {made.segment_id}
    assert study.answered("run", frozenset({DOC.id})) == {made.segment_id}
    assert study.answered("run", frozenset({"another"})) == frozenset()


def test_what_never_changes_is_read_once_and_the_least_used_goes_first():
    read: list[str] = []
    kept: Kept[str, str] = Kept(2)

    def reading(key: str) -> str:
        read.append(key)
        return key * 2

    for key in ("a", "b", "a", "c", "b"):
        assert kept.get(key, reading) == key * 2
    assert read == ["a", "b", "c", "b"]
    assert kept.get("", reading) == ""
    assert kept.get("", reading) == ""
    assert read[4:] == ["", ""], "what is empty may be there the next time"
