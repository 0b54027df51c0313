"""Commands on a team's work: giving units to coders, following them, opening units again, settling disagreements."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from assistant.cli.speaking import JsonOption, StudyOption, open_bench, print_rows, say

if TYPE_CHECKING:
    from assistant.workflows.adjudicating import Given
    from assistant.workflows.assigning import Drawn, Lot, Order
    from assistant.workflows.disagreements import Disagreement
    from assistant.workflows.workbench import Workbench

Word = TypeVar("Word", bound=StrEnum)

ReasonOption = Annotated[str, typer.Option("--reason", help="Why; it stands in the audit trail.")]
AssignmentArgument = Annotated[str, typer.Argument(help="Id of an assignment, or its last characters.")]
_REASONS = {
    "assigned": "assigned to one of them in this round already",
    "training": "used in a training round",
    "locked": "locked by one of them before",
    "seen": "of which one of them knows a proposal",
}


def assign(  # noqa: PLR0913, PLR0917 - one option for each part of the order
    coders: Annotated[list[str], typer.Argument(help="Ids of the people who code.")],
    name: Annotated[str, typer.Option("--round", help="Name of the round; people in one round are compared.")],
    study: StudyOption = None,
    mode: Annotated[str, typer.Option(help="blind, decide_first, on_demand or assisted.")] = "blind",
    kind: Annotated[str, typer.Option(help="training, reliability, coding or recoding.")] = "reliability",
    share: Annotated[float | None, typer.Option(help="Part of the units of each source type, by lot.")] = None,
    units: Annotated[int | None, typer.Option(help="Units in all, by lot; all units without this and --share.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the lot.")] = 1,
    kinds: Annotated[list[str] | None, typer.Option("--type", help="Only sources of this type; repeatable.")] = None,
    source: Annotated[list[str] | None, typer.Option(help="Only this source (id or file); repeatable.")] = None,
    family: Annotated[list[str] | None, typer.Option(help="Only this family; repeatable.")] = None,
    shown: Annotated[float, typer.Option(help="Part coded with proposals in view, by lot for each coder.")] = 0.0,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would be drawn, and how precise it is.")
    ] = False,
) -> None:
    """Ask people to code units: drawn by lot, stratified by source type, or all of the sources named."""
    from assistant.workflows import assigning  # noqa: PLC0415 - keeps `--help` fast

    with open_bench(study) as bench:
        lot = _lot(bench, kinds, source)
        order = _order(coders, name, (mode, kind), _sized(lot, (share, units, seed)), (family, shown))
        drawn = assigning.draw_units(bench, order)
        made = () if dry_run else assigning.assign(bench, order, actor=bench.person)
    _tell_drawn(order, drawn)
    for each in made:
        say(f"{each.coder_id}: {len(each.segments)} units, assignment …{each.id[-8:]}")


def _lot(bench: Workbench, kinds: list[str] | None, sources: list[str] | None) -> Lot:
    from assistant.domain.document import SourceType  # noqa: PLC0415 - keeps `--help` fast
    from assistant.errors import StudyError  # noqa: PLC0415 - as above
    from assistant.workflows.assigning import Lot  # noqa: PLC0415 - as above

    known = bench.ledger.sources()
    chosen = set()
    for wanted in sources or ():
        fits = [each.id for each in known if each.file_name == wanted or each.id.startswith(wanted)]
        if len(fits) != 1:
            raise StudyError(f"{len(fits)} sources are called {wanted!r}; `tricoder sources` lists them")
        chosen.add(fits[0])
    return Lot(types=frozenset(_word(SourceType, each) for each in kinds or ()), documents=frozenset(chosen))


def _sized(lot: Lot, size: tuple[float | None, int | None, int]) -> Lot:
    from dataclasses import replace  # noqa: PLC0415 - keeps `--help` fast

    share, number, seed = size
    return replace(lot, share=share, number=number, seed=seed)


def _order(
    coders: list[str], name: str, terms: tuple[str, str], lot: Lot, extras: tuple[list[str] | None, float]
) -> Order:
    from assistant.domain.coding import CodingMode  # noqa: PLC0415 - keeps `--help` fast
    from assistant.domain.fieldwork import RoundKind  # noqa: PLC0415 - as above
    from assistant.domain.identifiers import CoderId, FamilyId  # noqa: PLC0415 - as above
    from assistant.workflows.assigning import Order  # noqa: PLC0415 - as above

    families, shown = extras
    return Order(
        coders=tuple(map(CoderId, coders)),
        round=name,
        round_kind=_word(RoundKind, terms[1]),
        mode=_word(CodingMode, terms[0]),
        lot=lot,
        families=tuple(map(FamilyId, families or ())),
        shown=shown,
    )


def _word(kind: type[Word], said: str) -> Word:
    from assistant.errors import StudyError  # noqa: PLC0415 - keeps `--help` fast

    if said not in set(kind):
        raise StudyError(f"{said!r} is not known; say {', '.join(kind)}")
    return kind(said)


def _tell_drawn(order: Order, drawn: Drawn) -> None:
    from assistant.workflows.rounds import arms_of, precision_of  # noqa: PLC0415 - keeps `--help` fast

    strata = drawn.sample.strata if drawn.sample else ()
    lot = ", ".join(f"{each.name} {each.drawn} of {each.population}" for each in strata)
    say(f"{len(drawn.segments)} units" + (f" (seed {order.lot.seed}): {lot}" if lot else ", all there are"))
    for reason, count in drawn.left_out.items():
        say(f"left out: {count} {_REASONS[reason]}")
    if len(order.coders) > 1 and len(drawn.segments) > 1:
        for row in precision_of(len(drawn.segments), len(order.coders)):
            wanted = f"{row.units} units" if row.units else "more units than there is sense in"
            say(
                f"a code in {row.prevalence:.0%} of units: 95 % interval of alpha about {row.width:.2f} wide; "
                f"{row.wished:g} takes {wanted}"
            )
    if order.shown:
        arms = arms_of([len(each) for each in drawn.shown.values()], len(drawn.segments))
        takes = "; ".join(f"a gap of {gap:g} takes {count} in each" for gap, count in arms.takes)
        say(f"proposals in view in {arms.shown}, blind in {arms.blind}: {takes}")


def assignments(study: StudyOption = None, json: JsonOption = False) -> None:
    """List who codes what, and how far everybody is."""
    from assistant.workflows.rounds import follow_rounds  # noqa: PLC0415 - keeps `--help` fast

    with open_bench(study) as bench:
        found = follow_rounds(bench)
    rows = [
        {
            "id": each.assignment.id if json else f"…{each.assignment.id[-8:]}",
            "coder": each.assignment.coder_id,
            "round": each.assignment.round,
            "kind": each.assignment.round_kind.value,
            "mode": each.assignment.mode.value,
            "units": each.units,
            "locked": each.locked,
            "coded": each.coded,
            "shown": len(each.assignment.shown),
            "exposed": each.exposed,
            "reopened": each.reopened,
        }
        for each in found
    ]
    print_rows(rows, as_json=json)


def withdraw(assignment: AssignmentArgument, reason: ReasonOption, study: StudyOption = None) -> None:
    """Take an assignment back; what was coded and locked stays."""
    from assistant.workflows import assigning  # noqa: PLC0415 - keeps `--help` fast

    with open_bench(study) as bench:
        found = assigning.find_assignment(bench, assignment)
        assigning.withdraw(bench, found.id, reason=reason, actor=bench.person)
    say(f"{found.coder_id} is no longer asked about {len(found.segments)} units of round {found.round!r}")


def reopen(
    assignment: AssignmentArgument,
    reason: ReasonOption,
    unit: Annotated[list[str] | None, typer.Option(help="Id of a unit; repeatable; all if left out.")] = None,
    study: StudyOption = None,
) -> None:
    """Open locked units of an assignment again; from then on they are not blind any more."""
    from assistant.domain.identifiers import SegmentId  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows import assigning  # noqa: PLC0415 - as above

    with open_bench(study) as bench:
        found = assigning.find_assignment(bench, assignment)
        units = [SegmentId(each) for each in unit or ()]
        count = assigning.reopen(bench, found.id, units, reason=reason, actor=bench.person)
    say(f"{count} units are open to {found.coder_id} again; what is coded there now counts as assisted")


def disagreements(
    name: Annotated[
        str, typer.Option("--round", help="Name of the round; the first that can be compared if left out.")
    ] = "",
    open_only: Annotated[bool, typer.Option("--open", help="Only what is not settled yet.")] = False,
    study: StudyOption = None,
    json: JsonOption = False,
) -> None:
    """List where coders who coded the same unit blind differ: presence, code, span."""
    from assistant.workflows.disagreements import find_disagreements, rounds_with_codings  # noqa: PLC0415 - as above

    with open_bench(study) as bench:
        rounds = rounds_with_codings(bench)
        chosen = name or next(iter(rounds), "")
        found = find_disagreements(bench, chosen)
    rows = [
        {
            "unit": each.segment.id if json else each.segment.id[:12],
            "source": each.source.metadata.title,
            "family": each.family,
            "kind": each.kind.value,
            "overlap": None if each.overlap is None else round(each.overlap, 3),
            "given": "; ".join(f"{side.coder_id}: {', '.join(sorted(side.codes)) or '-'}" for side in each.sides),
            "settled": "" if each.settled is None else each.settled.error.value,
        }
        for each in found
        if not (open_only and each.settled)
    ]
    print_rows(rows, as_json=json)
    say(f"round {chosen!r}; there are {', '.join(map(repr, rounds)) or 'none'}")


def adjudicate(  # noqa: PLR0913, PLR0917 - one option for each part of the verdict
    unit: Annotated[str, typer.Argument(help="Id of the unit, or its first characters.")],
    family: Annotated[str, typer.Option(help="The family in dispute.")],
    error: Annotated[str, typer.Option(help="definition, span, oversight, misreading, judgement or other.")],
    reason: ReasonOption,
    take: Annotated[str, typer.Option(help="Id of the coder whose codings are right; none applies if left out.")] = "",
    name: Annotated[str, typer.Option("--round", help="Name of the round.")] = "",
    study: StudyOption = None,
) -> None:
    """Settle a disagreement; what coders gave stays as it is."""
    from assistant.domain.fieldwork import ErrorType  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows import adjudicating  # noqa: PLC0415 - as above

    with open_bench(study) as bench:
        dispute = _dispute(bench, unit, family, name)
        ruling = adjudicating.Ruling(
            round=dispute.round,
            document_id=dispute.source.id,
            segment_id=dispute.segment.id,
            family=dispute.family,
            outcome=_taken(dispute, take),
            error=_word(ErrorType, error),
            reason=reason,
        )
        settled = adjudicating.adjudicate(bench, ruling, actor=bench.person)
    say(f"settled on {', '.join(coding.code for coding in settled.outcome) or 'none'}")


def _dispute(bench: Workbench, unit: str, family: str, name: str) -> Disagreement:
    from assistant.errors import StudyError  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows.disagreements import find_disagreements, rounds_with_codings  # noqa: PLC0415 - as above

    chosen = name or next(iter(rounds_with_codings(bench)), "")
    fits = [
        each for each in find_disagreements(bench, chosen) if each.segment.id.startswith(unit) and each.family == family
    ]
    if len(fits) != 1:
        raise StudyError(f"{len(fits)} disagreements fit {unit!r} in {family!r}; `tricoder disagreements` lists them")
    return fits[0]


def _taken(dispute: Disagreement, take: str) -> tuple[Given, ...]:
    from assistant.errors import StudyError  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows.adjudicating import Given  # noqa: PLC0415 - as above

    if not take:
        return ()
    for side in dispute.sides:
        if side.coder_id == take:
            return tuple(dict.fromkeys(Given(coding.code, coding.span) for coding in side.codings))
    raise StudyError(
        f"{take!r} did not code this unit; choose among {', '.join(side.coder_id for side in dispute.sides)}"
    )


COMMANDS = (assign, assignments, withdraw, reopen, disagreements, adjudicate)
