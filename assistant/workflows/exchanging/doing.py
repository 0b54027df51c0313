"""What a person does: write the study for another program, look at what a project would bring, bring it in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.domain.acts import StudyNoted
from assistant.domain.exchange import Remark
from assistant.interchange.reports import export_report
from assistant.workflows.exchanging.incoming import carry_out, plan_import
from assistant.workflows.exchanging.memory import EXPORTED
from assistant.workflows.exchanging.outgoing import prepare_export
from assistant.workflows.exchanging.plan import ImportChoice, ImportPlan
from assistant.workflows.visibility import require_whole
from assistant.workflows.workbench import Workbench

CODEBOOK = ".qdc"
PROJECT = ".qdpx"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """What an export wrote.

    Attributes:
        codes: Codes, and folders of codes.
        report: The file that lists what the format cannot hold; None for a codebook.
        remarks: The same as data.
    """

    path: Path
    sources: int
    codes: int
    codings: int
    notes: int
    report: Path | None
    remarks: tuple[Remark, ...]


def export_exchange(bench: Workbench, path: Path, *, private: bool = False) -> ExportReport:
    """Write the study as a project (``.qdpx``) with a report beside it, or its codes (``.qdc``); note it in the ledger.

    Args:
        bench: The study.
        path: Where to; its ending says what.
        private: Whether one's own private memos are written.

    Raises:
        StudyError: A file cannot be written.
        AccessError: Something is hidden from whoever asks.
    """
    require_whole(bench)
    parcels, _ = bench.outlets()
    outgoing = prepare_export(bench, reader=bench.person, private=private)
    project, report = outgoing.project, None
    if path.suffix.lower() == CODEBOOK:
        replaced = parcels.write_codebook(path, project)
        remarks: tuple[Remark, ...] = ()
    else:
        replaced = parcels.write_project(path, project, outgoing.originals())
        remarks = outgoing.remarks
    if replaced:
        remarks = (*remarks, Remark("characters", replaced))
    if path.suffix.lower() != CODEBOOK:
        report = path.with_name(f"{path.name}.report.md")
        parcels.write_text(report, export_report(path.name, remarks, bench.language))
    details = tuple(sorted({"file": path.name, "codings": str(outgoing.codings)}.items()))
    bench.ledger.append([StudyNoted(note=EXPORTED, details=details)], actor=bench.person)
    return ExportReport(
        path=path,
        sources=len(project.sources),
        codes=len(project.codes),
        codings=outgoing.codings,
        notes=len(project.notes),
        report=report,
        remarks=remarks,
    )


def preview_import(bench: Workbench, path: Path, choice: ImportChoice) -> ImportPlan:
    """Return what a file would bring; nothing is done.

    Raises:
        SourceError: The file cannot be read.
        StudyError: A coder named in the choice does not exist.
        AccessError: Something is hidden from whoever asks.
    """
    require_whole(bench)
    parcels, _ = bench.outlets()
    with parcels.opened(path) as opened:
        return plan_import(bench, opened.foreign, opened.part, choice, actor=bench.person)


def import_exchange(bench: Workbench, path: Path, choice: ImportChoice) -> ImportPlan:
    """Bring a file in, in one transaction; return what was done.

    Raises:
        SourceError: The file cannot be read.
        StudyError: A coder named in the choice does not exist, or the study changed meanwhile.
        LedgerError: It cannot be written; nothing was recorded.
        AccessError: Something is hidden from whoever asks.
    """
    require_whole(bench)
    parcels, _ = bench.outlets()
    with parcels.opened(path) as opened:
        plan = plan_import(bench, opened.foreign, opened.part, choice, actor=bench.person)
        carry_out(bench, plan, actor=bench.person)
        return plan
