"""The study's codings, codebook and evidence as tables for one workbook."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.domain.identifiers import DocumentId
from assistant.reporting.coding_sheets import CodedWords, UnitLine, codebook_table, long_table, wide_table
from assistant.reporting.evidence_table import evidence_table, source_files
from assistant.reporting.tables import Table
from assistant.workflows import audit
from assistant.workflows.listing import list_codings
from assistant.workflows.report import gather_evidence
from assistant.workflows.workbench import Workbench


def workbook_tables(bench: Workbench) -> tuple[Table, ...]:
    """Return codings long and wide, the codebook, the quotations and the files behind them.

    Raises:
        StudyError: The study has no codebook, or somebody coded a source in several rounds.
    """
    evidence = gather_evidence(bench)
    return (
        long_table(_coded(bench), evidence.codebook),
        _wide(bench),
        codebook_table(evidence.codebook),
        evidence_table(evidence.codebook, evidence.exhibits),
        source_files(evidence.sources),
    )


def _coded(bench: Workbench) -> Iterator[CodedWords]:
    for line in list_codings(bench):
        source = line.source
        yield CodedWords(coding=line.coding, words=line.quotation, file_name=source.file_name, metadata=source.metadata)


def _wide(bench: Workbench) -> Table:
    grid = audit.open_grid(bench)
    columns = [*grid.people, *([grid.settled] if grid.settled else [])]
    texts: dict[DocumentId, str] = {}
    lines = []
    for place in grid.places:
        name = place.source.id
        if name not in texts:
            texts = {name: bench.ledger.document(name).text}
        lines.append(
            UnitLine(
                segment_id=place.segment.id,
                ordinal=place.segment.ordinal,
                words=place.segment.body.read(texts[name]),
                file_name=place.source.file_name,
                metadata=place.source.metadata,
                given={
                    column.coder.id: column.cells[place.segment.id]
                    for column in columns
                    if place.segment.id in column.cells
                },
            )
        )
    return wide_table(lines, [column.coder.id for column in columns])
