"""Commands on agreement: auditing a study or a table, planning how many units to code twice, drawing the sample."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import drawing
from assistant.cli.drawing import SeedOption, WidthOption
from assistant.cli.speaking import JsonOption, StudyOption, open_bench, print_rows, say

if TYPE_CHECKING:
    from assistant.agreement import Resampling
    from assistant.ports import SegmentIndex
    from assistant.reporting.findings import Basis
    from assistant.reporting.tables import Table
    from assistant.workflows.audit import (
        AuditQuestion,
        Blank,
        ForeignAudit,
        Grid,
        ReadRule,
        TableQuestion,
    )
    from assistant.workflows.workbench import Workbench

VIEWS = (
    "code", "type", "case", "coders", "spans", "confusions", "instruments", "adjudication", "rounds", "anchoring",
    "prevalence", "misses", "next",
)  # fmt: skip

TableArgument = Annotated[
    Path | None, typer.Argument(help="A CSV or xlsx of other people's codings; no study is needed then.")
]
ByOption = Annotated[str, typer.Option("--by", help=f"One of {', '.join(VIEWS)}.")]
InstrumentOption = Annotated[
    str, typer.Option("--instrument", help="Whose proposals an anchoring experiment is about, by id.")
]
SearchOption = Annotated[
    bool, typer.Option("--search", help="With --by misses: also what the search passes over; needs the index.")
]
MethodsOption = Annotated[str, typer.Option("--methods", help="Print the methods paragraph: zh or en.")]
SeparatorOption = Annotated[str, typer.Option("--separator", help="What stands between several codes of a cell.")]
FamilyOption = Annotated[list[str] | None, typer.Option("--family", help="Only this family; repeatable.")]
PersonOption = Annotated[list[str] | None, typer.Option("--coder", help="Only this person; repeatable.")]
RoundOption = Annotated[list[str] | None, typer.Option("--round", help="Only this round; repeatable.")]
AssistedOption = Annotated[
    bool, typer.Option("--assisted", help="Codings made with proposals in sight: concordance, never agreement.")
]
RollUpOption = Annotated[bool, typer.Option("--roll-up", help="Parents also with the codings of their sub-codes.")]
ReadOption = Annotated[
    Path | None, typer.Option("--read", help="CSV of units looked at: coder, and segment or source; or a sample.")
]
XlsxOption = Annotated[Path | None, typer.Option("--xlsx", help="Write every table to this workbook.")]
BlankOption = Annotated[str, typer.Option("--blank", help="What a blank cell of a table means: missing or none.")]
DistanceOption = Annotated[
    str, typer.Option("--distance", help="For a table: nominal, ordinal, interval, ratio, masi or jaccard.")
]
LevelOption = Annotated[float, typer.Option("--level", min=0.5, max=0.999, help="Coverage of the intervals.")]


def audit(  # noqa: PLR0913, PLR0917 - one option for each thing that can be asked
    table: TableArgument = None,
    study: StudyOption = None,
    by: ByOption = "code",
    family: FamilyOption = None,
    coder: PersonOption = None,
    rounds: RoundOption = None,
    assisted: AssistedOption = False,
    roll_up: RollUpOption = False,
    read: ReadOption = None,
    xlsx: XlsxOption = None,
    instrument: InstrumentOption = "",
    search: SearchOption = False,
    methods: MethodsOption = "",
    blank: BlankOption = "",
    distance: DistanceOption = "nominal",
    separator: SeparatorOption = "",
    level: LevelOption = 0.95,
    width: WidthOption = 0.2,
    seed: SeedOption = 0,
    json: JsonOption = False,
) -> None:
    """Tell how far coders agree, from the ledger or from a table; only blind codings count as agreement."""
    from assistant.agreement import Resampling  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows.audit import TableQuestion  # noqa: PLC0415 - as above

    plan = Resampling(level=level, seed=seed, width=width)
    if table is not None:
        asked = TableQuestion(blank=_blank(blank), distance=distance, separator=separator, plan=plan)
        _audit_table(table, asked, xlsx, as_json=json)
        return
    _refuse_unknown(by, methods)
    with open_bench(study) as bench:
        names = (frozenset(family or ()), frozenset(coder or ()), frozenset(rounds or ()))
        question = _question(bench, names, plan, assisted=assisted, roll_up=roll_up, read=read, instrument=instrument)
        if xlsx is not None:
            _write_study(bench, question, xlsx)
        elif methods:
            _print_methods(bench, question, methods, as_json=json)
        else:
            _print_view(bench, question, by, as_json=json, search=search)


def _refuse_unknown(by: str, methods: str) -> None:
    from assistant.errors import StudyError  # noqa: PLC0415 - keeps `--help` fast

    if by not in VIEWS:
        raise StudyError(f"--by {by!r} is not known; say one of {', '.join(VIEWS)}")
    if methods not in {"", "zh", "en"}:
        raise StudyError(f"--methods {methods!r} is not known; say zh or en")


def _question(  # noqa: PLR0913 - one argument for each part of the question
    bench: Workbench,
    names: tuple[frozenset[str], frozenset[str], frozenset[str]],
    plan: Resampling,
    *,
    assisted: bool,
    roll_up: bool,
    read: Path | None,
    instrument: str,
) -> AuditQuestion:
    from assistant.domain.coding import CodingMode  # noqa: PLC0415 - keeps `--help` fast
    from assistant.domain.identifiers import CoderId, FamilyId  # noqa: PLC0415 - as above
    from assistant.workflows.audit import AuditQuestion  # noqa: PLC0415 - as above

    seen = frozenset({CodingMode.ASSISTED, CodingMode.ON_DEMAND, CodingMode.DECIDE_FIRST})
    families, coders, rounds = names
    return AuditQuestion(
        modes=seen if assisted else frozenset({CodingMode.BLIND}),
        rounds=rounds,
        coders=frozenset(CoderId(name) for name in coders),
        families=frozenset(FamilyId(name) for name in families),
        read=_read_rule(bench, read),
        roll_up=roll_up,
        instrument=CoderId(instrument) if instrument else None,
        plan=plan,
    )


def _read_rule(bench: Workbench, file: Path | None) -> ReadRule | None:
    from assistant.workflows.audit import read_listed  # noqa: PLC0415 - keeps `--help` fast

    if file is None:
        return None
    head, *body = _cells(file)
    names = [name.strip().lower() for name in head]
    return read_listed(bench.ledger, [dict(zip(names, row, strict=False)) for row in body])


def _print_view(bench: Workbench, question: AuditQuestion, by: str, *, as_json: bool, search: bool) -> None:
    from assistant.workflows.audit import basis_of, open_grid  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows.audit.tabling import round_tables, search_table, tables_of  # noqa: PLC0415 - as above

    if by == "rounds":
        for table in round_tables(bench, question):
            _print_table(table, bench.language, as_json=as_json)
        return
    grid = open_grid(bench, question)
    basis = basis_of(grid)
    if not as_json:
        say(
            f"{basis.use.value} of {', '.join(basis.coders) or 'nobody'}: {basis.compared} of {basis.units} units in "
            f"{basis.sources} sources; codebook {basis.codebook}"
        )
        say(basis.read_rule.in_language(bench.language))
    for table in tables_of(grid, by):
        _print_table(table, bench.language, as_json=as_json)
    if search and by == "misses":
        _print_table(search_table(grid, _fresh_index(bench)), bench.language, as_json=as_json)
    if not as_json:
        _say_limits(grid, basis)


def _fresh_index(bench: Workbench) -> SegmentIndex:
    from assistant.workflows.indexing import refresh_index  # noqa: PLC0415 - keeps `--help` fast

    refresh_index(bench)
    return bench.index()


def _say_limits(grid: Grid, basis: Basis) -> None:
    from assistant.workflows.audit import by_coder  # noqa: PLC0415 - keeps `--help` fast

    language = grid.bench.language
    for row in by_coder(grid):
        if row.note:
            say(f"{row.name}: {row.note.in_language(language)}")
    for note in basis.cautions:
        say(f"! {note.in_language(language)}")
    for what, count in basis.left_out:
        say(f"- {what.in_language(language)}: {count}")


def _print_table(table: Table, language: str, *, as_json: bool) -> None:
    from assistant.reporting.tables import as_record, as_words, cautions_of, defined_rows  # noqa: PLC0415 - keeps `--help` fast

    if as_json:
        empty = [{"table": table.key, "rows": 0, "note": table.note.in_language(language)}]
        print_rows([as_record(table, row) for row in table.rows] or empty, as_json=True)
        return
    rows, hollow = defined_rows(table)
    say(f"\n{table.title.in_language(language)}")
    headings = table.headings(language)
    shown = [dict(zip(headings, (as_words(cell, language) for cell in row), strict=True)) for row in rows]
    print_rows(shown, as_json=False)
    for caution in cautions_of(table):
        say(f"! {caution.in_language(language)}")
    if hollow and rows:
        say(f"{len(hollow)} without any figure: {', '.join(hollow)}; --json gives the reason for each")
    if table.note.en:
        say(table.note.in_language(language))


def _print_methods(bench: Workbench, question: AuditQuestion, language: str, *, as_json: bool) -> None:
    from assistant.reporting.methods import methods_paragraph  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows.audit import basis_of, by_code, open_grid  # noqa: PLC0415 - as above

    grid = open_grid(bench, question)
    command = _command()
    paragraph = methods_paragraph(basis_of(grid), by_code(grid), language)
    if as_json:
        print_rows([{"table": "methods", "language": language, "text": paragraph, "command": command}], as_json=True)
        return
    print(paragraph)  # noqa: T201 - the result
    say(f"\n{command}")


def _command() -> str:
    """Return the command line that makes the same figures again."""
    import shlex  # noqa: PLC0415 - keeps `--help` fast
    import sys  # noqa: PLC0415 - as above

    return shlex.join(["tricoder", *sys.argv[1:]])


def _write_study(bench: Workbench, question: AuditQuestion, file: Path) -> None:
    from assistant.exporting.workbooks import write_workbook  # noqa: PLC0415 - keeps `--help` fast
    from assistant.reporting.tables import every_figure, spread  # noqa: PLC0415 - as above
    from assistant.workflows.audit import audit_agreement  # noqa: PLC0415 - as above
    from assistant.workflows.audit.tabling import all_tables  # noqa: PLC0415 - as above

    tables = all_tables(audit_agreement(bench, question), bench.language, _command())
    tables = (*tables, every_figure(tables, bench.language))
    sheets = [(table.title.in_language(bench.language), *spread(table, bench.language)) for table in tables]
    write_workbook(file, sheets)
    say(f"{file}: {len(sheets)} sheets")


def _audit_table(file: Path, asked: TableQuestion, xlsx: Path | None, *, as_json: bool) -> None:
    from assistant.exporting.workbooks import write_workbook  # noqa: PLC0415 - keeps `--help` fast
    from assistant.reporting.tables import every_figure, spread  # noqa: PLC0415 - as above
    from assistant.workflows.audit import audit_table  # noqa: PLC0415 - as above
    from assistant.workflows.audit.tabling import foreign_tables  # noqa: PLC0415 - as above

    cells = _cells(file)
    found = audit_table(cells, asked)
    tables = foreign_tables(found)
    language = "zh" if any("\u4e00" <= char <= "\u9fff" for char in "".join(cells[0])) else "en"
    if xlsx is not None:
        sheets = (*tables, every_figure(tables, language))
        write_workbook(xlsx, [(table.title.in_language(language), *spread(table, language)) for table in sheets])
    if not as_json:
        say(_foreign_words(found))
    for table in tables:
        _print_table(table, language, as_json=as_json)


def _foreign_words(found: ForeignAudit) -> str:
    blanks = f"; {found.blanks} blank cells read as {found.blank.value}" if found.blanks and found.blank else ""
    return f"{found.form} table: {found.units} units, {len(found.coders)} coders ({', '.join(found.coders)}){blanks}"


def _blank(word: str) -> Blank | None:
    from assistant.errors import StudyError  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows.audit import Blank  # noqa: PLC0415 - as above

    if word and word not in set(Blank):
        raise StudyError(f"--blank {word!r} is not known; say missing (nobody looked) or none (nothing was found)")
    return Blank(word) if word else None


def _cells(file: Path) -> list[tuple[str, ...]]:
    from assistant.errors import StudyError  # noqa: PLC0415 - keeps `--help` fast

    try:
        data = file.read_bytes()
    except OSError as error:
        raise StudyError(f"{str(file)!r} cannot be opened: {error.strerror}") from error
    rows = _sheet_cells(data, file.name) if data[:2] in {b"PK", b"\xd0\xcf"} else _text_cells(data, file.name)
    if not rows:
        raise StudyError(f"{file.name!r} holds no rows")
    return rows


def _text_cells(data: bytes, name: str) -> list[tuple[str, ...]]:
    from assistant.reading.codebook.spreadsheet import read_csv_rows  # noqa: PLC0415 - keeps `--help` fast

    return [tuple(row) for row in read_csv_rows(data, name) if any(cell.strip() for cell in row)]


def _sheet_cells(data: bytes, name: str) -> list[tuple[str, ...]]:
    import io  # noqa: PLC0415 - keeps `--help` fast

    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - only workbooks need it

    from assistant.errors import StudyError  # noqa: PLC0415 - as above

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        rows = book.get_sheet_by_index(0).to_python() if book.sheet_names else []
    except (CalamineError, OSError, ValueError) as error:
        raise StudyError(f"{name!r} is no readable workbook ({error}); save it as .xlsx again") from error
    return [tuple(_cell(value) for value in row) for row in rows if any(str(value).strip() for value in row)]


def _cell(value: object) -> str:
    """Return a cell as shown: a whole number without its decimal point."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


COMMANDS = (audit, *drawing.COMMANDS)
