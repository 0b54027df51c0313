"""Word and Excel: a source out with codings as margin comments and back, and the study as one workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli.speaking import open_bench, print_rows, say

if TYPE_CHECKING:
    from assistant.ports import Source
    from assistant.workflows.margins import MarginChoice, MarginPlan
    from assistant.workflows.workbench import Workbench

WORD, EXCEL = ".docx", ".xlsx"


def export_transcript(study: Path | None, file: Path, source: str, coders: list[str] | None) -> None:
    """Write a source as a Word document; ``coders`` are those whose codings stand in its margin, None for nobody's."""
    from assistant.domain.identifiers import CoderId  # noqa: PLC0415 - keeps `--help` fast
    from assistant.exporting.whole import write_whole  # noqa: PLC0415 - as above
    from assistant.exporting.word_transcript import write_transcript  # noqa: PLC0415 - as above
    from assistant.workflows.coders import known_coder  # noqa: PLC0415 - as above
    from assistant.workflows.margins import prepare_transcript  # noqa: PLC0415 - as above

    with open_bench(study) as bench:
        found = _source(bench, source or file.stem)
        named = None if coders is None else frozenset(known_coder(bench, CoderId(name)).id for name in coders)
        transcript = prepare_transcript(bench, found, named)
        write_whole(file, write_transcript(transcript, bench.language))
    say(f"{file}: {found.file_name}, {len(transcript.remarks)} comments")


def _source(bench: Workbench, wanted: str) -> Source:
    """Return the source with a name, an id's beginning, or a file name without its ending."""
    from assistant.workflows.ingest import find_source  # noqa: PLC0415 - keeps `--help` fast

    stems = [source for source in bench.ledger.sources() if Path(source.file_name).stem == wanted]
    return stems[0] if len(stems) == 1 else find_source(bench, wanted)


def export_workbook(study: Path | None, file: Path) -> None:
    """Write codings long and wide, the codebook and the quotations as one workbook."""
    from assistant.exporting.workbooks import write_workbook  # noqa: PLC0415 - keeps `--help` fast
    from assistant.reporting.tables import spread  # noqa: PLC0415 - as above
    from assistant.workflows.sheets import workbook_tables  # noqa: PLC0415 - as above

    with open_bench(study) as bench:
        tables, language = workbook_tables(bench), bench.language
    write_workbook(file, [(table.title.in_language(language), *spread(table, language)) for table in tables])
    say(f"{file}: {len(tables)} sheets, {len(tables[0].rows)} codings")
    for table in tables:
        if table.note.en:
            say(f"- {table.title.in_language(language)}: {table.note.in_language(language)}")


def import_comments(study: Path | None, file: Path, choice: MarginChoice, *, preview: bool, json: bool) -> None:
    """Take the comments of a Word file in as codings and memos; a second time it changes nothing."""
    from assistant.reading.word_margins import read_margins  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows.margins import carry_out_comments, plan_comments  # noqa: PLC0415 - as above

    with open_bench(study) as bench:
        plan = plan_comments(bench, read_margins(file), choice)
        _tell(plan, as_json=json)
        if not preview:
            carry_out_comments(bench, plan, actor=bench.person)
    if preview:
        say("preview: nothing was recorded")
    else:
        say("recorded" if plan.acts else "nothing in it is new; nothing was recorded")


def _tell(plan: MarginPlan, *, as_json: bool) -> None:
    rows: list[dict[str, object]] = [
        {"comment": line.number, "author": line.author, "coder": line.coder_id, "fate": line.fate.value,
         "what": line.what, "words": line.quote if as_json else line.quote[:60]}
        for line in plan.lines
    ]  # fmt: skip
    shown = rows if as_json else [row for row in rows if row["fate"] != "known"]
    if shown:
        print_rows(shown, as_json=as_json)
    counts = ", ".join(f"{count} {fate.value}" for fate, count in sorted(plan.counts.items()))
    say(f"{plan.file_name}: comments on {plan.source.file_name}: {counts or 'none'}")
    if not plan.untouched:
        say("! the words of the file were changed; comments beside changed words are refused")
    if plan.changed:
        say(f"- {plan.changed} tracked changes were passed over: comments stand beside the words that went out")
    for coder in plan.newcomers:
        say(f"- {coder.name!r} joins the study as {coder.id!r}; say --as '{coder.name}=ID' for somebody who is there")
