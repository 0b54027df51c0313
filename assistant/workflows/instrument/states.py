"""What is known of a unit while its questions are under way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.domain.codebook import Codebook, Family
from assistant.domain.document import Document
from assistant.domain.identifiers import CodeId, SegmentId
from assistant.domain.proposal import Refusal
from assistant.domain.segment import Segment
from assistant.domain.unit import Unit
from assistant.prompting import Setting, VerifyAnswer
from assistant.workflows.instrument.asking import Asker, Result
from assistant.workflows.instrument.examples import AdjudicatedExample, Retrieved
from assistant.workflows.instrument.passages import Piece, Window
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
    families: tuple[Family, ...]
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

    @property
    def segment_id(self) -> SegmentId:
        """The unit's segment."""
        return self.piece.unit.segment.id


@dataclass(frozen=True, slots=True)
class Check:
    """What verification made of a find, and what was shown for it."""

    find: Find
    result: Result[VerifyAnswer]
    retrieved: tuple[Retrieved, ...] = ()


@dataclass(slots=True, eq=False)
class Notes:
    """What one talk, over one window and one family, finds out.

    Attributes:
        checks: Of what screening found.
        siblings: Of what was named in its place.
        refusals: What screening could not say.
        open: Segments of which something could not be asked; they are not answered in this run.
        done: The talk has ended.
    """

    finds: list[Find] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    siblings: list[Check] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    open: set[SegmentId] = field(default_factory=set)
    done: bool = False


@dataclass(frozen=True, slots=True)
class UnitState:
    """A unit with the notes of all talks about it, in the order of windows and families, whatever ended first."""

    unit: Unit
    notes: list[Notes] = field(default_factory=list)

    @property
    def done(self) -> bool:
        """Every talk about it has ended."""
        return all(each.done for each in self.notes)

    @property
    def open(self) -> bool:
        """Something about it could not be asked, or was not asked yet."""
        return any(not each.done or self.unit.segment.id in each.open for each in self.notes)

    def checks(self) -> Iterator[Check]:
        """Yield what is known of each find, then of what was named in its place."""
        for checks in (*(each.checks for each in self.notes), *(each.siblings for each in self.notes)):
            yield from (check for check in checks if check.find.segment_id == self.unit.segment.id)

    def refusals(self) -> Iterator[Refusal]:
        """Yield what screening could not say."""
        for each in self.notes:
            yield from (refusal for refusal in each.refusals if refusal.segment_id == self.unit.segment.id)


States = dict[SegmentId, UnitState]


def states_of(windows: Sequence[Window]) -> States:
    """Return an empty state for each unit that pieces belong to, in their order."""
    return {piece.unit.segment.id: UnitState(piece.unit) for window in windows for piece in window}
