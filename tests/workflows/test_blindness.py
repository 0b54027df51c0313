"""What a coder can read of the ledger. The list of ways to read is that of the port, so none can be forgotten."""

from __future__ import annotations

import inspect
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.domain import acts
from assistant.domain.coder import Coder, Role
from assistant.domain.coding import CodingMode
from assistant.domain.fieldwork import JudgementKind, Memo, MemoTarget
from assistant.errors import AccessError, AssistantError
from assistant.ledger.codec import KINDS
from assistant.ports import Ledger, Selection
from assistant.workflows import listing, visibility
from assistant.workflows.sight import sight_of
from assistant.workflows.veil import OPEN_KINDS
from assistant.workflows.workbench import Workbench
from tests import nouns
from tests.workflows.team_study import (
    ANNA,
    BO,
    BOOK,
    CANARY,
    LEAD,
    TEXT,
    UNITS,
    WATCHER,
    assign,
    assignment,
    coding,
    let_anna_work,
    lock,
    make_study,
    unit,
)

READING = {
    "acts_of": lambda ledger: [ledger.acts_of(who.id, last=100) for who in (ANNA, LEAD)],
    "answered": lambda ledger: ledger.answered("run"),
    "answered_units": lambda ledger: ledger.answered_units(frozenset({"run"})),
    "codebook": lambda ledger: ledger.codebook("no such version"),
    "document": lambda ledger: ledger.document(TEXT.id),
    "events": lambda ledger: list(ledger.events()),
    "judgements": lambda ledger: [ledger.judgements(kind) for kind in JudgementKind],
    "news": lambda ledger: [ledger.news(who.id, after=0) for who in (ANNA, BO)],
    "segments": lambda ledger: ledger.segments(TEXT.id),
}
"""How methods are called that want more than a selection; every other way to read is called with and without one."""
WRITING = {"append"}
METHODS = sorted(name for name, _ in inspect.getmembers(Ledger, inspect.isfunction) if not name.startswith("_"))
SELECTIONS = (
    Selection(),
    Selection(coders=frozenset({ANNA.id})),
    Selection(documents=frozenset({TEXT.id})),
    Selection(proposals=frozenset({"p0", "p1"})),
    Selection(codings=frozenset({"anna-1", "anna-2", "settled"})),
    Selection(segments=frozenset({unit(0)})),
    Selection(runs=frozenset({"run"})),
)


def read(bench: Workbench, name: str) -> str:
    """Everything that one way of reading gives, as text."""
    if name in READING:
        return repr(READING[name](bench.ledger))
    method = getattr(bench.ledger, name)
    if "selection" in inspect.signature(method).parameters:
        return repr([method(), *(method(each) for each in SELECTIONS)])
    return repr(method())


@pytest.fixture
def study(tmp_path) -> Workbench:
    return make_study(tmp_path)


@pytest.mark.parametrize("name", [name for name in METHODS if name not in WRITING])
def test_a_blind_coder_reads_nothing_of_what_others_did_or_an_instrument_proposed(study, name):
    assign(study, assignment(ANNA, 0, 1), assignment(BO, 0, 1))
    let_anna_work(study)
    bo = visibility.seen_by(study, BO)
    assert CANARY not in read(bo, name).replace(SECRET_IN_BOOK, "")


SECRET_IN_BOOK = repr(BOOK)
"""The codebook itself is open to everybody, and one of its codes bears the word."""


def test_the_word_is_there_to_be_found(study):
    assign(study, assignment(ANNA, 0, 1), assignment(BO, 0, 1))
    let_anna_work(study)
    hidden = {"acts_of", "adjudications", "codings", "decisions", "events", "judgements", "memos", "proposals",
              "refusals", "seen", "stability"}  # fmt: skip
    whole = visibility.seen_by(study, WATCHER)
    assert {name for name in METHODS if name not in WRITING and CANARY in read(whole, name)} >= hidden


def test_a_lead_who_codes_blind_is_blind_and_one_who_does_not_sees_everything(study):
    assign(study, assignment(ANNA, 0))
    let_anna_work(study)
    assert visibility.seen_by(study, LEAD).ledger.codings() == study.ledger.codings()
    assign(study, assignment(LEAD, 0))
    blind = visibility.seen_by(study, LEAD).ledger
    assert {each.coder_id for each in blind.codings()} == {LEAD.id}
    assert [each.segment_id for each in blind.proposals()] == [unit(1), unit(2)]


def test_locking_a_unit_opens_it_and_no_other(study):
    mine = assignment(BO, 0, 1)
    assign(study, assignment(ANNA, 0, 1), mine)
    let_anna_work(study)
    lock(study, mine, 0)
    bo = visibility.seen_by(study, BO).ledger
    assert {each.coder_id for each in bo.codings()} == {ANNA.id, LEAD.id}
    assert [each.id for each in bo.proposals()] == ["p0"]


