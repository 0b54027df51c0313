"""Assignments and locks say who looked at what; the derived rule stands in only where there are none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.agreement import Undefined
from assistant.domain.acts import (
    Adjudicated,
    AssignmentMade,
    ProposalsShown,
    UnitsLocked,
    UnitsReopened,
)
from assistant.domain.coding import CodingMode
from assistant.domain.fieldwork import Adjudication, Assignment, ErrorType, RoundKind, Showing
from assistant.errors import StudyError
from assistant.ledger import SqlLedger
from assistant.reporting.findings import Use
from assistant.workflows import audit
from assistant.workflows.audit import AuditQuestion, ReadDocuments
from tests import nouns
from tests.workflows.test_audit import BOOK, DOCS, code, decide, ledger, propose, row, study

__all__ = ["code", "ledger", "study"]

UNITS = [[segment.id for segment in nouns.segments(doc)] for doc in DOCS]
Assign = Callable[..., str]
Lock = Callable[..., None]


@pytest.fixture
def assign(ledger: SqlLedger) -> Assign:
    def make(coder: str, *units: str, round: str = "r1", **more: object) -> str:
        name = f"{coder}-{round}-{len(ledger.assignments())}"
        made = Assignment(
            id=name, coder_id=coder, round=round, segments=units,
            **{"round_kind": RoundKind.RELIABILITY, "mode": CodingMode.BLIND} | more,
        )  # fmt: skip
        ledger.append([AssignmentMade(assignment=made)], actor=nouns.LEAD)
        return name

    return make


@pytest.fixture
def lock(ledger: SqlLedger) -> Lock:
    def add(coder: str, assignment: str | None, *units: str) -> None:
        where = {unit: doc.id for doc, mine in zip(DOCS, UNITS, strict=True) for unit in mine}
        for document in dict.fromkeys(where[unit] for unit in units):
            here = tuple(unit for unit in units if where[unit] == document)
            act = UnitsLocked(coder_id=coder, document_id=document, segments=here, assignment_id=assignment)
            ledger.append([act], actor=coder)

    return add


def people(study) -> dict[str, int]:
    return {column.coder.id: len(column.cells) for column in audit.open_grid(study).people}


def left_out(study) -> dict[str, int]:
    return {what.en: count for what, count in audit.basis_of(audit.open_grid(study)).left_out}


def test_not_assigned_is_missing_and_locked_without_codes_is_none(study, code, assign, lock):
    for coder in ("one", "two"):
        lock(coder, assign(coder, *UNITS[0][:4]), *UNITS[0][:4])
        code(coder, 0, 0, "A.1", round="r1")
    figures = row(study, "A.1").figures
    assert (figures.units, figures.prevalence) == (4, pytest.approx(1 / 4))
    assert "By assignment and lock" in audit.basis_of(audit.open_grid(study)).read_rule.en


def test_a_whole_source_without_any_code_was_looked_at_where_it_is_locked(study, code, assign, lock):
    for coder in ("one", "two"):
        lock(coder, assign(coder, *UNITS[0], *UNITS[1]), *UNITS[0], *UNITS[1])
        code(coder, 0, 0, "A.1", round="r1")
    assert row(study, "A.1").figures.units == 12
    assert audit.by_span(audit.open_grid(study))[0].bar_u.n_units == 2


def test_a_unit_not_locked_yet_or_opened_again_is_not_known(study, ledger, code, assign, lock):
    for coder in ("one", "two"):
        name = assign(coder, *UNITS[0])
        lock(coder, name, *UNITS[0][:3])
        code(coder, 0, 0, "A.1", round="r1")
    code("two", 0, 5, "A.2", round="r1")
    assert row(study, "A.1").figures.units == 3
    assert left_out(study) == {"units assigned and not locked, or opened again": 6}
    opened = UnitsReopened(coder_id="two", segments=tuple(UNITS[0][:1]), reason="slip", assignment_id=name)
    ledger.append([opened], actor="two")
    assert row(study, "A.1").figures.units == 2
    assert people(study) == {"one": 3, "two": 2}


def test_codings_outside_an_assignment_do_not_enter(study, code, assign, lock):
    lock("one", assign("one", *UNITS[0][:2]), *UNITS[0][:2])
    code("one", 0, 4, "A.1")
    code("two", 0, 4, "A.1")
    assert people(study) == {"one": 2}
    notes = {each.coder: each.note.en for each in audit.by_coder(audit.open_grid(study)) if each.note}
    assert notes["two"].startswith("no unit was assigned")
    assert left_out(study) == {"codings outside any assignment": 2}
    assert len(audit.open_grid(study, AuditQuestion(read=ReadDocuments())).people) == 2


def test_units_drawn_to_be_shown_are_not_blind(study, code, assign, lock):
    for coder in ("one", "two"):
        lock(coder, assign(coder, *UNITS[0], shown=tuple(UNITS[0][:2])), *UNITS[0])
        code(coder, 0, 0, "A.1", round="r1", mode=CodingMode.ASSISTED)
        code(coder, 0, 3, "A.1", round="r1")
    figures = row(study, "A.1").figures
    assert (figures.units, figures.given) == (4, 1)
    assisted = AuditQuestion(modes=frozenset({CodingMode.ASSISTED}))
    grid = audit.open_grid(study, assisted)
    assert grid.question.use is Use.CONCORDANCE
    assert row(study, "A.1", assisted).figures.units == 2


def test_a_proposal_seen_before_the_lock_takes_blindness_and_one_seen_after_does_not(study, ledger, code, assign, lock):
    propose(ledger, 0, dict.fromkeys(range(6), "A.1"))
    names = {coder: assign(coder, *UNITS[0]) for coder in ("one", "two")}

    def show(unit: int) -> None:
        ledger.append(
            [ProposalsShown(coder_id="two", place="page", showings=(Showing(proposal_id=f"p{unit}"),))], actor="two"
        )

    show(0)
    for coder, name in names.items():
        lock(coder, name, *UNITS[0])
        code(coder, 0, 3, "A.1", round="r1")
    show(1)
    decide(ledger, "two", 0, 1, accept=True)
    grid = audit.open_grid(study)
    assert {column.coder.id: len(column.exposed) for column in grid.people} == {"one": 0, "two": 1}
    assert row(study, "A.1").figures.units == 5
    assert any("before locking" in note.en for note in audit.basis_of(grid).cautions)


def test_who_accepts_everything_in_an_assisted_round_has_no_blind_unit(study, ledger, code, assign, lock):
    propose(ledger, 0, dict.fromkeys(range(6), "A.1"))
    lock("one", assign("one", *UNITS[0]), *UNITS[0])
    code("one", 0, 0, "A.1", round="r1")
    lock("two", assign("two", *UNITS[0], mode=CodingMode.ASSISTED), *UNITS[0])
    for unit in range(6):
        decide(ledger, "two", 0, unit, accept=True)
    grid = audit.open_grid(study)
    notes = {each.coder: each.note.en for each in audit.by_coder(grid) if each.note}
    assert notes["two"] == "0 blind units: not estimable"
    assert isinstance(row(study, "A.1").figures.alpha, Undefined)


def test_training_and_recoding_rounds_do_not_enter_unless_named(study, code, assign, lock):
    for coder in ("one", "two"):
        lock(coder, assign(coder, *UNITS[0]), *UNITS[0])
        lock(coder, assign(coder, *UNITS[1], round="t", round_kind=RoundKind.TRAINING), *UNITS[1])
        lock(coder, assign(coder, *UNITS[0], round="again", round_kind=RoundKind.RECODING), *UNITS[0])
        code(coder, 0, 0, "A.1", round="r1")
        code(coder, 0, 1, "A.1", round="again")
        code(coder, 1, 0, "A.1", round="t")
    assert row(study, "A.1").figures.units == 6
    assert row(study, "A.1").figures.given == 1
    assert left_out(study) == {"codings of training rounds": 2, "codings of re-coding rounds": 2}
    with pytest.raises(StudyError, match="for training"):
        audit.open_grid(study, AuditQuestion(rounds=frozenset({"t"})))
    assert row(study, "A.1", AuditQuestion(rounds=frozenset({"again"}))).figures.units == 6


def test_a_unit_of_two_rounds_is_never_pooled(study, assign, lock):
    for name in ("r1", "r2"):
        lock("one", assign("one", *UNITS[0], round=name), *UNITS[0])
    with pytest.raises(StudyError, match="two rounds"):
        audit.open_grid(study)


def test_an_assignment_of_some_families_says_nothing_of_the_others(study, ledger, code, assign, lock):
    for coder in ("one", "two"):
        lock(coder, assign(coder, *UNITS[0], families=("B",)), *UNITS[0])
        code(coder, 0, 0, "A.1", round="r1")
    assert row(study, "A.1").figures.units == 0
    assert "no unit" in row(study, "A.1").figures.alpha.reason


def test_locks_without_assignments_tell_what_was_looked_at(study, code, lock):
    for coder in ("one", "two"):
        lock(coder, None, *UNITS[0][:3])
        code(coder, 0, 0, "A.1")
        code(coder, 1, 0, "A.1")
    assert row(study, "A.1").figures.units == 3 + 6
    assert "exactly these" in audit.basis_of(audit.open_grid(study)).read_rule.en


def test_what_was_settled_holds_verdicts_and_what_needed_none(study, ledger, code, assign, lock):
    for coder in ("one", "two"):
        lock(coder, assign(coder, *UNITS[0]), *UNITS[0])
        code(coder, 0, 0, "A.1", round="r1")
    code("two", 0, 1, "A.1", round="r1")
    code("one", 0, 2, "A.1", round="r1")
    body = DOCS[0].blocks[1].body
    outcome = replace(nouns.coding(DOCS[0], BOOK, body, name="o", coder="group"), mode=CodingMode.ADJUDICATED)
    settled = Adjudication(
        id="v", coder_id="group", document_id=DOCS[0].id, segment_id=UNITS[0][1], family="A", compared=(),
        outcome=(outcome,), error=ErrorType.OVERSIGHT, reason="overlooked", round="r1",
    )  # fmt: skip
    ledger.append([Adjudicated(adjudication=settled)], actor="group")
    (found,) = audit.around_adjudication(audit.open_grid(study))
    after = {name: (figures.units, figures.percent.value) for name, figures in found.after}
    assert after == {"one": (5, pytest.approx(4 / 5)), "two": (5, pytest.approx(1.0))}
