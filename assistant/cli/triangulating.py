"""Commands on triangulation: the convergence matrix with its verdicts, and the ledger of numeric claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.speaking import CoderOption, JsonOption, StudyOption, as_coder, open_bench, print_rows, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from assistant.workflows.triangulate import Board, BoardQuestion, CellVerdicts, ClaimShown
    from assistant.workflows.workbench import Workbench

VIEWS = ("matrix", "independence", "timeline", "together", "verdicts", "queue")
MARKS = {
    "agreement": "=",
    "partial": "~",
    "dissonance": "≠",
    "silence_expected": "(–)",
    "silence_unexpected": "–!",
    "alone": "1",
    "not_searched": "?",
    "nothing": "",
    "no_source": "×",
}
"""How a cell is drawn in a terminal; the words stand below the table."""

CaseOption = Annotated[str, typer.Option("--case", help="One case; all together if left out.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why; no ruling is recorded without.")]


def triangulate(  # noqa: PLR0913, PLR0917 - one option for each thing that can be asked
    study: StudyOption = None,
    show: Annotated[str, typer.Option("--show", help=f"One of {', '.join(VIEWS)}.")] = "matrix",
    case: CaseOption = "",
    rows: Annotated[str, typer.Option("--rows", help="codes or figures.")] = "codes",
    columns: Annotated[str, typer.Option("--columns", help="types (of source) or relations (to the owner).")] = "types",
    family: Annotated[str, typer.Option("--family", help="Only this family of codes.")] = "",
    across: Annotated[str, typer.Option("--across", help="For `together`: the other family.")] = "",
    verdict: Annotated[
        str, typer.Option("--verdict", help="ROW/COLUMN=VERDICT: what you find of one cell; needs --reason.")
    ] = "",
    reason: ReasonOption = "",
    coder: CoderOption = "",
    json: JsonOption = False,
) -> None:
    """Lay codes or figures against kinds of sources: agreement, partial, silence, dissonance, and by which rule."""
    from assistant.errors import StudyError  # noqa: PLC0415 - keeps `--help` fast

    if show not in VIEWS:
        raise StudyError(f"--show {show!r} is not known; say one of {', '.join(VIEWS)}")
    with open_bench(study) as opened:
        bench = _acting(opened, coder)
        question = _question(rows, columns, case, family)
        if verdict:
            _give(bench, question, verdict, reason)
        elif show == "matrix":
            _print_matrix(bench, question, as_json=json)
        elif show == "together":
            _print_together(bench, (family, across), case, as_json=json)
        else:
            _SHOWN[show](bench, question, as_json=json)


def _acting(bench: Workbench, coder: str) -> Workbench:
    from dataclasses import replace  # noqa: PLC0415 - as above

    from assistant.domain.identifiers import CoderId  # noqa: PLC0415 - as above

    return replace(bench, person=CoderId(as_coder(bench, coder)))


def _question(rows: str, columns: str, case: str, family: str) -> BoardQuestion:
    from assistant.errors import StudyError  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows.triangulate import BoardQuestion, Columns, Rows  # noqa: PLC0415 - as above

    if rows not in set(Rows) or columns not in set(Columns):
        raise StudyError(f"--rows is one of {', '.join(Rows)}; --columns one of {', '.join(Columns)}")
    return BoardQuestion(rows=Rows(rows), columns=Columns(columns), case=case, family=family)


def _give(bench: Workbench, question: BoardQuestion, verdict: str, reason: str) -> None:
    from assistant.errors import StudyError  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows.triangulate import Ruling, give_verdict, open_board  # noqa: PLC0415 - as above

    place, equals, value = verdict.rpartition("=")
    row, slash, column = place.rpartition("/")
    if not (equals and slash):
        raise StudyError(f"--verdict {verdict!r} is not ROW/COLUMN=VERDICT, for instance A.PSY/news=partial")
    give_verdict(bench, open_board(bench, question), (row, column), Ruling(value, reason))
    say(f"{row} / {column}: {value}, recorded for {bench.person}")


def _print_matrix(bench: Workbench, question: BoardQuestion, *, as_json: bool) -> None:
    from assistant.workflows.triangulate import open_board, verdicts_on  # noqa: PLC0415 - keeps `--help` fast

    board = open_board(bench, question)
    verdicts = verdicts_on(bench, board)
    if as_json:
        print_rows(list(_cell_records(board, verdicts, bench.language)), as_json=True)
        return
    print_rows([_matrix_row(board, row, verdicts, bench.language) for row in range(len(board.rows))], as_json=False)
    say("n/v: places / independent voices; " + "  ".join(f"{mark} {name}" for name, mark in MARKS.items() if mark))
    for warned in board.warnings:
        say(f"! {warned.words.in_language(bench.language)}")
    for reason, count in board.left_out.items():
        say(f"- {reason.in_language(bench.language)}: {count}")
    if board.homeless:
        say(f"- codings of which nothing tells the case: {board.homeless}")


def _matrix_row(
    board: Board, number: int, verdicts: Mapping[tuple[str, str], CellVerdicts], language: str
) -> dict[str, str]:
    row = board.rows[number]
    shown = {"": f"{row.id.split(' | ')[0] if ' | ' in row.id else row.id} {row.label.in_language(language)}"[:40]}
    for cell in row.cells:
        said = verdicts.get((row.id, cell.column))
        mine = f" ✓{said.mine[-1].value}" if said and said.mine else ""
        count = f"{len(cell.sayings)}/{cell.voices} " if cell.sayings else ""
        shown[cell.column] = f"{count}{MARKS[cell.proposed.value.value]}{mine}"
    return shown | {"!": " ".join(warned.kind for warned in row.warnings)}


def _cell_records(
    board: Board, verdicts: Mapping[tuple[str, str], CellVerdicts], language: str
) -> Iterable[dict[str, object]]:
    for row in board.rows:
        for cell in row.cells:
            said = verdicts.get((row.id, cell.column))
            yield {
                "case": board.question.case,
                "row": row.id,
                "label": row.label.in_language(language),
                "column": cell.column,
                "proposed": cell.proposed.value.value,
                "rule": cell.proposed.rule,
                "why": cell.proposed.why.in_language(language),
                "places": len(cell.sayings),
                "sources": cell.sources,
                "voices": cell.voices,
                "owner_share": cell.owner_share,
                "polarity": dict(cell.polarity),
                "modality": dict(cell.modality),
                "verdict": said.mine[-1].value if said and said.mine else None,
                "warnings": [warned.kind for warned in row.warnings],
                "evidence": [saying.id for saying in cell.sayings],
            }


def _print_independence(bench: Workbench, _question: BoardQuestion, *, as_json: bool) -> None:
    from assistant.workflows.triangulate import source_network  # noqa: PLC0415 - keeps `--help` fast

    network = source_network(bench)
    number = {voice: at for at, voice in enumerate(dict.fromkeys(node.voice for node in network.sources), start=1)}
    rows: list[dict[str, object]] = []
    for node in network.sources:
        why = {
            f"{tie.kind.value}{f' {tie.strength:.0%}' if tie.strength < 1 else ''}"
            for tie in network.ties
            if node.id in {tie.one, tie.other} and tie.joins
        }
        shown: dict[str, object] = {"voice": number[node.voice], "relation": node.relation.value, "source": node.title}
        rows.append(shown | {"date": node.date, "why": ", ".join(sorted(why)), "id": node.id[:12]})
    print_rows(rows, as_json=as_json)
    if not as_json:
        say(f"{len(network.sources)} sources, {network.voices} independent voices")


def _print_timeline(bench: Workbench, question: BoardQuestion, *, as_json: bool) -> None:
    from assistant.workflows.triangulate import draw_timeline  # noqa: PLC0415 - keeps `--help` fast

    line = draw_timeline(bench, question.case)
    rows = [
        {
            "date": each.date,
            "lane": each.lane,
            "case": each.case,
            "what": each.label,
            "n": each.count,
            "told": each.told,
        }
        for each in line.moments
    ]
    print_rows(rows, as_json=as_json)
    if line.undated and not as_json:
        say(f"{line.undated} codings stand in sources without a date")


def _print_together(bench: Workbench, pair: tuple[str, str], case: str, *, as_json: bool) -> None:
    from assistant.domain.identifiers import FamilyId  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows.triangulate import count_together, framework_families  # noqa: PLC0415 - as above

    first, second, *_ = framework_families(bench.codebook())
    down, across = FamilyId(pair[0] or first), FamilyId(pair[1] or second)
    found = count_together(bench, down, across, case)
    rows = [{down: each.one, across: each.other, "units": each.units, "voices": each.voices} for each in found.cells]
    print_rows(rows, as_json=as_json)


def _print_verdicts(bench: Workbench, _question: BoardQuestion, *, as_json: bool) -> None:
    from assistant.agreement import Estimate  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows.triangulate import verdict_agreement  # noqa: PLC0415 - as above

    found = verdict_agreement(bench)
    outcomes = {"alpha": found.alpha, "per cent": found.percent}
    row: dict[str, object] = {"cells judged by two or more": found.cells, "people": ", ".join(found.coders)}
    for name, outcome in outcomes.items():
        row[name] = round(outcome.value, 3) if isinstance(outcome, Estimate) else str(outcome.reason)
    print_rows([row], as_json=as_json)
    for parted in found.parted:
        say(f"parted: {parted['case'] or 'all cases'} {parted['row']} / {parted['column']}")


def _print_queue(bench: Workbench, question: BoardQuestion, *, as_json: bool) -> None:
    from assistant.workflows.triangulate import negative_queue, open_board  # noqa: PLC0415 - keeps `--help` fast

    rows = [
        {
            "code": each.code,
            "for": each.pro,
            "against": each.con,
            "voices": each.voices,
            "silent": " ".join(each.silent),
            "searches": each.searches,
        }
        for each in negative_queue(bench, open_board(bench, question))
    ]
    print_rows(rows, as_json=as_json)


_SHOWN = {
    "independence": _print_independence,
    "timeline": _print_timeline,
    "verdicts": _print_verdicts,
    "queue": _print_queue,
}


def claims(  # noqa: PLR0913, PLR0917 - one option for each thing that can be asked
    study: StudyOption = None,
    case: CaseOption = "",
    conflicts: Annotated[bool, typer.Option("--conflicts", help="Only figures on which sources part, quoted.")] = False,
    suggestions: Annotated[bool, typer.Option("--suggestions", help="Names that may be one measure.")] = False,
    figure: Annotated[str, typer.Option("--figure", help="Every claim of one figure, by its id, quoted.")] = "",
    same: Annotated[str, typer.Option("--same", help="'SUBJECT | DIRECTION | NAME = NAME': one measure.")] = "",
    different: Annotated[str, typer.Option("--different", help="As --same: two measures.")] = "",
    reject: Annotated[str, typer.Option("--reject", help="Id of a claim that is none.")] = "",
    reason: ReasonOption = "",
    coder: CoderOption = "",
    json: JsonOption = False,
) -> None:
    """List figures by subject, metric and direction; conflicts with both quotations; what may be one measure."""
    with open_bench(study) as opened:
        bench = _acting(opened, coder)
        if same or different:
            _judge_names(bench, same or different, "same" if same else "different", reason)
        elif reject:
            _reject(bench, reject, reason)
        elif suggestions:
            _print_suggestions(bench, case, as_json=json)
        elif conflicts or figure:
            _print_quoted(bench, case, figure, as_json=json)
        else:
            _print_figures(bench, case, as_json=json)


def _print_figures(bench: Workbench, case: str, *, as_json: bool) -> None:
    from assistant.workflows.triangulate import list_figures  # noqa: PLC0415 - keeps `--help` fast

    rows = []
    for line in list_figures(bench, case):
        values = " ≠ ".join(value.in_language(bench.language) for value in line.values)
        marks = {
            "conflict": line.conflict,
            "over time": line.over_time,
            "owner only": line.owner_only,
            "planned": line.planned,
            "undated": line.undated == line.claims,
            "no baseline": line.baseless > 0,
            "no subject": not line.subject,
        }
        shown = {"figure": line.id, "value": values, "claims": line.claims, "voices": line.voices}
        rows.append(shown | {"!": ", ".join(name for name, holds in marks.items() if holds)})
    print_rows(rows, as_json=as_json)


def _print_quoted(bench: Workbench, case: str, figure: str, *, as_json: bool) -> None:
    from assistant.errors import StudyError  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows.triangulate import list_figures, open_figure  # noqa: PLC0415 - as above

    names = [figure] if figure else [line.id for line in list_figures(bench, case) if line.conflict or line.over_time]
    rows: list[dict[str, object]] = []
    for name in names:
        opened = open_figure(bench, name)
        if opened is None:
            raise StudyError(f"there is no figure {name!r}; `tricoder claims` lists them")
        for number, side in enumerate(opened.sides, start=1):
            rows += [_quoted(name, number, each, bench.language) for each in side]
    print_rows(rows, as_json=as_json)


def _quoted(name: str, side: int, each: ClaimShown, language: str) -> dict[str, object]:
    return {
        "figure": name,
        "side": side,
        "value": each.value.in_language(language),
        "words": each.shown.words,
        "place": each.shown.place,
        "relation": each.shown.relation.value,
        "claim": each.claim.id,
    }


def _print_suggestions(bench: Workbench, case: str, *, as_json: bool) -> None:
    from assistant.workflows.triangulate import suggested_mergers  # noqa: PLC0415 - keeps `--help` fast

    rows = [
        {
            "names": f"{each.subject} | {each.direction.value} | {each.one} = {each.other}",
            "why": each.reason,
            "same values": "yes" if each.same_values else "no: a conflict if merged",
        }
        for each in suggested_mergers(bench, case)
    ]
    print_rows(rows, as_json=as_json)


def _judge_names(bench: Workbench, names: str, verdict: str, reason: str) -> None:
    from assistant.domain.claims import Direction  # noqa: PLC0415 - keeps `--help` fast
    from assistant.errors import StudyError  # noqa: PLC0415 - as above
    from assistant.workflows.triangulate import judge_names  # noqa: PLC0415 - as above

    parts = [part.strip() for part in names.split(" | ")]
    one, equals, other = parts[-1].partition(" = ")
    if len(parts) != 3 or not equals or parts[1] not in set(Direction):
        raise StudyError("say 'SUBJECT | DIRECTION | NAME = NAME', as `tricoder claims --suggestions` prints it")
    judge_names(bench, (parts[0], Direction(parts[1]), one.strip(), other.strip()), verdict, reason)
    say(f"{one.strip()} / {other.strip()}: {verdict}, recorded for {bench.person}")


def _reject(bench: Workbench, claim: str, reason: str) -> None:
    from assistant.domain.claims import ClaimId  # noqa: PLC0415 - keeps `--help` fast
    from assistant.errors import StudyError  # noqa: PLC0415 - as above
    from assistant.workflows.triangulate import Ruling, gather, judge_claim  # noqa: PLC0415 - as above

    if claim not in {each.id for each in gather(bench).claims}:
        raise StudyError(f"there is no claim {claim!r}; `tricoder claims --figure …` shows their ids")
    judge_claim(bench, ClaimId(claim), Ruling("rejected", reason))
    say(f"{claim}: rejected, recorded for {bench.person}")


COMMANDS = (triangulate, claims)
