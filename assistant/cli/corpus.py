"""Commands on sources: adding, listing, describing, indexing, searching."""

from __future__ import annotations

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
        str | None,
        typer.Option(
            help="yes, no, or empty for the study's rule: may its words be sent to a model on another machine?"
        ),
    ] = None,
) -> None:
    """Correct what is known about a source."""
    from assistant.workflows.describing import describe_sources  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows.ingest import find_source  # noqa: PLC0415 - as above

    given = {
        "title": title,
        "source_type": source_type,
        "case": case,
        "organisation": organisation,
        "publisher": publisher,
        "voice": voice,
        "date": date,
        "may_leave": may_leave,
    }
    with open_bench(study) as bench:
        found = find_source(bench, source)
        changes = {name: value for name, value in given.items() if value is not None}
        describe_sources(bench, {found.id: changes}, actor=bench.person)
    say(f"{found.file_name}: {', '.join(changes) or 'nothing'} changed")


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


def search(  # noqa: PLR0913, PLR0917 - one option for each filter
    words: Annotated[str, typer.Argument(help="Words in either language; '' for all that passes the filters.")],
    study: StudyOption = None,
    limit: LimitOption = 10,
    source_type: Annotated[
        list[str] | None, typer.Option("--type", help="Only sources of this type; repeatable.")
    ] = None,
    case: Annotated[list[str] | None, typer.Option("--case", help="Only sources of this case; repeatable.")] = None,
    coder: Annotated[list[str] | None, typer.Option("--coder", help="Only units this coder coded; repeatable.")] = None,
    code: Annotated[list[str] | None, typer.Option("--code", help="Only units with this code; repeatable.")] = None,
    json: JsonOption = False,
) -> None:
    """Find passages by meaning and by words, across both languages."""
    from assistant.domain.identifiers import CodeId, CoderId  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows.describing import known_type  # noqa: PLC0415 - as above
    from assistant.workflows.indexing import refresh_index  # noqa: PLC0415 - as above
    from assistant.workflows.searching import CorpusQuery, search_corpus  # noqa: PLC0415 - as above

    query = CorpusQuery(
        text=words,
        limit=limit,
        types=frozenset(known_type(name) for name in source_type or ()),
        cases=frozenset(case or ()),
        coders=frozenset(CoderId(name) for name in coder or ()),
        codes=frozenset(CodeId(name) for name in code or ()),
    )
    with open_bench(study) as bench:
        if words.strip():
            refresh_index(bench)
        found = search_corpus(bench, query)
    print_rows([_hit_row(each.passage) for each in found.passages], as_json=json)
    if not json:
        more = "; there are more, raise --limit" if found.more else ""
        say(f"looked through {found.units} units in {found.sources} sources{more}")
    for source in found.without_units:
        say(f"! {source.file_name} holds no unit, so nothing in it can be found")


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
