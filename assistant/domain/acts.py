"""What can happen in a study, one record per kind of act, and the event that an act becomes in the ledger.

A kind that has been recorded is never changed: fields are only added, with a default that means what old events meant.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain.codebook import Codebook
from assistant.domain.coder import Coder
from assistant.domain.coding import Coding, Decision
from assistant.domain.document import Document, SourceMetadata
from assistant.domain.fieldwork import Adjudication, Assignment, Flips, Judgement, Memo, Pairs, Showing
from assistant.domain.identifiers import (
    AssignmentId,
    CodebookId,
    CodeId,
    CoderId,
    CodingId,
    DecisionId,
    DocumentId,
    MemoId,
    RunId,
    SegmentId,
)
from assistant.domain.proposal import Proposal, Refusal
from assistant.domain.segment import Segment


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyCreated:
    """A study begins."""

    name: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceAdded:
    """A source was read and cut into segments."""

    document: Document
    metadata: SourceMetadata
    segmenter: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDescribed:
    """Somebody corrected what is known about a source; the whole new description."""

    document_id: DocumentId
    metadata: SourceMetadata


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryChange:
    """What became of one entry between two versions of a codebook.

    Attributes:
        kind: ``added``, ``minor``, ``semantic``, ``retired``, ``merged`` or ``split``.
        into: For a merged or split entry, the codes that take its place.
    """

    code: CodeId
    kind: str
    into: tuple[CodeId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CodebookPublished:
    """A version of the codebook came into force.

    Attributes:
        previous: The version it was made from, None where nobody said.
        changes: What it changes in the entries; empty where nobody said.
    """

    codebook: Codebook
    reason: str
    previous: CodebookId | None = None
    changes: tuple[EntryChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CoderRegistered:
    """A person or an instrument joined the study, or was renamed or given another role."""

    coder: Coder


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted:
    """An instrument began to propose; ``parameters`` are name-value pairs, sorted."""

    run_id: RunId
    coder_id: CoderId
    codebook_id: CodebookId
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentProposed:
    """Everything an instrument said of one segment in one run; the unit of resuming."""

    run_id: RunId
    document_id: DocumentId
    segment_id: SegmentId
    proposals: tuple[Proposal, ...]
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFinished:
    """A run has answered for every unit it was asked about.

    Attributes:
        totals: What it came to (calls, tokens, seconds, cost), as sorted name-value pairs.
    """

    run_id: RunId
    units: int
    totals: Pairs = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalDecided:
    """A person answered a proposal; an accepted or amended one carries the coding it makes.

    Attributes:
        before: The coding that an earlier answer had made and this one takes out of force, as it stood then.
    """

    decision: Decision
    before: Coding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingAdded:
    """A coder coded a span unaided, or codings made elsewhere were brought in."""

    coding: Coding


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingRemoved:
    """A coding is taken back; it stays in the record.

    Attributes:
        coding: What it was, so that the act can be undone; None in records made before it was kept.
    """

    coding_id: CodingId
    reason: str
    coding: Coding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingRevised:
    """A coder changed a coding of their own (code, span, status): ``coding`` stands in place of ``before``."""

    coding: Coding
    before: Coding


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingRestamped:
    """A coding stands under a newer version of the codebook, under another code if entries were merged or split."""

    coding_id: CodingId
    codebook_id: CodebookId
    code: CodeId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionWithdrawn:
    """A person took a decision back; the coding it had made is gone, the proposal is open again.

    Attributes:
        decision: What it was, so that the act can be undone.
        restores: The coding of an earlier answer as it stood before it was replaced; None where that answer says it.
    """

    decision_id: DecisionId
    reason: str
    decision: Decision | None = None
    restores: Coding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentMade:
    """A coder was asked to code units in a round."""

    assignment: Assignment


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentWithdrawn:
    """A coder is no longer asked; what was coded and locked stays."""

    assignment_id: AssignmentId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsLocked:
    """A coder is done with units of one document.

    Attributes:
        dwell_ms: Milliseconds each was in view, in the order of ``segments``; empty if not measured.
    """

    coder_id: CoderId
    document_id: DocumentId
    segments: tuple[SegmentId, ...]
    assignment_id: AssignmentId | None = None
    dwell_ms: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsReopened:
    """Units that a coder was done with are open again.

    Attributes:
        document_id: Whose units they are, so that the act can be undone.
    """

    coder_id: CoderId
    segments: tuple[SegmentId, ...]
    reason: str
    assignment_id: AssignmentId | None = None
    document_id: DocumentId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalsShown:
    """A coder got to see proposals; ``place`` is where (``page``, ``cli`` …)."""

    coder_id: CoderId
    place: str
    showings: tuple[Showing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoWritten:
    """A memo was written, or written again under its id; ``before`` is what stood there."""

    memo: Memo
    before: Memo | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoRemoved:
    """A memo was taken away; it stays in the record. ``memo`` is what it was, so that the act can be undone."""

    memo_id: MemoId
    memo: Memo | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActUndone:
    """A person took back an act of their own: the act recorded just before this one undoes it.

    Attributes:
        event_id: The event that is taken back.
        again: Whether that event was itself an undoing, so that the act first undone is done again.
    """

    event_id: str
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjudicated:
    """A disagreement was settled; an earlier verdict on the same unit, family and round is replaced."""

    adjudication: Adjudication


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectJudged:
    """A person judged something that was derived from the study."""

    judgement: Judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class StabilityMeasured:
    """An instrument was asked the same again in other orders and words; replaces what was measured before."""

    coder_id: CoderId
    flips: tuple[Flips, ...]
    parameters: Pairs = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyNoted:
    """Something the study should remember: an import, an export, an adapted embedder."""

    note: str
    details: Pairs


Act = (
    StudyCreated
    | SourceAdded
    | SourceDescribed
    | CodebookPublished
    | CoderRegistered
    | RunStarted
    | SegmentProposed
    | RunFinished
    | ProposalDecided
    | CodingAdded
    | CodingRemoved
    | CodingRevised
    | CodingRestamped
    | DecisionWithdrawn
    | AssignmentMade
    | AssignmentWithdrawn
    | UnitsLocked
    | UnitsReopened
    | ProposalsShown
    | MemoWritten
    | MemoRemoved
    | ActUndone
    | Adjudicated
    | SubjectJudged
    | StabilityMeasured
    | StudyNoted
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An act in the ledger.

    Attributes:
        seq: 1-based, without gaps.
        id: Time-ordered UUID.
        at: ISO 8601 in UTC with microseconds.
        actor: Who did it.
        kind: Stable name of the act.
        payload: Canonical JSON of the act, contents replaced by their hashes.
        previous: Hash of the event before, 64 zeros for the first.
        hash: sha256 over all the fields above.
    """

    seq: int
    id: str
    at: str
    actor: CoderId
    kind: str
    payload: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """An act with the event it became."""

    event: Event
    act: Act


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What has happened since somebody last looked.

    Attributes:
        seq: Number of the newest event.
        own: One's own acts, oldest first.
        others: Of everybody else's acts only their kinds.
        proposed: Sources for which instruments have answered again.
        whole: False where so much has happened that it was not read; look at everything again.
    """

    seq: int
    own: tuple[Act, ...] = ()
    others: frozenset[type[Act]] = frozenset()
    proposed: frozenset[DocumentId] = frozenset()
    whole: bool = True
