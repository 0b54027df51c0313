"""The workbench in the browser."""

from __future__ import annotations

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
) -> None:
    """Open the study in the browser."""
    with open_bench(study) as bench:
        _launch(bench, host, port)


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
            _launch(bench, None, None)
        finally:
            bench.close()
    except AssistantError as error:
        say(f"tricoder: {error}")
        sys.exit(1)


def _launch(bench: Workbench, host: str | None, port: int | None) -> None:
    from assistant.settings import ProgramSettings  # noqa: PLC0415 - keeps `--help` fast
    from assistant.ui import launch  # noqa: PLC0415 - Gradio takes seconds to import

    settings = ProgramSettings()
    launch(bench, host=host or settings.host, port=settings.port if port is None else port, say=say)


COMMANDS = (serve,)
