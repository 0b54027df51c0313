"""The workbench in the browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.speaking import StudyOption, open_bench, progress_bar, say

if TYPE_CHECKING:
    from assistant.workflows.workbench import Workbench


def serve(
    study: StudyOption = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on; loopback if left out.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port; 7860 or the next free one if left out.")
    ] = None,
    team: Annotated[bool, typer.Option("--team", help="Ask for passwords on loopback too.")] = False,
) -> None:
    """Open the study in the browser."""
    with open_bench(study) as bench:
        _launch(bench, {"host": host, "port": port, "team": team or None})


def serve_default() -> None:
    """Open the study that the environment names, or the demonstration study, made on the first time."""
    import sys  # noqa: PLC0415 - only here

    from assistant.bootstrap import open_study  # noqa: PLC0415 - keeps `--help` fast
    from assistant.demonstration import demonstration_study  # noqa: PLC0415 - as above
    from assistant.errors import AssistantError  # noqa: PLC0415 - as above
    from assistant.settings import ProgramSettings  # noqa: PLC0415 - as above

    try:
        folder = ProgramSettings().study
        if folder is None:
            with progress_bar() as progress:
                folder = demonstration_study(say, progress)
        bench = open_study(folder)
        try:
            _launch(bench, {})
        finally:
            bench.close()
    except AssistantError as error:
        say(f"tricoder: {error}")
        sys.exit(1)


def _launch(bench: Workbench, asked: Mapping[str, object]) -> None:
    """Serve where the command says, and where it does not, where the environment says."""
    from assistant.settings import ProgramSettings  # noqa: PLC0415 - keeps `--help` fast
    from assistant.ui import Stand, launch  # noqa: PLC0415 - Gradio takes seconds to import

    said = ProgramSettings().model_copy(update={name: value for name, value in asked.items() if value is not None})
    stand = Stand(
        host=said.host, port=said.port, team=said.team, certificate=said.certificate, key=said.certificate_key
    )
    launch(bench, stand, say=say)


COMMANDS = (serve,)