def test_a_lock_of_another_assignment_opens_nothing(study):
    first = assignment(BO, 0)
    assign(study, first, assignment(BO, 0, round="r2"))
    lock(study, first, 0)
    assert visibility.seen_by(study, BO).ledger.proposals() == ()


@pytest.mark.parametrize(
    ("mode", "before"),
    [
        (CodingMode.BLIND, []),
        (CodingMode.DECIDE_FIRST, []),
        (CodingMode.ON_DEMAND, []),
        (CodingMode.ASSISTED, ["p0"]),
    ],
)
def test_each_mode_shows_proposals_when_it_should(study, mode, before):
    mine = assignment(BO, 0, mode=mode)
    assign(study, mine)
    assert [each.id for each in visibility.seen_by(study, BO).ledger.proposals()] == before
    lock(study, mine, 0)
    assert [each.id for each in visibility.seen_by(study, BO).ledger.proposals()] == ["p0"]


def test_on_demand_a_proposal_shows_once_it_was_asked_for_and_that_is_recorded(study):
    assign(study, assignment(BO, 0, 1, mode=CodingMode.ON_DEMAND), assignment(ANNA, 0))
    bo = visibility.seen_by(study, BO).ledger
    assert [each.id for each in bo.ask_for(unit(0), "page")] == ["p0"]
    again = visibility.seen_by(study, BO).ledger
    assert [each.id for each in again.proposals()] == ["p0"]
    assert [(each.coder_id, each.proposal_id) for each in study.ledger.seen()] == [(BO.id, "p0")]
    with pytest.raises(AccessError):
        visibility.seen_by(study, ANNA).ledger.ask_for(unit(0), "page")


def test_units_drawn_to_be_shown_show_proposals_but_not_what_others_coded(study):
    assign(study, assignment(ANNA, 0, 1), assignment(BO, 0, 1, shown=(unit(0),)))
    let_anna_work(study)
    bo = visibility.seen_by(study, BO).ledger
    assert [each.id for each in bo.proposals()] == ["p0"]
    assert bo.codings() == ()


def test_a_coder_without_an_assignment_sees_nothing_of_others_once_there_are_assignments(study):
    assert len(visibility.seen_by(study, BO).ledger.proposals()) == 3
    assign(study, assignment(ANNA, 0))
    assert visibility.seen_by(study, BO).ledger.proposals() == ()


def test_a_coding_that_reaches_into_a_closed_unit_is_hidden(study):
    assign(study, assignment(ANNA, 0, 1), assignment(BO, 0, mode=CodingMode.ASSISTED), assignment(BO, 1))
    across = replace(coding(0, ANNA, name="across"), span=UNITS[0].span.__class__(0, UNITS[1].span.start + 2))
    study.ledger.append([acts.CodingAdded(coding=across)], actor=ANNA.id)
    study.ledger.append([acts.CodingAdded(coding=coding(0, ANNA, name="inside"))], actor=ANNA.id)
    assert [each.id for each in visibility.seen_by(study, BO).ledger.codings()] == ["inside"]


def test_a_leads_memo_reaches_blind_coders_and_a_private_one_nobody(study):
    assign(study, assignment(ANNA, 0), assignment(BO, 0))
    memos = [
        Memo(id="open", coder_id=LEAD.id, target=MemoTarget.PROJECT, text="read the questions first"),
        Memo(id="private", coder_id=LEAD.id, target=MemoTarget.PROJECT, text="x", private=True),
    ]
    study.ledger.append([acts.MemoWritten(memo=memo) for memo in memos], actor=LEAD.id)
    for who in (BO, WATCHER):
        assert [each.id for each in visibility.seen_by(study, who).ledger.memos()] == ["open"]


def test_exports_and_lists_are_as_blind_as_the_coder(study):
    assign(study, assignment(ANNA, 0), assignment(BO, 0))
    let_anna_work(study)
    bo = visibility.seen_by(study, BO)
    for what in ("codings", "proposals"):
        assert listing.table_of(bo, what).rows == ()
        assert listing.table_of(study, what).rows != ()


def test_figures_over_everybody_wait_until_nothing_is_hidden(study):
    visibility.require_whole(visibility.seen_by(study, BO))
    assign(study, assignment(ANNA, 0), assignment(LEAD, 0))
    with pytest.raises(AccessError):
        visibility.require_whole(visibility.seen_by(study, LEAD))
    visibility.require_whole(visibility.seen_by(study, WATCHER))
    lock(study, assignment(LEAD, 0), 0)
    visibility.require_whole(visibility.seen_by(study, LEAD))


# ---- what may be done ----------------------------------------------------------------------------------------


def refused(bench: Workbench, coder: Coder, *wanted: object, actor: str = "") -> bool:
    try:
        visibility.seen_by(bench, coder).ledger.append(list(wanted), actor=actor or coder.id)
    except AccessError:
        return True
    return False


