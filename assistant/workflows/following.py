"""What has changed in one source since a page last heard, as one coder may see it: cheap when nothing has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.domain import acts
from assistant.domain.acts import Act, News
from assistant.domain.coding import Coding, CodingMode, Decision
from assistant.domain.fieldwork import Memo
from assistant.domain.identifiers import CoderId, CodingId, DocumentId, ProposalId, SegmentId
from assistant.ports import Selection
from assistant.workflows.memos import memos_beside
from assistant.workflows.workbench import Workbench

_UNMAKING = frozenset({acts.CodingRemoved, acts.DecisionWithdrawn, acts.ProposalDecided})
_TURNING = frozenset(
    {
        acts.CodebookPublished,
        acts.CodingRestamped,
        acts.AssignmentMade,
        acts.AssignmentWithdrawn,
        acts.Adjudicated,
        acts.SourceDescribed,
    }
)
"""Acts after which everything about a source is read again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The difference between what a page has and what is there.

    Attributes:
        seq: Number of the newest event that is part of it.
        codings: Put in force or changed.
        gone: Codings of one's own that are no longer in force.
        others: Ids of all codings of others that are in force, where some may be gone; None where none is.
        decisions: Of this coder, by proposal; None where the proposal is open again.
        memos: All that are to be read beside the source, where some have changed; else None.
        locks: Units with whether they are locked now, in the order in which that happened.
        again: Everything is to be read again.
        codebook: Another version of the codebook is in force.
    """

    seq: int
    codings: tuple[Coding, ...] = ()
    gone: frozenset[CodingId] = frozenset()
    others: frozenset[CodingId] | None = None
    decisions: tuple[tuple[ProposalId, Decision | None], ...] = ()
    memos: tuple[Memo, ...] | None = None
    locks: tuple[tuple[tuple[SegmentId, ...], bool], ...] = ()
    again: bool = False
    codebook: bool = False


def changes(bench: Workbench, document_id: DocumentId, *, after: int, coder: CoderId) -> Changes:
    """Return what has changed in a source after an event."""
    if bench.ledger.head() == after:
        return Changes(seq=after)
    news = bench.ledger.news(coder, after=after)
    own_kinds = {type(act) for act in news.own}
    codebook = acts.CodebookPublished in news.others
    if not news.whole or news.others & _TURNING or document_id in news.proposed or _reveals(bench, news, coder):
        return Changes(seq=news.seq, again=True, codebook=codebook or not news.whole)
    here = Selection(documents=frozenset({document_id}), after=after)
    noted = {acts.MemoWritten, acts.MemoRemoved} & (news.others | own_kinds)
    return Changes(
        seq=news.seq,
        codings=bench.ledger.codings(here) if _codes(news) else (),
        gone=_gone(bench, news, coder),
        others=_others(bench, document_id, coder) if news.others & _UNMAKING else None,
        decisions=tuple(_decided(bench, news.own, document_id, coder)),
        memos=memos_beside(bench, document_id, coder=coder) if noted else None,
        locks=tuple(_locked(news.own, document_id)),
    )


def _codes(news: News) -> bool:
    making = {acts.CodingAdded, acts.CodingRevised, acts.ProposalDecided, acts.DecisionWithdrawn}
    return bool(making & (news.others | {type(act) for act in news.own}))


def _reveals(bench: Workbench, news: News, coder: CoderId) -> bool:
    """Tell whether a lock of one's own may have changed what may be seen."""
    under = {act.assignment_id for act in news.own if isinstance(act, acts.UnitsLocked | acts.UnitsReopened)} - {None}
    if not under:
        return False
    assignments = bench.ledger.assignments(Selection(coders=frozenset({coder})))
    return any(each.id in under and each.mode is not CodingMode.ASSISTED for each in assignments)


def _gone(bench: Workbench, news: News, coder: CoderId) -> frozenset[CodingId]:
    """Return which of the codings that one's own acts have touched are not in force now."""
    touched = frozenset(coding_id for act in news.own for coding_id in _touched(bench, act, coder))
    if not touched:
        return touched
    return touched - {coding.id for coding in bench.ledger.codings(Selection(codings=touched))}


def _touched(bench: Workbench, act: Act, coder: CoderId) -> Iterator[CodingId]:
    if isinstance(act, acts.CodingRemoved):
        yield act.coding_id
    elif isinstance(act, acts.ProposalDecided | acts.DecisionWithdrawn) and act.decision is not None:
        of = Selection(proposals=frozenset({act.decision.proposal_id}), coders=frozenset({coder}))
        for decision in (act.decision, *bench.ledger.decisions(of)):
            if decision.coding is not None:
                yield decision.coding.id


def _others(bench: Workbench, document_id: DocumentId, coder: CoderId) -> frozenset[CodingId]:
    there = bench.ledger.codings(Selection(documents=frozenset({document_id})))
    return frozenset(coding.id for coding in there if coding.coder_id != coder)


def _decided(
    bench: Workbench, own: Iterable[Act], document_id: DocumentId, coder: CoderId
) -> Iterator[tuple[ProposalId, Decision | None]]:
    touched = {
        act.decision.proposal_id
        for act in own
        if isinstance(act, acts.ProposalDecided | acts.DecisionWithdrawn) and act.decision is not None
    }
    if not touched:
        return
    of = Selection(documents=frozenset({document_id}), proposals=frozenset(touched), coders=frozenset({coder}))
    newest = {decision.proposal_id: decision for decision in bench.ledger.decisions(of)}
    for proposal_id in sorted(touched):
        yield proposal_id, newest.get(proposal_id)


def _locked(own: Iterable[Act], document_id: DocumentId) -> Iterator[tuple[tuple[SegmentId, ...], bool]]:
    for act in own:
        if isinstance(act, acts.UnitsLocked | acts.UnitsReopened) and act.document_id == document_id:
            yield act.segments, isinstance(act, acts.UnitsLocked)
