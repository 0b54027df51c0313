"""An audit as tables: one view on request, or every one for a workbook."""

from __future__ import annotations

from assistant.domain.codebook import Wording
from assistant.domain.identifiers import CoderId
from assistant.errors import StudyError
from assistant.reporting import agreement_tables as made
from assistant.reporting.findings import CoderRow
from assistant.reporting.methods import methods_paragraph
from assistant.reporting.tables import Table, column
from assistant.workflows.audit.auditing import AgreementAudit, by_coder
from assistant.workflows.audit.comparing import around_adjudication, beside_instruments
from assistant.workflows.audit.foreign import ForeignAudit
from assistant.workflows.audit.grid import Grid
from assistant.workflows.audit.measuring import by_code, by_group
from assistant.workflows.audit.pairs import advise, by_pair, find_confusions
from assistant.workflows.audit.spans import by_span


def tables_of(grid: Grid, view: str) -> tuple[Table, ...]:
    """Return the tables of one view: code, type, case, coders, spans, confusions, instruments, adjudication or next.

    Raises:
        StudyError: There is no such view.
    """
    language, use = grid.bench.language, grid.question.use
    makers = {
        "code": lambda: [made.code_table(by_code(grid), use, language)],
        "type": lambda: [made.code_table(by_group(grid, "type"), use, language)],
        "case": lambda: [made.code_table(by_group(grid, "case"), use, language)],
        "coders": lambda: [
            made.coder_table(by_coder(grid), language),
            made.pair_table(by_pair(grid), _names(by_coder(grid))),
        ],
        "spans": lambda: [made.span_table(by_span(grid))],
        "confusions": lambda: [made.confusion_table(find_confusions(grid))],
        "instruments": lambda: [made.instrument_table(beside_instruments(grid), _names(by_coder(grid)))],
        "adjudication": lambda: [made.adjudication_table(around_adjudication(grid))],
        "next": lambda: [made.advice_table(advise(grid, find_confusions(grid)), language)],
    }
    if view not in makers:
        raise StudyError(f"there is no view {view!r}; say one of {', '.join(makers)}")
    return tuple(makers[view]())


def _coder_tables(grid: Grid, language: str) -> list[Table]:
    coders = by_coder(grid)
    return [made.coder_table(coders, language), made.pair_table(by_pair(grid), _names(coders))]


def _names(rows: tuple[CoderRow, ...]) -> dict[CoderId, str]:
    return {row.coder: row.name for row in rows}


def all_tables(audit: AgreementAudit, language: str) -> tuple[Table, ...]:
    """Return every table of an audit, the methods paragraph first."""
    use, names = audit.basis.use, _names(audit.coders)
    types = made.code_table(audit.types, use, language)
    cases = made.code_table(audit.cases, use, language)
    return (
        _methods_table(audit),
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
    )


def _renamed(table: Table, title: Wording) -> Table:
    return Table(key=table.key, title=title, columns=table.columns, rows=table.rows, note=table.note)


def _methods_table(audit: AgreementAudit) -> Table:
    rows = tuple((language, methods_paragraph(audit.basis, audit.codes, language)) for language in ("zh", "en"))
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
