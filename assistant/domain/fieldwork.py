"""How a team works: who is asked to code what, what is done with, what was shown, what was noted, what was settled."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.domain.coding import Coding, CodingMode
from assistant.domain.identifiers import (
    AdjudicationId,
    AssignmentId,
    CodeId,
    CoderId,
    CodingId,
    DocumentId,
    FamilyId,
    MemoId,
    ProposalId,
    SegmentId,
)
from assistant.domain.span import Span


class RoundKind(StrEnum):
    """What a round is for; training rounds never enter agreement figures."""

    TRAINING = "training"
    RELIABILITY = "reliability"
    CODING = "coding"
    RECODING = "recoding"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """One stratum of a sample: how many of how many units were drawn, so that inclusion probabilities are known."""

    name: str
    population: int
    drawn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleDraw:
    """How the units of an assignment were drawn at random; the same seed draws the same units again."""

    seed: int
    strata: tuple[Stratum, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Units that one coder is asked to code in one round.

    Attributes:
        round: Name of the round; assignments of several coders in one round are compared with each other.
        mode: What the coder may see of proposals and of others before a unit is locked.
        segments: The units, in the order in which they are to be coded.
        families: The questions asked; empty means all.
        sample: How the units were drawn; None where somebody chose them.
        shown: Units drawn at random to be coded with proposals in view, for the anchoring experiment.
    """

    id: AssignmentId
    coder_id: CoderId
    round: str
    round_kind: RoundKind
    mode: CodingMode
    segments: tuple[SegmentId, ...]
    families: tuple[FamilyId, ...] = ()
    sample: SampleDraw | None = None
    shown: tuple[SegmentId, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """A coder is done with a unit: what stands there now is what this coder gave it, none where nothing does.

    Attributes:
        assignment_id: The assignment it was coded for; None outside any.
        dwell_ms: Milliseconds the unit was in view until then, None if not measured.
        seq: Number of the event that locked it.
    """

    coder_id: CoderId
    segment_id: SegmentId
    document_id: DocumentId
    assignment_id: AssignmentId | None = None
    dwell_ms: int | None = None
    seq: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """One proposal that one coder got to see.

    Attributes:
        order: 0-based place in the list shown.
        dwell_ms: Milliseconds in view, None if not measured.
    """

    proposal_id: ProposalId
    order: int | None = None
    dwell_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A showing as the ledger keeps it: who saw which proposal, when (ISO 8601, UTC), and where."""

    coder_id: CoderId
    proposal_id: ProposalId
    document_id: DocumentId
    segment_id: SegmentId
    place: str
    at: str
    seq: int
    order: int | None = None
    dwell_ms: int | None = None


class MemoTarget(StrEnum):
    """What a memo is about."""

    PROJECT = "project"
    SOURCE = "source"
    SPAN = "span"
    CODE = "code"
    CODING = "coding"
    CODER = "coder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Memo:
    """A note of a coder; written again under the same id, it replaces what stood there.

    Attributes:
        document_id: For a source or span.
        span: For a span.
        code: For a code.
        coding_id: For a coding.
        private: Seen by its writer alone.
    """

    id: MemoId
    coder_id: CoderId
    target: MemoTarget
    text: str
    document_id: DocumentId | None = None
    span: Span | None = None
    code: CodeId | None = None
    coding_id: CodingId | None = None
    private: bool = False


class ErrorType(StrEnum):
    """Why coders differed."""

    DEFINITION = "definition"
    """The codebook does not decide the case: the entry needs revision."""
    SPAN = "span"
    """The same code, other words."""
    OVERSIGHT = "oversight"
    """Somebody overlooked it."""
    MISREADING = "misreading"
    """Somebody misunderstood the text or the rule."""
    JUDGEMENT = "judgement"
    """Both readings can be defended."""
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjudication:
    """What was settled about one unit and one family on which blind codings differed.

    Attributes:
        compared: The codings that were looked at, of all coders.
        outcome: The codings settled on, mode ``adjudicated``; empty means that none applies.
    """

    id: AdjudicationId
    coder_id: CoderId
    document_id: DocumentId
    segment_id: SegmentId
    family: FamilyId
    compared: tuple[CodingId, ...]
    outcome: tuple[Coding, ...]
    error: ErrorType
    reason: str
    round: str = ""


class JudgementKind(StrEnum):
    """What a person has judged beside codings."""

    CELL = "cell"
    """A cell of the convergence matrix."""
    INDEPENDENCE = "independence"
    """Whether sources speak with one voice."""
    RELATION = "relation"
    """How a source's owner stands to the case."""
    CLAIM = "claim"
    """Whether numeric claims are the same, different or none."""
    SEARCH = "search"
    """A search for what would contradict, with what it found."""
    QUERY = "query"
    """Anything else that is settled by a person, named in the subject."""


Pairs = tuple[tuple[str, str], ...]
"""Name-value pairs, sorted by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A person's verdict on something derived; the newest of one coder on one subject is in force.

    Attributes:
        subject: What is judged, as sorted pairs (``case``, ``code``, ``source_type`` …).
        verdict: One word of the kind's vocabulary.
        details: What belongs to it (the rule that had proposed it, evidence ids …), as sorted pairs.
    """

    kind: JudgementKind
    coder_id: CoderId
    subject: Pairs
    verdict: str
    reason: str
    details: Pairs = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A judgement as the ledger keeps it, with when it was given (ISO 8601, UTC)."""

    judgement: Judgement
    at: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Flips:
    """How often an instrument changed its mind about one code of one unit.

    Attributes:
        asked: Answers compared.
        given: Answers that gave the code.
    """

    segment_id: SegmentId
    document_id: DocumentId
    code: CodeId
    asked: int
    given: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something the study should remember that changes no table: an import, an export, an adapted embedder."""

    kind: str
    coder_id: CoderId
    details: Pairs
    at: str
    seq: int
