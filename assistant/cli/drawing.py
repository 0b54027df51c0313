"""Commands before an audit: planning how many units to code twice, drawing the sample and giving it to coders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.speaking import JsonOption, StudyOption, open_bench, print_rows, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WidthOption = Annotated[float, typer.Option("--width", min=0.01, max=2.0, help="Width of interval to be content with.")]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Seed; the same seed gives the same result.")]


def plan(  # noqa: PLR0913, PLR0917 - one option for each thing that is expected
    prevalence: Annotated[
        float, typer.Option("--prevalence", min=0.001, max=0.999, help="Expected share of units with the code.")
    ],
    agreement: Annotated[float, typer.Option("--agreement", min=0.0, max=1.0, help="Expected kappa or alpha.")] = 0.8,
    width: WidthOption = 0.2,
    coders: Annotated[int, typer.Option("--coders", min=2, max=20, help="Coders of each unit.")] = 2,
    seed: SeedOption = 0,
    json: JsonOption = False,
) -> None:
    """Tell how many units to code twice so that the interval of alpha is as narrow as wished."""
    from assistant.agreement import Wish, plan_sample  # noqa: PLC0415 - keeps `--help` fast

    shares = (prevalence, 1 - prevalence)
    wish = Wish(prevalence=shares, agreement=agreement, width=width, coders=coders, seed=seed)
    found = plan_sample(wish)
    if json:
        curve = [{"units": units, "width": round(reached, 4)} for units, reached in found.curve]
        answer = {"units": found.units, "width": found.width, "undefined_share": found.undefined_share}
        print_rows([answer | {"seed": found.seed, "replicates": found.replicates, "curve": curve}], as_json=True)
        return
    print_rows([{"units": units, "expected width": f"{reached:.3f}"} for units, reached in found.curve], as_json=False)
    if found.units is None:
        say(f"even {wish.largest} units leave an interval {found.width:.2f} wide; ask for a wider one")
    else:
        say(
            f"{found.units} units coded by {coders} coders: a 95 % interval of alpha about {found.width:.2f} wide "
            f"({found.replicates} simulated studies, seed {found.seed}); segments of one source count for less"
        )


def sample(
    share: Annotated[float, typer.Option("--share", min=0.0, max=1.0, help="Part of each source type.")] = 0.2,
    seed: SeedOption = 0,
    study: StudyOption = None,
    json: JsonOption = False,
) -> None:
    """Draw a blind audit sample by lot from all units, stratified by source type; print it as CSV or JSON.

    `tricoder assign` draws such a sample and gives it to people.
    """
    from assistant.workflows.audit import draw_audit_sample  # noqa: PLC0415 - keeps `--help` fast

    with open_bench(study) as bench:
        units, drawn = draw_audit_sample(bench, share, seed)
    rows = [
        {
            "segment": unit.segment.id,
            "source": unit.source.id,
            "file": unit.source.file_name,
            "type": unit.source.metadata.source_type.value,
            "start": unit.segment.body.start,
            "end": unit.segment.body.end,
            "probability": round(unit.probability, 6),
        }
        for unit in units
    ]
    print_rows(rows, as_json=True) if json else _print_csv(rows)
    counts = ", ".join(f"{stratum.name} {stratum.drawn} of {stratum.size}" for stratum in drawn.strata)
    say(f"{len(rows)} units (seed {seed}): {counts}")


def _print_csv(rows: Sequence[Mapping[str, object]]) -> None:
    import csv  # noqa: PLC0415 - keeps `--help` fast
    import sys  # noqa: PLC0415 - as above

    from assistant.exporting.csv_files import disarm  # noqa: PLC0415 - as above

    if not rows:
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(rows[0])
    writer.writerows([disarm(cell) for cell in row.values()] for row in rows)


COMMANDS = (plan, sample)
