"""Commands that look back: what runs of instruments came to, and what has left this machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.speaking import JsonOption, StudyOption, open_bench, print_rows, say

if TYPE_CHECKING:
    from assistant.workflows.runs import RunLine

_TOTALS = ("calls", "cached", "failed", "repairs", "tokens_in", "tokens_out", "seconds", "cost")
_ID = 12


def runs(study: StudyOption = None, json: JsonOption = False) -> None:
    """List the runs of instruments, newest first, with what they came to."""
    from assistant.workflows.runs import list_runs  # noqa: PLC0415 - keeps `--help` fast

    with open_bench(study) as bench:
        lines = list_runs(bench)
    print_rows([dict(_row(line, full=json)) for line in lines], as_json=json)
    for line in lines:
        if line.recording:
            say(
                f"run {line.run.id[:_ID]} is a recording of {line.model}, read from {line.recording}: "
                "no model was asked"
            )


def _row(line: RunLine, *, full: bool) -> Iterator[tuple[str, object]]:
    yield "run", line.run.id if full else line.run.id[:_ID]
    yield "instrument", line.name
    yield "began", line.run.started_at
    yield "state", line.state.value
    yield from (("units", line.answered), ("proposals", line.proposals), ("refusals", line.refusals))
    for name in _TOTALS:
        number = line.totals.get(name)
        yield name, "" if number is None else round(number, 4) if number % 1 else int(number)
    yield "recording", line.recording
    yield "reason", line.reason


def egress(
    study: StudyOption = None,
    last: Annotated[int, typer.Option(min=1, max=100_000, help="Requests to show.")] = 20,
    json: JsonOption = False,
) -> None:
    """Show the newest requests that have left this machine; with --json, their words too."""
    with open_bench(study) as bench:
        found = bench.models().departures(last)
    rows = [
        {"time": each.at, "host": each.host, "model": each.model, "bytes": each.size, "sha256": each.sha256}
        | ({"body": each.body} if json else {})
        for each in found
    ]
    if not rows:
        say("nothing has left this machine")
        return
    print_rows(rows, as_json=json)


COMMANDS = (runs, egress)
