"""One function per kind of act: what it changes in the tables. Used when an act is recorded and when it is verified."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.domain import acts
from assistant.domain.coder import Coder
from assistant.domain.coding import Decision
from assistant.domain.document import SourceMetadata
from assistant.domain.identifiers import canonical_json
from assistant.domain.proposal import Proposal, Refusal
from assistant.domain.segment import Segment
from assistant.errors import ChangedMeanwhile, LedgerError
from assistant.ledger import tables
from assistant.ledger.codec import from_json, to_json
from assistant.ledger.coding_rows import insert_coding
from assistant.ledger.fold_fieldwork import FIELDWORK


def fold(connection: Connection, event: acts.Event, act: acts.Act, contents: Mapping[str, str]) -> None:
    """Apply one event to the tables; ``contents`` maps the name of a field kept apart to its sha256.

    Raises:
        LedgerError: The act contradicts what is recorded.
    """
    try:
        _FOLDS[type(act)](connection, event, act, contents)
    except IntegrityError as error:
        raise LedgerError(
            f"{event.kind} cannot be recorded: it repeats something recorded or refers to something that is not "
            f"({error.orig})"
        ) from error


def _study_created(_connection: Connection, event: acts.Event, _act: acts.StudyCreated, _contents: object) -> None:
    if event.seq != 1:
        raise LedgerError("a study is created once, by its first event")


def _source_added(
    connection: Connection, event: acts.Event, act: acts.SourceAdded, contents: Mapping[str, str]
) -> None:
    document = act.document
    connection.execute(
        insert(tables.sources).values(
            id=document.id,
            seq=event.seq,
            added_at=event.at,
            file_name=document.provenance.file_name,
            characters=len(document.text),
            segments=len(act.segments),
            units=sum(segment.is_unit for segment in act.segments),
            content=contents["document"],
            body=to_json(act.metadata, SourceMetadata),
        )
    )
    rows = [
        {
            "id": segment.id,
            "document_id": document.id,
            "ordinal": segment.ordinal,
            "kind": segment.kind.value,
            "body": to_json(segment, Segment),
        }
        for segment in act.segments
    ]
    if rows:
        connection.execute(insert(tables.segments), rows)


def _source_described(connection: Connection, _event: acts.Event, act: acts.SourceDescribed, _contents: object) -> None:
    statement = update(tables.sources).where(tables.sources.c.id == act.document_id)
    changed = connection.execute(statement.values(body=to_json(act.metadata, SourceMetadata)))
    if changed.rowcount != 1:
        raise LedgerError(f"there is no source {act.document_id!r} to describe")


def _codebook_published(
    connection: Connection, event: acts.Event, act: acts.CodebookPublished, contents: Mapping[str, str]
) -> None:
    _refuse_overtaken(connection, act)
    again = update(tables.codebooks).where(tables.codebooks.c.id == act.codebook.id)
    if connection.execute(again.values(seq=event.seq, reason=act.reason)).rowcount == 0:
        row = {"id": act.codebook.id, "seq": event.seq, "reason": act.reason, "content": contents["codebook"]}
        connection.execute(insert(tables.codebooks).values(row))


def _refuse_overtaken(connection: Connection, act: acts.CodebookPublished) -> None:
    newest = select(tables.codebooks.c.id).order_by(tables.codebooks.c.seq.desc()).limit(1)
    in_force = connection.execute(newest).scalar()
    if act.previous is not None and act.previous != in_force:
        raise ChangedMeanwhile


def _coder_registered(connection: Connection, event: acts.Event, act: acts.CoderRegistered, _contents: object) -> None:
    body = to_json(act.coder, Coder)
    known = update(tables.coders).where(tables.coders.c.id == act.coder.id).values(body=body)
    if connection.execute(known).rowcount == 0:
        connection.execute(insert(tables.coders).values(id=act.coder.id, seq=event.seq, body=body))


def _run_started(connection: Connection, event: acts.Event, act: acts.RunStarted, _contents: object) -> None:
    connection.execute(
        insert(tables.runs).values(
            id=act.run_id,
            seq=event.seq,
            coder_id=act.coder_id,
            codebook_id=act.codebook_id,
            parameters=canonical_json(dict(act.parameters)),
            started_at=event.at,
            finished_at=None,
        )
    )


def _segment_proposed(connection: Connection, event: acts.Event, act: acts.SegmentProposed, _contents: object) -> None:
    connection.execute(insert(tables.answers).values(run_id=act.run_id, segment_id=act.segment_id, seq=event.seq))
    proposals = [_proposal_row(proposal, event.seq) for proposal in act.proposals]
    if proposals:
        connection.execute(insert(tables.proposals), proposals)
    refusals = [_refusal_row(refusal, event.seq, number) for number, refusal in enumerate(act.refusals)]
    if refusals:
        connection.execute(insert(tables.refusals), refusals)


def _proposal_row(proposal: Proposal, seq: int) -> dict[str, object]:
    return {
        "id": proposal.id,
        "seq": seq,
        "run_id": proposal.run_id,
        "coder_id": proposal.coder_id,
        "document_id": proposal.document_id,
        "segment_id": proposal.segment_id,
        "place": min((evidence.span.start for evidence in proposal.evidence), default=0),
        "code": proposal.code,
        "body": to_json(proposal, Proposal),
    }


def _refusal_row(refusal: Refusal, seq: int, number: int) -> dict[str, object]:
    return {
        "seq": seq,
        "number": number,
        "run_id": refusal.run_id,
        "coder_id": refusal.coder_id,
        "document_id": refusal.document_id,
        "body": to_json(refusal, Refusal),
    }


def _run_finished(connection: Connection, event: acts.Event, act: acts.RunFinished, _contents: object) -> None:
    statement = update(tables.runs).where(tables.runs.c.id == act.run_id, tables.runs.c.finished_at.is_(None))
    if connection.execute(statement.values(finished_at=event.at)).rowcount != 1:
        raise LedgerError(f"run {act.run_id!r} is not under way")


def _proposal_decided(connection: Connection, event: acts.Event, act: acts.ProposalDecided, _contents: object) -> None:
    decision = act.decision
    columns = tables.proposals.c
    document = connection.execute(select(columns.document_id).where(columns.id == decision.proposal_id)).scalar()
    if document is None:
        raise LedgerError(f"there is no proposal {decision.proposal_id!r} to decide on")
    _replace_earlier(connection, decision)
    connection.execute(
        insert(tables.decisions).values(
            id=decision.id,
            seq=event.seq,
            proposal_id=decision.proposal_id,
            coder_id=decision.coder_id,
            document_id=document,
            action=decision.action.value,
            body=to_json(decision, Decision),
        )
    )
    if decision.coding is not None:
        insert_coding(connection, event, decision.coding)


def _replace_earlier(connection: Connection, decision: Decision) -> None:
    """Take out the codings that earlier decisions of the same coder on the same proposal have made."""
    columns = tables.decisions.c
    mine = (columns.proposal_id == decision.proposal_id) & (columns.coder_id == decision.coder_id)
    for body in connection.execute(select(columns.body).where(mine)).scalars():
        made = from_json(body, Decision).coding
        if made is not None:
            connection.execute(delete(tables.codings).where(tables.codings.c.id == made.id))


def _coding_added(connection: Connection, event: acts.Event, act: acts.CodingAdded, _contents: object) -> None:
    insert_coding(connection, event, act.coding)


def _coding_removed(connection: Connection, _event: acts.Event, act: acts.CodingRemoved, _contents: object) -> None:
    gone = connection.execute(delete(tables.codings).where(tables.codings.c.id == act.coding_id))
    if gone.rowcount != 1:
        raise LedgerError(f"coding {act.coding_id!r} is not in force, so it cannot be removed")


_FOLDS: Mapping[type, Callable[[Connection, acts.Event, Any, Mapping[str, str]], None]] = {
    acts.StudyCreated: _study_created,
    acts.SourceAdded: _source_added,
    acts.SourceDescribed: _source_described,
    acts.CodebookPublished: _codebook_published,
    acts.CoderRegistered: _coder_registered,
    acts.RunStarted: _run_started,
    acts.SegmentProposed: _segment_proposed,
    acts.RunFinished: _run_finished,
    acts.ProposalDecided: _proposal_decided,
    acts.CodingAdded: _coding_added,
    acts.CodingRemoved: _coding_removed,
    **FIELDWORK,
}
