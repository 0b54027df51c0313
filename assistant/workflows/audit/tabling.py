"""An audit as tables: one view on request, or every one for a workbook."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.domain.codebook import Wording
from assistant.domain.identifiers import CoderId
from assistant.errors import StudyError
from assistant.ports import SegmentIndex
from assistant.reporting import agreement_tables as made
from assistant.reporting import estimate_tables as around
from assistant.reporting.findings import AgainRow, CoderRow, RoundRow
from assistant.reporting.methods import methods_paragraph
from assistant.reporting.tables import Table, column
from assistant.workflows.audit.anchoring import measure_anchoring
from assistant.workflows.audit.auditing import AgreementAudit, by_coder
from assistant.workflows.audit.comparing import around_adjudication, beside_instruments
from assistant.workflows.audit.estimates import estimate_prevalence
from assistant.workflows.audit.foreign import ForeignAudit
from assistant.workflows.audit.grid import Grid
from assistant.workflows.audit.measuring import by_code, by_group
from assistant.workflows.audit.misses import missed_by_instruments, missed_by_search
from assistant.workflows.audit.pairs import advise, by_pair, find_confusions
from assistant.workflows.audit.question import AuditQuestion
from assistant.workflows.audit.rounds import by_round, coded_again, open_rounds
from assistant.workflows.audit.spans import by_span
from assistant.workflows.workbench import Workbench

VIEWS = (
    "code",
    "type",
    "case",
    "coders",
    "spans",
    "confusions",
    "instruments",
    "adjudication",
    "rounds",
    "anchoring",
    "prevalence",
    "misses",
    "next",
)


def tables_of(grid: Grid, view: str, language: str = "") -> tuple[Table, ...]:
    """Return the tables of one view, see ``VIEWS``; in the study's language if none is named.

    Raises:
        StudyError: There is no such view.
    """
    language, use = language or grid.bench.language, grid.question.use
    makers: dict[str, Callable[[], Sequence[Table]]] = {
        "code": lambda: [made.code_table(by_code(grid), use, language)],
        "type": lambda: [made.code_table(by_group(grid, "type"), use, language)],
        "case": lambda: [made.code_table(by_group(grid, "case"), use, language)],
        "coders": lambda: [made.coder_table(by_coder(grid), language), made.pair_table(by_pair(grid), names_of(grid))],
        "spans": lambda: [made.span_table(by_span(grid))],
        "confusions": lambda: [made.confusion_table(find_confusions(grid))],
        "instruments": lambda: [made.instrument_table(beside_instruments(grid), names_of(grid))],
        "adjudication": lambda: [made.adjudication_table(around_adjudication(grid))],
        "rounds": lambda: round_tables(grid.bench, grid.question),
        "anchoring": lambda: [around.anchoring_table(measure_anchoring(grid), names_of(grid), language)],
        "prevalence": lambda: [estimates_of(grid, field, language) for field, _ in _OF_GROUP],
        "misses": lambda: [around.miss_table(missed_by_instruments(grid), names_of(grid), language)],
        "next": lambda: [made.advice_table(advise(grid, find_confusions(grid)), language)],
    }
    if view not in makers:
        raise StudyError(f"there is no view {view!r}; say one of {', '.join(VIEWS)}")
    return tuple(makers[view]())


def names_of(grid: Grid) -> dict[CoderId, str]:
    """Return the names of people and instruments by id."""
    return _names(by_coder(grid))


def round_tables(bench: Workbench, question: AuditQuestion) -> tuple[Table, ...]:
    """Return agreement over rounds, and each person beside the same person in another round.

    Rounds are opened one by one, so that a source coded in several of them is no obstacle here.
    """
    rounds = open_rounds(bench, question)
    return tables_of_rounds(bench, by_round(rounds), coded_again(rounds))


def tables_of_rounds(bench: Workbench, rows: Sequence[RoundRow], again: Sequence[AgainRow]) -> tuple[Table, ...]:
    """Return the tables of what is known already."""
    names = {coder.id: coder.name for coder in bench.ledger.coders()}
    return made.round_table(rows), made.again_table(again, names)


_OF_GROUP = (
    ("", Wording("校正后的流行率", "Audited prevalence")),
    ("type", Wording("校正后的流行率：按来源类型", "Audited prevalence by source type")),
    ("case", Wording("校正后的流行率：按案例", "Audited prevalence by case")),
)


def estimates_of(grid: Grid, field: str, language: str) -> Table:
    """Return audited prevalences of all units (no field), by source type (``type``) or by case (``case``)."""
    found = estimate_prevalence(grid, field)
    table = around.estimate_table(found, names_of(grid), language, grouped=bool(field))
    return _renamed(table, dict(_OF_GROUP)[field])


def search_table(grid: Grid, index: SegmentIndex) -> Table:
    """Return what the search passes over."""
    return around.miss_table(missed_by_search(grid, index), names_of(grid), grid.bench.language)


def _names(rows: tuple[CoderRow, ...]) -> dict[CoderId, str]:
    return {row.coder: row.name for row in rows}


def all_tables(audit: AgreementAudit, language: str, command: str = "") -> tuple[Table, ...]:
    """Return every table of an audit, the methods paragraph and the command that makes it again first."""
    use, names = audit.basis.use, _names(audit.coders)
    types = made.code_table(audit.types, use, language)
    cases = made.code_table(audit.cases, use, language)
    return (
        _methods_table(audit, command),
        made.coder_table(audit.coders, language),
        made.code_table(audit.codes, use, language),
        _renamed(types, Wording("按来源类型", "By source type")),
        _renamed(cases, Wording("按案例", "By case")),
        made.pair_table(audit.pairs, names),
        made.span_table(audit.spans),
        made.confusion_table(audit.confusions),
        made.confusion_unit_table(audit.confusions),
        made.advice_table(audit.advice, language),
        made.instrument_table(audit.instruments, names),
        made.adjudication_table(audit.adjudication),
        made.round_table(audit.rounds),
        made.again_table(audit.again, names),
        around.anchoring_table(audit.anchoring, names, language),
        *(
            _renamed(around.estimate_table(found, names, language, grouped=bool(field)), title)
            for (field, title), found in zip(_OF_GROUP, audit.estimates, strict=True)
        ),
        around.miss_table(audit.misses, names, language),
    )


def _renamed(table: Table, title: Wording) -> Table:
    return Table(key=table.key, title=title, columns=table.columns, rows=table.rows, note=table.note)


def _methods_table(audit: AgreementAudit, command: str) -> Table:
    rows = tuple(
        (language, methods_paragraph(audit.basis, audit.codes, language, command)) for language in ("zh", "en")
    )
    columns = (column("language", "语言", "language"), column("text", "方法段", "methods paragraph"))
    return Table(key="methods", title=Wording("方法", "Methods"), columns=columns, rows=rows)


def foreign_tables(found: ForeignAudit) -> tuple[Table, ...]:
    """Return the tables of an audit of somebody else's table."""
    overall = Table(
        key="overall",
        title=Wording("总体", "Overall"),
        columns=(column("coefficient", "系数", "coefficient"), column("value", "值", "value")),
        rows=tuple(found.overall),
        note=made.CONVENTION,
    )
    pairs = Table(
        key="coders_pairs",
        title=Wording("两两比较", "Pairs of coders"),
        columns=(
            column("one", "编码者一", "coder one"),
            column("other", "编码者二", "coder two"),
            column("units", "单元数", "n"),
            column("percent", "百分比一致", "per cent"),
            column("kappa", "kappa (Cohen)", "kappa (Cohen)"),
        ),
        rows=tuple((pair.one, pair.other, pair.units, pair.percent, pair.kappa) for pair in found.pairs),
    )
    return overall, made.foreign_code_table(found.codes), pairs
