"""What people find of the cells: versioned, with a reason, blind to each other until one has judged a cell oneself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.agreement import Outcome, Undefined, alpha, percent_agreement, study_from_table
from assistant.domain.fieldwork import Judged, Judgement, JudgementKind, Pairs
from assistant.domain.identifiers import CoderId, content_hash
from assistant.errors import StudyError
from assistant.triangulation.convergence import VERDICTS, Cell
from assistant.workflows.triangulate.board import Board, BoardQuestion
from assistant.workflows.triangulate.rulings import Ruling, rule
from assistant.workflows.workbench import Workbench

Place = tuple[str, str]
"""Row and column of a cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One person's finding on a cell.

    Attributes:
        stale: Whether the evidence has changed since.
        version: Which of this person's verdicts on the cell it is, from 1.
    """

    coder: CoderId
    value: str
    reason: str
    at: str
    version: int
    stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CellVerdicts:
    """The verdicts on one cell as one person may see them.

    Attributes:
        mine: One's own versions, the newest last.
        others: The newest of each other person; empty while one has not judged oneself.
        waiting: How many others have judged that one does not see yet.
    """

    mine: tuple[Verdict, ...]
    others: tuple[Verdict, ...]
    waiting: int


def give_verdict(bench: Workbench, board: Board, place: Place, ruling: Ruling) -> Judgement:
    """Record what somebody finds of a cell, with what the rules had proposed and on what evidence.

    Raises:
        StudyError: There is no such cell, the verdict is unknown, or it has no reason.
    """
    cell = cell_at(board, place)
    if ruling.verdict not in set(VERDICTS):
        raise StudyError(f"{ruling.verdict!r} is no verdict; say {', '.join(VERDICTS)}")
    details = {
        "proposed": cell.proposed.value.value,
        "rule": cell.proposed.rule,
        "evidence": evidence_hash(cell),
    }
    found = Ruling(ruling.verdict, ruling.reason, details)
    return rule(bench, JudgementKind.CELL, _subject(board.question, place), found)


def cell_at(board: Board, place: Place) -> Cell:
    """Return the cell at a place.

    Raises:
        StudyError: There is none.
    """
    row, column = place
    for each in board.rows:
        if each.id == row:
            for cell in each.cells:
                if cell.column == column:
                    return cell
    raise StudyError(
        f"the matrix has no cell {row!r} / {column!r}; reload it", f"矩阵中没有单元格 {row!r} / {column!r}；请重新载入"
    )


def evidence_hash(cell: Cell) -> str:
    """Return what the evidence of a cell is known by."""
    return content_hash(sorted(saying.id for saying in cell.sayings))[:16]


def _subject(question: BoardQuestion, place: Place) -> dict[str, str]:
    row, column = place
    return {
        "rows": question.rows.value,
        "columns": question.columns.value,
        "case": question.case,
        "row": row,
        "column": column,
    }


def verdicts_on(bench: Workbench, board: Board) -> dict[Place, CellVerdicts]:
    """Return the verdicts on the cells of a matrix, as the person of the workbench may see them."""
    by_subject: dict[Pairs, list[Judged]] = defaultdict(list)
    for judged in bench.ledger.judgements(JudgementKind.CELL):
        by_subject[judged.judgement.subject].append(judged)
    if not by_subject:
        return {}
    found: dict[Place, CellVerdicts] = {}
    for row in board.rows:
        for cell in row.cells:
            place = row.id, cell.column
            said = by_subject.get(tuple(sorted(_subject(board.question, place).items())))
            if said:
                found[place] = _seen(said, bench.person, evidence_hash(cell))
    return found


def _seen(said: Iterable[Judged], me: CoderId, evidence: str) -> CellVerdicts:
    by_coder: dict[CoderId, list[Verdict]] = defaultdict(list)
    for judged in said:
        mine = by_coder[judged.judgement.coder_id]
        stale = dict(judged.judgement.details).get("evidence", evidence) != evidence
        mine.append(
            Verdict(
                coder=judged.judgement.coder_id,
                value=judged.judgement.verdict,
                reason=judged.judgement.reason,
                at=judged.at,
                version=len(mine) + 1,
                stale=stale,
            )
        )
    own = tuple(by_coder.pop(me, ()))
    others = tuple(versions[-1] for versions in by_coder.values())
    return CellVerdicts(mine=own, others=others if own else (), waiting=0 if own else len(others))


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictAgreement:
    """How far people agree on cells that at least two have judged.

    Attributes:
        cells: Cells that at least two people have judged.
        parted: Their subjects where the verdicts differ.
    """

    coders: tuple[CoderId, ...]
    cells: int
    alpha: Outcome
    percent: Outcome
    parted: tuple[Mapping[str, str], ...]


def verdict_agreement(bench: Workbench) -> VerdictAgreement:
    """Return the agreement on verdicts (Krippendorff's alpha, nominal), the newest verdict of each person counting.

    Raises:
        StudyError: The person of the workbench has cells left that others have judged: figures would tell too much.
    """
    newest: dict[Pairs, dict[CoderId, str]] = defaultdict(dict)
    for judged in bench.ledger.judgements(JudgementKind.CELL):
        newest[judged.judgement.subject][judged.judgement.coder_id] = judged.judgement.verdict
    _refuse_early(newest, bench.person)
    shared = {subject: said for subject, said in newest.items() if len(said) > 1}
    coders = tuple(sorted({coder for said in shared.values() for coder in said}))
    if not shared:
        none = Undefined("no cell has been judged by two people yet", "agreement on verdicts")
        return VerdictAgreement(coders=(), cells=0, alpha=none, percent=none, parted=())
    study = study_from_table(
        [[said.get(coder) for coder in coders] for said in shared.values()],
        coders=coders,
        categories=[value.value for value in VERDICTS],
    )
    return VerdictAgreement(
        coders=coders,
        cells=len(shared),
        alpha=alpha(study),
        percent=percent_agreement(study),
        parted=tuple(dict(subject) for subject, said in shared.items() if len(set(said.values())) > 1),
    )


def _refuse_early(newest: Mapping[Pairs, Mapping[CoderId, str]], me: CoderId) -> None:
    judges = any(me in said for said in newest.values())
    left = sum(me not in said for said in newest.values())
    if judges and left:
        raise StudyError(
            f"{left} cells that others have judged wait for your verdict; agreement is shown after that",
            f"他人已判的 {left} 个单元格还等着您的判定；判定之后才显示一致性",
        )
