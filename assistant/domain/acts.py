"""What can happen in a study, one record per kind of act, and the event that an act becomes in the ledger.

A kind that has been recorded is never changed: fields are only added, with a default that means what old events meant.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain.codebook import Codebook
from assistant.domain.coder import Coder
from assistant.domain.coding import Coding, Decision
from assistant.domain.document import Document, SourceMetadata
from assistant.domain.identifiers import CodebookId, CoderId, CodingId, DocumentId, RunId, SegmentId
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
class CodebookPublished:
    """A version of the codebook came into force."""

    codebook: Codebook
    reason: str


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
    """A run has answered for every unit it was asked about."""

    run_id: RunId
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalDecided:
    """A person answered a proposal; an accepted or amended one carries the coding it makes."""

    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingAdded:
    """A coder coded a span unaided, or codings made elsewhere were brought in."""

    coding: Coding


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingRemoved:
    """A coding is taken back; it stays in the record."""

    coding_id: CodingId
    reason: str


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
