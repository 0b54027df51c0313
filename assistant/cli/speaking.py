"""What every command shares: the study it works on, tables or JSON, progress, and how errors are told."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from assistant.ports import Progress
    from assistant.workflows.workbench import Workbench

StudyOption = Annotated[
    Path | None, typer.Option("--study", "-s", help="Folder of the study; the one you stand in if left out.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, one object per line.")]
CoderOption = Annotated[str, typer.Option("--coder", help="Id of the person who acts; the study's lead if left out.")]


@contextmanager
def open_bench(study: Path | None) -> Iterator[Workbench]:
    """Open the study a command works on, and close it whatever happens."""
    from assistant.bootstrap import open_study  # noqa: PLC0415 - keeps `--help` fast
    from assistant.settings import ProgramSettings, find_study  # noqa: PLC0415 - as above

    folder = find_study(Path.cwd(), study or ProgramSettings().study)
    bench = open_study(folder)
    try:
        yield bench
    finally:
        bench.close()


def say(words: str) -> None:
    """Print a line for a person, on standard error, so that standard output stays for results."""
    print(_visible(words), file=sys.stderr)  # noqa: T201 - the command line speaks


def print_rows(rows: Sequence[Mapping[str, object]], *, as_json: bool) -> None:
    """Print rows as JSON lines, or as a table with the keys as headings."""
    if as_json:
        for row in rows:
            print(json.dumps(row, ensure_ascii=False), flush=True)  # noqa: T201 - the result
        return
    if not rows:
        say("(nothing)")
        return
    from rich.console import Console  # noqa: PLC0415 - keeps `--help` fast
    from rich.table import Table  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    table = Table(show_edge=False, pad_edge=False)
    for name in rows[0]:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(Text(_visible(str(value))) for value in row.values()))
    console = Console() if sys.stdout.isatty() else Console(width=160)
    console.print(table)


def _visible(words: str) -> str:
    """Replace characters that would steer a terminal."""
    return "".join(char if char.isprintable() or char in "\n\t" else "\ufffd" for char in words)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Give a progress callback that draws a bar on standard error where that is a terminal."""
    from rich.console import Console  # noqa: PLC0415 - keeps `--help` fast
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}", markup=False))
    hidden = not sys.stderr.isatty()
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=hidden) as bar:
        task = bar.add_task("", total=None)

        def report(done: int, total: int, what: str) -> bool:
            bar.update(task, completed=done, total=total, description=_visible(what)[:40])
            return True

        yield report


def as_coder(bench: Workbench, coder: str) -> str:
    """Return the id of the person who acts.

    Raises:
        StudyError: The study has no such person.
    """
    from assistant.errors import StudyError  # noqa: PLC0415 - keeps `--help` fast

    if not coder:
        return bench.person
    if coder not in {known.id for known in bench.ledger.coders() if known.kind.value == "person"}:
        raise StudyError(f"the study has no person {coder!r}; add one with `tricoder coders --add {coder}`")
    return coder
