"""Who works in the study, as what, and who can sign in; for the lead."""

from __future__ import annotations

import gradio as gr

from assistant.domain.coder import Coder, CoderKind, Role
from assistant.domain.identifiers import CoderId
from assistant.ui.addresses import PASSWORD
from assistant.ui.answering import Asked, answering
from assistant.ui.drawing import draw_pane
from assistant.ui.views import Json
from assistant.ui.wording import INTERFACE
from assistant.workflows import coders, reception
from assistant.workflows.workbench import Workbench


def build(bench: Workbench) -> gr.HTML:
    """Return the page."""
    functions = (list_people, add_person, give_role, invite, end_access)
    return draw_pane("people", [answering(bench, function, least=Role.LEAD) for function in functions])


def list_people(bench: Workbench, coder: CoderId, _asked: Asked) -> Json:
    """Return everybody, with who can sign in."""
    return {**_people(bench, coder), "wording": INTERFACE}


def _people(bench: Workbench, coder: CoderId) -> Json:
    holders = bench.accounts.holders()
    people = [
        {"id": each.id, "name": each.name, "role": each.role.value, "access": each.id in holders}
        for each in coders.people_of(bench)
    ]
    return {"people": people, "you": coder, "alone": not holders}


def add_person(bench: Workbench, coder: CoderId, asked: Asked) -> Json:
    """Let somebody join."""
    newcomer = Coder(
        id=CoderId(str(asked["id"])), name=str(asked["name"]), kind=CoderKind.PERSON, role=Role(asked["role"])
    )
    coders.add_person(bench, newcomer, actor=coder)
    return _people(bench, coder)


def give_role(bench: Workbench, coder: CoderId, asked: Asked) -> Json:
    """Give somebody another role."""
    coders.give_role(bench, CoderId(str(asked["id"])), Role(asked["role"]), actor=coder)
    return _people(bench, coder)


def invite(bench: Workbench, _coder: CoderId, asked: Asked) -> Json:
    """Return the path at which somebody chooses a password."""
    return {"path": f"{PASSWORD}?key={reception.invite(bench, CoderId(str(asked['id'])))}"}


def end_access(bench: Workbench, coder: CoderId, asked: Asked) -> Json:
    """Take somebody's password and sessions away."""
    reception.end_access(bench, CoderId(str(asked["id"])))
    return _people(bench, coder)