def test_nobody_acts_under_another_name(study):
    mine = acts.CodingAdded(coding=coding(0, BO, name="mine"))
    theirs = acts.CodingAdded(coding=coding(0, ANNA, name="theirs"))
    assert refused(study, BO, mine, actor=ANNA.id)
    assert refused(study, BO, theirs)
    assert refused(study, BO, acts.UnitsLocked(coder_id=ANNA.id, document_id=TEXT.id, segments=(unit(0),)))
    assert refused(
        study, BO, acts.MemoWritten(memo=Memo(id="m", coder_id=ANNA.id, target=MemoTarget.PROJECT, text="x"))
    )
    assert not refused(study, BO, mine)


def test_viewers_change_nothing_and_only_leads_assign_and_settle(study):
    assert refused(study, WATCHER, acts.MemoRemoved(memo_id="m"))
    assert refused(study, BO, acts.AssignmentMade(assignment=assignment(BO, 0, mode=CodingMode.ASSISTED)))
    assert refused(study, BO, acts.CoderRegistered(coder=replace(BO, role=Role.LEAD)))
    assert not refused(study, LEAD, acts.AssignmentMade(assignment=assignment(BO, 0)))


def test_what_is_locked_stays_until_a_lead_opens_it(study):
    mine = assignment(BO, 0, 1)
    assign(study, mine)
    first = coding(0, BO, name="first", round="r1")
    assert not refused(study, BO, acts.CodingAdded(coding=first))
    lock(study, mine, 0)
    opening = acts.UnitsReopened(coder_id=BO.id, segments=(unit(0),), reason="x", assignment_id=mine.id)
    assert refused(study, BO, acts.CodingAdded(coding=replace(first, id="second")))
    assert refused(study, BO, acts.CodingRemoved(coding_id="first", reason="x"))
    assert refused(study, BO, acts.CodingRevised(coding=replace(first, code=BOOK.codes[1].id), before=first))
    assert refused(study, BO, opening)
    assert not refused(study, LEAD, opening)
    assert not refused(study, BO, acts.CodingRemoved(coding_id="first", reason="x"))


def test_a_coding_counts_as_what_its_assignment_says(study):
    assign(study, assignment(BO, 0, mode=CodingMode.ASSISTED))
    assert refused(study, BO, acts.CodingAdded(coding=coding(0, BO, name="c", round="r1")))
    assert refused(study, BO, acts.CodingAdded(coding=coding(0, BO, name="c", mode=CodingMode.ASSISTED)))
    assert not refused(
        study, BO, acts.CodingAdded(coding=coding(0, BO, name="c", mode=CodingMode.ASSISTED, round="r1"))
    )


def test_kinds_that_are_open_to_the_blind_are_kinds_of_the_ledger():
    assert set(KINDS) >= OPEN_KINDS


# ---- any design at all ---------------------------------------------------------------------------------------

MODES = st.sampled_from([CodingMode.BLIND, CodingMode.DECIDE_FIRST, CodingMode.ON_DEMAND, CodingMode.ASSISTED])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    design=st.lists(st.tuples(MODES, st.sets(st.integers(0, 2), min_size=1), st.sets(st.integers(0, 2))), max_size=3),
    lead=st.booleans(),
)
def test_nothing_shows_in_a_unit_that_any_assignment_keeps_closed(design, lead):
    me = replace(BO, role=Role.LEAD) if lead else BO
    made = [
        (assignment(me, *sorted(units), mode=mode, name=f"a{number}", round=f"r{number}"), locked)
        for number, (mode, units, locked) in enumerate(design)
    ]
    sight = sight_of(FakeFieldwork([each for each, _ in made], made), me)
    for number in range(3):
        mine = [(each, locked) for each, locked in made if unit(number) in each.segments]
        closed = any(number not in locked and each.mode is not CodingMode.ASSISTED for each, locked in mine)
        expected = not closed if mine else (lead or not made)
        assert sight.sees_others(unit(number), "A") is expected
        assert sight.sees_proposal(replace(nouns.proposal(TEXT, BOOK, UNITS[number].span))) is expected
    assert sight.whole is ((lead or not made) and all(sight.sees_others(unit(number), "A") for number in range(3)))


class FakeFieldwork:
    """Assignments and locks without a ledger."""

    def __init__(self, assignments, made) -> None:
        self._assignments = tuple(assignments)
        self._locks = tuple(
            nouns_lock(each, number) for each, locked in made for number in locked if unit(number) in each.segments
        )

    def assignments(self, selection=None):
        return self._assignments

    def locks(self, selection=None):
        return self._locks

    def seen(self, selection=None):
        return ()

    def notes(self, kind=""):
        return ()


def nouns_lock(assigned, number):
    from assistant.domain.fieldwork import Lock

    return Lock(coder_id=BO.id, segment_id=unit(number), document_id=TEXT.id, assignment_id=assigned.id)


def test_errors_of_access_speak_both_languages(study):
    assign(study, assignment(ANNA, 0))
    with pytest.raises(AssistantError) as told:
        visibility.require_whole(visibility.seen_by(study, BO))
    assert told.value.in_language("zh") != told.value.in_language("en")
