from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import text

from assistant.domain import acts
from assistant.domain.coding import CodingMode
from assistant.domain.fieldwork import (
    Adjudication,
    Assignment,
    ErrorType,
    Flips,
    Judgement,
    JudgementKind,
    Memo,
    MemoTarget,
    RoundKind,
    SampleDraw,
    Showing,
    Stratum,
)
from assistant.domain.span import Span
from assistant.errors import LedgerError
from assistant.ledger import SqlLedger, open_ledger
from assistant.ports import Selection
from tests import nouns
from tests.conftest import ticking_stamp

DOC = nouns.document("平台为供应商打通了全产业链。😀", "成本下降 7.3%，𠮷田经理说。")
BOOK = nouns.codebook("A.1", "A.2")
UNITS = tuple(segment.id for segment in nouns.segments(DOC))
ASSIGNMENT = Assignment(
    id="assignment",
    coder_id=nouns.LEAD,
    round="第一轮",
    round_kind=RoundKind.RELIABILITY,
    mode=CodingMode.BLIND,
    segments=UNITS,
    sample=SampleDraw(seed=7, strata=(Stratum(name="news", population=2, drawn=2),)),
)


@pytest.fixture
def study(ledger: SqlLedger) -> SqlLedger:
    ledger.append(nouns.opening_acts(DOC, BOOK), actor=nouns.LEAD)
    return ledger


def record(study: SqlLedger, *made: acts.Act) -> None:
    study.append(made, actor=nouns.LEAD)


def propose(study: SqlLedger) -> object:
    made = nouns.proposal(DOC, BOOK, Span(0, 5))
    record(
        study,
        acts.SegmentProposed(run_id="run", document_id=DOC.id, segment_id=made.segment_id, proposals=(made,)),
    )
    return made


def test_assignments_and_locks_are_read_back_and_can_be_taken_back(study: SqlLedger):
    locked = acts.UnitsLocked(
        coder_id=nouns.LEAD, document_id=DOC.id, segments=UNITS, assignment_id="assignment", dwell_ms=(1200, 3400)
    )
    record(study, acts.AssignmentMade(assignment=ASSIGNMENT), locked)
    assert study.assignments() == (ASSIGNMENT,)
    assert {(lock.segment_id, lock.dwell_ms) for lock in study.locks()} == set(zip(UNITS, (1200, 3400), strict=True))
    with pytest.raises(LedgerError, match="repeats"):
        record(study, locked)
    reopened = acts.UnitsReopened(coder_id=nouns.LEAD, segments=UNITS[:1], reason="a slip", assignment_id="assignment")
    record(study, reopened, acts.AssignmentWithdrawn(assignment_id="assignment", reason="another plan"))
    assert [lock.segment_id for lock in study.locks()] == [UNITS[1]]
    assert study.assignments() == ()
    with pytest.raises(LedgerError, match="not locked"):
        record(study, reopened)
    assert study.verify().flaws == ()


def test_who_saw_which_proposal_is_kept(study: SqlLedger):
    made = propose(study)
    shown = Showing(proposal_id=made.id, order=3, dwell_ms=900)
    record(study, acts.ProposalsShown(coder_id=nouns.LEAD, place="page", showings=(shown,)))
    (seen,) = study.seen(Selection(documents=frozenset({DOC.id})))
    assert (seen.segment_id, seen.order, seen.dwell_ms, seen.place) == (made.segment_id, 3, 900, "page")
    stranger = Showing(proposal_id="stranger")
    with pytest.raises(LedgerError, match="no proposal"):
        record(study, acts.ProposalsShown(coder_id=nouns.LEAD, place="page", showings=(stranger,)))
    assert study.verify().flaws == ()


def test_a_memo_is_rewritten_under_its_id_by_its_writer_alone(study: SqlLedger):
    memo = Memo(
        id="m", coder_id=nouns.LEAD, target=MemoTarget.SPAN, text="为什么？", document_id=DOC.id, span=Span(0, 3)
    )
    record(study, acts.MemoWritten(memo=memo), acts.MemoWritten(memo=replace(memo, text="因为。")))
    assert [each.text for each in study.memos()] == ["因为。"]
    record(study, acts.CoderRegistered(coder=replace(study.coders()[0], id="other", name="other")))
    with pytest.raises(LedgerError, match="only its writer"):
        record(study, acts.MemoWritten(memo=replace(memo, coder_id="other")))
    record(study, acts.MemoRemoved(memo_id="m"))
    assert study.memos() == ()
    assert study.verify().flaws == ()


def test_taking_a_decision_back_restores_what_the_decision_before_it_had_made(study: SqlLedger):
    made = propose(study)
    first = nouns.decision(made, nouns.coding(DOC, BOOK, Span(0, 5), name="first"))
    second = replace(first, id="second", coding=nouns.coding(DOC, BOOK, Span(0, 3), name="second"))
    record(study, acts.ProposalDecided(decision=first), acts.ProposalDecided(decision=second))
    record(study, acts.DecisionWithdrawn(decision_id="second", reason="undo"))
    assert study.codings() == (first.coding,)
    record(study, acts.DecisionWithdrawn(decision_id=first.id, reason="undo"))
    assert (study.codings(), study.decisions()) == ((), ())
    with pytest.raises(LedgerError, match="not in force"):
        record(study, acts.DecisionWithdrawn(decision_id=first.id, reason="undo"))
    assert study.verify().flaws == ()


