"""Triangulation in the browser: matrix, figures, who depends on whom, when, what goes together, what contradicts."""

from __future__ import annotations

import gradio as gr

from assistant.domain.claims import ClaimId, Direction
from assistant.domain.coder import Role
from assistant.domain.document import SourceType
from assistant.domain.identifiers import CodeId, CoderId, DocumentId, FamilyId, SegmentId
from assistant.domain.independence import OwnerRelation
from assistant.errors import StudyError
from assistant.reprints import shared_passages
from assistant.triangulation.convergence import VERDICTS
from assistant.ui import triangulation_views as drawn
from assistant.ui.answering import Asked, answering
from assistant.ui.drawing import draw_pane
from assistant.ui.views import Json
from assistant.ui.wording import INTERFACE
from assistant.workflows import triangulate as work
from assistant.workflows.indexing import refresh_index
from assistant.workflows.triangulate import BoardQuestion, Columns, Rows, Ruling
from assistant.workflows.visibility import sight_in
from assistant.workflows.workbench import Workbench

SCRIPTS = ("state", "matrix", "evidence", "figures", "network", "timeline", "together", "queue", "start")
_LONGEST = 2000
_PASSAGES = 5


def build(bench: Workbench) -> gr.HTML:
    """Return the page."""
    reading = (
        start_triangulation, board, open_row, figures, open_figure, network, words_in_common, timeline, together, queue,
        look, agreement,
    )  # fmt: skip
    acting = (give_verdict, judge_names, judge_claim, rule_on_source, record_search)
    functions = [answering(bench, each, least=Role.VIEWER) for each in reading]
    return draw_pane("triangulation", [*functions, *(answering(bench, each) for each in acting)], SCRIPTS)


def start_triangulation(bench: Workbench, coder: CoderId, _asked: Asked) -> Json:
    """Return what can be chosen."""
    found, book = work.gather(bench), bench.codebook()
    return {
        "wording": INTERFACE,
        "coder": coder,
        "people": {each.id: each.name for each in bench.ledger.coders()},
        "whole": sight_in(bench, coder).whole,
        "cases": list(found.cases),
        "types": [kind.value for kind in SourceType],
        "families": [{"id": each.id, **drawn.words(each.label)} for each in book.families],
        "framework": list(work.framework_families(book)),
        "codes": {each.id: drawn.words(each.label) for each in book.codes},
        "attributes": {each.id: drawn.attribute_view(each) for each in book.attributes},
        "verdicts": [each.value for each in VERDICTS],
        "relations": [each.value for each in OwnerRelation],
    }


def _question(asked: Asked) -> BoardQuestion:
    return BoardQuestion(
        rows=Rows(asked["rows"]),
        columns=Columns(asked["columns"]),
        case=str(asked.get("case") or ""),
        family=str(asked.get("family") or ""),
    )


def board(bench: Workbench, _coder: CoderId, asked: Asked) -> Json:
    """Return the matrix with the verdicts that may be seen."""
    found = work.open_board(bench, _question(asked))
    return drawn.board_view(found, work.verdicts_on(bench, found))


def open_row(bench: Workbench, _coder: CoderId, asked: Asked) -> Json:
    """Return the evidence of a row by column, the one clicked first."""
    found = work.open_board(bench, _question(asked))
    opened = work.open_row(bench, found, str(asked["row"]), str(asked.get("column") or ""))
    return {
        "columns": [[column, [drawn.shown_view(each) for each in shown]] for column, shown in opened.shown.items()],
        "more": dict(opened.more),
    }


def give_verdict(bench: Workbench, coder: CoderId, asked: Asked) -> Json:
    """Record a verdict on a cell and return the matrix again."""
    found = work.open_board(bench, _question(asked))
    ruling = Ruling(str(asked["verdict"]), str(asked["reason"])[:_LONGEST])
    work.give_verdict(bench, found, (str(asked["row"]), str(asked["column"])), ruling)
    return board(bench, coder, asked)


def agreement(bench: Workbench, _coder: CoderId, _asked: Asked) -> Json:
    """Return how far people agree on cells that several have judged."""
    found = work.verdict_agreement(bench)
    return {
        "cells": found.cells,
        "people": list(found.coders),
        "alpha": drawn.outcome_view(found.alpha),
        "percent": drawn.outcome_view(found.percent),
    }


def figures(bench: Workbench, _coder: CoderId, asked: Asked) -> Json:
    """Return the figures of a case, names that may be one measure, and what was rejected."""
    case = str(asked.get("case") or "")
    return {
        "figures": [drawn.figure_view(each) for each in work.list_figures(bench, case)],
        "mergers": [drawn.merger_view(each) for each in work.suggested_mergers(bench, case)],
        "rejected": [drawn.claim_view(each) for each in work.rejected_claims(bench)],
    }


