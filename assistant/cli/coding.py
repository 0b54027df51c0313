"""Commands on proposals, decisions and codings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import instruments as asking
from assistant.cli import margins
from assistant.cli.speaking import (
    CoderOption,
    JsonOption,
    StudyOption,
    as_coder,
    open_bench,
    print_rows,
    progress_bar,
    say,
)

if TYPE_CHECKING:
    from assistant.domain.span import Span
    from assistant.workflows.listing import CodingLine, ProposalLine


def propose(  # noqa: PLR0913, PLR0917 - one option for each part of a configuration
    study: StudyOption = None,
    instrument: Annotated[
        str, typer.Option("--with", help="`exemplar` needs no model; `model` is the one in project.toml.")
    ] = "exemplar",
    source: Annotated[list[str] | None, typer.Option("--source", help="Only this source; repeatable.")] = None,
    json: JsonOption = False,
    model: asking.ModelOption = "",
    base_url: asking.BaseUrlOption = None,
    temperature: asking.TemperatureOption = None,
    seed: asking.SeedOption = None,
    timeout: asking.TimeoutOption = None,
    concurrency: asking.ConcurrencyOption = None,
    context_window: asking.WindowOption = None,
    price_in: asking.PriceInOption = None,
    price_out: asking.PriceOutOption = None,
    max_calls: asking.MaxCallsOption = None,
    max_cost: asking.MaxCostOption = None,
    family: asking.FamilyOption = None,
    replay: asking.ReplayOption = None,
    record: asking.RecordOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would take; ask nothing.")] = False,
    yes: asking.YesOption = False,
) -> None:
    """Let an instrument propose codes with evidence for every unit it has not answered yet."""
    if not model and instrument != "model":
        _propose_without_model(study, instrument, source or [], json)
        return
    where = {"base_url": base_url, "timeout_s": timeout, "max_concurrency": concurrency}
    how = {"temperature": temperature, "seed": seed, "context_window": context_window}
    given = asking.Given(
        model=model,
        settings={**where, **how, "price_in": price_in, "price_out": price_out},
        limits={"max_calls": max_calls, "max_cost": max_cost},
        families=family or [],
        replay=replay,
        record=record,
        agreed=yes,
    )
    asking.propose_with_model(study, source or [], given, as_json=json, only_estimate=dry_run)


def _propose_without_model(study: Path | None, instrument: str, source: list[str], json: bool) -> None:
    from assistant.workflows.ingest import find_source  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows.propose import propose_codes  # noqa: PLC0415 - as above

    with open_bench(study) as bench, progress_bar() as progress:
        documents = frozenset(find_source(bench, wanted).id for wanted in source)
        report = propose_codes(bench, instrument, actor=bench.person, documents=documents, progress=progress)
    asking.tell(report, {}, as_json=json)


def proposals(
    study: StudyOption = None,
    source: Annotated[str, typer.Option("--source", help="Only this source.")] = "",
    undecided: Annotated[bool, typer.Option("--open", help="Only those nobody has decided on.")] = False,
    json: JsonOption = False,
) -> None:
    """List what instruments propose."""
    from assistant.workflows.ingest import find_source  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows.listing import list_proposals  # noqa: PLC0415 - as above

    with open_bench(study) as bench:
        documents = frozenset({find_source(bench, source).id}) if source else frozenset()
        lines = list_proposals(bench, documents)
    shown = [line for line in lines if not (undecided and line.decisions)]
    print_rows([_proposal_row(line, whole=json) for line in shown], as_json=json)


def _proposal_row(line: ProposalLine, *, whole: bool) -> dict[str, object]:
    proposal = line.proposal
    spans = [[evidence.span.start, evidence.span.end] for evidence in proposal.evidence]
    row: dict[str, object] = {
        "id": proposal.id if whole else proposal.id[:12],
        "source": line.source.file_name,
        "code": proposal.code,
        "rank": proposal.rank.value,
        "match": ",".join(evidence.match.value for evidence in proposal.evidence) or "none",
        "evidence": " … ".join(line.quotations),
        "why": proposal.rationale,
        "decided": ", ".join(f"{decision.coder_id} {decision.action.value}" for decision in line.decisions),
    }
    return row | {"document": proposal.document_id, "spans": spans, "coder": proposal.coder_id} if whole else row


def decide(  # noqa: PLR0913, PLR0917 - one option for each part of a decision
    proposal: Annotated[str, typer.Argument(help="Id of the proposal; the first characters are enough.")],
    action: Annotated[str, typer.Argument(help="accept, amend, reject or skip.")],
    reason: Annotated[str, typer.Option(help="Why; wanted for accepting as for rejecting.")] = "",
    code: Annotated[str, typer.Option(help="Another code, to amend.")] = "",
    span: Annotated[str, typer.Option(help="Another span START:END in code points, to amend.")] = "",
    coder: CoderOption = "",
    study: StudyOption = None,
) -> None:
    """Decide on a proposal."""
    from assistant.domain.coding import Action, Exposure  # noqa: PLC0415 - keeps `--help` fast
    from assistant.domain.identifiers import CodeId, CoderId  # noqa: PLC0415 - as above
    from assistant.errors import StudyError  # noqa: PLC0415 - as above
    from assistant.workflows.listing import find_proposal  # noqa: PLC0415 - as above
    from assistant.workflows.review import Verdict  # noqa: PLC0415 - as above
    from assistant.workflows.review import decide as record  # noqa: PLC0415 - as above

    if action not in set(Action):
        raise StudyError(f"{action!r} is no decision; say accept, amend, reject or skip")
    with open_bench(study) as bench:
        verdict = Verdict(
            proposal_id=find_proposal(bench, proposal),
            action=Action(action),
            reason=reason,
            code=CodeId(code) if code else None,
            span=_span(span) if span else None,
            exposure=Exposure("cli"),
        )
        decision = record(bench, verdict, coder=CoderId(as_coder(bench, coder)))
    say(f"{decision.action.value}: recorded" + (f" as coding {decision.coding.id}" if decision.coding else ""))


def _span(words: str) -> Span:
    from assistant.domain.span import Span  # noqa: PLC0415 - keeps `--help` fast
    from assistant.errors import StudyError  # noqa: PLC0415 - as above

    start, _, end = words.partition(":")
    if not (start.isdecimal() and end.isdecimal()):
        raise StudyError(f"{words!r} is no span; write START:END in code points")
    return Span(int(start), int(end))


def codings(study: StudyOption = None, json: JsonOption = False) -> None:
    """List the codings in force."""
    from assistant.workflows.listing import list_codings  # noqa: PLC0415 - keeps `--help` fast

    with open_bench(study) as bench:
        lines = list_codings(bench)
    print_rows([_coding_row(line) for line in lines], as_json=json)


def _coding_row(line: CodingLine) -> dict[str, object]:
    coding = line.coding
    return {
        "id": coding.id,
        "coder": coding.coder_id,
        "source": line.source.file_name,
        "start": coding.span.start,
        "end": coding.span.end,
        "code": coding.code,
        "rank": coding.rank.value,
        "mode": coding.mode.value,
        "text": line.quotation,
    }


def export(  # noqa: PLR0913, PLR0917 - one option for each thing that can be asked
    file: Annotated[
        Path, typer.Argument(help="The .csv, .xlsx, .docx (one source), .qdpx (project) or .qdc (codebook) file.")
    ],
    what: Annotated[str, typer.Option(help="For a .csv: codings, proposals or sources.")] = "codings",
    study: StudyOption = None,
    private: Annotated[bool, typer.Option("--private", help="In a .qdpx, your own private memos too.")] = False,
    source: Annotated[str, typer.Option(help="For a .docx: the source; the file's own name if left out.")] = "",
    comments: Annotated[bool, typer.Option("--comments", help="In a .docx, codings as margin comments.")] = False,
    coder: Annotated[list[str] | None, typer.Option(help="In a .docx, only this person's; repeatable.")] = None,
) -> None:
    """Write the study for another program: a table as CSV that opens right in Chinese, or a REFI-QDA project."""
    from assistant.cli.exchanging import PROJECTS, write_exchange  # noqa: PLC0415 - keeps `--help` fast
    from assistant.exporting.csv_files import write_csv  # noqa: PLC0415 - as above
    from assistant.workflows.listing import table_of  # noqa: PLC0415 - as above

    if file.suffix.lower() in PROJECTS:
        write_exchange(study, file, private=private)
        return
    if file.suffix.lower() == margins.WORD:
        margins.export_transcript(study, file, source, (coder or []) if comments or coder else None)
        return
    if file.suffix.lower() == margins.EXCEL:
        margins.export_workbook(study, file)
        return
    with open_bench(study) as bench:
        table = table_of(bench, what)
    write_csv(file, table.columns, table.rows)
    say(f"{file}: {len(table.rows)} rows")


COMMANDS = (propose, proposals, decide, codings, export)
