"""Memos, locks, what was shown, and how far somebody is: what a coder does beside coding."""

from __future__ import annotations

import pytest

from assistant.domain.coding import CodingMode
from assistant.domain.fieldwork import MemoTarget, Showing
from assistant.domain.span import Span
from assistant.errors import StudyError
from assistant.workflows import following, locking, marking, memos, showing
from assistant.workflows.memos import MemoDraft
from assistant.workflows.surveying import survey_sources
from assistant.workflows.terms import tasks_in
from tests.workflows.coding_study import ANNA, DOC, LEAD, UNITS, accept, assign, propose, study, words


@pytest.fixture
def bench(tmp_path):
    made = study(tmp_path)
    yield made
    made.close()


def note(bench, coder=ANNA, **draft):
    return memos.write_memo(bench, MemoDraft(**{"text": "想法", "target": MemoTarget.PROJECT, **draft}), coder=coder)


def test_a_memo_can_be_about_words_a_coding_a_source_a_code_or_the_study(bench):
    coding = marking.code_words(bench, words("打通"), "B.1", coder=ANNA)
    about = [
        note(bench, target=MemoTarget.SPAN, document_id=DOC.id, words=words("成本下降")),
        note(bench, target=MemoTarget.CODING, document_id=DOC.id, coding_id=coding.id),
        note(bench, target=MemoTarget.SOURCE, document_id=DOC.id),
        note(bench, target=MemoTarget.CODE, code="B.1"),
        note(bench),
    ]
    assert about[0].span == Span(DOC.text.index("成本下降"), DOC.text.index("成本下降") + 4)
    assert set(memos.memos_beside(bench, DOC.id, coder=LEAD)) == set(about)
    assert [each.target for each in memos.memos_beside(bench, "another", coder=LEAD)] == ["code", "project"]
    assert bench.ledger.verify().flaws == ()


def test_a_private_memo_is_read_by_its_writer_alone(bench):
    hidden = note(bench, private=True)
    assert memos.memos_beside(bench, DOC.id, coder=ANNA) == (hidden,)
    assert memos.memos_beside(bench, DOC.id, coder=LEAD) == ()


def test_memos_are_listed_with_the_words_they_are_about_and_without_what_is_private_to_others(bench):
    note(bench, target=MemoTarget.SPAN, document_id=DOC.id, words=words("成本下降"), text="一")
    note(bench, private=True, text="二")
    lines = {line.memo.text: line for line in memos.list_memos(bench, coder=ANNA)}
    assert (lines["一"].quotation, lines["一"].file_name) == ("成本下降", DOC.provenance.file_name)
    assert lines["二"].file_name == ""
    assert [line.memo.text for line in memos.list_memos(bench, coder=LEAD)] == ["一"]


def test_a_memo_is_written_again_and_removed_by_its_writer_alone(bench):
    first = note(bench, text="one")
    again = note(bench, text=" two ", memo_id=first.id)
    assert (again.id, again.text) == (first.id, "two")
    for attempt in (
        lambda: note(bench, LEAD, text="three", memo_id=first.id),
        lambda: memos.remove_memo(bench, first.id, coder=LEAD),
    ):
        with pytest.raises(StudyError, match="no memo"):
            attempt()
    memos.remove_memo(bench, first.id, coder=ANNA)
    assert bench.ledger.memos() == ()


@pytest.mark.parametrize(
    ("draft", "told"),
    [
        ({"text": "  "}, "empty"),
        ({"text": "字" * 20_001}, "split it"),
        ({"target": MemoTarget.CODE}, "which code"),
        ({"target": MemoTarget.CODE, "code": "Q"}, "no code"),
        ({"target": MemoTarget.SOURCE}, "which source"),
        ({"target": MemoTarget.SOURCE, "document_id": "lost"}, "no source"),
        ({"target": MemoTarget.SPAN, "document_id": DOC.id}, "mark the words"),
        ({"target": MemoTarget.SPAN, "document_id": DOC.id, "words": words("打通", start=0)}, "mark them again"),
        ({"target": MemoTarget.CODING, "document_id": DOC.id, "coding_id": "lost"}, "no coding"),
    ],
)
def test_a_memo_about_nothing_is_refused_in_words(bench, draft, told):
    with pytest.raises(Exception, match=told):
        note(bench, **draft)
    assert bench.ledger.memos() == ()


def test_units_are_locked_once_and_opened_again(bench):
    assert locking.lock_units(bench, DOC.id, {UNITS[0]: 1200, UNITS[2]: 0}, coder=ANNA) == 2
    assert locking.lock_units(bench, DOC.id, dict.fromkeys(UNITS, 5), coder=ANNA) == 1
    dwell = {lock.segment_id: lock.dwell_ms for lock in bench.ledger.locks()}
    assert dwell == {UNITS[0]: 1200, UNITS[1]: 5, UNITS[2]: 0}
    assert locking.locked_units(bench, DOC.id, ANNA) == set(UNITS)
    assert locking.locked_units(bench, DOC.id, LEAD) == frozenset()
    assert locking.reopen_units(bench, DOC.id, UNITS, reason="a slip", coder=ANNA) == 3
    assert locking.reopen_units(bench, DOC.id, UNITS, reason="again", coder=ANNA) == 0


