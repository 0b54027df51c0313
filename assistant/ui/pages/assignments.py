"""Giving units to coders and following them; for the lead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

import gradio as gr

from assistant.domain.coder import Role
from assistant.domain.coding import CodingMode
from assistant.domain.document import SourceType
from assistant.domain.fieldwork import RoundKind
from assistant.domain.identifiers import CoderId, DocumentId, FamilyId, SegmentId
from assistant.ui.answering import Asked, answering
from assistant.ui.drawing import draw_pane
from assistant.ui.views import Json
from assistant.ui.wording import INTERFACE
from assistant.workflows import assigning, rounds
from assistant.workflows.coders import people_of
from assistant.workflows.workbench import Workbench

ALPHA, WIDTH = 0.7, 0.2
"""What the expected precision is told for."""
Identifier = TypeVar("Identifier", bound=str)


def build(bench: Workbench) -> gr.HTML:
    """Return the page."""
    functions = (start_assignments, preview, assign, withdraw, locked, reopen)
    return draw_pane("assignments", [answering(bench, function, least=Role.LEAD) for function in functions])


def start_assignments(bench: Workbench, _coder: CoderId, _asked: Asked) -> Json:
    """Return what can be chosen, and how far everybody is."""
    sources = bench.ledger.sources()
    units = Counter[str]()
    for source in sources:
        units[source.metadata.source_type.value] += source.units
    book = bench.codebook()
    return {
        "wording": INTERFACE,
        "coders": [{"id": each.id, "name": each.name} for each in people_of(bench) if each.role is not Role.VIEWER],
        "types": [[kind.value, units[kind.value]] for kind in SourceType if units[kind.value]],
        "sources": [{"id": each.id, "title": each.metadata.title, "units": each.units} for each in sources],
        "families": [
            {"id": each.id, "zh": each.label.in_language("zh"), "en": each.label.in_language("en")}
            for each in book.families
        ],
        "kinds": [kind.value for kind in RoundKind],
        "modes": [mode.value for mode in assigning.MODES],
        "rounds": _rounds(bench),
    }


def _rounds(bench: Workbench) -> list[Json]:
    return [
        {
            "id": each.assignment.id,
            "round": each.assignment.round,
            "kind": each.assignment.round_kind.value,
            "mode": each.assignment.mode.value,
            "note": each.assignment.note,
            "name": each.name,
            "units": each.units,
            "locked": each.locked,
            "coded": each.coded,
            "shown": len(each.assignment.shown),
            "exposed": each.exposed,
            "reopened": each.reopened,
            "median_ms": each.median_ms,
        }
        for each in rounds.follow_rounds(bench)
    ]


def preview(bench: Workbench, _coder: CoderId, asked: Asked) -> Json:
    """Return what an order comes to, and how precise it will be."""
    order = _order(asked)
    drawn = assigning.draw_units(bench, order)
    units, coders = len(drawn.segments), len(order.coders)
    measurable = units > 1 and coders > 1
    precision = rounds.precision_of(units, coders, agreement=ALPHA, wished=WIDTH) if measurable else ()
    arms = rounds.arms_of([len(each) for each in drawn.shown.values()], units) if order.shown else None
    return {
        "units": units,
        "seed": order.lot.seed,
        "strata": [[each.name, each.drawn, each.population] for each in drawn.sample.strata] if drawn.sample else None,
        "left_out": dict(drawn.left_out),
        "alpha": ALPHA,
        "wished": WIDTH,
        "precision": [[each.prevalence, each.width, each.units] for each in precision],
        "arms": None
        if arms is None
        else {"shown": arms.shown, "blind": arms.blind, "takes": [n for _, n in arms.takes]},
    }


def assign(bench: Workbench, coder: CoderId, asked: Asked) -> list[Json]:
    """Give an order."""
    assigning.assign(bench, _order(asked), actor=coder)
    return _rounds(bench)


def withdraw(bench: Workbench, coder: CoderId, asked: Asked) -> list[Json]:
    """Take an assignment back."""
    assigning.withdraw(bench, assigning.find_assignment(bench, str(asked["id"])).id, reason=_reason(asked), actor=coder)
    return _rounds(bench)


def locked(bench: Workbench, _coder: CoderId, asked: Asked) -> list[Json]:
    """Return the units of an assignment that are locked, each with where it stands and how it begins."""
    found = rounds.locked_passages(bench, assigning.find_assignment(bench, str(asked["id"])))
    return [{"id": each.segment, "title": each.title, "words": each.words} for each in found]


def reopen(bench: Workbench, coder: CoderId, asked: Asked) -> list[Json]:
    """Open locked units again."""
    found = assigning.find_assignment(bench, str(asked["id"]))
    units = [SegmentId(str(each)) for each in asked["units"]]
    assigning.reopen(bench, found.id, units, reason=_reason(asked), actor=coder)
    return _rounds(bench)


def _reason(asked: Asked) -> str:
    return str(asked["reason"])[:2000]


def _order(asked: Asked) -> assigning.Order:
    """Return what the form says, refusing what is no number or no word of ours by ``ValueError``."""
    share, number = asked.get("share"), asked.get("number")
    lot = assigning.Lot(
        seed=int(asked["seed"]),
        share=None if share is None else float(share),
        number=None if number is None else int(number),
        types=frozenset(SourceType(each) for each in asked["types"]),
        documents=frozenset(_named(DocumentId, asked["sources"])),
    )
    return assigning.Order(
        coders=tuple(_named(CoderId, asked["coders"])),
        round=str(asked["round"]),
        round_kind=RoundKind(asked["kind"]),
        mode=CodingMode(asked["mode"]),
        lot=lot,
        families=tuple(_named(FamilyId, asked["families"])),
        shown=float(asked.get("shown") or 0.0),
        note=str(asked.get("note") or "")[:2000],
    )


def _named(kind: type[Identifier], values: Iterable[object]) -> list[Identifier]:
    return [kind(str(each)) for each in values]
