"""Triangulation as a worked object: matrix, verdicts, claims, who depends on whom, what would contradict."""

from assistant.workflows.triangulate.board import Board, BoardQuestion, BoardRow, Column, Columns, Rows, open_board
from assistant.workflows.triangulate.figures import (
    ClaimShown,
    FigureLine,
    OpenedFigure,
    list_figures,
    open_figure,
    opposite_figures,
    rejected_claims,
    suggested_mergers,
    value_words,
)
from assistant.workflows.triangulate.gathering import Gathered, gather
from assistant.workflows.triangulate.negative import (
    Looked,
    look_for_contradiction,
    negative_queue,
    record_search,
    searches_made,
)
from assistant.workflows.triangulate.opening import Opened, Shown, open_row
from assistant.workflows.triangulate.pictures import (
    count_together,
    draw_timeline,
    framework_families,
    source_network,
)
from assistant.workflows.triangulate.rulings import (
    Ruling,
    join,
    judge_claim,
    judge_names,
    relate,
    set_apart,
    take_as_derived,
)
from assistant.workflows.triangulate.verdicts import (
    CellVerdicts,
    Verdict,
    VerdictAgreement,
    give_verdict,
    verdict_agreement,
    verdicts_on,
)

__all__ = [
    "Board",
    "BoardQuestion",
    "BoardRow",
    "CellVerdicts",
    "ClaimShown",
    "Column",
    "Columns",
    "FigureLine",
    "Gathered",
    "Looked",
    "Opened",
    "OpenedFigure",
    "Rows",
    "Ruling",
    "Shown",
    "Verdict",
    "VerdictAgreement",
    "count_together",
    "draw_timeline",
    "framework_families",
    "gather",
    "give_verdict",
    "join",
    "judge_claim",
    "judge_names",
    "list_figures",
    "look_for_contradiction",
    "negative_queue",
    "open_board",
    "open_figure",
    "open_row",
    "opposite_figures",
    "record_search",
    "rejected_claims",
    "relate",
    "searches_made",
    "set_apart",
    "source_network",
    "suggested_mergers",
    "take_as_derived",
    "value_words",
    "verdict_agreement",
    "verdicts_on",
]
