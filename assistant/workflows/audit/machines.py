"""Instruments as columns: what they proposed, beside people and never among them.

An instrument says of itself which units it answered, so that no rule is needed for what it looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from assistant.domain.codebook import Codebook
from assistant.domain.coder import Coder, CoderKind
from assistant.domain.identifiers import CodeId, DocumentId, SegmentId
from assistant.ports import Ledger, Run, Selection
from assistant.workflows.audit.grid import Column, Mark, Place
from assistant.workflows.instrument.refusing import is_unusable


def instrument_columns(records: Ledger, codebook: Codebook, places: Sequence[Place]) -> tuple[Column, ...]:
    """Return one column per instrument that answered anything with this codebook."""
    runs = [run for run in records.runs() if run.codebook_id == codebook.id]
    columns = []
    for coder in records.coders():
        mine = [run for run in runs if run.coder_id == coder.id]
        if coder.kind is CoderKind.INSTRUMENT and mine:
            columns.append(_column(records, coder, mine, places))
    return tuple(column for column in columns if column.cells)


def _column(records: Ledger, coder: Coder, runs: Sequence[Run], places: Sequence[Place]) -> Column:
    answered = frozenset[SegmentId]().union(*(records.answered(run.id) for run in runs))
    here = Selection(runs=frozenset(run.id for run in runs), coders=frozenset({coder.id}))
    given: dict[SegmentId, set[CodeId]] = defaultdict(set)
    marks: list[Mark] = []
    for proposal in records.proposals(here):
        given[proposal.segment_id].add(proposal.code)
        marks += [Mark(proposal.document_id, evidence.span, proposal.code) for evidence in proposal.evidence]
    lost = frozenset((each.segment_id, each.family) for each in records.refusals(here) if is_unusable(each))
    units = [place.segment.id for place in places if place.segment.id in answered]
    return Column(
        coder=coder,
        cells={segment: frozenset(given.get(segment, ())) for segment in units},
        marks=tuple(marks),
        whole=_whole(places, answered),
        lost=lost,
    )


def _whole(places: Sequence[Place], answered: frozenset[SegmentId]) -> frozenset[DocumentId]:
    missing = {place.source.id for place in places if place.segment.id not in answered}
    return frozenset(place.source.id for place in places) - missing
