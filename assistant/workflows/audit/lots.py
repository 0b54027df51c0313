"""The audit sample of a study: drawn by lot from all units, also those that no search surfaced."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain.segment import Segment
from assistant.ports import Source
from assistant.sampling import Sample, Unit, draw_sample
from assistant.workflows.workbench import Workbench


@dataclass(frozen=True, slots=True, kw_only=True)
class SampledUnit:
    """A unit of the sample with its place and its chance of having been drawn."""

    segment: Segment
    source: Source
    probability: float


def draw_audit_sample(bench: Workbench, share: float, seed: int) -> tuple[tuple[SampledUnit, ...], Sample]:
    """Return a sample of all units, stratified by source type, in the order of the study; and how it was drawn.

    Raises:
        StudyError: The share is none.
    """
    places = [
        (source, segment)
        for source in bench.ledger.sources()
        for segment in bench.ledger.segments(source.id)
        if segment.is_unit
    ]
    sample = draw_sample((Unit(unit.id, source.metadata.source_type.value) for source, unit in places), share, seed)
    chances = {unit.id: unit.probability for unit in sample.units}
    drawn = tuple(
        SampledUnit(segment=segment, source=source, probability=chances[segment.id])
        for source, segment in places
        if segment.id in chances
    )
    return drawn, sample
