"""Commands that move a study from and to other analysis programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.speaking import JsonOption, StudyOption, open_bench, print_rows, say

if TYPE_CHECKING:
    from assistant.workflows.exchanging import ImportChoice, ImportPlan
    from assistant.workflows.workbench import Workbench

PROJECTS = (".qdpx", ".qdc")
"""Endings of what `tricoder export` writes for other programs."""
_LONGEST = 400


def export_exchange(study: Path | None, file: Path, *, private: bool) -> None:
    """Write a project or a codebook, and beside it the report of what the format cannot hold."""
    from assistant.exporting.refi_qda import write_codebook, write_project  # noqa: PLC0415 - keeps `--help` fast
    from assistant.exporting.whole import whole_file  # noqa: PLC0415 - as above
    from assistant.interchange.reports import export_report, listed  # noqa: PLC0415 - as above
    from assistant.workflows.exchanging import prepare_export  # noqa: PLC0415 - as above

    with open_bench(study) as bench:
        outgoing = prepare_export(bench, reader=bench.person, private=private)
        if file.suffix.lower() == ".qdc":
            replaced = write_codebook(file, outgoing.project)
            say(f"{file}: {len(outgoing.project.codes)} codes and families")
            remarks = outgoing.with_replaced(replaced)[-1:] if replaced else ()
        else:
            replaced = write_project(file, outgoing.project, outgoing.originals())
            remarks = outgoing.with_replaced(replaced)
            report = file.with_name(f"{file.name}.report.md")
            with whole_file(report) as draft:
                draft.write_text(export_report(file.name, remarks, bench.language), "utf-8")
            say(f"{file}: {outgoing.summary()}; what it cannot hold stands in {report.name}")
        for line in listed(remarks, bench.language, _LONGEST):
            say(f"- {line}")


def import_command(  # noqa: PLR0913, PLR0917 - one option for each thing the person decides
    file: Annotated[Path, typer.Argument(help="A .qdpx, .qde or .qdc file of any program.")],
    preview: Annotated[bool, typer.Option("--preview", help="Only say what would come in; record nothing.")] = False,
    person: Annotated[
        list[str] | None, typer.Option("--as", help="THEIR NAME=id of a person of the study; repeatable.")
    ] = None,
    mode: Annotated[str, typer.Option(help="What their coders could see: blind or assisted.")] = "blind",
    round_name: Annotated[str, typer.Option("--round", help="Name of the round their codings belong to.")] = "",
    report: Annotated[Path | None, typer.Option(help="Write the whole report of the import to this file.")] = None,
    study: StudyOption = None,
    json: JsonOption = False,
) -> None:
    """Merge a project or codebook of another program into the study; a second time it changes nothing."""
    from assistant.reading.refi_qda import open_package, read_any  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows.exchanging import carry_out, plan_import  # noqa: PLC0415 - as above

    choice = _choice(person or [], mode, round_name)
    with open_bench(study) as bench, open_package(file) as package:
        plan = plan_import(bench, read_any(package), package.part, choice, actor=bench.person)
        if report is not None:
            _write_report(bench, plan, report)
        if json:
            print_rows(_rows(plan), as_json=True)
        else:
            _tell(bench, plan)
        if preview:
            say("preview: nothing was recorded")
            return
        carry_out(bench, plan, actor=bench.person)
        say("recorded" if plan.changes else "everything in it is in the study already; nothing was recorded")


def _choice(people: list[str], mode: str, round_name: str) -> ImportChoice:
    from assistant.domain.coding import CodingMode  # noqa: PLC0415 - keeps `--help` fast
    from assistant.domain.identifiers import CoderId  # noqa: PLC0415 - as above
    from assistant.errors import StudyError  # noqa: PLC0415 - as above
    from assistant.workflows.exchanging import ImportChoice  # noqa: PLC0415 - as above

    if mode not in {"blind", "assisted"}:
        raise StudyError(f"--mode {mode!r} is not known; say blind or assisted")
    pairs = [each.partition("=") for each in people]
    wrong = next((name for name, mark, who in pairs if not (name and mark and who)), None)
    if wrong is not None:
        raise StudyError(f"--as {wrong!r} names nobody; write --as 'THEIR NAME=id of a person of the study'")
    coders = {name: CoderId(who) for name, _, who in pairs}
    return ImportChoice(coders=coders, mode=CodingMode(mode), round=round_name)


def _tell(bench: Workbench, plan: ImportPlan) -> None:
    from assistant.interchange.reports import listed  # noqa: PLC0415 - keeps `--help` fast
    from assistant.interchange.wording import count_words  # noqa: PLC0415 - as above

    say(f"{plan.file_name}: {plan.project} ({plan.origin or '?'})")
    shown = [row for row in _rows(plan) if row["how"] not in {"guid", "remembered", "family"}]
    if shown:
        print_rows(shown, as_json=False)
    for key, count in plan.counts.items():
        if count:
            say(f"{count_words(key, bench.language)}: {count}")
    for line in listed(plan.remarks, bench.language, _LONGEST):
        say(f"- {line}")


def _rows(plan: ImportPlan) -> list[dict[str, object]]:
    codes = [("code", " / ".join(each.path), each.code or each.family, each.how.value) for each in plan.codes]
    people = [("coder", each.name, each.coder_id, "new" if each.new else "matched") for each in plan.coders]
    sources = [("source", each.name, each.document_id[:8], each.fate.value) for each in plan.sources]
    names = ("what", "there", "here", "how")
    return [dict(zip(names, row, strict=True)) for row in (*people, *sources, *codes)]


def _write_report(bench: Workbench, plan: ImportPlan, file: Path) -> None:
    from assistant.exporting.whole import whole_file  # noqa: PLC0415 - keeps `--help` fast
    from assistant.interchange.reports import import_report  # noqa: PLC0415 - as above

    tables = [[str(cell) for cell in row.values()] for row in _rows(plan)]
    with whole_file(file) as draft:
        draft.write_text(import_report(plan.file_name, plan.counts, plan.remarks, tables, bench.language), "utf-8")


COMMANDS = (import_command,)
