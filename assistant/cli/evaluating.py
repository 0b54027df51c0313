"""The command that measures instruments on what people have coded, in a study or in a folder of coded units."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.speaking import JsonOption, StudyOption, open_bench, print_rows, progress_bar, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.workflows.evaluating import Evaluation
    from assistant.workflows.workbench import Workbench


def eval_command(  # noqa: PLR0913, PLR0917 - one option for each thing that can be asked
    folder: Annotated[
        Path | None,
        typer.Argument(help="Folder with a CSV of coded units (unit, text, coder, code) and codebook.csv."),
    ] = None,
    study: StudyOption = None,
    model: Annotated[
        str, typer.Option("--model", help="For a folder: this chat model, as ollama:qwen3:8b, in place of exemplar.")
    ] = "",
    base_url: Annotated[str | None, typer.Option("--base-url", help="Address of that model's server.")] = None,
    keep: Annotated[Path | None, typer.Option(help="Keep the study that is made of the folder here.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the random baseline.")] = 1,
    json: JsonOption = False,
) -> None:
    """Measure instruments against people, with what people reach among themselves beside it."""
    from assistant.workflows.evaluating import evaluate_study  # noqa: PLC0415 - keeps `--help` fast

    with _bench(folder, study, keep, (model, base_url)) as bench:
        found = evaluate_study(bench, seed=seed)
        families = [family.id for family in bench.codebook().families]
    if json:
        print_rows(_all_scores(found), as_json=True)
        return
    _tell(found, families)


@contextmanager
def _bench(
    folder: Path | None, study: Path | None, keep: Path | None, model: tuple[str, str | None]
) -> Iterator[Workbench]:
    if folder is None:
        with open_bench(study) as bench:
            yield bench
        return
    with tempfile.TemporaryDirectory(prefix="tricoder-eval-") as scratch:
        bench = _study_of(folder, keep or Path(scratch) / "study", model)
        try:
            _answer(bench, "model" if model[0] else "exemplar")
            yield bench
        finally:
            bench.close()


def _study_of(folder: Path, home: Path, model: tuple[str, str | None]) -> Workbench:
    from assistant.bootstrap import create_study, open_study  # noqa: PLC0415 - keeps `--help` fast
    from assistant.errors import SourceError  # noqa: PLC0415 - as above
    from assistant.reading.gold_tables import read_gold_folder  # noqa: PLC0415 - as above
    from assistant.settings import PROJECT_FILE, ModelTable, StudySettings  # noqa: PLC0415 - as above
    from assistant.workflows.goldsets import record_gold  # noqa: PLC0415 - as above

    if not folder.is_dir():
        raise SourceError(f"{str(folder)!r} is no folder; name one with a CSV of coded units and a codebook")
    gold = read_gold_folder(folder)
    exists = (home / PROJECT_FILE).exists()
    table = ModelTable(spec=model[0], base_url=model[1]) if model[0] else None
    settings = StudySettings(name=gold.name, language="en", person="evaluator", model=table)
    bench = open_study(home) if exists else create_study(home, settings, gold.codebook)
    units = record_gold(bench, gold)
    say(f"{units} units, {len({coder for _unit, coder in gold.looks})} coders, {len(gold.codebook.codes)} codes")
    return bench


def _answer(bench: Workbench, instrument: str) -> None:
    from assistant.workflows.propose import propose_codes  # noqa: PLC0415 - keeps `--help` fast

    with progress_bar() as progress:
        report = propose_codes(bench, instrument, actor=bench.person, progress=progress)
    say(f"{instrument} answered for {report.units + report.earlier} units with {report.proposals} proposals")
    if report.reason:
        say(f"it could not go on: {report.reason}")


def _all_scores(found: Evaluation) -> list[dict[str, object]]:
    return [
        {
            "kind": each.kind,
            "who": each.who,
            "against": each.against,
            "scorer": score.scorer,
            "scope": score.scope,
            "value": score.value,
            "n": score.n,
            "reason": score.reason,
        }
        for each in found.comparisons
        for score in each.scores
    ]


def _tell(found: Evaluation, families: Sequence[str]) -> None:
    from assistant.reporting.quality import evidence_row, quality_rows  # noqa: PLC0415 - keeps `--help` fast

    say(f"measured against {found.truth!r}, {found.units} units; `ceiling` is what people reach among themselves")
    names = {each.who: found.names.get(each.who, each.who) for each in found.comparisons}
    compared = [(each.kind, names[each.who], each.against, each.scores) for each in found.comparisons]
    print_rows(quality_rows(compared, families), as_json=False)
    if not any(each.kind == "ceiling" for each in found.comparisons):
        say("there is no ceiling: units that two people have coded would show what people reach among themselves")
    for each in found.comparisons:
        if each.kind == "instrument" and each.against == found.truth:
            said = "; ".join(f"{name} {figure}" for name, figure in evidence_row(each.scores).items())
            say(f"{names[each.who]}: {said}; {found.failed.get(each.who, 0)} answers could not be used")


COMMANDS = (eval_command,)
