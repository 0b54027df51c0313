"""How far proposals change when nothing that should matter is changed: order of codes, wording of the prompt, run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

from assistant.domain.document import Document
from assistant.domain.identifiers import CodeId, FamilyId, RunId, SegmentId
from assistant.domain.unit import Answer, Unit
from assistant.ports import Progress, Proposer, keep_going
from assistant.workflows.instrument.refusing import is_unusable
from assistant.workflows.instrument.settings import InstrumentParts

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
    """

    variations: tuple[Variation, ...]
    units: int
    unusable: int
    overall: FlipRate
    by_code: tuple[FlipRate, ...]
    by_segment: tuple[FlipRate, ...]
    by_factor: tuple[FlipRate, ...]
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


def assess_stability(
    make: Callable[[Variation], Proposer],
    sample: Sequence[tuple[Document, Sequence[Unit]]],
    ways: Sequence[Variation],
    progress: Progress = keep_going,
) -> Stability:
    """Ask about the same units in several ways and return how often the answers differ; nothing is recorded.

    Args:
        make: Opens the instrument that asks in a given way.
        sample: Documents with the units to ask about.
        ways: At least two, all different.
        progress: Called after every document; when it says stop, ways that are not complete are left out.
    """
    seen: list[_Seen] = []
    total = len(ways) * len(sample)
    stopped = False
    for number, way in enumerate(ways):
        answers: list[Answer] = []
        proposer = make(way)
        for place, (document, units) in enumerate(sample):
            answers.extend(proposer.propose(document, units, _RUN))
            stopped = not progress(number * len(sample) + place + 1, total, str(way))
            if stopped and place + 1 < len(sample):
                return _stability(seen, sample, stopped=True)
        seen.append(_Seen.of(way, answers))
        if stopped:
            break
    return _stability(seen, sample, stopped=stopped and len(seen) < len(ways))


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
        stopped=stopped,
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
