"""What an instrument suggests. A proposal is never a coding; only a person's decision can make one from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.domain.identifiers import CodebookId, CodeId, CoderId, DocumentId, FamilyId, ProposalId, RunId, SegmentId
from assistant.domain.span import Span


class MatchStatus(StrEnum):
    """How a quotation was found in the canonical text; the first three give evidence, the rest never do."""

    EXACT = "exact"
    NORMALISED = "normalised"
    FUZZY = "fuzzy"
    ALTERED = "altered"
    """Similar words stand there, and a digit, negation, direction, unit or name differs."""
    CROSSING = "crossing"
    """The words run over the border of two turns."""
    STITCHED = "stitched"
    """The pieces stand in the text, not in one place."""
    ELSEWHERE = "elsewhere"
    """The words stand in another segment than the one named, or in an interviewer's question."""
    NOT_FOUND = "not_found"


LOCATED = frozenset({MatchStatus.EXACT, MatchStatus.NORMALISED, MatchStatus.FUZZY})


@dataclass(frozen=True, slots=True)
class Evidence:
    """A located span: words that stand in the text."""

    span: Span
    match: MatchStatus


@dataclass(frozen=True, slots=True)
class UnlocatedQuote:
    """Words offered as a quotation that are not evidence; kept and shown as such."""

    quote: str
    match: MatchStatus
    detail: str = ""


class Rank(StrEnum):
    """Place of a code among those of a one-primary family; always primary in a multi-label family."""

    PRIMARY = "primary"
    SECONDARY = "secondary"


@dataclass(frozen=True, slots=True)
class Ground:
    """Why something was proposed: what the passage is close to.

    Attributes:
        kind: ``indicator``, ``inclusion``, ``cue``, ``example``, ``coding``, ``rule`` ...
        text: The indicator, example or rule in the language of the passage.
        score: Similarity or weight, unit depends on the kind.
    """

    kind: str
    text: str
    score: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One code for one segment, with where it stands in the text.

    Attributes:
        score: The instrument's own figure for ranking; not a probability unless the instrument says so.
        attributes: Proposed status attributes, name-value pairs.
    """

    id: ProposalId
    run_id: RunId
    coder_id: CoderId
    codebook_id: CodebookId
    document_id: DocumentId
    segment_id: SegmentId
    family: FamilyId
    code: CodeId
    rank: Rank = Rank.PRIMARY
    evidence: tuple[Evidence, ...] = ()
    unlocated: tuple[UnlocatedQuote, ...] = ()
    rationale: str = ""
    grounds: tuple[Ground, ...] = ()
    score: float | None = None
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An answer that is no proposal: unusable, or an abstention with its reason. Counted and shown."""

    run_id: RunId
    coder_id: CoderId
    document_id: DocumentId
    segment_id: SegmentId
    family: FamilyId | None
    reason: str
    raw: str = ""