def open_figure(bench: Workbench, _coder: CoderId, asked: Asked) -> Json:
    """Return every claim of a figure, side by side where they part."""
    opened = work.open_figure(bench, str(asked["figure"]))
    if opened is None:
        raise StudyError("this figure is gone; reload the list", "此数字已变动；请重新载入列表")
    return {
        **drawn.figure_view(opened.line),
        "sides": [[drawn.claim_view(each) for each in side] for side in opened.sides],
    }


def judge_names(bench: Workbench, coder: CoderId, asked: Asked) -> Json:
    """Record whether two names are one measure; return the figures again."""
    pair = (str(asked["subject"]), Direction(asked["direction"]), str(asked["one"]), str(asked["other"]))
    work.judge_names(bench, pair, str(asked["verdict"]), str(asked["reason"])[:_LONGEST])
    return figures(bench, coder, asked)


def judge_claim(bench: Workbench, coder: CoderId, asked: Asked) -> Json:
    """Reject a claim, put it elsewhere or let it stand; return the figures again."""
    details = {name: str(asked.get(name) or "")[:200] for name in ("metric", "subject")}
    ruling = Ruling(str(asked["verdict"]), str(asked["reason"])[:_LONGEST], details)
    work.judge_claim(bench, ClaimId(str(asked["claim"])), ruling)
    return figures(bench, coder, asked)


def network(bench: Workbench, _coder: CoderId, _asked: Asked) -> Json:
    """Return which sources depend on which."""
    return drawn.network_view(work.source_network(bench))


def words_in_common(bench: Workbench, _coder: CoderId, asked: Asked) -> Json:
    """Return the longest passages that two sources share: why they were taken for one text."""
    one, other = (bench.ledger.document(DocumentId(asked[name])).text for name in ("one", "other"))
    found = shared_passages(one, other, shortest=12)
    return {"passages": [{"words": each.one.read(one), "start": each.one.start} for each in found[:_PASSAGES]]}


def rule_on_source(bench: Workbench, coder: CoderId, asked: Asked) -> Json:
    """Take a source apart, group it again, join it to another, or say how it stands to the owner."""
    source, reason = DocumentId(str(asked["source"])), str(asked["reason"])[:_LONGEST]
    what = asked["what"]
    if what == "apart":
        work.set_apart(bench, source, reason)
    elif what == "as_derived":
        work.take_as_derived(bench, source, reason)
    elif what == "join":
        work.join(bench, source, DocumentId(str(asked["with"])), reason)
    else:
        work.relate(bench, source, OwnerRelation(what), reason)
    return network(bench, coder, asked)


def timeline(bench: Workbench, _coder: CoderId, asked: Asked) -> Json:
    """Return what happened when."""
    return drawn.timeline_view(work.draw_timeline(bench, str(asked.get("case") or "")))


def together(bench: Workbench, _coder: CoderId, asked: Asked) -> Json:
    """Return which codes of two families stand in the same units."""
    down, across = FamilyId(str(asked["down"])), FamilyId(str(asked["across"]))
    return drawn.together_view(work.count_together(bench, down, across, str(asked.get("case") or "")))


def queue(bench: Workbench, _coder: CoderId, asked: Asked) -> list[Json]:
    """Return the codes that wait to be tested."""
    case = str(asked.get("case") or "")
    made = work.searches_made(bench, case)
    found = work.negative_queue(bench, work.open_board(bench, BoardQuestion(case=case)))
    return [drawn.waiting_view(each, made.get(each.code, ())) for each in found]


def look(bench: Workbench, _coder: CoderId, asked: Asked) -> Json:
    """Search other kinds of sources for what would contradict a code."""
    refresh_index(bench)
    return drawn.looked_view(_looked(bench, asked))


def _looked(bench: Workbench, asked: Asked) -> work.Looked:
    return work.look_for_contradiction(
        bench,
        CodeId(str(asked["code"])),
        case=str(asked.get("case") or ""),
        types=[SourceType(kind) for kind in asked.get("types") or ()],
        words=str(asked.get("words") or "")[:500],
    )


def record_search(bench: Workbench, coder: CoderId, asked: Asked) -> list[Json]:
    """Record a search with what each passage was found to be; return the queue again."""
    findings = {SegmentId(str(name)): str(value) for name, value in dict(asked["findings"]).items()}
    work.record_search(bench, _looked(bench, asked), findings, str(asked["reason"])[:_LONGEST])
    return queue(bench, coder, asked)
