"""Drawing units, giving them to coders, taking them back, opening them again; and how far everybody is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.domain import acts
from assistant.domain.coding import CodingMode
from assistant.domain.document import SourceType
from assistant.domain.fieldwork import RoundKind, Showing
from assistant.domain.identifiers import CoderId
from assistant.errors import StudyError
from assistant.workflows import assigning, audit, locking, rounds, visibility
from assistant.workflows.assigning import Lot, Order
from assistant.workflows.sight import sight_of
from assistant.workflows.terms import open_terms
from assistant.workflows.workbench import Workbench
from tests import nouns
from tests.workflows.team_study import ANNA, BO, LEAD, TEXT, UNITS, coding, lock, make_study, unit

MORE = nouns.document(*(f"第{number}段说平台打通了产业链。" for number in range(40)), name="report.txt")


@pytest.fixture
def study(tmp_path) -> Workbench:
    bench = make_study(tmp_path)
    bench.ledger.append([nouns.source_added(MORE, source_type=SourceType.ANNUAL_REPORT)], actor="lead")
    return bench


def order(**fields: object) -> Order:
    return Order(**{"coders": (ANNA.id, BO.id), "round": "第一轮", **fields})


def give(bench: Workbench, **fields: object):
    return assigning.assign(bench, order(**fields), actor=LEAD.id)


def test_all_coders_of_a_round_get_the_same_units_with_known_chances(study):
    anna, bo = give(study, lot=Lot(share=0.25, seed=7))
    assert anna.segments == bo.segments
    assert anna.sample is not None
    assert [(each.name, each.population, each.drawn) for each in anna.sample.strata] == [
        ("annual_report", 40, 10),
        ("news", 3, 2),
    ]
    assert study.ledger.assignments() == (anna, bo)


def test_the_same_seed_draws_the_same_units_and_another_draws_others(study):
    drawn = [assigning.draw_units(study, order(lot=Lot(number=12, seed=seed))) for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1]
    assert drawn[0].segments != drawn[2].segments
    assert len(drawn[0].segments) == 12


def test_whole_sources_are_given_without_a_lot_in_the_order_of_the_text(study):
    (anna,) = give(study, coders=(ANNA.id,), lot=Lot(documents=frozenset({TEXT.id})))
    assert anna.segments == tuple(each.id for each in UNITS)
    assert anna.sample is None


def test_a_training_round_never_shares_units_with_one_that_counts(study):
    (trained, _) = give(study, round="练习", round_kind=RoundKind.TRAINING, lot=Lot(number=10))
    drawn = assigning.draw_units(study, order(lot=Lot()))
    assert not set(trained.segments) & set(drawn.segments)
    assert drawn.left_out == {"training": 10}
    with pytest.raises(StudyError, match="round of training"):
        give(study, round="练习")


def test_units_of_which_a_coder_knows_a_proposal_are_not_drawn_blind_and_are_counted(study):
    study.ledger.append(
        [acts.ProposalsShown(coder_id=BO.id, place="page", showings=(Showing(proposal_id="p0"),))], actor=BO.id
    )
    drawn = assigning.draw_units(study, order(lot=Lot(types=frozenset({SourceType.NEWS}))))
    assert (drawn.segments, drawn.left_out) == ((unit(1), unit(2)), {"seen": 1})
    aided = assigning.draw_units(study, order(mode=CodingMode.ASSISTED, lot=Lot(types=frozenset({SourceType.NEWS}))))
    assert len(aided.segments) == 3


def test_nobody_is_asked_twice_in_a_round_but_others_may_join_it(study):
    give(study, coders=(ANNA.id,), lot=Lot(documents=frozenset({TEXT.id})))
    drawn = assigning.draw_units(study, order(coders=(ANNA.id,), lot=Lot()))
    assert drawn.left_out == {"assigned": 3}
    assert len(assigning.draw_units(study, order(coders=(BO.id,), lot=Lot())).segments) == 43


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"coders": ()}, "at least one coder"),
        ({"coders": (ANNA.id, ANNA.id)}, "nobody twice"),
        ({"coders": (CoderId("watcher"),)}, "viewer"),
        ({"coders": (CoderId("nobody"),)}, "no person"),
        ({"round": " "}, "name"),
        ({"mode": CodingMode.ADJUDICATED}, "adjudicated"),
        ({"shown": 1.0}, "between 0 and 1"),
        ({"shown": 0.5, "mode": CodingMode.ASSISTED}, "blind round"),
        ({"families": ("Z",)}, "no family"),
        ({"lot": Lot(share=0.5, number=3)}, "not both"),
        ({"lot": Lot(types=frozenset({SourceType.BOOK}))}, "no unit is left"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused_in_a_sentence(study, wrong, told):
    with pytest.raises(StudyError, match=told) as refused:
        give(study, **wrong)
    assert refused.value.in_language("zh")
    assert study.ledger.assignments() == ()


def test_each_coder_gets_a_lot_of_shown_units_of_their_own(study):
    anna, bo = give(study, shown=0.5, lot=Lot(share=1.0))
    assert len(anna.shown) == len(bo.shown) == 20 + 2
    assert set(anna.shown) != set(bo.shown)
    assert set(anna.shown) < set(anna.segments)
    arms = rounds.arms_of([len(anna.shown), len(bo.shown)], len(anna.segments))
    assert (arms.shown, arms.blind) == (44, 42)
    assert arms.takes[0][1] < 44 < arms.takes[1][1]


def test_an_assignment_is_withdrawn_with_a_reason_and_what_was_coded_stays(study):
    (anna,) = give(study, coders=(ANNA.id,), lot=Lot(documents=frozenset({TEXT.id})))
    study.ledger.append([acts.CodingAdded(coding=coding(0, ANNA, name="c", round="第一轮"))], actor=ANNA.id)
    lock(study, anna, 0)
    with pytest.raises(StudyError, match="say why"):
        assigning.withdraw(study, anna.id, reason=" ", actor=LEAD.id)
    assigning.withdraw(study, anna.id, reason="ill", actor=LEAD.id)
    assert study.ledger.assignments() == ()
    assert [each.id for each in study.ledger.codings()] == ["c"]
    assert len(study.ledger.locks()) == 1
    with pytest.raises(StudyError, match="no assignment"):
        assigning.withdraw(study, anna.id, reason="again", actor=LEAD.id)


def test_a_unit_that_is_opened_again_is_closed_to_the_eye_and_counts_as_assisted(study):
    (bo,) = give(study, coders=(BO.id,), lot=Lot(documents=frozenset({TEXT.id})))
    lock(study, bo, 0, 1)
    assert assigning.reopen(study, bo.id, [unit(0)], reason="a slip of the hand", actor=LEAD.id) == 1
    sight = sight_of(study.ledger, BO)
    assert not sight.sees_others(unit(0), None)
    assert sight.sees_others(unit(1), None)
    veiled = visibility.seen_by(study, BO).ledger
    made = coding(0, BO, name="c", round="第一轮", mode=CodingMode.ASSISTED)
    with pytest.raises(StudyError, match="other terms"):
        veiled.append([acts.CodingAdded(coding=replace(made, mode=CodingMode.BLIND))], actor=BO.id)
    veiled.append([acts.CodingAdded(coding=made)], actor=BO.id)
    assert rounds.follow_rounds(study)[0].reopened == 1
    with pytest.raises(StudyError, match="none of these"):
        assigning.reopen(study, bo.id, [unit(0)], reason="again", actor=LEAD.id)


def test_a_second_round_asks_about_a_unit_that_was_locked_in_the_first(study):
    here = Lot(documents=frozenset({TEXT.id}))
    (first,) = give(study, coders=(BO.id,), lot=here)
    dwell = {unit(0): 10, unit(1): 10}
    assert locking.lock_units(study, TEXT.id, dwell, coder=BO.id) == 2
    drawn = assigning.draw_units(study, order(coders=(BO.id,), round="第二轮", lot=here))
    assert (drawn.segments, drawn.left_out) == ((unit(2),), {"locked": 2})
    (again,) = give(study, coders=(BO.id,), round="再编", round_kind=RoundKind.RECODING, lot=here)
    assert locking.locked_units(study, TEXT.id, BO.id) == frozenset()
    terms = open_terms(study, BO.id, unit(0))
    assert (terms.round, terms.mode, terms.locked) == ("再编", CodingMode.BLIND, False)
    assert locking.lock_units(study, TEXT.id, dwell, coder=BO.id) == 2
    assert {lock.assignment_id for lock in study.ledger.locks()} == {first.id, again.id}
    assert locking.locked_units(study, TEXT.id, BO.id) == {unit(0), unit(1)}
    with pytest.raises(StudyError, match="locked"):
        open_terms(study, BO.id, unit(0))


def test_what_was_opened_again_does_not_enter_agreement(study):
    (bo,) = give(study, coders=(BO.id,), lot=Lot(documents=frozenset({TEXT.id})))
    locking.lock_units(study, TEXT.id, {unit(0): 1, unit(1): 1, unit(2): 1}, coder=BO.id)
    assigning.reopen(study, bo.id, [unit(0)], reason="slip", actor=LEAD.id)
    locking.lock_units(study, TEXT.id, {unit(0): 1}, coder=BO.id)
    column = next(each for each in audit.open_grid(study).people if each.coder.id == BO.id)
    assert set(column.cells) == {unit(1), unit(2)}
    assert column.exposed == {unit(0)}


def test_the_lead_sees_how_far_everybody_is(study):
    anna, bo = give(study, lot=Lot(documents=frozenset({TEXT.id})))
    study.ledger.append([acts.CodingAdded(coding=coding(0, ANNA, name="c", round="第一轮"))], actor=ANNA.id)
    locking = acts.UnitsLocked(
        coder_id=ANNA.id, document_id=TEXT.id, segments=(unit(0), unit(1)), assignment_id=anna.id, dwell_ms=(4000, 8000)
    )
    study.ledger.append([locking], actor=ANNA.id)
    first, second = rounds.follow_rounds(study)
    assert (first.name, first.units, first.locked, first.coded, first.median_ms) == ("anna", 3, 2, 1, 6000)
    assert (second.assignment, second.locked, second.coded, second.median_ms) == (bo, 0, 0, None)


def test_the_precision_of_a_sample_is_told_before_it_is_coded():
    rare, _, common = rounds.precision_of(60, 2)
    assert rare.width > common.width > 0.2
    assert rare.units is not None
    assert rare.units > common.units > 60
