"""What can be drawn: how sources depend on each other, what happened when, which codes stand together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.domain.claims import Direction
from assistant.domain.codebook import Codebook, FamilyRole, Wording
from assistant.domain.identifiers import CodeId, DocumentId, FamilyId, SegmentId
from assistant.domain.independence import OwnerRelation, Tie
from assistant.errors import StudyError
from assistant.workflows.triangulate.board import with_descendants
from assistant.workflows.triangulate.gathering import Gathered, gather
from assistant.workflows.workbench import Workbench

FRAMEWORK = (FamilyRole.TYPE, FamilyRole.PROCESS, FamilyRole.INPUT, FamilyRole.OUTCOME)
"""Roles in the order in which families are laid against each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceNode:
    """A source in the network of dependence."""

    id: DocumentId
    title: str
    date: str
    source_type: str
    relation: OwnerRelation
    voice: str
    apart: str
    described_voice: str
    organisation: str
    publisher: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Sources, the ties between them, and the voices they make."""

    sources: tuple[SourceNode, ...]
    ties: tuple[Tie, ...]
    voices: int


def source_network(bench: Workbench) -> Network:
    """Return which sources depend on which, and why; all sources of one voice stand together."""
    found = gather(bench)
    order = {voice.id: number for number, voice in enumerate(found.voices)}
    nodes = sorted(
        (_node(name, found) for name in found.sources),
        key=lambda node: (order[DocumentId(node.voice)], node.date, node.id),
    )
    return Network(sources=tuple(nodes), ties=found.ties, voices=len(found.voices))


def _node(name: DocumentId, found: Gathered) -> SourceNode:
    metadata = found.sources[name].metadata
    return SourceNode(
        id=name,
        title=metadata.title,
        date=metadata.date,
        source_type=metadata.source_type.value,
        relation=found.relations[name],
        voice=found.voice_of[name],
        apart=found.rulings.apart.get(name, ""),
        described_voice=metadata.voice,
        organisation=metadata.organisation,
        publisher=metadata.publisher,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Something in time.

    Attributes:
        date: ISO 8601, as exact as known.
        lane: Id of the stage, ``event`` for what a source says happened.
        count: Codings of one source and lane together; 1 for an event.
        told: Whether the date is told in the text; else it is the source's own.
    """

    date: str
    lane: str
    label: str
    case: str
    document_id: DocumentId
    start: int
    count: int
    told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Moments by date, the stages in order, and how many pieces have no date."""

    lanes: tuple[tuple[str, Wording], ...]
    moments: tuple[Moment, ...]
    undated: int


def draw_timeline(bench: Workbench, case: str = "") -> Timeline:
    """Return evidence by date of its source and stage, and the events that sources tell with the year they name."""
    found = gather(bench)
    stages = _stages(found.codebook)
    moments = [*_staged(found, stages, case), *_events(found, case)]
    lanes = tuple((code, _label(found.codebook, code)) for code in stages)
    dated = [each for each in moments if each.date]
    return Timeline(
        lanes=(("event", Wording("事件", "events")), *lanes),
        moments=tuple(sorted(dated, key=lambda each: (each.date, each.lane))),
        undated=sum(each.count for each in moments if not each.date),
    )


def _stages(book: Codebook) -> dict[CodeId, frozenset[CodeId]]:
    """Return the stages (codes of the process family without parent), each with its sub-codes."""
    families = {family.id for family in book.families if family.role is FamilyRole.PROCESS}
    tops = [code.id for code in book.codes if code.family in families and code.parent is None and not code.abstain]
    return {top: frozenset(with_descendants(book, top)) for top in tops}


def _label(book: Codebook, code: CodeId) -> Wording:
    entry = book.code(code)
    return Wording(code, code) if entry is None else entry.label


def _staged(found: Gathered, stages: Mapping[CodeId, frozenset[CodeId]], case: str) -> Iterable[Moment]:
    stage_of = {code: stage for stage, codes in stages.items() for code in codes}
    groups: dict[tuple[DocumentId, CodeId, str], list[int]] = defaultdict(list)
    for piece in found.pieces:
        about = found.case_of.get(piece.id, "")
        if piece.code in stage_of and (not case or about == case):
            groups[piece.document_id, stage_of[piece.code], about].append(piece.span.start)
    for (name, stage, about), starts in groups.items():
        metadata = found.sources[name].metadata
        yield Moment(
            date=metadata.date, lane=stage, label=metadata.title, case=about, document_id=name,
            start=min(starts), count=len(starts), told=False,
        )  # fmt: skip


def _events(found: Gathered, case: str) -> Iterable[Moment]:
    for claim in found.claims:
        if claim.direction is Direction.EVENT and (not case or claim.subject == case):
            yield Moment(
                date=claim.date, lane="event", label=claim.metric, case=claim.subject, document_id=claim.document_id,
                start=claim.span.start, count=1, told=True,
            )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Two codes in the same unit: in how many units, of how many independent voices, and one of them to open."""

    one: CodeId
    other: CodeId
    units: int
    voices: int
    document_id: DocumentId
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cooccurrence:
    """Two families laid against each other."""

    down: tuple[tuple[CodeId, Wording], ...]
    across: tuple[tuple[CodeId, Wording], ...]
    cells: tuple[Together, ...]


