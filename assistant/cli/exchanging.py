"""Commands that move a study from and to other analysis programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import margins
from assistant.cli.speaking import JsonOption, StudyOption, open_bench, print_rows, say

if TYPE_CHECKING:
    from assistant.workflows.exchanging import ImportChoice, ImportPlan
    from assistant.workflows.workbench import Workbench

PROJECTS = (".qdpx", ".qdc")
"""Endings of what `tricoder export` writes for other programs."""
_LONGEST = 400


def write_exchange(study: Path | None, file: Path, *, private: bool) -> None:
    """Write a project or a codebook, and beside a project the report of what the format cannot hold."""
    from assistant.interchange.reports import listed  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows.exchanging import export_exchange  # noqa: PLC0415 - as above

    with open_bench(study) as bench:
        done = export_exchange(bench, file, private=private)
        if done.report is None:
            say(f"{file}: {done.codes} codes and families")
        else:
            what = (
                f"{done.sources} sources, {done.codes} codes and families, {done.codings} codings, {done.notes} memos"
            )
            say(f"{file}: {what}; what it cannot hold stands in {done.report.name}")
        for line in listed(done.remarks, bench.language, _LONGEST):
            say(f"- {line}")


def import_command(  # noqa: PLR0913, PLR0917 - one option for each thing the person decides
    file: Annotated[
        Path, typer.Argument(help="A .qdpx, .qde or .qdc file of any program, or a .docx with comments in its margin.")
    ],
    preview: Annotated[bool, typer.Option("--preview", help="Only say what would come in; record nothing.")] = False,
    person: Annotated[
        list[str] | None, typer.Option("--as", help="THEIR NAME=id of a person of the study; repeatable.")
    ] = None,
    mode: Annotated[
        str, typer.Option(help="What their coders could see: blind or assisted; a Word file of ours says so itself.")
    ] = "",
    round_name: Annotated[str, typer.Option("--round", help="Name of the round their codings belong to.")] = "",
    report: Annotated[Path | None, typer.Option(help="Write the whole report of the import to this file.")] = None,
    source: Annotated[str, typer.Option(help="For a .docx: the source it is a copy of, where it does not say.")] = "",
    study: StudyOption = None,
    json: JsonOption = False,
) -> None:
    """Merge a project, a codebook or the comments of a Word file into the study; a second time it changes nothing."""
    if file.suffix.lower() == margins.WORD:
        _import_comments(study, file, (person or [], mode, source), preview=preview, json=json)
        return
    from assistant.workflows.exchanging import import_exchange, preview_import  # noqa: PLC0415 - keeps `--help` fast

    choice = _choice(person or [], mode, round_name)
    with open_bench(study) as bench:
        plan = (preview_import if preview else import_exchange)(bench, file, choice)
        if report is not None:
            _write_report(bench, plan, report)
        if json:
            print_rows(_rows(plan), as_json=True)
        else:
            _tell(bench, plan)
    if preview:
        say("preview: nothing was recorded")
    else:
        say("recorded" if plan.changes else "everything in it is in the study already; nothing was recorded")


def _import_comments(
    study: Path | None, file: Path, given: tuple[list[str], str, str], *, preview: bool, json: bool
) -> None:
    from assistant.workflows.ingest import find_source  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows.margins import MarginChoice  # noqa: PLC0415 - as above

    people, mode, source = given
    chosen = _choice(people, mode, "")
    place = None
    if source:
        with open_bench(study) as bench:
            place = find_source(bench, source).id
    choice = MarginChoice(source=place, coders=chosen.coders, mode=chosen.mode if mode else None)
    margins.import_comments(study, file, choice, preview=preview, json=json)


def _choice(people: list[str], mode: str, round_name: str) -> ImportChoice:
    from assistant.domain.coding import CodingMode  # noqa: PLC0415 - keeps `--help` fast
    from assistant.domain.identifiers import CoderId  # noqa: PLC0415 - as above
    from assistant.errors import StudyError  # noqa: PLC0415 - as above
    from assistant.workflows.exchanging import ImportChoice  # noqa: PLC0415 - as above

    if mode not in {"", "blind", "assisted"}:
        raise StudyError(f"--mode {mode!r} is not known; say blind or assisted")
    pairs = [each.partition("=") for each in people]
    wrong = next((name for name, mark, who in pairs if not (name and mark and who)), None)
    if wrong is not None:
        raise StudyError(f"--as {wrong!r} names nobody; write --as 'THEIR NAME=id of a person of the study'")
    coders = {name: CoderId(who) for name, _, who in pairs}
    return ImportChoice(coders=coders, mode=CodingMode(mode or "blind"), round=round_name)


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
    from assistant.interchange.reports import import_report  # noqa: PLC0415 - keeps `--help` fast

    tables = [[str(cell) for cell in row.values()] for row in _rows(plan)]
    parcels, _ = bench.outlets()
    parcels.write_text(file, import_report(plan.file_name, plan.counts, plan.remarks, tables, bench.language))


def backup(
    file: Annotated[Path | None, typer.Argument(help="File to write; NAME.backup.zip here if left out.")] = None,
    study: StudyOption = None,
) -> None:
    """Write the whole study to one file, also while it is in use."""
    from assistant.workflows.backing_up import ENDING, back_up  # noqa: PLC0415 - keeps `--help` fast

    with open_bench(study) as bench:
        report = back_up(bench, file or Path(f"{bench.name}{ENDING}"))
    say(f"{report.path}: {report.files} files, {report.events} events, head {report.head}")
    for name in report.missing:
        say(f"! the file of {name!r} was missing from the study and is missing from the backup")
    for line in report.left:
        say(f"- left out: {line}")


def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    folder: Annotated[Path, typer.Argument(help="Folder to make; it must not exist, or be empty.")],
) -> None:
    """Make a study of a backup, and prove it."""
    from assistant.restoring import restore_study  # noqa: PLC0415 - keeps `--help` fast

    result = restore_study(file, folder)
    for flaw in result.flaws:
        say(f"{flaw.where}: {flaw.what}")
    say(f"{folder}: {result.events} events, head {result.head}" + ("" if result.flaws else "; sound"))
    if result.flaws:
        raise typer.Exit(2)


def doctor(
    repair: Annotated[bool, typer.Option("--repair", help="Mend what can be made again.")] = False,
    search: Annotated[
        list[Path] | None, typer.Option("--from", help="Folder in which missing source files may be; repeatable.")
    ] = None,
    study: StudyOption = None,
    json: JsonOption = False,
) -> None:
    """Examine the study: database, hashes, chain, tables, source files, index; and mend what can be made again."""
    from assistant.workflows.doctoring import examine, mend  # noqa: PLC0415 - keeps `--help` fast

    with open_bench(study) as bench:
        findings = examine(bench)
        if repair and findings:
            for line in mend(bench, findings, search=search or []):
                say(f"+ {line}")
            findings = examine(bench)
    if json:
        print_rows(
            [
                {"trouble": each.trouble.value, "where": each.where, "what": each.what, "remedy": each.remedy}
                for each in findings
            ],
            as_json=True,
        )
    for each in [] if json else findings:
        say(f"{each.where}: {each.what}; {each.remedy}")
    if findings:
        raise typer.Exit(2)
    say("nothing is wrong")


def pack(
    file: Annotated[Path | None, typer.Argument(help="File to write; NAME.pack.zip here if left out.")] = None,
    sources: Annotated[
        str, typer.Option(help="Whose words go in: allowed (those that may leave the machine), none, or all.")
    ] = "allowed",
    study: StudyOption = None,
) -> None:
    """Write the reviewer's pack: record, certificates, tables, disclosure, and a program that checks it."""
    from importlib.metadata import version  # noqa: PLC0415 - keeps `--help` fast

    from assistant.errors import StudyError  # noqa: PLC0415 - as above
    from assistant.settings import read_study_settings  # noqa: PLC0415 - as above
    from assistant.workflows.leaving import may_leave  # noqa: PLC0415 - as above
    from assistant.workflows.packing import PackWishes, make_pack  # noqa: PLC0415 - as above

    if sources not in {"allowed", "none", "all"}:
        raise StudyError(f"--sources {sources!r} is not known; say allowed, none or all")
    with open_bench(study) as bench:
        allowed = frozenset(read_study_settings(bench.folder).leaving.allow)
        given = frozenset(
            each.id
            for each in bench.ledger.sources()
            if sources == "all" or (sources == "allowed" and may_leave(each.metadata, allowed))
        )
        wishes = PackWishes(sources=given, version=version("tricoder"), command="tricoder audit")
        done = make_pack(bench, file or Path(f"{bench.name}.pack.zip"), wishes)
    say(f"{done.path}: {done.files} files, {done.events} events, {done.certificates} certificates")
    say(f"{len(done.withheld_sources)} sources withheld, and {done.withheld_events} events that may quote them")
    for name, why in done.missing:
        say(f"- not in it: {name} ({why})")


COMMANDS = (import_command, backup, restore, doctor, pack)
