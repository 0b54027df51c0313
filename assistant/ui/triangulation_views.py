"""Triangulation as the browser gets it: plain JSON values, words in both languages, offsets in code points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.agreement import Estimate, Outcome
from assistant.domain.codebook import Attribute, Wording
from assistant.domain.independence import Tie
from assistant.reporting.reasons import in_language
from assistant.triangulation.claims.comparing import Merger
from assistant.triangulation.convergence import Cell
from assistant.triangulation.warnings import Warned
from assistant.ui.views import Json
from assistant.workflows.indexing import place_words
from assistant.workflows.triangulate import (
    Board,
    BoardRow,
    CellVerdicts,
    ClaimShown,
    FigureLine,
    Looked,
    Shown,
    Verdict,
)
from assistant.workflows.triangulate.negative import Search, Waiting
from assistant.workflows.triangulate.pictures import Cooccurrence, Network, SourceNode, Timeline
from assistant.workflows.triangulate.verdicts import Place


def words(wording: Wording) -> Json:
    """Return the same words in both languages."""
    return {"zh": wording.in_language("zh"), "en": wording.in_language("en")}


def attribute_view(attribute: Attribute) -> Json:
    """Return a status attribute with the names of its values."""
    return {**words(attribute.label), "values": {each.id: words(each.label) for each in attribute.values}}


def board_view(board: Board, verdicts: Mapping[Place, CellVerdicts]) -> Json:
    """Return a matrix as the grid draws it."""
    return {
        "columns": [
            {"id": each.id, "sources": each.sources, "units": each.units, "voices": each.voices}
            for each in board.columns
        ],
        "rows": [_row_view(row, verdicts) for row in board.rows],
        "warnings": [warned_view(each) for each in board.warnings],
        "left_out": [[words(reason), count] for reason, count in board.left_out.items()],
        "homeless": board.homeless,
    }


def _row_view(row: BoardRow, verdicts: Mapping[Place, CellVerdicts]) -> Json:
    return {
        "id": row.id,
        "label": words(row.label),
        "group": row.group,
        "warnings": [warned_view(each) for each in row.warnings],
        "cells": [_cell_view(cell, verdicts.get((row.id, cell.column))) for cell in row.cells],
    }


def _cell_view(cell: Cell, said: CellVerdicts | None) -> Json:
    return {
        "column": cell.column,
        "places": len(cell.sayings),
        "voices": cell.voices,
        "sources": cell.sources,
        "owner": cell.owner_share,
        "polarity": dict(cell.polarity),
        "modality": dict(cell.modality),
        "proposed": cell.proposed.value.value,
        "rule": cell.proposed.rule,
        "why": words(cell.proposed.why),
        "mine": [verdict_view(each) for each in said.mine] if said else [],
        "others": [verdict_view(each) for each in said.others] if said else [],
        "waiting": said.waiting if said else 0,
    }


def verdict_view(verdict: Verdict) -> Json:
    """Return one person's verdict."""
    return {
        "coder": verdict.coder,
        "value": verdict.value,
        "reason": verdict.reason,
        "at": verdict.at,
        "version": verdict.version,
        "stale": verdict.stale,
    }


def warned_view(warned: Warned) -> Json:
    """Return a warning."""
    return {"kind": warned.kind, "words": words(warned.words)}


def outcome_view(outcome: Outcome) -> Json:
    """Return a figure, or why there is none."""
    if isinstance(outcome, Estimate):
        return {"value": round(outcome.value, 3)}
    return {"why": {language: in_language(outcome.reason, language) for language in ("zh", "en")}}


def shown_view(shown: Shown) -> Json:
    """Return words of a source with their place."""
    return {
        "id": shown.id,
        "source": shown.document_id,
        "start": shown.span.start,
        "words": shown.words,
        "before": shown.before,
        "after": shown.after,
        "place": shown.place,
        "date": shown.date,
        "relation": shown.relation.value,
        "voice": shown.voice,
        "facts": [list(pair) for pair in shown.facts],
        "clashes": shown.clashes,
    }


