"""Commands on versions of the codebook: listing, comparing, merging, splitting, retiring, exporting, re-coding."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.speaking import CoderOption, JsonOption, StudyOption, as_coder, open_bench, print_rows, say
from assistant.cli.studies import codebook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.domain.codebook import Code, Codebook
    from assistant.revising import EntryDifference
    from assistant.workflows.codebooks import Published
    from assistant.workflows.recoding import Questioned
    from assistant.workflows.workbench import Workbench

ReasonOption = Annotated[str, typer.Option(help="Why; it stands in the audit trail.")]
NumberOption = Annotated[str, typer.Option("--number", help="Number of the new version; the next one if left out.")]


@codebook.command("versions")
def versions(study: StudyOption = None, json: JsonOption = False) -> None:
    """List the versions that were in force, with who published them, why, and what each changed."""
    from assistant.workflows.codebooks import codebook_history  # noqa: PLC0415 - keeps `--help` fast

    with open_bench(study) as bench:
        history = codebook_history(bench)
    rows = [
        {
            "id": version.codebook.id if json else version.codebook.id[:12],
            "version": version.codebook.version,
            "at": version.at if json else version.at[:16],
            "by": version.actor,
            "codes": len(version.codebook.codes),
            "changes": ", ".join(f"{change.code} {change.kind}" for change in version.changes),
            "reason": version.reason,
        }
        for version in history
    ]
    print_rows(rows, as_json=json)


@codebook.command("diff")
def diff(
    before: Annotated[str, typer.Argument(help="Number or id of a version; the last but one if left out.")] = "",
    after: Annotated[str, typer.Argument(help="Number or id of another; the one in force if left out.")] = "",
    study: StudyOption = None,
    json: JsonOption = False,
) -> None:
    """Show what differs between two versions, field by field; [-out-] {+in+}."""
    from assistant.revising import compare_codebooks  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows.codebooks import codebook_history, find_version  # noqa: PLC0415 - as above

    with open_bench(study) as bench:
        history = codebook_history(bench)
        newer = find_version(bench, after) if after else bench.codebook()
        older = find_version(bench, before) if before else history[max(0, len(history) - 2)].codebook
        language = bench.language
    rows = [row for entry in compare_codebooks(older, newer) for row in _difference_rows(entry, language, whole=json)]
    print_rows(rows, as_json=json)
    if not json:
        say(f"{older.version} ({older.id[:12]}) -> {newer.version} ({newer.id[:12]})")


def _difference_rows(entry: EntryDifference, language: str, *, whole: bool) -> list[dict[str, object]]:
    from assistant.revising import word_pieces  # noqa: PLC0415 - keeps `--help` fast

    marks = {"kept": "{}", "out": "[-{}-]", "put": "{{+{}+}}"}
    head = {"entry": f"{entry.what} {entry.id}", "label": entry.label.in_language(language), "kind": entry.kind.value}
    rows: list[dict[str, object]] = []
    for field in entry.fields:
        words = "".join(marks[piece.kind].format(piece.words) for piece in word_pieces(field.before, field.after))
        row: dict[str, object] = {**head, "field": field.name}
        rows.append(row | {"before": field.before, "after": field.after} if whole else row | {"words": words})
    return rows


@codebook.command("merge")
def merge(
    codes: Annotated[list[str], typer.Argument(help="Codes that go into another one.")],
    into: Annotated[str, typer.Option(help="The code that takes them over.")],
    reason: ReasonOption,
    number: NumberOption = "",
    study: StudyOption = None,
) -> None:
    """Merge codes into another one of their family; all codings go with them."""
    from assistant.domain.identifiers import CodeId  # noqa: PLC0415 - keeps `--help` fast
    from assistant.revising import merge_codes  # noqa: PLC0415 - as above

    with open_bench(study) as bench:
        merged = merge_codes(bench.codebook(), [CodeId(code) for code in codes], CodeId(into))
        done = _publish(bench, merged.codebook, reason, number, merged.changes)
    say(f"{done.restamped} codings moved to {into}; {done.doubled} stood there already and were taken away")


@codebook.command("split")
def split(
    code: Annotated[str, typer.Argument(help="The code to split.")],
    parts: Annotated[Path, typer.Argument(help="YAML with a list `codes:` of the entries that take its place.")],
    reason: ReasonOption,
    number: NumberOption = "",
    study: StudyOption = None,
) -> None:
    """Replace a code by several; whoever coded with it is asked again which of them applies."""
    from assistant.domain.identifiers import CodeId  # noqa: PLC0415 - keeps `--help` fast
    from assistant.revising import split_code  # noqa: PLC0415 - as above

    with open_bench(study) as bench:
        entries = _read_entries(bench, parts)
        after = split_code(bench.codebook(), CodeId(code), entries)
        _publish(bench, after.codebook, reason, number, after.changes)


def _read_entries(bench: Workbench, file: Path) -> Sequence[Code]:
    """Return the entries of a file that names the families of the codebook in force but does not repeat them."""
    from assistant.errors import StudyError  # noqa: PLC0415 - keeps `--help` fast
    from assistant.reading.codebook.yaml_text import read_yaml  # noqa: PLC0415 - as above
    from assistant.revising import codebook_content  # noqa: PLC0415 - as above

    try:
        data = read_yaml(file.read_text("utf-8"), file.name)
    except (OSError, UnicodeDecodeError) as error:
        raise StudyError(f"{str(file)!r} cannot be read as text: {error}") from error
    given = data.get("codes") if isinstance(data, dict) else data
    if not isinstance(given, list) or not given:
        raise StudyError(f"{file.name!r} holds no list of codes; write `codes:` and the entries below it")
    content = codebook_content(bench.codebook())
    names = {entry.get("id") for entry in given if isinstance(entry, dict)}
    known = content["codes"]
    assert isinstance(known, list)
    content["codes"] = [*given, *(entry for entry in known if entry["id"] not in names)]
    return bench.codebook_files.build(content, file.name).codes[: len(given)]


@codebook.command("retire")
def retire(
    code: Annotated[str, typer.Argument(help="The code to take out.")],
    reason: ReasonOption,
    number: NumberOption = "",
    study: StudyOption = None,
) -> None:
    """Take a code out; its codings wait to be looked at again. It can still be read in the older versions."""
    from assistant.domain.identifiers import CodeId  # noqa: PLC0415 - keeps `--help` fast
    from assistant.revising import retire_code  # noqa: PLC0415 - as above

    with open_bench(study) as bench:
        _publish(bench, retire_code(bench.codebook(), CodeId(code)), reason, number, ())


def _publish(bench: Workbench, book: Codebook, reason: str, number: str, reshaped: tuple[object, ...]) -> Published:
    from assistant.domain.acts import EntryChange  # noqa: PLC0415 - keeps `--help` fast
    from assistant.revising import next_version  # noqa: PLC0415 - as above
    from assistant.workflows.codebooks import Revision, numbered, publish_revision  # noqa: PLC0415 - as above

    before = bench.codebook()
    changed = numbered(book, number or next_version(before.version, semantic=True))
    changes = tuple(change for change in reshaped if isinstance(change, EntryChange))
    revision = Revision(codebook=changed, reason=reason, previous=before.id, reshaped=changes)
    done = publish_revision(bench, revision, actor=bench.person)
    say(f"{changed.name!r} version {changed.version} is in force: "
        + ", ".join(f"{change.code} {change.kind}" for change in done.changes))  # fmt: skip
    return done


@codebook.command("export")
def export(
    file: Annotated[Path, typer.Argument(help="The .yaml or .xlsx file to write.")],
    version: Annotated[str, typer.Option(help="Number or id of a version; the one in force if left out.")] = "",
    study: StudyOption = None,
) -> None:
    """Write the codebook to a file from which it can be read again, word for word."""
    from assistant.workflows.codebooks import find_version  # noqa: PLC0415 - keeps `--help` fast

    with open_bench(study) as bench:
        book = find_version(bench, version) if version else bench.codebook()
        bench.codebook_files.write(book, file)
    say(f"{file}: {book.name!r} version {book.version}, {len(book.codes)} codes")


def recode(  # noqa: PLR0913, PLR0917 - one option for each part of an answer
    coding: Annotated[str, typer.Argument(help="Beginning of a coding's id; lists what waits if left out.")] = "",
    answer: Annotated[str, typer.Argument(help="keep, change or remove.")] = "",
    reason: Annotated[str, typer.Option(help="Why.")] = "",
    code: Annotated[str, typer.Option(help="The code that is right now, to change.")] = "",
    coder: CoderOption = "",
    study: StudyOption = None,
    json: JsonOption = False,
) -> None:
    """List your codings that a change of the codebook calls into question, or answer one of them."""
    from assistant.domain.identifiers import CoderId  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows.recoding import questioned_codings  # noqa: PLC0415 - as above

    with open_bench(study) as bench:
        person = CoderId(as_coder(bench, coder))
        waiting = questioned_codings(bench, person)
        if not coding:
            print_rows([_questioned_row(each, whole=json) for each in waiting], as_json=json)
            return
        left = _answer(bench, person, waiting, (coding, answer, reason, code))
    say(f"recorded; {left} still wait")


def _answer(bench: Workbench, person: str, waiting: Sequence[Questioned], said: tuple[str, str, str, str]) -> int:
    from assistant.domain.identifiers import CodeId, CoderId  # noqa: PLC0415 - keeps `--help` fast
    from assistant.errors import StudyError  # noqa: PLC0415 - as above
    from assistant.workflows import recoding  # noqa: PLC0415 - as above

    coding, answer, reason, code = said
    fits = [each.coding.id for each in waiting if each.coding.id.startswith(coding)]
    if len(fits) != 1:
        raise StudyError(f"{coding!r} begins the id of {len(fits)} waiting codings; `tricoder recode` lists them")
    if answer not in set(recoding.Answer):
        raise StudyError(f"{answer!r} is no answer; say keep, change or remove")
    given = recoding.Recoding(
        coding_id=fits[0],
        answer=recoding.Answer(answer),
        reason=reason,
        code=CodeId(code) if code else None,
    )
    return recoding.recode(bench, [given], coder=CoderId(person))


def _questioned_row(each: Questioned, *, whole: bool) -> dict[str, object]:
    return {
        "id": each.coding.id,
        "source": each.source.file_name,
        "code": each.coding.code,
        "because": each.kind.value,
        "reasons": "; ".join(each.reasons),
        "offered": ", ".join(each.offered),
        "text": each.quotation if whole else each.quotation[:80],
    }


COMMANDS = (recode,)
