"""Words given a code by hand: the place is proved, what may not be touched is refused, nothing is doubled."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from assistant.domain.coding import CodingMode
from assistant.domain.proposal import Rank
from assistant.domain.span import Span
from assistant.errors import StudyError
from assistant.ports import Selection
from assistant.workflows import locking, marking
from assistant.workflows.marking import Change, Words
from tests.workflows.coding_study import ANNA, DOC, LEAD, UNITS, accept, assign, propose, study, words


@pytest.fixture
def bench(tmp_path):
    made = study(tmp_path)
    yield made
    made.close()


def test_words_that_stand_there_become_a_coding_on_exactly_these_code_points(bench):
    for quote in ("打通了全产业链😀", "𠮷田经理说👨‍👩‍👧", "建议q\u0303"):
        made = marking.code_words(bench, words(quote), "B.1", coder=ANNA)
        assert DOC.text[made.span.start : made.span.end] == quote
    assert len(bench.ledger.codings()) == 3
    assert bench.ledger.verify().flaws == ()


@pytest.mark.parametrize(
    "forged",
    [
        words("打通", start=0),
        Words(document_id=DOC.id, start=3, end=3, quote=""),
        Words(document_id=DOC.id, start=-1, end=2, quote=DOC.text[-1:2]),
        Words(document_id=DOC.id, start=0, end=10_000, quote=DOC.text),
        Words(document_id=DOC.id, start=5, end=2, quote=""),
    ],
)
def test_forged_places_are_refused_and_nothing_is_recorded(bench, forged):
    with pytest.raises(StudyError, match="mark them again"):
        marking.code_words(bench, forged, "B.1", coder=ANNA)
    assert bench.ledger.codings() == ()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(-3, len(DOC.text) + 3), st.integers(-3, len(DOC.text) + 3), st.text(max_size=3))
def test_only_the_words_that_stand_at_a_place_are_taken_for_it(bench, start, end, other):
    there = 0 <= start < end <= len(DOC.text)
    quote = DOC.text[start:end] if there else other
    asked = Words(document_id=DOC.id, start=start, end=end, quote=quote + other)
    try:
        span = marking.proven_span(bench, asked)
    except StudyError:
        return
    assert (span, other) == (Span(start, end), "")


@pytest.mark.parametrize(("first", "last"), [("👨", "👨"), ("\u200d👩", "👧"), ("\u0303", "。")])
def test_a_border_inside_a_character_is_refused(bench, first, last):
    start = DOC.text.index(first)
    end = DOC.text.index(last, start) + len(last)
    with pytest.raises(StudyError, match="whole characters"):
        marking.proven_span(bench, Words(document_id=DOC.id, start=start, end=end, quote=DOC.text[start:end]))


def test_the_same_words_with_the_same_code_are_one_coding_however_often_they_are_sent(bench):
    made = [marking.code_words(bench, words("打通"), "B.1", coder=ANNA).id for _ in range(3)]
    assert len(set(made)) == len(bench.ledger.codings()) == 1
    marking.code_words(bench, words("打通"), "B.1", coder=LEAD)
    assert len(bench.ledger.codings()) == 2


def test_a_second_code_of_a_family_that_takes_one_is_secondary(bench):
    ranks = [marking.code_words(bench, words("打通"), code, coder=ANNA).rank for code in ("A.1", "A.2", "B.1", "B.2")]
    assert ranks == [Rank.PRIMARY, Rank.SECONDARY, Rank.PRIMARY, Rank.PRIMARY]
    changed = marking.revise_coding(bench, bench.ledger.codings()[1].id, Change(rank=Rank.PRIMARY), coder=ANNA)
    assert changed.rank is Rank.PRIMARY


def test_a_coding_is_blind_where_nothing_is_suggested_and_assisted_where_something_is(bench):
    propose(bench)
    assert marking.code_words(bench, words("打通"), "B.1", coder=ANNA).mode is CodingMode.ASSISTED
    assert marking.code_words(bench, words("成本"), "B.1", coder=ANNA).mode is CodingMode.BLIND


def test_an_assignment_says_what_its_codings_count_as(bench):
    propose(bench)
    assign(bench, CodingMode.DECIDE_FIRST, units=UNITS[:1])
    made = marking.code_words(bench, words("打通"), "B.1", coder=ANNA)
    assert (made.mode, made.round) == (CodingMode.DECIDE_FIRST, "第一轮")
    assert marking.code_words(bench, words("打通"), "B.1", coder=LEAD).round == ""


def test_code_words_and_status_of_a_coding_are_changed_in_place(bench):
    made = marking.code_words(bench, words("打通"), "B.1", coder=ANNA)
    change = Change(code="B.2", words=words("成本下降"), attributes={"quantified": "yes", "other": ""})
    after = marking.revise_coding(bench, made.id, change, coder=ANNA)
    assert (after.id, after.code, after.span.read(DOC.text)) == (made.id, "B.2", "成本下降")
    assert (after.segment_id, after.attributes) == (UNITS[1], (("quantified", "yes"),))
    assert bench.ledger.codings() == (after,)
    head = bench.ledger.head()
    marking.revise_coding(bench, made.id, Change(code="B.2"), coder=ANNA)
    assert bench.ledger.head() == head, "what changes nothing is not recorded"


@pytest.mark.parametrize(
    "change",
    [Change(code="Q"), Change(attributes={"quantified": "perhaps"}), Change(words=words("打通", start=0))],
)
def test_a_change_that_does_not_fit_is_refused(bench, change):
    made = marking.code_words(bench, words("打通"), "B.1", coder=ANNA)
    with pytest.raises(StudyError):
        marking.revise_coding(bench, made.id, change, coder=ANNA)
    assert bench.ledger.codings() == (made,)


def test_nobody_changes_or_removes_a_coding_of_somebody_else(bench):
    made = marking.code_words(bench, words("打通"), "B.1", coder=ANNA)
    with pytest.raises(StudyError, match="no coding"):
        marking.revise_coding(bench, made.id, Change(code="B.2"), coder=LEAD)
    with pytest.raises(StudyError, match="no coding"):
        marking.remove_coding(bench, made.id, reason="mine", coder=LEAD)


def test_removing_what_a_proposal_became_opens_the_proposal_again(bench):
    accept(bench, propose(bench))
    (made,) = bench.ledger.codings()
    marking.remove_coding(bench, made.id, reason="a slip", coder=ANNA)
    assert bench.ledger.codings() == ()
    assert bench.ledger.decisions() == ()
    assert bench.ledger.verify().flaws == ()


def test_what_is_locked_is_not_changed(bench):
    made = marking.code_words(bench, words("打通"), "B.1", coder=ANNA)
    locking.lock_units(bench, DOC.id, {UNITS[0]: 100}, coder=ANNA)
    for attempt in (
        lambda: marking.code_words(bench, words("供应商"), "B.2", coder=ANNA),
        lambda: marking.revise_coding(bench, made.id, Change(code="B.2"), coder=ANNA),
        lambda: marking.remove_coding(bench, made.id, reason="?", coder=ANNA),
        lambda: accept(bench, propose(bench)),
    ):
        with pytest.raises(StudyError, match="locked"):
            attempt()
    other = marking.code_words(bench, words("成本"), "B.1", coder=ANNA)
    with pytest.raises(StudyError, match="locked"):
        marking.revise_coding(bench, other.id, Change(words=words("供应商")), coder=ANNA)
    assert bench.ledger.codings(Selection(coders=frozenset({ANNA}))) == (made, other)
    marking.code_words(bench, words("供应商"), "B.2", coder=LEAD)


def test_in_a_blind_round_suggestions_are_answered_after_locking_and_do_not_count_as_blind(bench):
    assign(bench, CodingMode.BLIND)
    locking.lock_units(bench, DOC.id, {UNITS[0]: 0}, coder=ANNA)
    made = accept(bench, propose(bench))
    assert (made.coding.mode, made.coding.round) == (CodingMode.ASSISTED, "第一轮")