def count_together(bench: Workbench, down: FamilyId, across: FamilyId, case: str = "") -> Cooccurrence:
    """Return which codes of two families stand in the same units. They may do so by construction: no finding by itself.

    Raises:
        StudyError: A family is unknown.
    """
    found = gather(bench)
    families = {family.id for family in found.codebook.families}
    for name in (down, across):
        if name not in families:
            raise StudyError(f"the codebook has no family {name!r}; choose among {', '.join(sorted(families))}")
    by_unit = _codes_by_unit(found, case)
    family_of = {code.id: code.family for code in found.codebook.codes}
    units: Counter[tuple[CodeId, CodeId]] = Counter()
    voices: dict[tuple[CodeId, CodeId], set[str]] = defaultdict(set)
    first: dict[tuple[CodeId, CodeId], tuple[DocumentId, int]] = {}
    for (_, source), codes in by_unit.items():
        for one in codes:
            for other in codes:
                if family_of[one] == down and family_of[other] == across and one != other:
                    units[one, other] += 1
                    voices[one, other].add(found.voice_of[source])
                    first.setdefault((one, other), (source, codes[one]))
    return Cooccurrence(
        down=_used(found.codebook, down, {one for one, _ in units}),
        across=_used(found.codebook, across, {other for _, other in units}),
        cells=tuple(
            Together(
                one=pair[0],
                other=pair[1],
                units=count,
                voices=len(voices[pair]),
                document_id=first[pair][0],
                start=first[pair][1],
            )
            for pair, count in units.most_common()
        ),
    )


def _codes_by_unit(found: Gathered, case: str) -> dict[tuple[SegmentId, DocumentId], dict[CodeId, int]]:
    by_unit: dict[tuple[SegmentId, DocumentId], dict[CodeId, int]] = defaultdict(dict)
    for piece in found.pieces:
        if not case or found.case_of.get(piece.id) == case:
            by_unit[piece.segment_id, piece.document_id].setdefault(piece.code, piece.span.start)
    return by_unit


def _used(book: Codebook, family: FamilyId, used: set[CodeId]) -> tuple[tuple[CodeId, Wording], ...]:
    return tuple((code.id, code.label) for code in book.in_family(family) if code.id in used)


def framework_families(book: Codebook) -> tuple[FamilyId, ...]:
    """Return the families of the framework (types, stages, inputs, outcomes), then the others."""
    ranked = sorted(book.families, key=lambda each: FRAMEWORK.index(each.role) if each.role in FRAMEWORK else 9)
    return tuple(family.id for family in ranked)
