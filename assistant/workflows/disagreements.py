"""Where coders who coded the same unit independently gave it different codes, or the same code to other words.

Only what was coded before suggestions were seen is compared, and only units that a coder was done with. What was drawn
to be shown with proposals is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import combinations

from assistant.domain.coding import Coding
from assistant.domain.fieldwork import Adjudication, Assignment
from assistant.domain.identifiers import CodeId, CoderId, DocumentId, FamilyId, SegmentId
from assistant.domain.segment import Segment
from assistant.domain.span import Span
from assistant.ports import Selection, Source
from assistant.workflows.audit import AuditQuestion, ReadDocuments, open_grid
from assistant.workflows.sight import BEFORE_SUGGESTIONS
from assistant.workflows.workbench import Workbench


class Difference(StrEnum):
    """What kind of disagreement it is."""

    PRESENCE = "presence"
    """Somebody gave nothing of the family."""
    CODE = "code"
    """Everybody gave something, not the same."""
    SPAN = "span"
    """The same codes, other words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one coder gave a unit, of one family; no codings mean that nothing applies."""

    coder_id: CoderId
    codings: tuple[Coding, ...]

    @property
    def codes(self) -> frozenset[CodeId]:
        """The codes given."""
        return frozenset(coding.code for coding in self.codings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """One unit and one family on which coders differ.

    Attributes:
        overlap: Share of the words coded by both of all coded by either, the smallest over codes and pairs of coders;
            None where the codes differ.
        settled: The verdict in force, None where there is none.
    """

    source: Source
    segment: Segment
    family: FamilyId
    round: str
    kind: Difference
    sides: tuple[Side, ...]
    overlap: float | None
    settled: Adjudication | None


def rounds_with_codings(bench: Workbench) -> tuple[str, ...]:
    """Return the names of rounds in which something can be compared, those with assignments first."""
    assigned = [each.round for each in bench.ledger.assignments() if each.mode in BEFORE_SUGGESTIONS]
    coded = [each.round for each in bench.ledger.codings() if each.mode in BEFORE_SUGGESTIONS and each.origin is None]
    return tuple(dict.fromkeys([*assigned, *coded]))


def find_disagreements(bench: Workbench, round_name: str) -> tuple[Disagreement, ...]:
    """Return the disagreements of a round in the order of the study, settled ones too."""
    desk = _Desk(bench, round_name)
    return tuple(
        found
        for source in bench.ledger.sources()
        for segment in bench.ledger.segments(source.id)
        if segment.is_unit
        for found in desk.differences(source, segment)
    )


def disagreements_on(
    bench: Workbench, round_name: str, document_id: DocumentId, segment_id: SegmentId
) -> tuple[Disagreement, ...]:
    """Return the disagreements of a round on one unit."""
    desk = _Desk(bench, round_name, frozenset({document_id}))
    return tuple(
        found
        for source in bench.ledger.sources()
        if source.id == document_id
        for segment in bench.ledger.segments(source.id)
        if segment.id == segment_id
        for found in desk.differences(source, segment)
    )


Looked = Mapping[SegmentId, Mapping[CoderId, frozenset[FamilyId]]]
"""Who is done with a unit, and which families were asked about."""


class _Desk:
    """The codings of one round, sorted by unit, coder and family."""

    def __init__(self, bench: Workbench, round_name: str, documents: frozenset[DocumentId] = frozenset()) -> None:
        self._bench = bench
        self._documents = documents
        self._round = round_name
        self._book = bench.codebook()
        self._families = {code.id: code.family for code in self._book.codes}
        self._looked = _looked(bench, round_name, frozenset(each.id for each in self._book.families))
        self._texts: dict[DocumentId, str] = {}
        self._settled = {
            (each.segment_id, each.family): each for each in bench.ledger.adjudications() if each.round == round_name
        }

    @cached_property
    def _codings(self) -> Mapping[DocumentId, Sequence[Coding]]:
        found: dict[DocumentId, list[Coding]] = defaultdict(list)
        for coding in self._bench.ledger.codings(Selection(documents=self._documents)):
            independent = coding.mode in BEFORE_SUGGESTIONS and coding.origin is None
            if independent and coding.round == self._round and coding.code in self._families:
                found[coding.document_id].append(coding)
        return found

    def differences(self, source: Source, segment: Segment) -> Iterator[Disagreement]:
        """Yield a disagreement for each family on which those who looked differ."""
        looked = self._looked.get(segment.id, {})
        if len(looked) < 2:
            return
        here = [each for each in self._codings.get(source.id, ()) if each.span.overlaps(segment.body)]
        for family in (each.id for each in self._book.families):
            sides = tuple(
                Side(coder_id=coder, codings=tuple(self._given(here, coder, family)))
                for coder, asked in looked.items()
                if family in asked
            )
            kind, overlap = self._compared(source.id, segment, sides)
            if kind is not None:
                yield Disagreement(
                    source=source,
                    segment=segment,
                    family=family,
                    round=self._round,
                    kind=kind,
                    sides=sides,
                    overlap=overlap,
                    settled=self._settled.get((segment.id, family)),
                )

    def _given(self, here: Iterable[Coding], coder: CoderId, family: FamilyId) -> Iterator[Coding]:
        return (each for each in here if each.coder_id == coder and self._families[each.code] == family)

    def _compared(
        self, document_id: DocumentId, segment: Segment, sides: Sequence[Side]
    ) -> tuple[Difference | None, float | None]:
        given = {side.codes for side in sides}
        if len(sides) < 2 or given == {frozenset()}:
            return None, None
        if len(given) > 1:
            return (Difference.PRESENCE if frozenset() in given else Difference.CODE), None
        if document_id not in self._texts:
            self._texts[document_id] = self._bench.ledger.document(document_id).text
        overlap = smallest_overlap(sides, segment.body, self._texts[document_id])
        return (Difference.SPAN if overlap < 1 else None), overlap


def smallest_overlap(sides: Sequence[Side], body: Span, text: str) -> float:
    """Return the smallest share of words in common, over codes and pairs of coders who gave the same codes.

    Letters, digits and Chinese characters inside the unit count; punctuation and white space do not.
    """
    shares = [1.0]
    for one, other in combinations(sides, 2):
        for code in one.codes & other.codes:
            mine, theirs = (_places(side, code, body, text) for side in (one, other))
            shares.append(len(mine & theirs) / len(mine | theirs) if mine | theirs else 1.0)
    return min(shares)


def _places(side: Side, code: CodeId, body: Span, text: str) -> set[int]:
    return {
        place
        for coding in side.codings
        if coding.code == code
        for place in range(max(coding.span.start, body.start), min(coding.span.end, body.end))
        if text[place].isalnum()
    }


def _looked(bench: Workbench, round_name: str, families: frozenset[FamilyId]) -> Looked:
    assignments = [
        each
        for each in bench.ledger.assignments()
        if each.round == round_name and each.mode in BEFORE_SUGGESTIONS
    ]  # fmt: skip
    if assignments:
        return _looked_as_assigned(bench, assignments, families)
    grid = open_grid(bench, AuditQuestion(rounds=frozenset({round_name}), read=ReadDocuments()))
    looked: dict[SegmentId, dict[CoderId, frozenset[FamilyId]]] = defaultdict(dict)
    for column in grid.people:
        for segment in column.cells:
            looked[segment][column.coder.id] = families
    return looked


def question_about(bench: Workbench, round_name: str, family: FamilyId) -> AuditQuestion:
    """Return the question whose figures are about one family in one round, told apart by assignments or by sources."""
    assigned = any(each.round == round_name for each in bench.ledger.assignments())
    asked = AuditQuestion(rounds=frozenset({round_name}), families=frozenset({family}))
    return asked if assigned else replace(asked, read=ReadDocuments())


def _looked_as_assigned(bench: Workbench, assignments: Sequence[Assignment], families: frozenset[FamilyId]) -> Looked:
    locked = {
        (lock.assignment_id, lock.segment_id)
        for lock in bench.ledger.locks(Selection(coders=frozenset(each.coder_id for each in assignments)))
    }
    looked: dict[SegmentId, dict[CoderId, frozenset[FamilyId]]] = defaultdict(dict)
    for each in assignments:
        asked = frozenset(each.families) or families
        for segment in set(each.segments) - set(each.shown):
            if (each.id, segment) in locked:
                before = looked[segment].get(each.coder_id, frozenset())
                looked[segment][each.coder_id] = before | asked
    return looked
