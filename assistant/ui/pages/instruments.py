"""Choosing an instrument, seeing what a run would take and send, running it, looking back; for the lead."""

from __future__ import annotations

import gradio as gr

from assistant.domain.coder import Role
from assistant.domain.document import SourceType
from assistant.domain.identifiers import CoderId, DocumentId, FamilyId
from assistant.ui.answering import Asked, answering
from assistant.ui.drawing import draw_pane
from assistant.ui.run_views import estimate_view, held_view, run_view, standing_view
from assistant.ui.views import Json, source_view
from assistant.ui.wording import INTERFACE
from assistant.workflows import describing, ordering
from assistant.workflows.offers import EMBEDDED, RunOrder
from assistant.workflows.runs import list_runs
from assistant.workflows.stability import steadiness
from assistant.workflows.workbench import Workbench

_DEPARTURES = 30


def build(bench: Workbench) -> gr.HTML:
    """Return the page."""
    functions = (start_instruments, estimate, let_leave, begin, standing, stop, runs, departures)
    return draw_pane("instruments", [answering(bench, function, least=Role.LEAD) for function in functions])


def start_instruments(bench: Workbench, _coder: CoderId, _asked: Asked) -> Json:
    """Return what can be chosen, what is under way, and what has run."""
    book = bench.codebook()
    return {
        "wording": INTERFACE,
        "families": [
            {"id": each.id, "zh": each.label.in_language("zh"), "en": each.label.in_language("en")}
            for each in book.families
        ],
        "sources": [source_view(source) for source in bench.ledger.sources()],
        "types": [kind.value for kind in SourceType if kind is not SourceType.INTERVIEW],
        "recordings": list(bench.models().recordings()),
        "kept": _kept(bench),
        "standing": standing_view(bench.desk.standing()),
        "runs": runs(bench, _coder, {}),
    }


def _kept(bench: Workbench) -> Json:
    kept = bench.models().kept()
    return {
        "values": dict(kept.values),
        "allowed": sorted(kept.allowed),
        "key_variable": kept.key_variable,
        "key_there": kept.key_there,
    }


def estimate(bench: Workbench, _coder: CoderId, asked: Asked) -> Json:
    """Keep the settings, and return what the order would take and what would leave."""
    order = _order(asked)
    if order.instrument != EMBEDDED:
        bench.models().keep(dict(asked["model"]), frozenset(SourceType(each) for each in asked["allowed"]))
    return {"kept": _kept(bench), "estimate": _estimate(bench, order)}


def _estimate(bench: Workbench, order: RunOrder) -> Json:
    found = ordering.estimate_order(bench, order)
    leaves = found.estimate is not None and bool(found.estimate.destination)
    held = ordering.held_back(bench, bench.models().kept().allowed) if leaves else []
    return estimate_view(found) | {"held": [held_view(each) for each in held]}


def let_leave(bench: Workbench, coder: CoderId, asked: Asked) -> Json:
    """Allow one source to leave this machine, and return the estimate again."""
    describing.describe_sources(bench, {DocumentId(str(asked["source"])): {"may_leave": "yes"}}, actor=coder)
    return _estimate(bench, _order(asked["order"]))


def begin(bench: Workbench, coder: CoderId, asked: Asked) -> Json:
    """Begin the run that was ordered."""
    ordering.begin_order(bench, _order(asked), actor=coder, agreed_to=str(asked.get("agreed") or ""))
    return standing_view(bench.desk.standing())


def standing(bench: Workbench, _coder: CoderId, _asked: Asked) -> Json:
    """Return how the run stands."""
    return standing_view(bench.desk.standing())


def stop(bench: Workbench, _coder: CoderId, _asked: Asked) -> Json:
    """Ask the run to stop."""
    bench.desk.stop()
    return standing_view(bench.desk.standing())


def runs(bench: Workbench, _coder: CoderId, _asked: Asked) -> list[Json]:
    """Return all runs with what they came to."""
    steady = steadiness(bench.ledger)
    return [run_view(line, steady.get(line.run.coder_id)) for line in list_runs(bench)]


def departures(bench: Workbench, _coder: CoderId, _asked: Asked) -> list[Json]:
    """Return the newest requests that have left this machine."""
    return [
        {
            "at": each.at,
            "host": each.host,
            "model": each.model,
            "size": each.size,
            "sha": each.sha256,
            "body": each.body,
        }
        for each in bench.models().departures(_DEPARTURES)
    ]


def _order(asked: Asked) -> RunOrder:
    calls, cost = asked.get("max_calls"), asked.get("max_cost")
    return RunOrder(
        instrument=EMBEDDED if asked["instrument"] == EMBEDDED else "model",
        documents=frozenset(DocumentId(str(each)) for each in asked.get("sources") or ()),
        families=frozenset(FamilyId(str(each)) for each in asked.get("families") or ()),
        max_calls=None if calls is None else int(calls),
        max_cost=None if cost is None else float(cost),
        recording=str(asked.get("recording") or ""),
    )
