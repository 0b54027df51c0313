"""Commands on the study itself: making it, its codebook, its coders, its proof."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.speaking import JsonOption, StudyOption, open_bench, print_rows, say

codebook = typer.Typer(help="Show, check, compare and change the codebook.", no_args_is_help=True)


def new(
    folder: Annotated[Path, typer.Argument(help="Folder to make; its name is the study's name.")],
    codebook_file: Annotated[
        Path | None, typer.Option("--codebook", help="YAML, xlsx, csv, qdc or qdpx; the bundled one if left out.")
    ] = None,
    language: Annotated[str, typer.Option(help="zh or en.")] = "zh",
    person: Annotated[str, typer.Option(help="Your id as the study's lead.")] = "lead",
) -> None:
    """Make a study."""
    from assistant.bootstrap import DEFAULT_CODEBOOK, create_study, shipped  # noqa: PLC0415 - keeps `--help` fast
    from assistant.errors import StudyError  # noqa: PLC0415 - as above
    from assistant.reading.refi_qda import read_codebook_file  # noqa: PLC0415 - as above
    from assistant.settings import StudySettings  # noqa: PLC0415 - as above

    if language not in {"zh", "en"}:
        raise StudyError(f"language {language!r} is not known; say zh or en")
    if not person.strip() or len(person) > 64 or len(folder.name) > 200:
        raise StudyError("the name of the study may have 200 characters, the id of a person 1 to 64")
    book = read_codebook_file(codebook_file or shipped(*DEFAULT_CODEBOOK))
    settings = StudySettings(name=folder.resolve().name, language=language, person=person)
    create_study(folder, settings, book).close()
    say(f"{folder} is ready, with codebook {book.name!r} version {book.version} ({len(book.codes)} codes)")


def verify(study: StudyOption = None, json: JsonOption = False) -> None:
    """Prove the study: recompute every hash, derive every table again, compare every source file with its name."""
    from assistant.workflows.proving import verify_study  # noqa: PLC0415 - keeps `--help` fast

    with open_bench(study) as bench:
        result = verify_study(bench)
    if json:
        print_rows([{"events": result.events, "head": result.head, "flaws": len(result.flaws)}], as_json=True)
    for flaw in result.flaws:
        say(f"{flaw.where}: {flaw.what}")
    if result.flaws:
        raise typer.Exit(2)
    if not json:
        say(f"sound: {result.events} events, head {result.head}")


@codebook.command("show")
def show(
    code: Annotated[str, typer.Argument(help="One code's whole entry; all codes if left out.")] = "",
    study: StudyOption = None,
    json: JsonOption = False,
) -> None:
    """List the codes in force, or show one entry."""
    with open_bench(study) as bench:
        book = bench.codebook()
        language = bench.language
    if not code:
        rows = [
            {"id": entry.id, "family": entry.family, "label": entry.label.in_language(language),
             "definition": entry.definition.in_language(language)}
            for entry in book.codes
        ]  # fmt: skip
        print_rows(rows, as_json=json)
        return
    print_rows(_entry_rows(book, code, language), as_json=json)


def _entry_rows(book: object, code: str, language: str) -> list[dict[str, object]]:
    from assistant.domain.codebook import Codebook  # noqa: PLC0415 - keeps `--help` fast
    from assistant.domain.identifiers import CodeId  # noqa: PLC0415 - as above
    from assistant.errors import StudyError  # noqa: PLC0415 - as above

    entry = book.code(CodeId(code)) if isinstance(book, Codebook) else None
    if entry is None:
        raise StudyError(f"the codebook has no code {code!r}; `tricoder codebook show` lists them")
    rows = [
        ("label", entry.label.zh),
        ("label", entry.label.en),
        ("definition", entry.definition.in_language(language)),
    ]
    rows += [("include", wording.in_language(language)) for wording in entry.inclusion]
    rows += [(f"not, but {out.neighbour or 'nothing'}", out.rule.in_language(language)) for out in entry.exclusions]
    rows += [("indicator", wording.in_language(language)) for wording in entry.indicators]
    rows += [("example" if example.positive else "no example", example.text) for example in entry.examples]
    return [{"what": what, "words": words} for what, words in rows]


@codebook.command("check")
def check(file: Annotated[Path, typer.Argument(help="YAML, xlsx, csv, qdc or qdpx.")]) -> None:
    """Check a codebook file: its schema, its references, and that every example's quotation stands in its text."""
    from assistant.reading.refi_qda import read_codebook_file  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows.codebooks import misquoted_examples  # noqa: PLC0415 - as above

    book = read_codebook_file(file)
    wrong = misquoted_examples(book)
    for line in wrong:
        say(line)
    if wrong:
        raise typer.Exit(2)
    say(f"sound: {book.name!r} version {book.version}, {len(book.families)} families, {len(book.codes)} codes")


@codebook.command("use")
def use(
    file: Annotated[Path, typer.Argument(help="YAML, xlsx, csv, qdc or qdpx.")],
    reason: Annotated[str, typer.Option(help="Why the codebook changes; it stands in the audit trail.")],
    number: Annotated[str, typer.Option("--number", help="Version number; the file's own if left out.")] = "",
    study: StudyOption = None,
) -> None:
    """Publish a codebook file as the version in force."""
    from assistant.reading.refi_qda import read_codebook_file  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows.codebooks import numbered, publish_codebook  # noqa: PLC0415 - as above

    book = read_codebook_file(file)
    book = numbered(book, number) if number else book
    with open_bench(study) as bench:
        publish_codebook(bench, book, reason=reason, actor=bench.person)
    say(f"{book.name!r} version {book.version} is in force")


COMMANDS = (new, verify)
