"""What is known of a unit while its questions are under way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.domain.codebook import Codebook, Family
from assistant.domain.document import Document
from assistant.domain.identifiers import CodeId
from assistant.domain.proposal import Refusal
from assistant.domain.segment import Segment
from assistant.domain.unit import Unit
from assistant.prompting import Setting, VerifyAnswer
from assistant.workflows.instrument.asking import Asker, Result
from assistant.workflows.instrument.examples import AdjudicatedExample, Retrieved
from assistant.workflows.instrument.passages import Piece
from assistant.workflows.instrument.planning import Plan
from assistant.workflows.instrument.refusing import Asked
from assistant.workflows.instrument.settings import InstrumentParts


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One document under one plan.

    Attributes:
        segments: All segments of the document, questions and headings as well.
        examples: Those that may be shown for it.
    """

    parts: InstrumentParts
    plan: Plan
    document: Document
    setting: Setting
    segments: tuple[Segment, ...]
    examples: tuple[AdjudicatedExample, ...]
    asked: Asked
    asker: Asker

    @property
    def book(self) -> Codebook:
        """The codebook."""
        return self.parts.book


@dataclass(frozen=True, slots=True)
class Find:
    """A code that screening found in a piece of a unit."""

    piece: Piece
    family: Family
    code: CodeId


@dataclass(frozen=True, slots=True)
class Check:
    """What verification made of a find, and what was shown for it."""

    find: Find
    result: Result[VerifyAnswer]
    retrieved: tuple[Retrieved, ...] = ()


@dataclass(slots=True)
class UnitState:
    """Collects what is said of one unit.

    Attributes:
        open: Something about it could not be asked; it is not answered in this run.
    """

    unit: Unit
    finds: list[Find] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    open: bool = False


States = dict[str, UnitState]
"""By the segment's id."""


def states_of(pieces: Sequence[Piece]) -> States:
    """Return an empty state for each unit that pieces belong to, in their order."""
    return {piece.unit.segment.id: UnitState(piece.unit) for piece in pieces}