def test_what_is_no_unit_of_the_source_is_not_locked(bench):
    with pytest.raises(StudyError, match="no unit"):
        locking.lock_units(bench, DOC.id, {"another": 0}, coder=ANNA)


def test_a_lock_knows_the_assignment_it_belongs_to(bench):
    assign(bench, CodingMode.BLIND, units=UNITS[:2])
    locking.lock_units(bench, DOC.id, dict.fromkeys(UNITS, 0), coder=ANNA)
    of = {lock.segment_id: lock.assignment_id for lock in bench.ledger.locks()}
    assert of == {UNITS[0]: "anna-blind", UNITS[1]: "anna-blind", UNITS[2]: None}


def test_what_was_locked_in_one_round_is_open_in_the_next(bench):
    assign(bench, CodingMode.BLIND, units=UNITS[:2])
    locking.lock_units(bench, DOC.id, {UNITS[0]: 0}, coder=ANNA)
    assign(bench, CodingMode.ASSISTED, units=UNITS[:1])
    assert locking.locked_units(bench, DOC.id, ANNA) == frozenset()
    assert marking.code_words(bench, words("打通"), "B.1", coder=ANNA).mode is CodingMode.ASSISTED
    assert locking.lock_units(bench, DOC.id, {UNITS[0]: 0}, coder=ANNA) == 1
    assert locking.locked_units(bench, DOC.id, ANNA) == {UNITS[0]}
    tasks = [(task.segment_id, task.mode, task.round) for task in tasks_in(bench, DOC.id, ANNA)]
    assert tasks == [(UNITS[0], CodingMode.ASSISTED, "第一轮"), (UNITS[1], CodingMode.BLIND, "第一轮")]
    assert tasks_in(bench, DOC.id, LEAD) == ()


def test_what_was_shown_is_recorded_and_what_is_not_there_cannot_have_been(bench):
    propose(bench)
    showing.note_shown(bench, [Showing(proposal_id="proposal", order=0, dwell_ms=900)], place="page", coder=ANNA)
    (seen,) = bench.ledger.seen()
    assert (seen.coder_id, seen.proposal_id, seen.dwell_ms) == (ANNA, "proposal", 900)
    with pytest.raises(StudyError, match="no proposal"):
        showing.note_shown(bench, [Showing(proposal_id="lost")], place="page", coder=ANNA)


def test_progress_counts_units_once_and_only_ones_own(bench):
    propose(bench)
    for code in ("B.1", "B.2"):
        marking.code_words(bench, words("成本"), code, coder=ANNA)
    locking.lock_units(bench, DOC.id, dict.fromkeys(UNITS[1:], 0), coder=ANNA)
    mine = survey_sources(bench, ANNA)[DOC.id]
    assert (mine.coded, mine.uncoded, mine.locked, mine.undecided) == (1, 2, 2, 1)
    accept(bench, "proposal", LEAD)
    theirs = survey_sources(bench, LEAD)[DOC.id]
    assert (theirs.coded, theirs.locked, theirs.undecided) == (1, 0, 0)


def heard(bench, after, coder=ANNA):
    return following.changes(bench, DOC.id, after=after, coder=coder)


def test_a_page_hears_nothing_where_nothing_happened(bench):
    head = bench.ledger.head()
    assert heard(bench, head) == following.Changes(seq=head)


def test_a_page_hears_what_others_coded_and_what_is_no_longer_there(bench):
    head = bench.ledger.head()
    made = marking.code_words(bench, words("打通"), "B.1", coder=LEAD)
    first = heard(bench, head)
    assert (first.codings, first.others) == ((made,), None)
    marking.remove_coding(bench, made.id, reason="x", coder=LEAD)
    second = heard(bench, first.seq)
    assert (second.codings, second.gone, second.others) == ((), frozenset(), frozenset())


def test_a_page_hears_of_ones_own_decisions_locks_and_memos_made_elsewhere(bench):
    propose(bench)
    head = bench.ledger.head()
    decision = accept(bench, "proposal")
    locking.lock_units(bench, DOC.id, {UNITS[1]: 0}, coder=ANNA)
    memo = note(bench, LEAD)
    found = heard(bench, head)
    assert found.decisions == (("proposal", decision),)
    assert found.codings == (decision.coding,)
    assert found.locks == (((UNITS[1],), True),)
    assert found.memos == (memo,)
    assert heard(bench, head, LEAD).decisions == (), "nobody hears what somebody else decided"


def test_a_page_reads_again_where_what_it_may_see_has_changed(bench):
    head = bench.ledger.head()
    propose(bench)
    assert heard(bench, head).again
    assign(bench, CodingMode.DECIDE_FIRST)
    head = bench.ledger.head()
    locking.lock_units(bench, DOC.id, {UNITS[0]: 0}, coder=ANNA)
    assert heard(bench, head).again
    assert not heard(bench, head, LEAD).again
