"""What a coder does on the coding page: one function for each act, which answers with everything new in the source."""

from __future__ import annotations

from assistant.domain.coding import Action, Exposure
from assistant.domain.fieldwork import MemoTarget, Showing
from assistant.domain.identifiers import CodeId, CoderId, CodingId, DocumentId, MemoId, ProposalId, SegmentId
from assistant.domain.proposal import Rank
from assistant.domain.span import Span
from assistant.ui import views
from assistant.ui.answering import Asked
from assistant.workflows import following, locking, marking, memos, review, showing, undoing
from assistant.workflows.workbench import Workbench

LONGEST_REASON = 2000


def changed(bench: Workbench, coder: CoderId, asked: Asked) -> views.Json:
    """Return what has changed in the source since the page last heard."""
    document_id = DocumentId(asked["source"])
    found = following.changes(bench, document_id, after=int(asked["after"]), coder=coder)
    return views.changes_view(found, document_id)


def code(bench: Workbench, coder: CoderId, asked: Asked) -> views.Json:
    """Give the words marked a code."""
    marking.code_words(bench, _words(asked), CodeId(asked["code"]), coder=coder)
    return changed(bench, coder, asked)


def _words(asked: Asked) -> marking.Words:
    first, last = (int(value) for value in asked["span"])
    return marking.Words(document_id=DocumentId(asked["source"]), start=first, end=last, quote=str(asked["quote"]))


def revise_coding(bench: Workbench, coder: CoderId, asked: Asked) -> views.Json:
    """Change the code, the words or the status of a coding."""
    given = asked.get("attributes")
    change = marking.Change(
        code=CodeId(asked["code"]) if asked.get("code") else None,
        words=_words(asked) if asked.get("span") else None,
        rank=Rank(asked["rank"]) if asked.get("rank") else None,
        attributes=None if given is None else {str(name): str(value) for name, value in given.items()},
    )
    marking.revise_coding(bench, CodingId(asked["coding"]), change, coder=coder)
    return changed(bench, coder, asked)


def remove_coding(bench: Workbench, coder: CoderId, asked: Asked) -> views.Json:
    """Take a coding back."""
    marking.remove_coding(bench, CodingId(asked["coding"]), reason="removed on the page", coder=coder)
    return changed(bench, coder, asked)


def decide(bench: Workbench, coder: CoderId, asked: Asked) -> views.Json:
    """Record a decision on a proposal; accepting it takes that its evidence was read."""
    proposal_id, action = ProposalId(asked["proposal"]), Action(asked["action"])
    if action is Action.ACCEPT:
        review.confirm_evidence(bench, proposal_id, str(asked["confirmed"]))
    verdict = review.Verdict(
        proposal_id=proposal_id,
        action=action,
        reason=str(asked["reason"])[:LONGEST_REASON],
        code=CodeId(asked["code"]) if asked.get("code") else None,
        span=_marked(bench, asked),
        exposure=Exposure("page", order=int(asked["order"]), dwell_ms=int(asked["dwell_ms"])),
    )
    review.decide(bench, verdict, coder=coder)
    return changed(bench, coder, asked)


def _marked(bench: Workbench, asked: Asked) -> Span | None:
    return marking.proven_span(bench, _words(asked)) if asked.get("span") else None


def lock(bench: Workbench, coder: CoderId, asked: Asked) -> views.Json:
    """Be done with units."""
    dwell = zip(asked["segments"], asked["dwell_ms"], strict=True)
    units = {SegmentId(unit): int(milliseconds) for unit, milliseconds in dwell}
    locking.lock_units(bench, DocumentId(asked["source"]), units, coder=coder)
    return changed(bench, coder, asked)


def reopen_units(bench: Workbench, coder: CoderId, asked: Asked) -> views.Json:
    """Open locked units again."""
    units = [SegmentId(unit) for unit in asked["segments"]]
    locking.reopen_units(bench, DocumentId(asked["source"]), units, reason="reopened on the page", coder=coder)
    return changed(bench, coder, asked)


def write_memo(bench: Workbench, coder: CoderId, asked: Asked) -> views.Json:
    """Write a memo, or write one again."""
    target = MemoTarget(asked["target"])
    draft = memos.MemoDraft(
        text=str(asked["text"]),
        target=target,
        private=bool(asked["private"]),
        memo_id=MemoId(asked["memo"]) if asked.get("memo") else None,
        document_id=DocumentId(asked["source"]),
        words=_words(asked) if asked.get("span") else None,
        code=CodeId(asked["code"]) if asked.get("code") else None,
        coding_id=CodingId(asked["coding"]) if asked.get("coding") else None,
    )
    memos.write_memo(bench, draft, coder=coder)
    return changed(bench, coder, asked)


def remove_memo(bench: Workbench, coder: CoderId, asked: Asked) -> views.Json:
    """Take a memo away."""
    memos.remove_memo(bench, MemoId(asked["memo"]), coder=coder)
    return changed(bench, coder, asked)


def undo(bench: Workbench, coder: CoderId, asked: Asked) -> views.Json:
    """Take back the newest act of this person, wherever it was."""
    return _taken(bench, coder, asked, undoing.undo(bench, coder=coder))


def redo(bench: Workbench, coder: CoderId, asked: Asked) -> views.Json:
    """Do again what was undone last."""
    return _taken(bench, coder, asked, undoing.redo(bench, coder=coder))


def _taken(bench: Workbench, coder: CoderId, asked: Asked, taken: undoing.TakenBack | None) -> views.Json:
    if taken is None:
        return {"act": None, "delta": None}
    act = {"kind": taken.kind, "source": taken.document_id, "at": taken.at, "code": taken.code}
    return {"act": act, "delta": changed(bench, coder, asked) if asked.get("source") else None}


def ask_for(bench: Workbench, coder: CoderId, asked: Asked) -> views.Json:
    """Look at the proposals for a unit that is assigned on demand; the page reads the source again."""
    found = showing.ask_for_proposals(bench, SegmentId(asked["segment"]), place="page")
    return changed(bench, coder, asked) | {"again": True, "found": found}


def shown(bench: Workbench, coder: CoderId, asked: Asked) -> None:
    """Note which proposals were in view, where in the list, and how long."""
    seen = tuple(
        Showing(proposal_id=ProposalId(one), order=None if place is None else int(place), dwell_ms=int(milliseconds))
        for one, place, milliseconds in asked["showings"]
    )
    showing.note_shown(bench, seen, place="page", coder=coder)


ACTS = (
    code,
    revise_coding,
    remove_coding,
    decide,
    lock,
    reopen_units,
    write_memo,
    remove_memo,
    undo,
    redo,
    ask_for,
    shown,
)
"""Every act of this page; whoever adds one adds it here."""
