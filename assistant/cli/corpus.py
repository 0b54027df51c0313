"""Commands on sources: adding, listing, describing, indexing, searching."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.speaking import JsonOption, StudyOption, open_bench, print_rows, progress_bar, say

if TYPE_CHECKING:
    from assistant.workflows.indexing import Passage
    from assistant.workflows.ingest import FileOutcome

LimitOption = Annotated[int, typer.Option("--limit", "-n", min=1, max=1000, help="Most hits.")]


def add(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.")],
    study: StudyOption = None,
    json: JsonOption = False,
) -> None:
    """Read files into the study; each that fails says why and what to do. With --json, a line as each is durable."""
    from assistant.workflows.ingest import Outcome, add_files  # noqa: PLC0415 - keeps `--help` fast

    outcomes = []
    with open_bench(study) as bench, progress_bar() as progress:
        for outcome in add_files(bench, paths, actor=bench.person, progress=progress):
            outcomes.append(outcome)
            if json:
                print_rows([_outcome_row(outcome)], as_json=True)
    if not json:
        print_rows([_outcome_row(outcome) for outcome in outcomes], as_json=False)
    counts = {kind: sum(outcome.outcome is kind for outcome in outcomes) for kind in Outcome}
    say(", ".join(f"{count} {kind.value}" for kind, count in counts.items()))
    if counts[Outcome.FAILED] and not counts[Outcome.ADDED] and not counts[Outcome.KNOWN]:
        raise typer.Exit(1)


def _outcome_row(outcome: FileOutcome) -> dict[str, object]:
    metadata = outcome.metadata
    return {
        "file": outcome.path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"),
        "outcome": outcome.outcome.value,
        "id": (outcome.document_id or "")[:8],
        "type": metadata.source_type.value if metadata else "",
        "lang": metadata.language.value if metadata else "",
        "date": metadata.date if metadata else "",
        "characters": outcome.characters,
        "segments": outcome.segments,
        "what": outcome.reason,
    }


def sources(study: StudyOption = None, json: JsonOption = False) -> None:
    """List the sources of the study."""
    with open_bench(study) as bench:
        listed = bench.ledger.sources()
    rows = [
        {
            "id": source.id if json else source.id[:8],
            "type": source.metadata.source_type.value,
            "title": source.metadata.title,
            "case": source.metadata.case,
            "voice": source.metadata.voice,
            "date": source.metadata.date,
            "characters": source.characters,
            "units": source.units,
            "file": source.file_name,
        }
        for source in listed
    ]
    print_rows(rows, as_json=json)


def describe(  # noqa: PLR0913, PLR0917 - one option for each thing that can be said of a source
    source: Annotated[str, typer.Argument(help="Id (first characters are enough), title or file name.")],
    study: StudyOption = None,
    title: Annotated[str | None, typer.Option()] = None,
    source_type: Annotated[str | None, typer.Option("--type", help="interview, news, annual_report ...")] = None,
    case: Annotated[str | None, typer.Option()] = None,
    organisation: Annotated[str | None, typer.Option()] = None,
    publisher: Annotated[str | None, typer.Option()] = None,
    voice: Annotated[str | None, typer.Option()] = None,
    date: Annotated[str | None, typer.Option(help="2023, 2023-05 or 2023-05-12.")] = None,
    may_leave: Annotated[
        str | None, typer.Option(help="yes or no: may its words be sent to a model on another machine?")
    ] = None,
) -> None:
    """Correct what is known about a source."""
    from assistant.workflows.ingest import corrected, describe_source, find_source  # noqa: PLC0415 - keeps `--help` fast

    given = {
        "title": title,
        "source_type": source_type,
        "case": case,
        "organisation": organisation,
        "publisher": publisher,
        "voice": voice,
        "date": date,
    }
    with open_bench(study) as bench:
        found = find_source(bench, source)
        changes = {name: value for name, value in given.items() if value is not None}
        metadata = corrected(found.metadata, changes)
        if may_leave is not None:
            changes["may_leave"] = may_leave
            metadata = replace(metadata, may_leave=_yes_or_no(may_leave))
        describe_source(bench, found, metadata, actor=bench.person)
    say(f"{found.file_name}: {', '.join(changes) or 'nothing'} changed")


def _yes_or_no(word: str) -> bool:
    from assistant.errors import StudyError  # noqa: PLC0415 - keeps `--help` fast

    if word not in {"yes", "no"}:
        raise StudyError(f"--may-leave is {word!r}; say yes or no")
    return word == "yes"


def index(
    study: StudyOption = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make it anew from the ledger.")] = False,
) -> None:
    """Bring the search index up to date with the study."""
    from assistant.workflows.indexing import refresh_index  # noqa: PLC0415 - keeps `--help` fast

    with open_bench(study) as bench, progress_bar() as progress:
        report = refresh_index(bench, rebuild=rebuild, progress=progress)
    say(
        f"{report.total} units indexed with {report.embedder_id}: {report.embedded} embedded, "
        f"{report.reused} unchanged, {report.removed} removed"
    )


def search(
    words: Annotated[str, typer.Argument(help="What to look for, in Chinese or English.")],
    study: StudyOption = None,
    limit: LimitOption = 10,
    source_type: Annotated[
        list[str] | None, typer.Option("--type", help="Only sources of this type; repeatable.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Find passages by meaning and by words, across both languages."""
    from assistant.ports import SearchQuery  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows.indexing import refresh_index, search_study  # noqa: PLC0415 - as above
    from assistant.workflows.ingest import known_type  # noqa: PLC0415 - as above

    types = frozenset(known_type(name) for name in source_type or ())
    with open_bench(study) as bench:
        refresh_index(bench)
        found = search_study(bench, SearchQuery(text=words, limit=limit, source_types=types))
    print_rows([_hit_row(passage) for passage in found], as_json=json)


def _hit_row(passage: Passage) -> dict[str, object]:
    from assistant.workflows.indexing import place_words  # noqa: PLC0415 - keeps `--help` fast

    matches = " ".join(
        match.word if match.cosine >= 0.999 else f"{match.query}~{match.word}({match.cosine:.2f})"
        for match in passage.hit.matches[:4]
    )
    return {
        "score": round(passage.hit.score, 4),
        "place": place_words(passage.source.metadata, passage.page, passage.time_ms),
        "source": passage.source.id[:8],
        "start": passage.segment.body.start,
        "end": passage.segment.body.end,
        "matched": matches,
        "text": passage.text,
    }


COMMANDS = (add, sources, describe, index, search)
