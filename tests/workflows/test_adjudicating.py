"""Finding where coders differ, settling it, and what the codebook learns from it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.domain import acts
from assistant.domain.coding import Coding, CodingMode
from assistant.domain.fieldwork import ErrorType, Memo, MemoTarget, RoundKind
from assistant.domain.identifiers import CodingId
from assistant.domain.span import Span
from assistant.errors import AccessError, StudyError
from assistant.workflows import adjudicating, audit, disagreements, visibility
from assistant.workflows.adjudicating import Given, Ruling
from assistant.workflows.workbench import Workbench
from tests.workflows.team_study import (
    ANNA,
    BO,
    BOOK,
    LEAD,
    TEXT,
    UNITS,
    assign,
    assignment,
    coding,
    lock,
    make_study,
    span,
    unit,
)

ONE, TWO = BOOK.codes[0].id, BOOK.codes[1].id


@pytest.fixture
def study(tmp_path) -> Workbench:
    """Anna and Bo have coded three units blind: other codes, other words, and one gave nothing."""
    bench = make_study(tmp_path)
    anna, bo = assignment(ANNA, 0, 1, 2), assignment(BO, 0, 1, 2)
    assign(bench, anna, bo)
    give(bench, coding(0, ANNA, name="a0", code=ONE, round="r1", memo="because of the chain"))
    give(bench, coding(0, BO, name="b0", code=TWO, round="r1"))
    give(bench, coding(1, ANNA, name="a1", code=ONE, round="r1"))
    give(bench, replace(coding(1, BO, name="b1", code=ONE, round="r1"), span=Span(span(1).start, span(1).start + 7)))
    give(bench, coding(2, BO, name="b2", code=TWO, round="r1"))
    lock(bench, anna, 0, 1, 2)
    lock(bench, bo, 0, 1, 2)
    return bench


def give(bench: Workbench, made: Coding) -> None:
    bench.ledger.append([acts.CodingAdded(coding=made)], actor=made.coder_id)


def ruling(number: int, *outcome: Given, error: ErrorType = ErrorType.DEFINITION, **fields: object) -> Ruling:
    given = {"round": "r1", "document_id": TEXT.id, "segment_id": unit(number), "family": "A", "reason": "不清楚"}
    return Ruling(**{**given, "outcome": outcome, "error": error, **fields})


def test_each_disagreement_is_told_with_its_kind_and_both_sides(study):
    found = disagreements.find_disagreements(study, "r1")
    assert [(each.segment.id, each.kind.value) for each in found] == [
        (unit(0), "code"),
        (unit(1), "span"),
        (unit(2), "presence"),
    ]
    assert [[side.codes for side in each.sides] for each in found] == [
        [{ONE}, {TWO}],
        [{ONE}, {ONE}],
        [frozenset(), {TWO}],
    ]
    letters = sum(each.isalnum() for each in TEXT.text[UNITS[1].body.start : UNITS[1].body.end])
    assert found[1].overlap == pytest.approx(7 / letters)


def test_punctuation_and_space_make_no_disagreement(study):
    made = replace(coding(1, BO, name="b1", code=ONE, round="r1"), span=Span(span(1).start, span(1).end - 1))
    before = next(each for each in study.ledger.codings() if each.id == "b1")
    study.ledger.append([acts.CodingRevised(coding=made, before=before)], actor=BO.id)
    assert [each.kind.value for each in disagreements.find_disagreements(study, "r1")] == ["code", "presence"]


def test_what_is_not_locked_was_shown_or_is_of_another_round_is_not_compared(tmp_path):
    bench = make_study(tmp_path)
    anna, bo = assignment(ANNA, 0, 1, 2), assignment(BO, 0, 1, 2, shown=(unit(1),))
    assign(bench, anna, bo)
    for number in range(3):
        give(bench, coding(number, ANNA, name=f"a{number}", round="r1"))
    lock(bench, anna, 0, 1, 2)
    lock(bench, bo, 1)
    assert disagreements.find_disagreements(bench, "r1") == ()
    lock(bench, bo, 0)
    assert [each.segment.id for each in disagreements.find_disagreements(bench, "r1")] == [unit(0)]
    assert disagreements.find_disagreements(bench, "another") == ()


def test_training_rounds_can_be_talked_over_too(tmp_path):
    bench = make_study(tmp_path)
    pair = [assignment(who, 0, round="练习", round_kind=RoundKind.TRAINING) for who in (ANNA, BO)]
    assign(bench, *pair)
    give(bench, coding(0, ANNA, name="a", round="练习"))
    for each in pair:
        lock(bench, each, 0)
    assert disagreements.rounds_with_codings(bench) == ("练习",)
    assert len(disagreements.find_disagreements(bench, "练习")) == 1


def test_blind_codings_that_were_brought_in_without_assignments_are_compared_by_source(tmp_path):
    bench = make_study(tmp_path)
    give(bench, coding(0, ANNA, name="a", code=ONE, round="gold"))
    give(bench, coding(0, BO, name="b", code=TWO, round="gold"))
    assert [each.kind.value for each in disagreements.find_disagreements(bench, "gold")] == ["code"]


def test_a_verdict_makes_codings_of_its_own_and_leaves_those_of_the_coders(study):
    before = study.ledger.codings()
    settled = adjudicating.adjudicate(study, ruling(0, Given(ONE, span(0))), actor=LEAD.id)
    assert settled.compared == ("a0", "b0")
    made = [each for each in study.ledger.codings() if each not in before]
    assert [(each.code, each.mode, each.round, each.coder_id) for each in made] == [
        (ONE, CodingMode.ADJUDICATED, "r1", LEAD.id)
    ]
    assert set(before) <= set(study.ledger.codings())
    assert disagreements.find_disagreements(study, "r1")[0].settled == settled
    assert study.ledger.verify().flaws == ()


def test_a_second_verdict_replaces_the_first(study):
    adjudicating.adjudicate(study, ruling(0, Given(ONE, span(0))), actor=LEAD.id)
    adjudicating.adjudicate(study, ruling(0, error=ErrorType.OVERSIGHT), actor=LEAD.id)
    assert [each.error for each in study.ledger.adjudications()] == [ErrorType.OVERSIGHT]
    assert not [each for each in study.ledger.codings() if each.mode is CodingMode.ADJUDICATED]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (ruling(0, reason=" "), "why"),
        (ruling(0, family="Z"), "do not differ"),
        (ruling(0, round="r9"), "do not differ"),
        (ruling(0, Given("Z.1", span(0))), "no code of family"),
        (ruling(0, Given(ONE, span(1))), "outside the unit"),
        (ruling(0, Given(ONE, span(0)), Given(ONE, span(0))), "twice"),
    ],
)
def test_a_verdict_that_does_not_fit_is_refused_in_a_sentence(study, wrong, told):
    with pytest.raises(StudyError, match=told) as refused:
        adjudicating.adjudicate(study, wrong, actor=LEAD.id)
    assert refused.value.in_language("zh")


def test_only_a_lead_settles_and_a_blind_lead_has_nothing_to_settle(study):
    act = acts.Adjudicated(adjudication=adjudicating.adjudicate(study, ruling(0), actor=LEAD.id))
    with pytest.raises(AccessError):
        visibility.seen_by(study, BO).ledger.append([act], actor=BO.id)
    with pytest.raises(StudyError):
        adjudicating.adjudicate(visibility.seen_by(study, BO), ruling(0), actor=BO.id)
    assign(study, assignment(LEAD, 0, 1, 2))
    blind = visibility.seen_by(study, LEAD)
    assert [each.kind.value for each in disagreements.find_disagreements(blind, "r1")] == []


def test_what_coders_noted_about_it_stands_beside_it_but_no_private_memo(study):
    memos = [
        Memo(id="m1", coder_id=ANNA.id, target=MemoTarget.CODING, text="x", coding_id=CodingId("a0")),
        Memo(id="m2", coder_id=BO.id, target=MemoTarget.SPAN, text="y", document_id=TEXT.id, span=span(0)),
        Memo(
            id="m3", coder_id=BO.id, target=MemoTarget.SPAN, text="z", document_id=TEXT.id, span=span(0), private=True
        ),
        Memo(id="m4", coder_id=BO.id, target=MemoTarget.SPAN, text="elsewhere", document_id=TEXT.id, span=span(2)),
    ]
    study.ledger.append([acts.MemoWritten(memo=memo) for memo in memos], actor=ANNA.id)
    seen = visibility.seen_by(study, LEAD)
    first = disagreements.find_disagreements(seen, "r1")[0]
    assert [memo.id for memo in adjudicating.memos_about(seen, first)] == ["m1", "m2"]


def test_unclear_definitions_become_a_list_for_the_codebook(study):
    adjudicating.adjudicate(study, ruling(0, Given(ONE, span(0))), actor=LEAD.id)
    adjudicating.adjudicate(study, ruling(1, Given(ONE, span(1)), error=ErrorType.SPAN), actor=LEAD.id)
    adjudicating.adjudicate(study, ruling(2), actor=LEAD.id)
    found = adjudicating.revision_list(study)
    assert [(each.code, len(each.cases), each.against, each.pending) for each in found] == [
        (TWO, 2, (ONE,), True),
        (ONE, 1, (TWO,), True),
    ]
    assert found[1].cases[0].words == TEXT.text[span(0).start : span(0).end]
    assert found[1].cases[0].reason == "不清楚"
    newer = replace(BOOK, id="newer", version="2")
    study.ledger.append([acts.CodebookPublished(codebook=newer, reason="clearer")], actor=LEAD.id)
    assert [each.pending for each in adjudicating.revision_list(study)] == [False, False]


def test_figures_before_and_after_stay_apart(study):
    question = audit.AuditQuestion(rounds=frozenset({"r1"}))
    before = audit.by_pair(audit.open_grid(study, question))
    for number in range(3):
        adjudicating.adjudicate(study, ruling(number, Given(TWO, span(number))), actor=LEAD.id)
    grid = audit.open_grid(study, question)
    assert audit.by_pair(grid) == before, "a verdict is no coder and changes no figure of agreement"
    assert {row.code for row in audit.around_adjudication(grid)} == {ONE, TWO}
