"""The ledger as one coder may see it: everything read through it is blind where the design says blind.

It implements ``ports.Ledger``, so every workflow works on it unchanged; a new way of reading that is added to the port
has to be added here before the type checker lets it pass. What may be done through it is guarded as well: nobody acts
under another name, and what is locked stays as it is until the lead opens it again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from assistant.domain.acts import Act, Event, News, ProposalsShown, Recorded
from assistant.domain.codebook import Codebook
from assistant.domain.coder import Coder, CoderKind, Role
from assistant.domain.coding import Coding, Decision
from assistant.domain.document import Document
from assistant.domain.fieldwork import (
    Adjudication,
    Assignment,
    Flips,
    Judged,
    JudgementKind,
    Lock,
    Memo,
    MemoTarget,
    Note,
    Seen,
    Showing,
)
from assistant.domain.identifiers import CodebookId, CodeId, CoderId, DocumentId, FamilyId, ProposalId, RunId, SegmentId
from assistant.domain.proof import Verification
from assistant.domain.proposal import Proposal, Refusal
from assistant.domain.segment import Segment
from assistant.domain.span import Span
from assistant.errors import AccessError
from assistant.ports import EVERYTHING, CodebookVersion, Ledger, Run, Selection, Source
from assistant.workflows.guarding import check_acts
from assistant.workflows.sight import Sight, sight_of

OPEN_KINDS = frozenset(
    {
        "study.created",
        "source.added",
        "source.described",
        "codebook.published",
        "coder.registered",
        "run.started",
        "run.finished",
    }
)
"""Kinds of acts that say nothing of what was coded or proposed. A new kind is closed until it stands here."""


class _Seeing:
    """What all parts of the veil share: the whole ledger, and whose eyes look at it."""

    def __init__(self, whole: Ledger, coder: Coder) -> None:
        self._whole = whole
        self._coder = coder
        self._books: dict[CodebookId, Codebook | None] = {}
        self._pieces: dict[DocumentId, tuple[Segment, ...]] = {}

    @cached_property
    def sight(self) -> Sight:
        """What this coder may see; read once per request."""
        return sight_of(self._whole, self._coder)

    @cached_property
    def _coding_people(self) -> frozenset[CoderId]:
        """Everybody who codes: what they write may tell how."""
        people = {each.id for each in self._whole.coders() if each.kind is CoderKind.PERSON and each.role is Role.CODER}
        return frozenset(people | {each.coder_id for each in self._whole.assignments()})

    def _family(self, codebook_id: CodebookId, code: CodeId) -> FamilyId | None:
        if codebook_id not in self._books:
            self._books[codebook_id] = self._whole.codebook(codebook_id)
        book = self._books[codebook_id]
        entry = None if book is None else book.code(code)
        return None if entry is None else entry.family

    def _segments_of(self, document_id: DocumentId) -> tuple[Segment, ...]:
        if document_id not in self._pieces:
            self._pieces[document_id] = self._whole.segments(document_id)
        return self._pieces[document_id]

    def _touched(self, document_id: DocumentId, span: Span) -> Iterator[SegmentId]:
        pieces = self._segments_of(document_id)
        at = max(0, bisect_right(pieces, span.start, key=lambda piece: piece.span.start) - 1)
        while at < len(pieces) and pieces[at].span.start < span.end:
            if pieces[at].span.overlaps(span):
                yield pieces[at].id
            at += 1

    def _shows_coding(self, coding: Coding) -> bool:
        family = self._family(coding.codebook_id, coding.code)
        touched = {coding.segment_id, *self._touched(coding.document_id, coding.span)}
        return coding.coder_id == self._coder.id or all(self.sight.sees_others(each, family) for each in touched)

    def _only_mine(self, selection: Selection) -> bool:
        return selection.coders == {self._coder.id}


class _VeiledJournal(_Seeing):
    """What was done."""

    def append(self, wanted: Sequence[Act], *, actor: CoderId) -> tuple[Event, ...]:
        """Record acts of this coder.

        Raises:
            AccessError: They are somebody else's, or about what is locked.
        """
        if actor != self._coder.id:
            raise AccessError(
                f"you are {self._coder.id!r} and cannot act as {actor!r}",
                f"你的身份是 {self._coder.id!r}，不能以 {actor!r} 的名义操作",
            )
        check_acts(wanted, self.sight, self._whole)
        recorded = self._whole.append(wanted, actor=actor)
        self.__dict__.pop("sight", None)  # a lock may have opened something
        return recorded

    def events(self, *, after: int = 0, limit: int | None = None) -> Iterable[Event]:
        """Yield events in order; acts of others only where they tell nothing."""
        if self.sight.whole:
            return self._whole.events(after=after, limit=limit)
        return self._open_events(after, limit)

    def _open_events(self, after: int, limit: int | None) -> Iterator[Event]:
        left = limit
        for event in self._whole.events(after=after):
            if left == 0:
                return
            if event.actor == self._coder.id or event.kind in OPEN_KINDS:
                left = None if left is None else left - 1
                yield event

    def answered(self, run_id: RunId, documents: frozenset[DocumentId] = frozenset()) -> frozenset[SegmentId]:
        """Return the segments that a run has answered for, whatever it said."""
        return self._whole.answered(run_id, documents)

    def answered_units(self, runs: frozenset[RunId]) -> Mapping[DocumentId, int]:
        """Return how many segments of each source the runs have answered for, whatever they said."""
        return self._whole.answered_units(runs)

    def verify(self) -> Verification:
        """Prove the whole ledger; the result tells nothing of what is in it."""
        return self._whole.verify()

    def acts_of(self, actor: CoderId, *, last: int) -> tuple[Recorded, ...]:
        """Return the newest acts of this coder; those of others only where nothing is hidden."""
        if actor == self._coder.id or self.sight.whole:
            return self._whole.acts_of(actor, last=last)
        return ()

    def news(self, coder_id: CoderId, *, after: int) -> News:
        """Return what has happened, as this coder may know it, whoever is named."""
        return self._whole.news(coder_id if self.sight.whole else self._coder.id, after=after)


class _VeiledRecords(_Seeing):
    """What it adds up to."""

    def sources(self) -> tuple[Source, ...]:
        """Return all sources."""
        return self._whole.sources()

    def document(self, document_id: DocumentId) -> Document:
        """Return a document."""
        return self._whole.document(document_id)

    def segments(self, document_id: DocumentId) -> tuple[Segment, ...]:
        """Return the segments of a document."""
        return self._segments_of(document_id)

    def codebook(self, codebook_id: CodebookId | None = None) -> Codebook | None:
        """Return a published version."""
        return self._whole.codebook(codebook_id)

    def coders(self) -> tuple[Coder, ...]:
        """Return all coders."""
        return self._whole.coders()

    def runs(self) -> tuple[Run, ...]:
        """Return all runs."""
        return self._whole.runs()

    def proposals(self, selection: Selection = EVERYTHING) -> tuple[Proposal, ...]:
        """Return the proposals that may be seen."""
        found = self._whole.proposals(selection)
        return found if self.sight.whole else tuple(each for each in found if self.sight.sees_proposal(each))

    def refusals(self, selection: Selection = EVERYTHING) -> tuple[Refusal, ...]:
        """Return answers that were no proposals, where proposals may be seen."""
        found = self._whole.refusals(selection)
        if self.sight.whole:
            return found
        return tuple(each for each in found if self.sight.sees_all_proposals(each.segment_id, each.family))

    def decisions(self, selection: Selection = EVERYTHING) -> tuple[Decision, ...]:
        """Return this coder's decisions, and those of others that may be seen."""
        found = self._whole.decisions(selection)
        if self._only_mine(selection) or self.sight.whole:
            return found
        others = frozenset(each.proposal_id for each in found if each.coder_id != self._coder.id)
        known = self._whole.proposals(Selection(proposals=others)) if others else ()
        in_sight = {
            each.id
            for each in known
            if self.sight.sees_proposal(each) and self.sight.sees_others(each.segment_id, each.family)
        }
        return tuple(each for each in found if each.coder_id == self._coder.id or self._shows(each, in_sight))

    def _shows(self, decision: Decision, in_sight: set[ProposalId]) -> bool:
        coding = decision.coding
        return decision.proposal_id in in_sight and (coding is None or self._shows_coding(coding))

    def codings(self, selection: Selection = EVERYTHING) -> tuple[Coding, ...]:
        """Return this coder's codings, and those of others that may be seen."""
        found = self._whole.codings(selection)
        if self._only_mine(selection) or self.sight.whole:
            return found
        return tuple(each for each in found if self._shows_coding(each))


