"""Runs of instruments as the browser gets them: plain JSON values, sentences in both languages."""

from __future__ import annotations

from assistant.domain.codebook import Wording
from assistant.errors import AssistantError
from assistant.ui.views import Json
from assistant.workflows.desk import Standing
from assistant.workflows.ordering import HeldBack, OrderEstimate
from assistant.workflows.run_report import RunReport
from assistant.workflows.runs import RunLine
from assistant.workflows.stability import FlipRate


def _both(wording: Wording) -> Json:
    return {"zh": wording.in_language("zh"), "en": wording.in_language("en")}


def estimate_view(found: OrderEstimate) -> Json:
    """Return what an order would take."""
    view: Json = {
        "name": found.coder.name,
        "waiting": found.waiting,
        "earlier": found.earlier,
        "under_way": found.under_way,
    }
    taken = found.estimate
    if taken is None:
        return view | {"calls": None, "destination": "", "leaving": []}
    return view | {
        "calls": taken.calls,
        "screening": taken.screening_calls,
        "verifying": taken.verifying_calls,
        "most": taken.most_calls,
        "tokens_in": taken.tokens_in,
        "tokens_out": taken.tokens_out,
        "cost": taken.cost,
        "destination": taken.destination,
        "leaving": [
            {"title": each.title, "passages": each.passages, "characters": each.characters} for each in taken.leaving
        ],
    }


def held_view(held: HeldBack) -> Json:
    """Return a source that stays, and why."""
    metadata = held.source.metadata
    return {
        "id": held.source.id,
        "title": metadata.title,
        "type": metadata.source_type.value,
        "why": _both(held.why),
    }


def standing_view(standing: Standing) -> Json:
    """Return how the run of this process stands."""
    return {
        "stand": standing.stand.value,
        "what": standing.what,
        "recording": standing.recording,
        "done": standing.done,
        "total": standing.total,
        "at": standing.at,
        "report": None if standing.report is None else _report_view(standing.report),
        "error": None if standing.error is None else _error_view(standing.error),
    }


def _report_view(report: RunReport) -> Json:
    return {
        "units": report.units,
        "proposals": report.proposals,
        "refusals": report.refusals,
        "stopped": report.stopped,
        "reason": {"zh": report.reason_zh or report.reason, "en": report.reason},
    }


def _error_view(error: AssistantError) -> Json:
    return {"zh": error.in_language("zh"), "en": error.in_language("en")}


def run_view(line: RunLine, steady: FlipRate | None) -> Json:
    """Return a run as a line of the list."""
    return {
        "id": line.run.id,
        "name": line.name,
        "model": line.model,
        "began": line.run.started_at,
        "state": line.state.value,
        "reason": {"zh": line.reason_zh or line.reason, "en": line.reason},
        "units": line.answered,
        "proposals": line.proposals,
        "refusals": line.refusals,
        "totals": dict(line.totals),
        "recording": line.recording,
        "flips": None if steady is None else steady.rate,
    }
