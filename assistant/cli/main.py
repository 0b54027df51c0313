"""The list of commands."""

from __future__ import annotations

import os
import sys

import typer

from assistant.cli import (
    auditing,
    codebooks,
    coding,
    corpus,
    embedding,
    evaluating,
    exchanging,
    instruments,
    noting,
    people,
    reporting,
    runs,
    serving,
    studies,
    team,
    triangulating,
)

app = typer.Typer(
    name="tricoder",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Code interviews, news and reports against a codebook; triangulate them; audit how far coders agree.",
)
GROUPS = (
    studies,
    people,
    team,
    corpus,
    coding,
    codebooks,
    noting,
    exchanging,
    auditing,
    triangulating,
    instruments,
    runs,
    evaluating,
    reporting,
    embedding,
    serving,
)
for group in GROUPS:
    for command in group.COMMANDS:
        app.command(name=command.__name__.removesuffix("_command").replace("_", "-"))(command)
app.add_typer(studies.codebook, name="codebook")


def run() -> None:
    """Run a command; what the package raises on purpose is told in one sentence, with exit code 1."""
    from assistant.errors import AssistantError  # noqa: PLC0415 - keeps `--help` fast

    try:
        app()
    except AssistantError as error:
        from assistant.cli.speaking import say  # noqa: PLC0415 - as above

        say(f"tricoder: {error}")
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output (head, less) has gone; say nothing more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