def figure_view(line: FigureLine) -> Json:
    """Return a figure as a line."""
    marks = {
        "conflict": line.conflict,
        "over_time": line.over_time,
        "owner_only": line.owner_only,
        "planned": line.planned,
        "undated": line.undated == line.claims,
        "no_baseline": line.baseless > 0,
        "no_subject": not line.subject,
    }
    return {
        "id": line.id,
        "subject": line.subject,
        "metric": line.metric,
        "names": list(line.names),
        "direction": line.direction.value,
        "values": [words(value) for value in line.values],
        "claims": line.claims,
        "voices": line.voices,
        "marks": [name for name, holds in marks.items() if holds],
    }


def claim_view(each: ClaimShown) -> Json:
    """Return a claim with its words."""
    return {
        **shown_view(each.shown),
        "claim": each.claim.id,
        "metric": each.claim.metric,
        "subject": each.claim.subject,
        "value": words(each.value),
        "rejected": each.rejected,
    }


def merger_view(merger: Merger) -> Json:
    """Return two names that may be one measure."""
    return {
        "subject": merger.subject,
        "direction": merger.direction.value,
        "one": merger.one,
        "other": merger.other,
        "reason": merger.reason,
        "same_values": merger.same_values,
    }


def network_view(network: Network) -> Json:
    """Return sources in the order of their voices, with the ties between them."""
    return {
        "voices": network.voices,
        "sources": [_node_view(each) for each in network.sources],
        "ties": [_tie_view(each) for each in network.ties],
    }


def _node_view(node: SourceNode) -> Json:
    return {
        "id": node.id,
        "title": node.title,
        "date": node.date,
        "type": node.source_type,
        "relation": node.relation.value,
        "voice": node.voice,
        "apart": node.apart,
        "publisher": node.organisation or node.publisher,
    }


def _tie_view(tie: Tie) -> Json:
    return {"one": tie.one, "other": tie.other, "kind": tie.kind.value, "strength": tie.strength, "why": tie.why}


def timeline_view(line: Timeline) -> Json:
    """Return moments by lane."""
    return {
        "lanes": [[lane, words(label)] for lane, label in line.lanes],
        "undated": line.undated,
        "moments": [
            {
                "date": each.date,
                "lane": each.lane,
                "label": each.label,
                "case": each.case,
                "source": each.document_id,
                "start": each.start,
                "count": each.count,
                "told": each.told,
            }
            for each in line.moments
        ],
    }


def together_view(found: Cooccurrence) -> Json:
    """Return two families laid against each other."""
    return {
        "down": [[code, words(label)] for code, label in found.down],
        "across": [[code, words(label)] for code, label in found.across],
        "cells": [
            {
                "one": each.one,
                "other": each.other,
                "units": each.units,
                "voices": each.voices,
                "source": each.document_id,
                "start": each.start,
            }
            for each in found.cells
        ],
    }


def waiting_view(waiting: Waiting, searches: Sequence[Search]) -> Json:
    """Return a code that waits to be tested, with what was searched already."""
    return {
        "code": waiting.code,
        "pro": waiting.pro,
        "con": waiting.con,
        "voices": waiting.voices,
        "silent": list(waiting.silent),
        "contradicted": waiting.contradicted,
        "searches": [
            {
                "coder": each.coder,
                "at": each.at,
                "verdict": each.verdict,
                "reason": each.reason,
                "queries": list(each.queries),
                "types": list(each.types),
                "findings": [list(pair) for pair in each.findings],
            }
            for each in searches
        ],
    }


def looked_view(looked: Looked) -> Json:
    """Return what came up in a search for what would contradict."""
    return {
        "queries": list(looked.queries),
        "types": [kind.value for kind in looked.types],
        "candidates": [
            {
                "segment": each.passage.segment.id,
                "source": each.passage.source.id,
                "start": each.passage.segment.body.start,
                "type": each.passage.source.metadata.source_type.value,
                "place": place_words(each.passage.source.metadata, each.passage.page, each.passage.time_ms),
                "question": each.passage.question,
                "words": each.passage.text,
                "codes": list(each.codes),
            }
            for each in looked.candidates
        ],
    }