def test_a_new_verdict_on_a_disagreement_replaces_the_old_one_with_its_codings(study: SqlLedger):
    settled = replace(nouns.coding(DOC, BOOK, Span(0, 5), name="settled"), mode=CodingMode.ADJUDICATED)
    verdict = Adjudication(
        id="v1",
        coder_id=nouns.LEAD,
        document_id=DOC.id,
        segment_id=UNITS[0],
        family="A",
        compared=(),
        outcome=(settled,),
        error=ErrorType.DEFINITION,
        reason="the rule is silent",
    )
    record(study, acts.Adjudicated(adjudication=verdict))
    assert study.codings() == (settled,)
    record(study, acts.Adjudicated(adjudication=replace(verdict, id="v2", outcome=())))
    assert study.codings() == ()
    assert [each.id for each in study.adjudications()] == ["v2"]
    assert study.verify().flaws == ()


def test_a_coding_is_restamped_in_place(study: SqlLedger):
    coded = nouns.coding(DOC, BOOK, Span(0, 5))
    record(study, acts.CodingAdded(coding=coded))
    record(study, acts.CodingRestamped(coding_id=coded.id, codebook_id="newer", code="A.2", reason="merged"))
    assert study.codings() == (replace(coded, code="A.2", codebook_id="newer"),)
    with pytest.raises(LedgerError, match="not in force"):
        record(study, acts.CodingRestamped(coding_id="none", codebook_id="newer", code="A.2", reason="merged"))
    assert study.verify().flaws == ()


def test_judgements_stability_and_notes_are_kept(study: SqlLedger):
    judged = Judgement(
        kind=JudgementKind.CELL,
        coder_id=nouns.LEAD,
        subject=(("case", "衣联网"), ("code", "A.1")),
        verdict="dissonance",
        reason="the figures differ",
    )
    measured = Flips(segment_id=UNITS[0], document_id=DOC.id, code="A.1", asked=6, given=4)
    record(
        study,
        acts.SubjectJudged(judgement=judged),
        acts.StabilityMeasured(coder_id=nouns.INSTRUMENT.id, flips=(replace(measured, given=1),)),
        acts.StabilityMeasured(coder_id=nouns.INSTRUMENT.id, flips=(measured,)),
        acts.StudyNoted(note="import", details=(("file", "a.qdpx"), ("sources", "3"))),
    )
    assert [each.judgement for each in study.judgements(JudgementKind.CELL)] == [judged]
    assert study.judgements(JudgementKind.CLAIM) == ()
    assert study.stability() == ((nouns.INSTRUMENT.id, measured),)
    assert [note.details for note in study.notes("import")] == [(("file", "a.qdpx"), ("sources", "3"))]
    assert study.head() == study.verify().events
    assert study.verify().flaws == ()


def test_versions_of_the_codebook_are_listed_with_reason_and_person(study: SqlLedger):
    change = acts.EntryChange(code="A.1", kind="semantic")
    newer = nouns.codebook("A.1", "A.2", "A.3")
    record(
        study,
        acts.CodebookPublished(codebook=newer, reason="a third code", previous=BOOK.id, changes=(change,)),
    )
    assert [(each.id, each.actor) for each in study.codebooks()] == [(BOOK.id, nouns.LEAD), (newer.id, nouns.LEAD)]
    assert study.codebooks()[-1].reason == "a third code"
    assert study.verify().flaws == ()


def test_a_ledger_of_the_first_schema_is_brought_up_to_date_with_all_it_holds(tmp_path):
    url = f"sqlite:///{tmp_path / 'old.db'}"
    old = open_ledger(url, ticking_stamp())
    old.append(nouns.opening_acts(DOC, BOOK), actor=nouns.LEAD)
    before = old.verify()
    with old._engine.begin() as connection:
        for table in ("sessions", "accounts", "notes", "stability", "judgements", "adjudications", "memos", "seen",
                      "locks", "assignments"):  # fmt: skip
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    old.close()
    again = open_ledger(url, ticking_stamp())
    assert again.verify() == before
    again.append([acts.AssignmentMade(assignment=ASSIGNMENT)], actor=nouns.LEAD)
    assert again.verify().flaws == ()
    again.close()


def test_a_codebook_recorded_before_its_entries_had_a_field_is_still_proved(study: SqlLedger, monkeypatch):
    """Content is named by what was written then, not by what the program would write now."""
    from assistant.domain.identifiers import canonical_json, content_hash
    from assistant.ledger import codec

    older = nouns.codebook("A.9")
    written = codec.write_act(acts.CodebookPublished(codebook=older, reason="as it was"))
    (name, body), *_ = written.contents.items()
    assert '"groups":[],' in body
    shorter = body.replace('"groups":[],', "")
    again = codec.Written(
        written.kind, written.payload.replace(name, content_hash(json.loads(shorter))),
        {content_hash(json.loads(shorter)): canonical_json(json.loads(shorter))},
    )  # fmt: skip
    monkeypatch.setattr("assistant.ledger.journal.write_act", lambda _act: again)
    record(study, acts.CodebookPublished(codebook=older, reason="as it was"))
    monkeypatch.undo()
    assert study.codebook(older.id) == older
    assert study.verify().flaws == ()
