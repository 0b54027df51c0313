"""What was passed over: by an instrument, and by the search, measured on units drawn by lot and coded blind.

A unit carries a code where at least half of the people who coded it blind gave it. Bounds are exact and one-sided; they
take the sampled units as independent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.agreement import Outcome, Undefined, miss_rate_bound
from assistant.domain.codebook import Code
from assistant.domain.identifiers import CodeId, CoderId, FamilyId, SegmentId
from assistant.ports import SearchQuery, SegmentIndex
from assistant.reporting.findings import MissRow
from assistant.workflows.audit.estimates import find_sample, sampled_labels
from assistant.workflows.audit.grid import Grid

DEPTH = 50
"""Passages that are looked at per query."""


def missed_by_instruments(grid: Grid) -> tuple[MissRow, ...] | str:
    """Return what each instrument passed over of each code, or the sentence why that cannot be known."""
    sample = find_sample(grid)
    if isinstance(sample, str):
        return sample
    rows = []
    for machine in grid.instruments:
        for family, code, labels in sampled_labels(grid, sample):
            cells = {segment: machine.cell(segment, family) for segment in labels}
            known = {segment: code in cell for segment, cell in cells.items() if cell is not None}
            rows.append(_row(machine.coder.id, (family, code), labels, known, grid.question.plan.level))
    return tuple(rows)


def missed_by_search(grid: Grid, index: SegmentIndex, depth: int = DEPTH) -> tuple[MissRow, ...] | str:
    """Return what the search passes over of each code, or the sentence why that cannot be known.

    A unit is found where it is among the first ``depth`` passages for one of the code's own lines: label, definition,
    inclusions, indicators, in both languages.
    """
    sample = find_sample(grid)
    if isinstance(sample, str):
        return sample
    entries = {code.id: code for code in grid.codebook.codes}
    rows = []
    for family, code, labels in sampled_labels(grid, sample):
        found = {hit.segment_id for query in queries_of(entries[code], depth) for hit in index.search(query)}
        known = {segment: segment in found for segment in labels}
        rows.append(_row(None, (family, code), labels, known, grid.question.plan.level))
    return tuple(rows)


def queries_of(code: Code, depth: int) -> Iterator[SearchQuery]:
    """Yield one query per line of a codebook entry."""
    lines = [code.label, code.definition, *code.inclusion, *code.indicators]
    texts = [text.strip() for line in lines for text in (line.zh, line.en)]
    yield from (SearchQuery(text=text, limit=depth) for text in dict.fromkeys(texts) if text)


def _row(
    by: CoderId | None,
    what: tuple[FamilyId, CodeId],
    labels: Mapping[SegmentId, float],
    found: Mapping[SegmentId, bool],
    level: float,
) -> MissRow:
    family, code = what
    coded = [segment for segment in found if labels[segment] >= 0.5]
    passed = [segment for segment, yes in found.items() if not yes]
    missed = sum(not found[segment] for segment in coded)
    return MissRow(
        by=by, family=family, code=code, coded=len(coded), missed=missed,
        lost=_bound(missed, len(coded), level, "no sampled unit carries this code, so nothing could be missed"),
        passed=_bound(missed, len(passed), level, "nothing was passed over in the sample"),
    )  # fmt: skip


def _bound(missed: int, of: int, level: float, nothing: str) -> Outcome:
    return miss_rate_bound(missed, of, level) if of else Undefined(nothing, "miss rate")
