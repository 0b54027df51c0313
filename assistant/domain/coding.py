"""What people decide: decisions on proposals, and codings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.domain.identifiers import (
    CodebookId,
    CodeId,
    CoderId,
    CodingId,
    DecisionId,
    DocumentId,
    ProposalId,
    SegmentId,
)
from assistant.domain.proposal import Rank
from assistant.domain.span import Span


class Action(StrEnum):
    """What a person did with a proposal."""

    ACCEPT = "accept"
    AMEND = "amend"
    REJECT = "reject"
    SKIP = "skip"


class CodingMode(StrEnum):
    """What the coder could see while coding; only blind codings enter agreement by default."""

    BLIND = "blind"
    DECIDE_FIRST = "decide_first"
    ON_DEMAND = "on_demand"
    ASSISTED = "assisted"
    ADJUDICATED = "adjudicated"


@dataclass(frozen=True, slots=True)
class Exposure:
    """What was on the screen when a decision was taken.

    Attributes:
        place: Where in the interface (``cli``, ``page`` ...).
        order: 0-based place of the proposal in the list shown.
        dwell_ms: Milliseconds it was in view, None if not measured.
    """

    place: str
    order: int | None = None
    dwell_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """A code that a coder has given to a span.

    Attributes:
        origin: The proposal it came from, None if the coder chose span and code unaided.
        attributes: Status attributes (modality, voice, polarity ...), name-value pairs.
        round: Name of the coding round or assignment, empty outside one.
    """

    id: CodingId
    coder_id: CoderId
    codebook_id: CodebookId
    document_id: DocumentId
    segment_id: SegmentId
    span: Span
    code: CodeId
    rank: Rank = Rank.PRIMARY
    mode: CodingMode = CodingMode.BLIND
    attributes: tuple[tuple[str, str], ...] = ()
    origin: ProposalId | None = None
    round: str = ""
    memo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A person's answer to one proposal; what it made or unmade follows from ``coding``."""

    id: DecisionId
    proposal_id: ProposalId
    coder_id: CoderId
    action: Action
    reason: str
    exposure: Exposure
    coding: Coding | None = None
