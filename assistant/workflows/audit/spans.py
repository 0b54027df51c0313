"""Free spans: how far people mark the same words, apart from whether they give the same unit the same code.

Only documents of which every unit was looked at by two coders enter; a coder's own overlapping spans of a code are one.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from assistant.agreement import SpanStudy, Undefined, bootstrap, study_from_spans
from assistant.domain.identifiers import DocumentId, FamilyId
from assistant.reporting.findings import SpanRow
from assistant.workflows.audit.grid import Grid


def by_span(grid: Grid) -> tuple[SpanRow, ...]:
    """Return |u-alpha of every code that was given, and |u-, u- and cu-alpha of every family."""
    lengths = _lengths(grid)
    return tuple(row for family in grid.families for row in _family_rows(grid, family, lengths))


def _lengths(grid: Grid) -> dict[DocumentId, int]:
    whole = [column.whole for column in grid.people]
    shared = {name for names in whole for name in names if sum(name in each for each in whole) >= 2}
    return {source.id: source.characters for source in grid.bench.ledger.sources() if source.id in shared}


def _family_rows(grid: Grid, family: FamilyId, lengths: dict[DocumentId, int]) -> list[SpanRow]:
    plan = grid.question.plan
    if not lengths:
        none = Undefined("nothing pairable: no source was looked at from end to end by two coders")
        return [SpanRow(family=family, code=None, bar_u=none, u=none, cu=none)]
    study = span_study(grid, family, lengths)
    whole = SpanRow(
        family=family,
        code=None,
        bar_u=bootstrap(study, "binary_u_alpha", plan, overlaps="combine"),
        u=bootstrap(study, "u_alpha", plan, overlaps="combine"),
        cu=bootstrap(study, "cu_alpha", plan, overlaps="combine"),
    )
    codes = [
        SpanRow(family=family, code=code.id, bar_u=bootstrap(study, "binary_u_alpha", plan, code=code.id))
        for code in grid.codebook.in_family(family)
        if code.id in study.codes
    ]
    return [whole, *codes]


def span_study(grid: Grid, family: FamilyId, lengths: dict[DocumentId, int]) -> SpanStudy:
    """Return the spans of one family in the documents named."""
    own = {code.id for code in grid.codebook.in_family(family)}
    records = [
        (mark.document_id, column.coder.id, mark.span.start, mark.span.end, mark.code)
        for column in grid.people
        for mark in column.marks
        if mark.code in own and mark.document_id in lengths and mark.document_id in column.whole
    ]
    sizes: dict[Hashable, int] = dict(lengths.items())
    readers: dict[Hashable, Iterable[Hashable]] = {
        name: [column.coder.id for column in grid.people if name in column.whole] for name in lengths
    }
    return study_from_spans(records, sizes, coders=[column.coder.id for column in grid.people], assigned=readers)
