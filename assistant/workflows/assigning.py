"""Who is asked to code what: units drawn by lot or whole sources, given to coders in a round, and taken back."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.domain.acts import AssignmentMade, AssignmentWithdrawn, StudyNoted, UnitsReopened
from assistant.domain.coder import Role
from assistant.domain.coding import CodingMode
from assistant.domain.document import SourceType
from assistant.domain.fieldwork import Assignment, RoundKind, SampleDraw, Stratum
from assistant.domain.identifiers import AssignmentId, CoderId, DocumentId, FamilyId, SegmentId, content_hash
from assistant.errors import StudyError
from assistant.ports import Selection
from assistant.sampling import Sample, Unit, draw_number, draw_sample
from assistant.workflows.coders import known_coder
from assistant.workflows.sight import BEFORE_SUGGESTIONS, REOPENED
from assistant.workflows.workbench import Workbench

MODES = (CodingMode.BLIND, CodingMode.DECIDE_FIRST, CodingMode.ON_DEMAND, CodingMode.ASSISTED)
_MOST_CHARACTERS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """Which units are drawn, and how. Empty filters mean everything; without share and number all units are taken.

    Attributes:
        share: Part of the units of every source type.
        number: Units in all, shared out among the source types.
    """

    seed: int = 1
    share: float | None = None
    number: int | None = None
    types: frozenset[SourceType] = frozenset()
    documents: frozenset[DocumentId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked of whom.

    Attributes:
        families: The questions asked; empty means all.
        shown: Part of each coder's units that is coded with proposals in view, drawn by lot for each coder; blind only.
    """

    coders: tuple[CoderId, ...]
    round: str
    round_kind: RoundKind = RoundKind.RELIABILITY
    mode: CodingMode = CodingMode.BLIND
    lot: Lot = field(default_factory=Lot)
    families: tuple[FamilyId, ...] = ()
    shown: float = 0.0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What an order comes to before it is given.

    Attributes:
        segments: The units, in the order of the study.
        sample: How they were drawn; None where all were taken.
        left_out: Units that could not be drawn, by reason.
        shown: For each coder the units with proposals in view.
    """

    segments: tuple[SegmentId, ...]
    sample: SampleDraw | None
    left_out: Mapping[str, int]
    shown: Mapping[CoderId, tuple[SegmentId, ...]]


def draw_units(bench: Workbench, order: Order) -> Drawn:
    """Return the units that an order comes to; the same order draws the same units as long as the study is the same.

    Raises:
        StudyError: The order makes no sense, or no unit is left to be drawn.
    """
    _check(bench, order)
    units = _population(bench, order.lot)
    barred = _barred(bench, order)
    left_out = Counter(barred[each.id] for each in units if each.id in barred)
    open_units = [each for each in units if each.id not in barred]
    if not open_units:
        raise StudyError(
            f"no unit is left to be drawn ({len(units)} in the sources chosen, {sum(left_out.values())} barred)",
            f"没有可抽取的单元（所选资料共 {len(units)} 个，其中 {sum(left_out.values())} 个不可用）",
        )
    sample = _draw(open_units, order.lot)
    chosen = {each.id for each in sample.units} if sample else {each.id for each in open_units}
    segments = tuple(SegmentId(each.id) for each in open_units if each.id in chosen)
    return Drawn(
        segments=segments,
        sample=_as_draw(sample) if sample else None,
        left_out=dict(sorted(left_out.items())),
        shown={
            coder: _shown(order, coder, [each for each in open_units if each.id in chosen]) for coder in order.coders
        },
    )


def assign(bench: Workbench, order: Order, *, actor: CoderId) -> tuple[Assignment, ...]:
    """Give an order; return the assignments made, one per coder, all or none.

    Raises:
        StudyError: The order makes no sense, or no unit is left to be drawn.
    """
    drawn = draw_units(bench, order)
    made = tuple(
        Assignment(
            id=AssignmentId(bench.new_id()),
            coder_id=coder,
            round=order.round.strip(),
            round_kind=order.round_kind,
            mode=order.mode,
            segments=drawn.segments,
            families=order.families,
            sample=drawn.sample,
            shown=drawn.shown[coder],
            note=order.note.strip(),
        )
        for coder in order.coders
    )
    bench.ledger.append([AssignmentMade(assignment=each) for each in made], actor=actor)
    return made


def withdraw(bench: Workbench, assignment_id: AssignmentId, *, reason: str, actor: CoderId) -> Assignment:
    """Take an assignment back; what was coded and locked stays.

    Raises:
        StudyError: There is no such assignment, or no reason.
    """
    found = find_assignment(bench, assignment_id)
    bench.ledger.append([AssignmentWithdrawn(assignment_id=found.id, reason=_reason(reason))], actor=actor)
    return found


def reopen(
    bench: Workbench, assignment_id: AssignmentId, segments: Sequence[SegmentId], *, reason: str, actor: CoderId
) -> int:
    """Open locked units of somebody's assignment again, all where none is named; return how many.

    From then on they are no longer blind: after locking them, the coder could see what others gave them.

    Raises:
        StudyError: There is no such assignment or no reason, or nothing is locked.
    """
    found = find_assignment(bench, assignment_id)
    mine = bench.ledger.locks(Selection(coders=frozenset({found.coder_id})))
    wanted = frozenset(segments)
    by_source: dict[DocumentId, list[SegmentId]] = defaultdict(list)
    for lock in mine:
        if lock.assignment_id == found.id and (not wanted or lock.segment_id in wanted):
            by_source[lock.document_id].append(lock.segment_id)
    if not by_source:
        raise StudyError("none of these units is locked, so there is nothing to open", "所选单元均未锁定，无需打开")
    opened = [
        UnitsReopened(
            coder_id=found.coder_id,
            segments=tuple(units),
            reason=_reason(reason),
            assignment_id=found.id,
            document_id=document_id,
        )
        for document_id, units in by_source.items()
    ]
    names = " ".join(sorted(unit for units in by_source.values() for unit in units))
    note = StudyNoted(note=REOPENED, details=(("assignment", found.id), ("coder", found.coder_id), ("units", names)))
    bench.ledger.append([*opened, note], actor=actor)
    return sum(map(len, by_source.values()))


def find_assignment(bench: Workbench, wanted: str) -> Assignment:
    """Return the one assignment in force whose id is, or ends with, the characters given.

    Raises:
        StudyError: None or several are.
    """
    fits = [each for each in bench.ledger.assignments() if wanted and each.id.endswith(wanted)]
    if len(fits) == 1:
        return fits[0]
    several = "several assignments have" if fits else "no assignment in force has"
    raise StudyError(
        f"{several} an id ending in {wanted!r}; `tricoder assignments` lists them",
        f"{'有多项任务' if fits else '没有任务'}的编号以 {wanted!r} 结尾；`tricoder assignments` 可列出全部",
    )


# ---- checks --------------------------------------------------------------------------------------------------


def _check(bench: Workbench, order: Order) -> None:
    if not order.coders or len(set(order.coders)) < len(order.coders):
        raise StudyError("name at least one coder, and nobody twice", "请至少选择一位编码员，且不要重复")
    for coder in order.coders:
        if known_coder(bench, coder).role is Role.VIEWER:
            raise StudyError(f"{coder!r} is a viewer and codes nothing", f"{coder!r} 是查看者，不参与编码")
    if not order.round.strip() or len(order.round) > _MOST_CHARACTERS:
        raise StudyError(
            f"give the round a name of 1 to {_MOST_CHARACTERS} characters",
            f"请为轮次取 1 至 {_MOST_CHARACTERS} 字的名称",
        )
    if order.mode not in MODES:
        raise StudyError(f"nobody can be asked to code {order.mode.value!r}", f"不能以 {order.mode.value!r} 方式分配")
    if order.shown and not (0 < order.shown < 1 and order.mode is CodingMode.BLIND):
        raise StudyError(
            "the part shown with proposals lies between 0 and 1, in a blind round",
            "带建议的比例须在 0 与 1 之间，且仅用于盲编轮次",
        )
    _check_lot(order.lot)
    _check_families(bench, order)
    _check_kind(bench, order)


def _check_lot(lot: Lot) -> None:
    if lot.share is not None and lot.number is not None:
        raise StudyError("give a share or a number of units, not both", "比例与单元数只能给出一个")


def _check_families(bench: Workbench, order: Order) -> None:
    strangers = set(order.families) - {each.id for each in bench.codebook().families}
    if strangers:
        raise StudyError(f"the codebook has no family {min(strangers)!r}", f"编码手册中没有代码族 {min(strangers)!r}")


def _check_kind(bench: Workbench, order: Order) -> None:
    """Keep a round of one kind: training never mixes with what counts."""
    kinds = {each.round_kind for each in bench.ledger.assignments() if each.round == order.round.strip()}
    if kinds - {order.round_kind}:
        there = next(iter(kinds)).value
        raise StudyError(
            f"round {order.round!r} is a round of {there}; give this one another name",
            f"轮次 {order.round!r} 的类型是 {there}；请换一个名称",
        )


def _reason(reason: str) -> str:
    if not reason.strip():
        raise StudyError("say why; the reason stands in the audit trail", "请说明理由；理由会记入审计记录")
    return reason.strip()


# ---- the lot -------------------------------------------------------------------------------------------------


def _population(bench: Workbench, lot: Lot) -> list[Unit]:
    sources = [
        source
        for source in bench.ledger.sources()
        if (not lot.types or source.metadata.source_type in lot.types)
        and (not lot.documents or source.id in lot.documents)
    ]
    return [
        Unit(segment.id, source.metadata.source_type.value)
        for source in sources
        for segment in bench.ledger.segments(source.id)
        if segment.is_unit
    ]


def _barred(bench: Workbench, order: Order) -> dict[str, str]:
    """Return the units that cannot be drawn, each with the reason (a key of the interface's words)."""
    barred: dict[str, str] = {}
    coders = frozenset(order.coders)
    for each in bench.ledger.assignments():
        if each.round == order.round.strip() and each.coder_id in coders:
            barred |= dict.fromkeys(each.segments, "assigned")
        elif order.round_kind is RoundKind.RELIABILITY and each.round_kind is RoundKind.TRAINING:
            barred |= {unit: "training" for unit in each.segments if unit not in barred}
    if order.round_kind is not RoundKind.RECODING:
        done = bench.ledger.locks(Selection(coders=coders))
        barred |= {lock.segment_id: "locked" for lock in done if lock.segment_id not in barred}
    if order.mode in BEFORE_SUGGESTIONS:
        barred |= {unit: "seen" for unit in _seen(bench, coders) if unit not in barred}
    return barred


def _seen(bench: Workbench, coders: frozenset[CoderId]) -> frozenset[SegmentId]:
    """Return the units of which one of the coders knows a proposal: shown, decided on, or coded with it in view."""
    mine = Selection(coders=coders)
    shown = {each.segment_id for each in bench.ledger.seen(mine)}
    assisted = {each.segment_id for each in bench.ledger.codings(mine) if each.mode is CodingMode.ASSISTED}
    decided = frozenset(each.proposal_id for each in bench.ledger.decisions(mine))
    known = bench.ledger.proposals(Selection(proposals=decided)) if decided else ()
    return frozenset(shown | assisted | {each.segment_id for each in known})


def _draw(units: Sequence[Unit], lot: Lot) -> Sample | None:
    if lot.share is not None:
        return draw_sample(units, lot.share, lot.seed)
    return None if lot.number is None else draw_number(units, lot.number, lot.seed)


def _as_draw(sample: Sample) -> SampleDraw:
    strata = tuple(Stratum(name=each.name, population=each.size, drawn=each.drawn) for each in sample.strata)
    return SampleDraw(seed=sample.seed, strata=strata)


def _shown(order: Order, coder: CoderId, units: Sequence[Unit]) -> tuple[SegmentId, ...]:
    """Return the units that a coder gets with proposals in view, by a lot of the coder's own within every stratum."""
    if not order.shown:
        return ()
    strata: dict[str, list[str]] = defaultdict(list)
    for unit in units:
        strata[unit.stratum].append(unit.id)
    drawn: set[str] = set()
    for name, ids in strata.items():
        lot = random.Random(content_hash([order.lot.seed, "shown", coder, name]))  # noqa: S311 - repeatable, no secret
        drawn |= set(lot.sample(ids, round(order.shown * len(ids))))
    return tuple(SegmentId(unit.id) for unit in units if unit.id in drawn)
