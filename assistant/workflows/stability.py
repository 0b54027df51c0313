"""How far proposals change when nothing that should matter is changed: order of codes, wording of the prompt, run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

from assistant.domain.acts import Act, CoderRegistered, StabilityMeasured
from assistant.domain.coder import Coder
from assistant.domain.document import Document
from assistant.domain.fieldwork import Flips
from assistant.domain.identifiers import CodeId, CoderId, DocumentId, FamilyId, RunId, SegmentId
from assistant.domain.unit import Answer, Unit
from assistant.ports import EVERYTHING, Fieldwork, Progress, Proposer, Selection, keep_going
from assistant.workflows.answering import every_answer
from assistant.workflows.instrument.refusing import is_unusable
from assistant.workflows.instrument.settings import InstrumentParts
from assistant.workflows.workbench import Workbench

REWORDED = "reworded"
_RUN = RunId("stability")


@dataclass(frozen=True, slots=True, kw_only=True)
class Variation:
    """One way of asking the same.

    Attributes:
        order: Order in which codes are listed.
        wording: Empty for the prompts themselves, ``reworded`` for the same in other words.
        run: Number of the repetition.
    """

    order: int = 0
    wording: str = ""
    run: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FlipRate:
    """How often two ways of asking disagree.

    Attributes:
        pairs: Pairs of answers compared; ``rate`` is None where there are none.
    """

    name: str
    pairs: int
    flips: int

    @property
    def rate(self) -> float | None:
        """Share of pairs that disagree, over codes and segments that any way of asking gave."""
        return self.flips / self.pairs if self.pairs else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability:
    """What came of asking in several ways.

    Attributes:
        unusable: Answers (segment, family, way of asking) that could not be read; they enter no pair.
        by_factor: Pairs that differ in one thing only: ``order``, ``wording`` or ``run``.
        by_unit: Every code that any way of asking gave a unit, with how many of the ways gave it.
    """

    variations: tuple[Variation, ...]
    units: int
    unusable: int
    overall: FlipRate
    by_code: tuple[FlipRate, ...]
    by_segment: tuple[FlipRate, ...]
    by_factor: tuple[FlipRate, ...]
    by_unit: tuple[Flips, ...] = ()
    stopped: bool = False


def variations(orders: int = 2, wordings: Sequence[str] = ("", REWORDED), runs: int = 2) -> tuple[Variation, ...]:
    """Return all combinations, the plain one first."""
    return tuple(
        Variation(order=order, wording=wording, run=run)
        for order, wording, run in product(range(orders), wordings, range(runs))
    )


def varied(parts: InstrumentParts, variation: Variation) -> InstrumentParts:
    """Return the instrument that asks in another way."""
    end = f"-{variation.wording}" if variation.wording else ""
    own = parts.settings
    settings = replace(
        own,
        order=variation.order,
        sample=variation.run,
        screen=own.screen.removesuffix(f"-{REWORDED}") + end,
        verify=own.verify.removesuffix(f"-{REWORDED}") + end,
    )
    return replace(parts, settings=settings)


def measured_rates(
    records: Fieldwork, selection: Selection = EVERYTHING
) -> dict[tuple[CoderId, SegmentId, CodeId], FlipRate]:
    """Return how often instruments were measured to disagree with themselves, by instrument, unit and code."""
    return {
        (coder_id, flips.segment_id, flips.code): FlipRate(
            name=flips.code,
            pairs=flips.asked * (flips.asked - 1) // 2,
            flips=flips.given * (flips.asked - flips.given),
        )
        for coder_id, flips in records.stability(selection)
    }


def steadiness(records: Fieldwork) -> dict[CoderId, FlipRate]:
    """Return the same for each instrument over all units and codes."""
    whole: dict[CoderId, FlipRate] = {}
    for (coder_id, _segment, _code), rate in measured_rates(records).items():
        before = whole.get(coder_id, FlipRate(name="all", pairs=0, flips=0))
        whole[coder_id] = replace(before, pairs=before.pairs + rate.pairs, flips=before.flips + rate.flips)
    return whole


def record_stability(bench: Workbench, coder: Coder, measured: Stability, *, actor: CoderId) -> None:
    """Keep in the ledger how steady an instrument was, so that it stands beside what it proposes."""
    joining: list[Act] = [] if coder in bench.ledger.coders() else [CoderRegistered(coder=coder)]
    overall = measured.overall
    parameters = {
        "flips": str(overall.flips),
        "pairs": str(overall.pairs),
        "units": str(measured.units),
        "unusable": str(measured.unusable),
        "ways": str(len(measured.variations)),
    }
    kept = StabilityMeasured(coder_id=coder.id, flips=measured.by_unit, parameters=tuple(sorted(parameters.items())))
    bench.ledger.append([*joining, kept], actor=actor)


def assess_stability(
    make: Callable[[Variation], Proposer],
    sample: Sequence[tuple[Document, Sequence[Unit]]],
    ways: Sequence[Variation],
    progress: Progress = keep_going,
) -> Stability:
    """Ask about the same units in several ways and return how often the answers differ.

    Args:
        make: Opens the instrument that asks in a given way.
        sample: Documents with the units to ask about.
        ways: At least two, all different.
        progress: Called with the units answered; when it says stop, ways that are not complete are left out.
    """
    seen: list[_Seen] = []
    units = sum(len(each) for _document, each in sample)
    for number, way in enumerate(ways):
        answers: list[Answer] = []
        for said in every_answer(make(way), sample, _RUN):
            answers += [] if said is None else [said[1]]
            done = number * units + len(answers)
            if not progress(done, len(ways) * units, str(way)) and done < (number + 1) * units:
                return _stability(seen, sample, stopped=True)
        seen.append(_Seen.of(way, answers))
    return _stability(seen, sample, stopped=False)


@dataclass(frozen=True, slots=True)
class _Seen:
    way: Variation
    given: dict[tuple[SegmentId, CodeId], FamilyId]
    unusable: frozenset[tuple[SegmentId, FamilyId | None]]
    answered: frozenset[SegmentId]

    @classmethod
    def of(cls, way: Variation, answers: Sequence[Answer]) -> _Seen:
        return cls(
            way,
            {(each.segment_id, each.code): each.family for answer in answers for each in answer.proposals},
            frozenset((r.segment_id, r.family) for answer in answers for r in answer.refusals if is_unusable(r)),
            frozenset(answer.segment_id for answer in answers),
        )

    def says(self, cell: _Cell) -> bool | None:
        """Whether the code was given, None where that is not known."""
        if (cell.segment, cell.code) in self.given:
            return True
        lost = {(cell.segment, cell.family), (cell.segment, None)} & self.unusable
        return None if lost or cell.segment not in self.answered else False


@dataclass(frozen=True, slots=True)
class _Cell:
    segment: SegmentId
    family: FamilyId
    code: CodeId


@dataclass(frozen=True, slots=True)
class _Pair:
    cell: _Cell
    factor: str
    flipped: bool


def _stability(seen: Sequence[_Seen], sample: Sequence[tuple[Document, Sequence[Unit]]], *, stopped: bool) -> Stability:
    segments = [unit.segment.id for _document, units in sample for unit in units]
    documents = {unit.segment.id: document.id for document, units in sample for unit in units}
    held = {_Cell(segment, family, code) for each in seen for (segment, code), family in each.given.items()}
    cells = sorted(held, key=lambda cell: (cell.segment, cell.code))
    pairs = list(_pairs(seen, cells))
    codes = sorted({cell.code for cell in cells})
    return Stability(
        variations=tuple(each.way for each in seen),
        units=len(segments),
        unusable=sum(len(each.unusable) for each in seen),
        overall=_rate("all", pairs),
        by_code=tuple(_rate(code, [pair for pair in pairs if pair.cell.code == code]) for code in codes),
        by_segment=tuple(_rate(name, [pair for pair in pairs if pair.cell.segment == name]) for name in segments),
        by_factor=tuple(_rate(name, [p for p in pairs if p.factor == name]) for name in ("order", "wording", "run")),
        by_unit=tuple(_flips(seen, cell, documents[cell.segment]) for cell in cells),
        stopped=stopped,
    )


def _flips(seen: Sequence[_Seen], cell: _Cell, document_id: DocumentId) -> Flips:
    said = [given for given in (each.says(cell) for each in seen) if given is not None]
    return Flips(
        segment_id=cell.segment, document_id=document_id, code=cell.code, asked=len(said), given=said.count(True)
    )


def _pairs(seen: Sequence[_Seen], cells: Sequence[_Cell]) -> Iterator[_Pair]:
    for one, other in combinations(seen, 2):
        factor = _only_difference(one.way, other.way)
        for cell in cells:
            first, second = one.says(cell), other.says(cell)
            if first is not None and second is not None:
                yield _Pair(cell, factor, first != second)


def _only_difference(one: Variation, other: Variation) -> str:
    names = [name for name in ("order", "wording", "run") if getattr(one, name) != getattr(other, name)]
    return names[0] if len(names) == 1 else ""


def _rate(name: str, pairs: Iterable[_Pair]) -> FlipRate:
    counted = list(pairs)
    return FlipRate(name=name, pairs=len(counted), flips=sum(pair.flipped for pair in counted))
