"""The command that writes the study's tables and figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.speaking import JsonOption, StudyOption, open_bench, print_rows, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.domain.identifiers import CodeId


def report(  # noqa: PLR0913, PLR0917 - one option for each thing that can be asked
    out: Annotated[Path, typer.Argument(help="Folder to write into, or one file ending in .docx or .xlsx.")],
    study: StudyOption = None,
    language: Annotated[str, typer.Option("--language", help="zh, en or both; the study's if left out.")] = "",
    formats: Annotated[
        str, typer.Option("--format", help="docx, xlsx, svg, png, pdf, csv; several with commas.")
    ] = "docx,xlsx,svg,png,csv",
    case: Annotated[
        list[str] | None,
        typer.Option("--case", help="CODE=CASE: the case a type stands for, where the evidence should not decide."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Write the study's tables and its framework figure from accepted evidence, every cell with its quotations."""
    from assistant.errors import StudyError  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows.report import ReportQuestion, make_report  # noqa: PLC0415 - as above

    if language not in {"", "zh", "en", "both"}:
        raise StudyError(f"--language {language!r} is not known; say zh, en or both")
    single = out.suffix.lower().removeprefix(".")
    wanted = [single] if single in {"docx", "xlsx"} else [name.strip() for name in formats.split(",") if name.strip()]
    with open_bench(study) as bench:
        made = make_report(bench, ReportQuestion(cases=_cases(case or [])))
        written: list[Path] = []
        for spoken in ("zh", "en") if language == "both" else (language or bench.language,):
            folder = out.parent if single in {"docx", "xlsx"} else out
            written += bench.write_report(made, spoken, wanted, folder)
    if single in {"docx", "xlsx"} and len(written) == 1:
        written = [written[0].replace(out)]
    for path in written:
        if json:
            print_rows([{"file": str(path)}], as_json=True)
        else:
            say(str(path))


def _cases(pairs: list[str]) -> Mapping[CodeId, str]:
    from assistant.domain.identifiers import CodeId  # noqa: PLC0415 - keeps `--help` fast
    from assistant.errors import StudyError  # noqa: PLC0415 - as above

    found: dict[CodeId, str] = {}
    for pair in pairs:
        code, equals, name = pair.partition("=")
        if not (equals and code.strip() and name.strip()):
            raise StudyError(f"--case {pair!r} is not understood; write CODE=CASE")
        found[CodeId(code.strip())] = name.strip()
    return found


COMMANDS = (report,)
