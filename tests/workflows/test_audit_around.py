"""Around agreement: the sample given to coders, rounds, anchoring, audited estimates, what was passed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.agreement import Estimate, Undefined
from assistant.domain.acts import (
    AssignmentMade,
    CodebookPublished,
    CoderRegistered,
    CodingAdded,
    ProposalsShown,
    RunFinished,
    RunStarted,
    SegmentProposed,
    StudyCreated,
    UnitsLocked,
)
from assistant.domain.coder import Role
from assistant.domain.coding import CodingMode
from assistant.domain.document import SourceType
from assistant.domain.fieldwork import Assignment, RoundKind, Showing
from assistant.errors import StudyError
from assistant.ledger import SqlLedger, open_ledger
from assistant.ports import Hit, SearchQuery
from assistant.workflows import audit
from assistant.workflows.assigning import Lot, Order, assign
from assistant.workflows.audit import AuditQuestion
from assistant.workflows.audit.anchoring import measure_anchoring
from assistant.workflows.audit.estimates import estimate_prevalence
from assistant.workflows.audit.misses import missed_by_instruments, missed_by_search
from assistant.workflows.audit.rounds import by_round, coded_again, open_rounds
from assistant.workflows.audit.tabling import all_tables, tables_of
from assistant.workflows.workbench import Workbench
from tests import nouns
from tests.conftest import ticking_stamp
from tests.workflows.fakes import bench

BOOK = nouns.codebook("A.1", "A.2")
DOCS = [nouns.document(*(f"资料{d}的第{u}段。" for u in range(20)), name=f"{d}.txt") for d in range(12)]
UNITS = [
    (doc, block.body, segment.id)
    for doc in DOCS
    for block, segment in zip(doc.blocks, nouns.segments(doc), strict=True)
]
TRUE = {segment for number, (_, _, segment) in enumerate(UNITS) if number % 4 == 0}
"""Units that people give A.1."""
PROPOSED = {segment for number, (_, _, segment) in enumerate(UNITS) if number % 4 in {0, 1} and number % 40 != 0}
"""Units for which the instrument proposes A.1: nearly all true ones, and as many false ones."""


@pytest.fixture
def study(tmp_path: Path) -> Workbench:
    ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}", ticking_stamp())
    types = [SourceType.NEWS, SourceType.INTERVIEW]
    ledger.append(
        [
            StudyCreated(name="s", language="en"),
            *(CoderRegistered(coder=nouns.person(name)) for name in ("lead", "one", "two")),
            CoderRegistered(coder=replace(nouns.person("guest"), role=Role.VIEWER)),
            CoderRegistered(coder=nouns.INSTRUMENT),
            CodebookPublished(codebook=BOOK, reason="first"),
            *(nouns.source_added(doc, source_type=types[number % 2]) for number, doc in enumerate(DOCS)),
        ],
        actor=nouns.LEAD,
    )
    return bench(tmp_path, ledger, None)


def propose(study: Workbench) -> None:
    acts: list[object] = [RunStarted(run_id="run", coder_id=nouns.INSTRUMENT.id, codebook_id=BOOK.id)]
    for doc, body, segment in UNITS:
        made = replace(nouns.proposal(doc, BOOK, body, name=f"p-{segment[:20]}"), code="A.1")
        kept = (made,) if segment in PROPOSED else ()
        acts.append(SegmentProposed(run_id="run", document_id=doc.id, segment_id=segment, proposals=kept))
    study.ledger.append([*acts, RunFinished(run_id="run", units=len(UNITS))], actor=nouns.LEAD)


def give(study: Workbench, *coders: str, share: float = 0.5, seed: int = 1, **more: object) -> tuple[Assignment, ...]:
    lot = Lot(share=share, seed=seed)
    return assign(study, Order(coders=coders, lot=lot, **{"round": "r"} | more), actor=nouns.LEAD)


def work(study: Workbench, assignment: Assignment, *, adopts: float = 0.0, most: int = 10_000) -> None:
    """Code and lock an assignment: what is true, and of what is shown a share of the proposals."""
    random = np.random.default_rng(3)
    wanted = set(assignment.segments[:most])
    for doc in DOCS:
        here = [(body, segment) for each, body, segment in UNITS if each is doc and segment in wanted]
        acts: list[object] = []
        for body, segment in here:
            seen = segment in assignment.shown and segment in PROPOSED
            if seen:
                showing = Showing(proposal_id=f"p-{segment[:20]}")
                acts.append(ProposalsShown(coder_id=assignment.coder_id, place="page", showings=(showing,)))
            if segment in TRUE or (seen and random.random() < adopts):
                made = nouns.coding(doc, BOOK, body, name=f"{assignment.id}-{segment}", coder=assignment.coder_id)
                mode = CodingMode.ASSISTED if segment in assignment.shown else CodingMode.BLIND
                acts.append(CodingAdded(coding=replace(made, code="A.1", round=assignment.round, mode=mode)))
        if here:
            acts.append(
                UnitsLocked(
                    coder_id=assignment.coder_id, document_id=doc.id, segments=tuple(segment for _, segment in here),
                    assignment_id=assignment.id,
                )
            )  # fmt: skip
        study.ledger.append(acts, actor=assignment.coder_id)


def test_anchoring_is_measured_where_exposure_was_drawn_by_lot(study):
    propose(study)
    for assignment in give(study, "one", "two", shown=0.5, share=1.0):
        work(study, assignment, adopts=1.0)
    found = measure_anchoring(audit.open_grid(study))
    by_scope = {(row.scope, row.name): row for row in found.rows}
    index = by_scope["all", ""].outcome
    assert isinstance(index, Estimate)
    assert index.observed == 1.0
    assert index.expected == pytest.approx(0.45, abs=0.12)
    assert index.interval.low > 0.3
    assert index.interval.clusters == 12
    assert isinstance(by_scope["coder", "one"].outcome, Estimate)
    assert isinstance(by_scope["code", "A.1"].outcome, Estimate)
    assert found.notes == ()
    grid = audit.open_grid(study)
    assert all(len(column.cells) == 120 for column in grid.people), "what was shown is not blind"


def test_a_small_experiment_is_too_small_to_say_and_none_is_none(study):
    propose(study)
    assert "no experiment" in measure_anchoring(audit.open_grid(study)).rows[0].outcome.reason
    (assignment,) = give(study, "one", shown=0.5, share=0.1)
    assert "locked yet" in measure_anchoring(audit.open_grid(study)).rows[0].outcome.reason
    work(study, assignment)
    outcome = measure_anchoring(audit.open_grid(study)).rows[0].outcome
    assert isinstance(outcome, Undefined)
    assert "too small to say" in outcome.reason


def test_what_departs_from_the_draw_is_told(study):
    propose(study)
    (assignment,) = give(study, "one", shown=0.5, share=1.0)
    blind = next(each for each in assignment.segments if each in PROPOSED and each not in assignment.shown)
    early = ProposalsShown(coder_id="one", place="x", showings=(Showing(proposal_id=f"p-{blind[:20]}"),))
    study.ledger.append([early], actor="one")
    work(study, replace(assignment, shown=()))
    notes = " ".join(note.en for note in measure_anchoring(audit.open_grid(study)).notes)
    assert "1 units drawn to be blind" in notes
    assert "no record of it being seen" in notes


def test_a_prevalence_takes_a_random_sample_and_corrects_the_instrument(study):
    propose(study)
    assert "no random sample exists" in estimate_prevalence(audit.open_grid(study)).refusal
    (assignment,) = give(study, "one")
    assert "none of its units is locked" in estimate_prevalence(audit.open_grid(study)).refusal
    work(study, assignment)
    found = estimate_prevalence(audit.open_grid(study))
    (row,) = found.rows
    assert (row.code, row.units, row.sampled) == ("A.1", 240, 120)
    assert row.prevalence.model_count == pytest.approx(0.475)
    audited = row.prevalence.audited
    assert audited.interval.low <= 0.25 <= audited.interval.high
    assert found.notes == ()
    by_type = {each.group: each for each in estimate_prevalence(audit.open_grid(study), "type").rows}
    assert {name: (each.units, each.sampled) for name, each in by_type.items()} == {
        "interview": (120, 60),
        "news": (120, 60),
    }


def test_a_sample_that_is_the_whole_study_is_a_count(study):
    propose(study)
    (assignment,) = give(study, "one", share=1.0)
    work(study, assignment)
    (row,) = estimate_prevalence(audit.open_grid(study)).rows
    assert row.prevalence.audited.value == pytest.approx(0.25)
    assert row.prevalence.human_only.interval.width == 0
    assert "count" in row.prevalence.human_only.warnings[0]


def test_units_chosen_by_somebody_are_no_random_sample(study):
    segments = tuple(segment for _, _, segment in UNITS[:40])
    chosen = Assignment(
        id="x", coder_id="one", round="r", round_kind=RoundKind.RELIABILITY, mode=CodingMode.BLIND, segments=segments
    )
    study.ledger.append([AssignmentMade(assignment=chosen)], actor=nouns.LEAD)
    work(study, chosen)
    assert "no random sample exists" in estimate_prevalence(audit.open_grid(study)).refusal


def test_a_sample_of_some_sources_says_nothing_of_the_others(study):
    some = Lot(share=0.5, documents=frozenset(doc.id for doc in DOCS[:4]))
    (assignment,) = assign(study, Order(coders=("one",), round="r", lot=some), actor=nouns.LEAD)
    work(study, assignment)
    assert "only 80 of 240 units" in estimate_prevalence(audit.open_grid(study)).refusal


def test_a_sample_of_one_type_speaks_of_that_type_alone(study):
    some = Lot(share=0.5, types=frozenset({SourceType.NEWS}))
    (assignment,) = assign(study, Order(coders=("one",), round="r", lot=some), actor=nouns.LEAD)
    work(study, assignment)
    grid = audit.open_grid(study)
    (row,) = estimate_prevalence(grid).rows
    assert "no unit of interview" in row.prevalence.note
    by_type = {each.group: each.prevalence.report for each in estimate_prevalence(grid, "type").rows}
    assert by_type["news"] == "human_only"


def test_a_half_finished_sample_and_several_people_are_told_and_shared(study):
    propose(study)
    one, two = give(study, "one", "two")
    work(study, one, most=60)
    work(study, two, most=30)
    found = estimate_prevalence(audit.open_grid(study))
    assert found.rows[0].sampled == 60
    assert any("60 of the 120 units drawn" in note.en for note in found.notes)


def test_without_an_instrument_the_sample_stands_alone(study):
    (assignment,) = give(study, "one")
    work(study, assignment)
    (row,) = estimate_prevalence(audit.open_grid(study)).rows
    assert row.instrument is None
    assert isinstance(row.prevalence.audited, Undefined)
    assert isinstance(row.prevalence.human_only, Estimate)
    assert row.prevalence.report == "human_only"


class HalfIndex:
    """Finds every second true unit, whatever is asked."""

    def __init__(self) -> None:
        self.asked: list[SearchQuery] = []

    def search(self, query: SearchQuery) -> Sequence[Hit]:
        self.asked.append(query)
        found = sorted(TRUE)[::2]
        return [Hit(segment_id=segment, document_id="d", score=1.0) for segment in found]


def test_what_the_instrument_and_the_search_pass_over_has_an_upper_bound(study):
    propose(study)
    assert "no random sample" in missed_by_instruments(audit.open_grid(study))
    (assignment,) = give(study, "one", share=1.0)
    work(study, assignment)
    grid = audit.open_grid(study)
    (row,) = missed_by_instruments(grid)
    assert (row.coded, row.missed) == (60, 6)
    assert row.lost.value == pytest.approx(0.1)
    assert row.lost.interval.low == 0
    assert row.lost.interval.high == pytest.approx(0.188, abs=0.01)
    assert row.passed.n_units == 240 - len(PROPOSED)
    index = HalfIndex()
    (searched,) = missed_by_search(grid, index)
    assert (searched.by, searched.coded, searched.missed) == (None, 60, 30)
    assert [query.text for query in index.asked] == ["A.1", "A.1 的定义", "what A.1 is"]


def test_rounds_stand_apart_with_the_change_between_them_and_a_person_beside_themself(study):
    for name, kind, seed in (("first", RoundKind.RELIABILITY, 1), ("second", RoundKind.RELIABILITY, 2)):
        for assignment in give(study, "one", "two", round=name, round_kind=kind, share=0.2, seed=seed):
            work(study, assignment)
    (again,) = give(study, "one", round="again", round_kind=RoundKind.RECODING, share=0.2)
    work(study, again)
    give(study, "one", round="training", round_kind=RoundKind.TRAINING)
    rounds = open_rounds(study, AuditQuestion())
    assert [each.name for each in rounds] == ["first", "second", "again"]
    rows = [row for row in by_round(rounds) if row.code == "A.1"]
    assert [(row.round, row.units, row.alpha.value) for row in rows] == [("first", 48, 1.0), ("second", 40, 1.0)]
    assert rows[0].change is None
    assert rows[1].change.value == 0
    assert rows[1].change.interval is not None
    own = [row for row in coded_again(rounds) if row.code == "A.1" and row.second == "again"]
    assert {(row.coder, row.alpha.value) for row in own} == {("one", 1.0)}
    assert sum(row.units for row in own) == len(again.segments)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_table_can_be_made_of_the_whole_design(study, language):
    propose(study)
    for assignment in give(study, "one", "two", shown=0.4):
        work(study, assignment, adopts=0.5)
    found = audit.audit_agreement(study)
    tables = all_tables(found, language, "tricoder audit --seed 0")
    assert all(len(row) == len(table.columns) for table in tables for row in table.rows)
    assert "tricoder audit --seed 0" in str(tables[0].rows[0])
    grid = audit.open_grid(study)
    for view in ("anchoring", "prevalence", "misses", "rounds"):
        assert any(table.rows for table in tables_of(grid, view)), view
    with pytest.raises(StudyError, match="no view"):
        tables_of(grid, "nothing")


def test_an_instrument_has_to_be_named_where_several_answered(study):
    propose(study)
    other = replace(nouns.INSTRUMENT, id="other")
    doc, _, segment = UNITS[0]
    study.ledger.append(
        [
            CoderRegistered(coder=other),
            RunStarted(run_id="more", coder_id="other", codebook_id=BOOK.id),
            SegmentProposed(run_id="more", document_id=doc.id, segment_id=segment, proposals=()),
        ],
        actor=nouns.LEAD,
    )
    (assignment,) = give(study, "one", shown=0.5)
    with pytest.raises(StudyError, match="--instrument"):
        measure_anchoring(audit.open_grid(study))
    assert measure_anchoring(audit.open_grid(study, AuditQuestion(instrument="instr"))).instrument == "instrument"
    work(study, assignment)
    assert measure_anchoring(audit.open_grid(study)).instrument == "instrument", "whose proposals were seen"
    ledger: SqlLedger = study.ledger
    assert ledger.verify().flaws == ()
