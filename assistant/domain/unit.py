"""What goes into an instrument and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain.document import SourceMetadata
from assistant.domain.identifiers import SegmentId
from assistant.domain.proposal import Proposal, Refusal
from assistant.domain.segment import Segment


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A segment with all that an instrument may look at.

    Attributes:
        text: The words that may be evidence.
        sentences: The same words sentence by sentence; places stand in ``segment.sentences``.
        question: The question it answers, context only.
    """

    segment: Segment
    text: str
    sentences: tuple[str, ...]
    question: str
    metadata: SourceMetadata


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """All that an instrument says of one unit."""

    segment_id: SegmentId
    proposals: tuple[Proposal, ...]
    refusals: tuple[Refusal, ...] = ()