class _VeiledFieldwork(_Seeing):
    """How the team worked."""

    def head(self) -> int:
        """Return the number of the newest event."""
        return self._whole.head()

    def codebooks(self) -> tuple[CodebookVersion, ...]:
        """Return all published versions."""
        return self._whole.codebooks()

    def assignments(self, selection: Selection = EVERYTHING) -> tuple[Assignment, ...]:
        """Return this coder's assignments; to leads and viewers those of others, which tell nothing of codings."""
        found = self._whole.assignments(selection)
        if self.sight.elsewhere:
            return found
        return tuple(each for each in found if each.coder_id == self._coder.id)

    def locks(self, selection: Selection = EVERYTHING) -> tuple[Lock, ...]:
        """Return what this coder locked, and what others locked where their codings may be seen."""
        found = self._whole.locks(selection)
        if self._only_mine(selection) or self.sight.whole:
            return found
        return tuple(
            each for each in found if each.coder_id == self._coder.id or self.sight.sees_others(each.segment_id, None)
        )

    def seen(self, selection: Selection = EVERYTHING) -> tuple[Seen, ...]:
        """Return what was shown to this coder; to others only where nothing is hidden."""
        found = self._whole.seen(selection)
        return found if self.sight.whole else tuple(each for each in found if each.coder_id == self._coder.id)

    def memos(self, selection: Selection = EVERYTHING) -> tuple[Memo, ...]:
        """Return this coder's memos, and those of others that are not private and give nothing away."""
        return tuple(
            each
            for each in self._whole.memos(selection)
            if each.coder_id == self._coder.id or (not each.private and (self.sight.whole or self._shows_memo(each)))
        )

    def _shows_memo(self, memo: Memo) -> bool:
        if memo.target is MemoTarget.CODING:
            wanted = Selection(codings=frozenset({memo.coding_id} if memo.coding_id else ()))
            return bool(wanted.codings) and all(self._shows_coding(each) for each in self._whole.codings(wanted))
        if memo.coder_id not in self._coding_people:
            return True
        if memo.coder_id in self.sight.fellows:
            return False
        if memo.document_id is None:
            return self.sight.elsewhere
        touched = (
            (piece.id for piece in self._segments_of(memo.document_id))
            if memo.span is None
            else self._touched(memo.document_id, memo.span)
        )
        return all(self.sight.sees_others(each, None) for each in touched)

    def adjudications(self, selection: Selection = EVERYTHING) -> tuple[Adjudication, ...]:
        """Return the verdicts on units where codings of others may be seen."""
        found = self._whole.adjudications(selection)
        if self.sight.whole:
            return found
        return tuple(each for each in found if self.sight.sees_others(each.segment_id, each.family))

    def judgements(self, kind: JudgementKind) -> tuple[Judged, ...]:
        """Return this coder's judgements, and while something is hidden only those of others who do not code."""
        found = self._whole.judgements(kind)
        if self.sight.whole:
            return found
        hidden = self._coding_people - {self._coder.id}
        return tuple(each for each in found if each.judgement.coder_id not in hidden)

    def stability(self, selection: Selection = EVERYTHING) -> tuple[tuple[CoderId, Flips], ...]:
        """Return how often instruments changed their minds where their proposals may be seen."""
        found = self._whole.stability(selection)
        if self.sight.whole:
            return found
        return tuple(
            (coder_id, flips) for coder_id, flips in found if self.sight.sees_all_proposals(flips.segment_id, None)
        )

    def notes(self, kind: str = "") -> tuple[Note, ...]:
        """Return what the study remembers."""
        return self._whole.notes(kind)


class VeiledLedger(_VeiledJournal, _VeiledRecords, _VeiledFieldwork):
    """The whole of it; implements ``ports.Ledger``."""

    def ask_for(self, segment: SegmentId, place: str) -> tuple[Proposal, ...]:
        """Return the proposals for a unit assigned on demand; that they were asked for is recorded first.

        Raises:
            AccessError: The unit is not assigned on demand.
        """
        if not self.sight.may_ask(segment):
            raise AccessError(
                "proposals can be asked for only in units that are assigned on demand",
                "只有以“按需”方式分配的单元，才能查看建议",
            )
        found = self._whole.proposals(Selection(segments=frozenset({segment})))
        showings = tuple(Showing(proposal_id=each.id, order=number) for number, each in enumerate(found))
        if showings:
            act = ProposalsShown(coder_id=self._coder.id, place=place, showings=showings)
            self._whole.append([act], actor=self._coder.id)
        return found
