"""Numeric claims: what a source says of a figure, where it says so, and in what terms it can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NewType

from assistant.domain.identifiers import DocumentId, SegmentId
from assistant.domain.span import Span

ClaimId = NewType("ClaimId", str)
"""Hash of source, place and what is claimed: the same words give the same claim again."""


class Direction(StrEnum):
    """Which way a figure is said to have gone."""

    UP = "up"
    DOWN = "down"
    LEVEL = "level"
    """It stands at a value; nobody says that it moved."""
    EVENT = "event"
    """Something happened in a year."""


class Bound(StrEnum):
    """How firmly a number is given."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    """以上, 超, 余, 多, ≥, more than."""
    AT_MOST = "at_most"
    """以内, 不足, ≤, under."""
    ABOUT = "about"
    """约, 左右, about."""
    NEARLY = "nearly"
    """近, nearly: just under."""


class Modality(StrEnum):
    """Whether what is claimed has happened."""

    REALISED = "realised"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number as it was said.

    Attributes:
        low: The number; for a range (2 to 3) its lower end.
        high: The same, or the upper end.
        unit: ``%``, a unit of time or measure, or the classifier of what is counted; empty if none was said.
        span: Where it stands in the canonical text.
    """

    low: Decimal
    high: Decimal
    unit: str
    bound: Bound
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One figure that one source gives. Keyed by (subject, metric, direction), never by its number.

    Attributes:
        span: The words that say it, a slice of the canonical text.
        named: Where the metric is named; may lie before ``span`` where the sentence goes on without repeating it.
        subject: The case, or the organisation that is named where no case is; empty if the source does not tell.
        is_case: Whether the subject is one of the study's cases.
        metric: Name of what is measured, normalised.
        start: Value before.
        end: Value after, or the value it stands at; the year of an event.
        change: By how much it moved.
        date: The time it is said to hold for, ISO 8601 as exact as told; empty if the source does not say.
        baseline: Whether it is told what it is compared with.
        attributed: Words by which the source passes the figure on from somebody else, None if it speaks for itself.
        voice: Who speaks through the source.
    """

    id: ClaimId
    document_id: DocumentId
    segment_id: SegmentId
    span: Span
    named: Span
    subject: str
    is_case: bool
    metric: str
    direction: Direction
    start: Quantity | None = None
    end: Quantity | None = None
    change: Quantity | None = None
    date: str = ""
    baseline: bool = False
    attributed: Span | None = None
    voice: str = ""
    modality: Modality = Modality.REALISED
