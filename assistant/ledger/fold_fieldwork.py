"""What the acts of a team change in the tables: assignments, locks, showings, memos, verdicts, notes, undoing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from assistant.domain import acts
from assistant.domain.coding import Decision
from assistant.domain.fieldwork import Adjudication, Assignment, Judgement, Memo
from assistant.domain.identifiers import canonical_json
from assistant.errors import LedgerError
from assistant.ledger import tables
from assistant.ledger.codec import from_json, to_json
from assistant.ledger.coding_rows import drop_coding, insert_coding, is_in_force, restamp_coding, revise_coding


def _coding_restamped(connection: Connection, _event: acts.Event, act: acts.CodingRestamped, _contents: object) -> None:
    restamp_coding(connection, act)


def _coding_revised(connection: Connection, event: acts.Event, act: acts.CodingRevised, _contents: object) -> None:
    revise_coding(connection, event, act)


def _act_undone(connection: Connection, event: acts.Event, act: acts.ActUndone, _contents: object) -> None:
    columns = tables.events.c
    actor = connection.execute(select(columns.actor).where(columns.id == act.event_id)).scalar()
    if actor is not None and actor != event.actor:
        raise LedgerError(f"event {act.event_id!r} is an act of {actor!r}; everybody undoes only their own")


def _decision_withdrawn(
    connection: Connection, event: acts.Event, act: acts.DecisionWithdrawn, _contents: object
) -> None:
    columns = tables.decisions.c
    row = connection.execute(select(tables.decisions).where(columns.id == act.decision_id)).one_or_none()
    if row is None:
        raise LedgerError(f"decision {act.decision_id!r} is not in force, so it cannot be taken back")
    made = from_json(row.body, Decision).coding
    if made is not None:
        drop_coding(connection, made.id)
    connection.execute(delete(tables.decisions).where(columns.id == act.decision_id))
    mine = (columns.proposal_id == row.proposal_id) & (columns.coder_id == row.coder_id)
    newest = select(columns.body).where(mine).order_by(columns.seq.desc()).limit(1)
    for body in connection.execute(newest).scalars():
        before = act.restores or from_json(body, Decision).coding
        if before is not None and not is_in_force(connection, before.id):
            insert_coding(connection, event, before)


def _assignment_made(connection: Connection, event: acts.Event, act: acts.AssignmentMade, _contents: object) -> None:
    made = act.assignment
    connection.execute(
        insert(tables.assignments).values(
            id=made.id,
            seq=event.seq,
            coder_id=made.coder_id,
            round=made.round,
            body=to_json(made, Assignment),
        )
    )


def _assignment_withdrawn(
    connection: Connection, _event: acts.Event, act: acts.AssignmentWithdrawn, _contents: object
) -> None:
    gone = connection.execute(delete(tables.assignments).where(tables.assignments.c.id == act.assignment_id))
    if gone.rowcount != 1:
        raise LedgerError(f"there is no assignment {act.assignment_id!r} to withdraw")


def _units_locked(connection: Connection, event: acts.Event, act: acts.UnitsLocked, _contents: object) -> None:
    dwell = act.dwell_ms or (None,) * len(act.segments)
    if len(dwell) != len(act.segments):
        raise LedgerError(f"{len(act.segments)} units are locked with {len(act.dwell_ms)} times in view; give one each")
    rows = [
        {
            "coder_id": act.coder_id,
            "segment_id": segment,
            "assignment_id": act.assignment_id or "",
            "document_id": act.document_id,
            "dwell_ms": dwell_ms,
            "seq": event.seq,
        }
        for segment, dwell_ms in zip(act.segments, dwell, strict=True)
    ]
    if rows:
        connection.execute(insert(tables.locks), rows)


def _units_reopened(connection: Connection, _event: acts.Event, act: acts.UnitsReopened, _contents: object) -> None:
    columns = tables.locks.c
    for segment in act.segments:
        mine = (columns.coder_id == act.coder_id) & (columns.segment_id == segment)
        of = mine & (columns.assignment_id == (act.assignment_id or ""))
        if connection.execute(delete(tables.locks).where(of)).rowcount != 1:
            raise LedgerError(f"unit {segment[:12]!r} is not locked by {act.coder_id!r}, so it cannot be reopened")


def _proposals_shown(connection: Connection, event: acts.Event, act: acts.ProposalsShown, _contents: object) -> None:
    columns = tables.proposals.c
    wanted = {showing.proposal_id for showing in act.showings}
    found = select(columns.id, columns.document_id, columns.segment_id).where(columns.id.in_(wanted))
    where = {row.id: row for row in connection.execute(found)}
    strangers = wanted - set(where)
    if strangers:
        raise LedgerError(f"there is no proposal {min(strangers)!r} that could have been shown")
    rows = [
        {
            "seq": event.seq,
            "number": number,
            "coder_id": act.coder_id,
            "proposal_id": showing.proposal_id,
            "document_id": where[showing.proposal_id].document_id,
            "segment_id": where[showing.proposal_id].segment_id,
            "place": act.place,
            "at": event.at,
            "position": showing.order,
            "dwell_ms": showing.dwell_ms,
        }
        for number, showing in enumerate(act.showings)
    ]
    if rows:
        connection.execute(insert(tables.seen), rows)


def _memo_written(connection: Connection, event: acts.Event, act: acts.MemoWritten, _contents: object) -> None:
    memo = act.memo
    columns = tables.memos.c
    values = {"coder_id": memo.coder_id, "document_id": memo.document_id, "body": to_json(memo, Memo)}
    written = connection.execute(select(columns.coder_id).where(columns.id == memo.id)).scalar()
    if written is None:
        connection.execute(insert(tables.memos).values(id=memo.id, seq=event.seq, **values))
    elif written != memo.coder_id:
        raise LedgerError(f"memo {memo.id!r} belongs to {written!r}; only its writer changes it")
    else:
        connection.execute(update(tables.memos).where(columns.id == memo.id).values(**values))


def _memo_removed(connection: Connection, _event: acts.Event, act: acts.MemoRemoved, _contents: object) -> None:
    if connection.execute(delete(tables.memos).where(tables.memos.c.id == act.memo_id)).rowcount != 1:
        raise LedgerError(f"there is no memo {act.memo_id!r} to remove")


def _adjudicated(connection: Connection, event: acts.Event, act: acts.Adjudicated, _contents: object) -> None:
    settled = act.adjudication
    columns = tables.adjudications.c
    same = (columns.segment_id == settled.segment_id) & (columns.family == settled.family)
    same &= columns.round == settled.round
    for body in connection.execute(select(columns.body).where(same)).scalars().all():
        for coding in from_json(body, Adjudication).outcome:
            drop_coding(connection, coding.id)
    connection.execute(delete(tables.adjudications).where(same))
    connection.execute(
        insert(tables.adjudications).values(
            id=settled.id,
            seq=event.seq,
            coder_id=settled.coder_id,
            document_id=settled.document_id,
            segment_id=settled.segment_id,
            family=settled.family,
            round=settled.round,
            body=to_json(settled, Adjudication),
        )
    )
    for coding in settled.outcome:
        insert_coding(connection, event, coding)


def _subject_judged(connection: Connection, event: acts.Event, act: acts.SubjectJudged, _contents: object) -> None:
    judged = act.judgement
    connection.execute(
        insert(tables.judgements).values(
            seq=event.seq,
            at=event.at,
            kind=judged.kind.value,
            coder_id=judged.coder_id,
            body=to_json(judged, Judgement),
        )
    )


def _stability_measured(
    connection: Connection, event: acts.Event, act: acts.StabilityMeasured, _contents: object
) -> None:
    columns = tables.stability.c
    for flips in act.flips:
        same = (columns.coder_id == act.coder_id) & (columns.segment_id == flips.segment_id)
        connection.execute(delete(tables.stability).where(same & (columns.code == flips.code)))
    rows = [
        {
            "coder_id": act.coder_id,
            "segment_id": flips.segment_id,
            "code": flips.code,
            "document_id": flips.document_id,
            "asked": flips.asked,
            "given": flips.given,
            "seq": event.seq,
        }
        for flips in act.flips
    ]
    if rows:
        connection.execute(insert(tables.stability), rows)


def _study_noted(connection: Connection, event: acts.Event, act: acts.StudyNoted, _contents: object) -> None:
    details = canonical_json(dict(act.details))
    row = {"seq": event.seq, "at": event.at, "coder_id": event.actor, "kind": act.note, "details": details}
    connection.execute(insert(tables.notes).values(row))


FIELDWORK: Mapping[type, Callable[[Connection, acts.Event, Any, Mapping[str, str]], None]] = {
    acts.CodingRestamped: _coding_restamped,
    acts.CodingRevised: _coding_revised,
    acts.DecisionWithdrawn: _decision_withdrawn,
    acts.AssignmentMade: _assignment_made,
    acts.AssignmentWithdrawn: _assignment_withdrawn,
    acts.UnitsLocked: _units_locked,
    acts.UnitsReopened: _units_reopened,
    acts.ProposalsShown: _proposals_shown,
    acts.MemoWritten: _memo_written,
    acts.MemoRemoved: _memo_removed,
    acts.ActUndone: _act_undone,
    acts.Adjudicated: _adjudicated,
    acts.SubjectJudged: _subject_judged,
    acts.StabilityMeasured: _stability_measured,
    acts.StudyNoted: _study_noted,
}
