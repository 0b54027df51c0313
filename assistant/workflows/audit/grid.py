"""What the ledger holds for an audit: units in rows, coders in columns; a missing cell is a unit nobody can vouch for.

A cell is the set of codes a coder gave a unit; the empty set says *looked at, nothing found*, no cell says *not looked
at*. The two are never confused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.domain.codebook import Code, Codebook, Wording
from assistant.domain.coder import Coder, CoderKind
from assistant.domain.identifiers import CodeId, DocumentId, FamilyId, SegmentId
from assistant.domain.segment import Segment
from assistant.domain.span import Span
from assistant.ports import Source
from assistant.workflows.audit.looking import Rule
from assistant.workflows.audit.question import AuditQuestion
from assistant.workflows.workbench import Workbench

Cells = Mapping[SegmentId, frozenset[CodeId]]


@dataclass(frozen=True, slots=True)
class Mark:
    """A span with a code."""

    document_id: DocumentId
    span: Span
    code: CodeId


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Column:
    """One coder.

    Attributes:
        cells: Units looked at with the codes given.
        marks: The spans behind the codes.
        whole: Documents of which every unit was looked at.
        lost: Unit and family of which nothing is known (None: any family): the answer could not be read, or the
            assignment did not ask.
        exposed: Units left out because a proposal had been seen there.
        left_out: Codings that did not enter, by reason.
        note: Why the coder has no figures.
    """

    coder: Coder
    cells: Cells
    marks: tuple[Mark, ...] = ()
    whole: frozenset[DocumentId] = frozenset()
    lost: frozenset[tuple[SegmentId, FamilyId | None]] = frozenset()
    exposed: frozenset[SegmentId] = frozenset()
    left_out: Mapping[Wording, int] = field(default_factory=dict)
    note: Wording | None = None

    @property
    def is_instrument(self) -> bool:
        """Whether this is no person."""
        return self.coder.kind is CoderKind.INSTRUMENT

    def cell(self, segment_id: SegmentId, family: FamilyId) -> frozenset[CodeId] | None:
        """Return the codes given to a unit, None where nothing is known."""
        if (segment_id, family) in self.lost or (segment_id, None) in self.lost:
            return None
        return self.cells.get(segment_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A unit and the source it lies in."""

    segment: Segment
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grid:
    """Everything an audit compares.

    Attributes:
        people: Persons with at least one unit looked at.
        silent: Persons without any, each with a note that says why.
        settled: What adjudication settled on; never one of the people.
        rule: By what it is known which units were looked at.
    """

    bench: Workbench
    question: AuditQuestion
    codebook: Codebook
    places: tuple[Place, ...]
    people: tuple[Column, ...]
    silent: tuple[Column, ...]
    instruments: tuple[Column, ...]
    settled: Column | None
    cautions: tuple[Wording, ...]
    rule: Rule

    @property
    def families(self) -> tuple[FamilyId, ...]:
        """Return the families asked for, in the codebook's order."""
        wanted = self.question.families
        return tuple(family.id for family in self.codebook.families if not wanted or family.id in wanted)

    def ancestors(self, code: CodeId) -> frozenset[CodeId]:
        """Return a code with everything it rolls up to."""
        found: set[CodeId] = set()
        entry: Code | None = self.codebook.code(code)
        while entry is not None and entry.id not in found:
            found.add(entry.id)
            entry = self.codebook.code(entry.parent) if entry.parent else None
        return frozenset(found)

    def parents(self, family: FamilyId) -> tuple[CodeId, ...]:
        """Return the codes of a family that others roll up to."""
        above = {code.parent for code in self.codebook.in_family(family)}
        return tuple(code.id for code in self.codebook.in_family(family) if code.id in above)
