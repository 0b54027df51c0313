"""From the ledger to columns: who looked at which unit, and what they gave it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from assistant.domain.codebook import Codebook, Wording
from assistant.domain.coder import Coder, CoderKind
from assistant.domain.coding import Coding, CodingMode
from assistant.domain.fieldwork import RoundKind
from assistant.domain.identifiers import CodeId, CoderId, DocumentId, FamilyId, SegmentId
from assistant.domain.segment import Segment
from assistant.domain.span import Span
from assistant.errors import StudyError
from assistant.ports import Records
from assistant.reporting.findings import NO_BLIND_UNITS, Use
from assistant.workflows.audit.grid import Column, Grid, Mark, Place
from assistant.workflows.audit.looking import Looked, Rule, Traces, Watch
from assistant.workflows.audit.machines import instrument_columns
from assistant.workflows.audit.question import AuditQuestion, checked
from assistant.workflows.workbench import Workbench

ADJUDICATED = frozenset({CodingMode.ADJUDICATED})
_HALF_BLIND = Wording("由建议而来却标为盲编的编码", "blind codings that came from a proposal")
_OTHER_ROUNDS = Wording("其他轮次的编码", "codings of other rounds")
_OTHER_BOOK = Wording("用其他版本编码手册所作的编码", "codings with another version of the codebook")
_UNLISTED = Wording("不在分配、清单或样本内，或并非盲编，却有编码的单元",
                    "coded units outside the assignments, the list or the sample, or not coded blind")  # fmt: skip
_OUTSIDE = Wording("分配以外的编码", "codings outside any assignment")
_WAITING = Wording("已分配而未锁定（或重新打开）的单元", "units assigned and not locked, or opened again")
_APART = {
    RoundKind.TRAINING: Wording("培训轮次的编码", "codings of training rounds"),
    RoundKind.RECODING: Wording("复编轮次的编码", "codings of re-coding rounds"),
}
_NO_UNIT = Wording("落在标题或提问上的编码（不是单元）", "codings of headings and questions, which are no units")
_SETTLED = Wording(
    "只有裁定编码：商定的结果不是编码者", "adjudicated codings only: what a group settled on is no coder"
)
_NO_BLIND = Wording("盲编单元为 0：无法估计", NO_BLIND_UNITS)
_NOTHING_LOCKED = Wording("分配的单元都还没有锁定", "none of the units assigned is locked yet")
_UNASSIGNED = Wording(
    "所问轮次中没有分配给此人的单元；分配以外的编码不计",
    "no unit was assigned in the rounds asked for; codings outside assignments do not enter",
)
_NO_SUCH = Wording("没有所问类型的编码", "no codings of the kind asked for")
_NOT_YET = Wording("尚未编码", "nothing coded")
_BY_MODE = {
    CodingMode.BLIND: Wording("盲编编码", "blind codings"),
    CodingMode.DECIDE_FIRST: Wording("先定后看的编码", "decide-first codings"),
    CodingMode.ON_DEMAND: Wording("按需看建议的编码", "on-demand codings"),
    CodingMode.ASSISTED: Wording("看着建议所作的编码", "assisted codings"),
    CodingMode.ADJUDICATED: Wording("裁定编码", "adjudicated codings"),
}


def open_grid(bench: Workbench, question: AuditQuestion | None = None) -> Grid:
    """Read from the ledger all that an audit compares.

    Raises:
        StudyError: The question cannot be asked of this study.
    """
    asked = checked(question or AuditQuestion())
    codebook = _codebook(bench, asked)
    _known_names(bench, asked, codebook)
    places = _places(bench.ledger)
    desk = _Desk(bench, asked, codebook, places)
    _refuse_training(asked, desk.watch)
    columns = [desk.column(coder) for coder in bench.ledger.coders() if coder.kind is CoderKind.PERSON]
    wanted = [column for column in columns if not asked.coders or column.coder.id in asked.coders]
    settled = desk.settled([column for column in wanted if column.cells])
    return Grid(
        bench=bench,
        question=asked,
        codebook=codebook,
        places=places,
        people=tuple(column for column in wanted if column.cells),
        silent=tuple(column for column in wanted if not column.cells),
        instruments=instrument_columns(bench.ledger, codebook, places),
        settled=settled if settled.cells else None,
        rule=desk.watch.rule,
        cautions=desk.cautions(wanted),
    )


def _codebook(bench: Workbench, asked: AuditQuestion) -> Codebook:
    if asked.codebook is None:
        return bench.codebook()
    found = bench.ledger.codebook(asked.codebook)
    if found is None:
        raise StudyError(f"this study never published a codebook {asked.codebook!r}")
    return found


def _known_names(bench: Workbench, asked: AuditQuestion, codebook: Codebook) -> None:
    people = {coder.id for coder in bench.ledger.coders() if coder.kind is CoderKind.PERSON}
    families = {family.id for family in codebook.families}
    for kind, wanted, known in (("person", asked.coders, people), ("family", asked.families, families)):
        strangers = sorted(set(wanted) - set(known))
        if strangers:
            raise StudyError(
                f"there is no {kind} {strangers[0]!r}; choose among {', '.join(sorted(known))}",
                f"没有 {strangers[0]!r}；可选 {'、'.join(sorted(known))}",
            )


def _refuse_training(asked: AuditQuestion, watch: Watch) -> None:
    training = sorted(name for name in asked.rounds if watch.kinds.get(name) is RoundKind.TRAINING)
    if training and asked.use is Use.AGREEMENT:
        raise StudyError(
            f"round {training[0]!r} is for training and never enters agreement figures; name another",
            f"轮次 {training[0]!r} 是培训，从不计入一致性；请选其他轮次",
        )


def _places(records: Records) -> tuple[Place, ...]:
    return tuple(
        Place(segment=segment, source=source)
        for source in records.sources()
        for segment in records.segments(source.id)
        if segment.is_unit
    )


class _Desk:
    """The codings of a study, sorted by who made them and how."""

    def __init__(self, bench: Workbench, asked: AuditQuestion, codebook: Codebook, places: Sequence[Place]) -> None:
        self._records = bench.ledger
        self._asked = asked
        self._codebook = codebook
        self._codings = bench.ledger.codings()
        self._units: dict[DocumentId, list[Segment]] = defaultdict(list)
        for place in places:
            self._units[place.source.id].append(place.segment)
        self._decided = self._proposals_decided()
        units = {name: [segment.id for segment in found] for name, found in self._units.items()}
        self.watch = Watch(bench.ledger, asked, units, frozenset(family.id for family in codebook.families))

    def _proposals_decided(self) -> Mapping[CoderId, set[SegmentId]]:
        decisions = self._records.decisions()
        asked = frozenset(decision.proposal_id for decision in decisions)
        where = {each.id: each.segment_id for each in self._records.proposals() if each.id in asked} if asked else {}
        seen: dict[CoderId, set[SegmentId]] = defaultdict(set)
        for decision in decisions:
            seen[decision.coder_id].add(where[decision.proposal_id])
        return seen

    def column(self, coder: Coder) -> Column:
        """Return what a person gave in the modes and rounds asked for."""
        mine = [coding for coding in self._codings if coding.coder_id == coder.id]
        kept, left_out = self._sorted(mine)
        self._refuse_two_rounds(coder, kept)
        given, marks = self._given(kept, left_out)
        others = [coding for coding in mine if coding.mode not in self._asked.modes | ADJUDICATED]
        looked = self.watch.looked(
            coder.id,
            Traces(
                documents=frozenset(coding.document_id for coding in kept),
                given=frozenset(given),
                other=frozenset(self._touched_by(others)),
                decided=frozenset(self._decided.get(coder.id, ())),
            ),
        )
        for what, units in ((_WAITING, looked.waiting), (_UNLISTED, frozenset(given) - looked.units - looked.waiting)):
            if units:
                left_out[what] += len(units)
        cells = {segment: frozenset(given.get(segment, ())) for segment in looked.units}
        return Column(
            coder=coder,
            cells=cells,
            marks=tuple(marks),
            whole=self._whole(cells),
            lost=looked.unasked,
            exposed=looked.exposed,
            left_out=left_out,
            note=None if cells else self._why_silent(coder.id, mine, looked),
        )

    def settled(self, people: Sequence[Column]) -> Column:
        """Return what the group settled on, in the same codebook.

        Where verdicts were recorded: their outcome, and what people agreed on without one. Where adjudicated codings
        were only brought in: the units of their sources.
        """
        book = self._codebook.id
        mine = [each for each in self._codings if each.mode is CodingMode.ADJUDICATED and each.codebook_id == book]
        given, marks = self._given(mine, Counter())
        verdicts = [each for each in self._records.adjudications() if not each.round or self.watch.enters(each.round)]
        coder = Coder(id=CoderId("adjudicated"), name="adjudicated", kind=CoderKind.PERSON)
        if not verdicts:
            read = {segment.id for name in {each.document_id for each in mine} for segment in self._units[name]}
            cells = {segment: frozenset(given.get(segment, ())) for segment in read}
            return Column(coder=coder, cells=cells, marks=tuple(marks), whole=self._whole(cells))
        families = {code.id: code.family for code in self._codebook.codes}
        decided = {(each.segment_id, each.family): {made.code for made in each.outcome} for each in verdicts}
        return settled_column(coder, decided, people, families, marks)

    def cautions(self, columns: Iterable[Column]) -> tuple[Wording, ...]:
        """Return what a reader of the figures has to know of how they were gathered."""
        notes = []
        exposed = sum(len(column.exposed) for column in columns)
        if exposed and self.watch.rule is Rule.ASSIGNED:
            notes.append(
                Wording(
                    f"{exposed} 个单元因编码者在锁定之前已看到建议，按未看过计",
                    f"{exposed} units of which a coder saw a proposal before locking them count as not looked at",
                )
            )
        elif exposed:
            notes.append(
                Wording(
                    f"{exposed} 个单元因编码者已对建议作过决定、又无盲编编码，按未看过计；余下的分歧可能少于全体",
                    f"{exposed} units where a coder decided on a proposal and has no blind coding count as not looked "
                    "at; what is left may hold fewer disagreements than the whole",
                )
            )
        return tuple(notes)

    def _sorted(self, mine: Iterable[Coding]) -> tuple[list[Coding], Counter[Wording]]:
        kept: list[Coding] = []
        left_out: Counter[Wording] = Counter()
        for coding in mine:
            reason = self._reason_against(coding)
            if reason:
                left_out[reason] += 1
            else:
                kept.append(coding)
        return kept, left_out

    def _reason_against(self, coding: Coding) -> Wording | None:
        if coding.mode not in self._asked.modes:
            return _BY_MODE[coding.mode]
        if coding.mode is CodingMode.BLIND and coding.origin is not None:
            return _HALF_BLIND
        if not self.watch.enters(coding.round):
            return _OTHER_ROUNDS if self._asked.rounds else self._why_apart(coding.round)
        return None if coding.codebook_id == self._codebook.id else _OTHER_BOOK

    def _why_apart(self, name: str) -> Wording:
        kind = self.watch.kinds.get(name)
        return _OUTSIDE if kind is None else _APART.get(kind, _OTHER_ROUNDS)

    def _refuse_two_rounds(self, coder: Coder, kept: Iterable[Coding]) -> None:
        by_unit = self.watch.rule is Rule.ASSIGNED
        rounds: dict[str, set[str]] = defaultdict(set)
        for coding in kept:
            rounds[coding.segment_id if by_unit else coding.document_id].add(coding.round)
        for names in rounds.values():
            if len(names) > 1:
                shown = ", ".join(repr(name) for name in sorted(names))
                raise StudyError(
                    f"{coder.id!r} coded a {'unit' if by_unit else 'source'} in several rounds ({shown}), which are "
                    "separate figures; name one with --round",
                    f"{coder.id!r} 在几个轮次（{shown}）编过同一{'单元' if by_unit else '资料'}，各轮是不同的数字；"
                    "请选定一轮",
                )

    def _given(
        self, kept: Iterable[Coding], left_out: Counter[Wording]
    ) -> tuple[dict[SegmentId, set[CodeId]], list[Mark]]:
        given: dict[SegmentId, set[CodeId]] = defaultdict(set)
        marks: list[Mark] = []
        for coding in kept:
            touched = _touched(self._units[coding.document_id], coding.span)
            if not touched:
                left_out[_NO_UNIT] += 1
                continue
            for segment in touched:
                given[segment].add(coding.code)
            marks.append(Mark(coding.document_id, coding.span, coding.code))
        return given, marks

    def _touched_by(self, codings: Iterable[Coding]) -> set[SegmentId]:
        return {unit for each in codings for unit in _touched(self._units[each.document_id], each.span)}

    def _whole(self, cells: Mapping[SegmentId, object]) -> frozenset[DocumentId]:
        return frozenset(
            name for name, units in self._units.items() if units and all(segment.id in cells for segment in units)
        )

    def _why_silent(self, coder: CoderId, mine: Sequence[Coding], looked: Looked) -> Wording:
        modes = {coding.mode for coding in mine}
        if looked.waiting:
            return _NOTHING_LOCKED
        if self.watch.rule is Rule.ASSIGNED and any(each.mode in self._asked.modes for each in mine):
            return _UNASSIGNED
        if modes == ADJUDICATED:
            return _SETTLED
        if modes or self._decided.get(coder):
            return _NO_BLIND if self._asked.use is Use.AGREEMENT else _NO_SUCH
        return _NOT_YET


def settled_column(
    coder: Coder,
    decided: Mapping[tuple[SegmentId, FamilyId], set[CodeId]],
    people: Sequence[Column],
    families: Mapping[CodeId, FamilyId],
    marks: Sequence[Mark],
) -> Column:
    """Return the column of what was settled: verdicts, and agreement where no verdict was needed."""
    cells: dict[SegmentId, set[CodeId]] = defaultdict(set)
    lost: set[tuple[SegmentId, FamilyId | None]] = set()
    units = {segment for column in people for segment in column.cells} | {segment for segment, _ in decided}
    for segment in units:
        for family in set(families.values()):
            verdict = decided.get((segment, family))
            agreed = verdict if verdict is not None else _agreed(segment, family, people, families)
            if agreed is None:
                lost.add((segment, family))
            else:
                cells[segment] |= agreed
    return Column(
        coder=coder,
        cells={segment: frozenset(cells.get(segment, ())) for segment in units},
        marks=tuple(marks),
        lost=frozenset(lost),
    )


def _agreed(
    segment: SegmentId, family: FamilyId, people: Sequence[Column], families: Mapping[CodeId, FamilyId]
) -> set[CodeId] | None:
    """Return the codes of a family that all who looked gave a unit; None where they differ or one person looked."""
    cells = [column.cell(segment, family) for column in people]
    own = [{code for code in cell if families[code] == family} for cell in cells if cell is not None]
    return own[0] if len(own) > 1 and all(each == own[0] for each in own) else None


def _touched(units: Iterable[Segment], span: Span) -> list[SegmentId]:
    return [segment.id for segment in units if segment.body.overlaps(span)]
