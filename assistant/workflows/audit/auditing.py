"""The whole audit of a study: every part on request, and all of them for a workbook."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from assistant.domain.codebook import Wording
from assistant.domain.coder import CoderKind
from assistant.errors import StudyError
from assistant.reporting.findings import (
    AdjudicationRow,
    Advice,
    AgainRow,
    Anchoring,
    Basis,
    CodeRow,
    CoderRow,
    Confusion,
    Estimates,
    InstrumentRow,
    MissRow,
    PairRow,
    RoundRow,
    SpanRow,
    Use,
)
from assistant.workflows.audit.anchoring import measure_anchoring, without_experiment
from assistant.workflows.audit.comparing import around_adjudication, beside_instruments
from assistant.workflows.audit.estimates import estimate_prevalence
from assistant.workflows.audit.gathering import open_grid
from assistant.workflows.audit.grid import Column, Grid
from assistant.workflows.audit.looking import Rule
from assistant.workflows.audit.measuring import by_code, by_group
from assistant.workflows.audit.misses import missed_by_instruments
from assistant.workflows.audit.pairs import advise, by_pair, find_confusions
from assistant.workflows.audit.question import AuditQuestion
from assistant.workflows.audit.rounds import by_round, coded_again, open_rounds
from assistant.workflows.audit.spans import by_span
from assistant.workflows.workbench import Workbench

FEW_DOCUMENTS = 20

_BY_DOCUMENT = Wording(
    "本研究没有分配：编码者在某份资料中至少有一条所述类型的编码，即视为读完该资料的全部单元；其余资料视为未分配。",
    "The study has no assignments: a coder with at least one coding of that kind in a source counts as having read "
    "all its units; "
    "other sources count as not assigned.",
)
_BY_DECISION = Wording(
    "只有编码者对建议作过决定、或给过所述类型编码的单元才算看过。",
    "Only units in which the coder decided on a proposal or gave a coding of that kind count as looked at.",
)
_BY_SAMPLE = Wording(
    "只取样本单元；编码者在某份资料中至少有一条所述类型的编码，即视为读完该资料的样本单元。",
    "Only units of a sample entered; a coder with at least one coding of that kind in a source counts as having read "
    "its sampled units.",
)
_BY_ASSIGNMENT = Wording(
    "按分配与锁定：未分配的单元是缺失，锁定而没有代码的单元是“无”，尚未锁定或重新打开的单元不计；抽中要展示建议的单元不算盲编。",
    "By assignment and lock: a unit not assigned is missing, a unit locked without codes is 'none', a unit not locked "
    "yet or opened again does not count; units drawn to be shown with proposals are not blind.",
)
_BY_LOCK = Wording(
    "本研究没有分配：编码者在某份资料锁定过单元的，只有锁定的单元算看过；其余资料有其编码即视为读完。",
    "The study has no assignments: in a source where a coder locked units exactly these count as looked at; any other "
    "source in which the coder gave a coding counts as read from end to end.",
)
_INSTRUMENT = Wording(
    "工具的建议：只与人并列，绝不称为编码者间一致性",
    "an instrument's proposals: set beside people, never inter-coder agreement",
)
_BY_LIST = Wording(
    "只有清单所列的（编码者，单元）算看过。", "Exactly the (coder, unit) pairs of a list count as looked at."
)

_RULES = {
    Rule.ASSIGNED: _BY_ASSIGNMENT,
    Rule.LISTED: _BY_LIST,
    Rule.SAMPLE: _BY_SAMPLE,
    Rule.LOCKED: _BY_LOCK,
    Rule.DOCUMENTS: _BY_DOCUMENT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementAudit:
    """Everything an audit finds."""

    basis: Basis
    coders: tuple[CoderRow, ...]
    codes: tuple[CodeRow, ...]
    types: tuple[CodeRow, ...]
    cases: tuple[CodeRow, ...]
    pairs: tuple[PairRow, ...]
    confusions: tuple[Confusion, ...]
    advice: tuple[Advice, ...]
    spans: tuple[SpanRow, ...]
    instruments: tuple[InstrumentRow, ...]
    adjudication: tuple[AdjudicationRow, ...]
    rounds: tuple[RoundRow, ...]
    again: tuple[AgainRow, ...]
    anchoring: Anchoring
    estimates: tuple[Estimates, ...]
    misses: tuple[MissRow, ...] | str


def audit_agreement(bench: Workbench, question: AuditQuestion | None = None) -> AgreementAudit:
    """Return the whole audit of a study."""
    grid = open_grid(bench, question)
    confusions = find_confusions(grid)
    rounds = open_rounds(bench, replace(grid.question, rounds=frozenset()))
    return AgreementAudit(
        basis=basis_of(grid),
        coders=by_coder(grid),
        codes=by_code(grid),
        types=by_group(grid, "type"),
        cases=by_group(grid, "case"),
        pairs=by_pair(grid),
        confusions=confusions,
        advice=advise(grid, confusions),
        spans=by_span(grid),
        instruments=beside_instruments(grid),
        adjudication=around_adjudication(grid),
        rounds=by_round(rounds),
        again=coded_again(rounds),
        anchoring=_anchoring(grid),
        estimates=tuple(estimate_prevalence(grid, field) for field in ("", "type", "case")),
        misses=missed_by_instruments(grid),
    )


def _anchoring(grid: Grid) -> Anchoring:
    """Return the experiment; where it cannot be told which instrument it is about, the sentence that asks."""
    try:
        return measure_anchoring(grid)
    except StudyError as error:
        return without_experiment(str(error))


def by_coder(grid: Grid) -> tuple[CoderRow, ...]:
    """Return what each coder did, also those whose codings did not enter, with the reason."""
    return tuple(_coder_row(column) for column in (*grid.people, *grid.silent, *grid.instruments))


def _coder_row(column: Column) -> CoderRow:
    note = _INSTRUMENT if column.coder.kind is CoderKind.INSTRUMENT else column.note
    return CoderRow(
        coder=column.coder.id,
        name=column.coder.name,
        kind=column.coder.kind,
        units=len(column.cells),
        coded=sum(bool(codes) for codes in column.cells.values()),
        codings=len(column.marks),
        exposed=len(column.exposed),
        note=note,
    )


def basis_of(grid: Grid) -> Basis:
    """Return what went into an audit and what was left out."""
    asked = grid.question
    left_out: Counter[Wording] = Counter()
    for column in (*grid.people, *grid.silent):
        left_out.update(column.left_out)
    seen = [place for place in grid.places if sum(place.segment.id in each.cells for each in grid.people) >= 2]
    return Basis(
        study=grid.bench.name,
        use=asked.use,
        modes=tuple(sorted(mode.value for mode in asked.modes)),
        rounds=tuple(sorted(asked.rounds)),
        codebook=f"{grid.codebook.name} {grid.codebook.version}",
        read_rule=_read_rule(grid),
        sources=len({place.source.id for place in seen}),
        units=len(grid.places),
        compared=len(seen),
        coders=tuple(column.coder.id for column in grid.people),
        instruments=tuple(column.coder.id for column in grid.instruments),
        families=grid.families,
        plan=asked.plan,
        left_out=tuple(sorted(left_out.items(), key=lambda item: item[0].en)),
        cautions=(*grid.cautions, *_cautions(grid, len({place.source.id for place in seen}))),
    )


def _read_rule(grid: Grid) -> Wording:
    if grid.question.use is Use.CONCORDANCE and "blind" not in grid.question.modes:
        return _BY_DECISION
    return _RULES[grid.rule]


def _cautions(grid: Grid, documents: int) -> list[Wording]:
    notes = []
    people = len(grid.people)
    if people < 2:
        notes.append(
            Wording(
                f"可比的编码者只有 {people} 人：一致性至少需要两人",
                f"{people} people to compare, and agreement needs two",
            )
        )
    elif documents < FEW_DOCUMENTS:
        notes.append(
            Wording(
                f"两人都看过的资料只有 {documents} 份：区间可能过窄",
                f"only {documents} sources were looked at by two people: intervals are probably too narrow",
            )
        )
    taught = ", ".join(column.coder.name for column in grid.instruments if _learns(column))
    if taught:
        notes.append(
            Wording(
                f"{taught} 可能从这些编码者的编码中学习过：它与人并列的数字偏高",
                f"{taught} may have learned from these very coders: figures beside people flatter it",
            )
        )
    return notes


def _learns(column: Column) -> bool:
    return dict(column.coder.configuration).get("taught_documents", "0") != "0"
