"""Commands on the people of a study: who there is, as what, and how somebody gets a password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.speaking import JsonOption, StudyOption, open_bench, print_rows, say

if TYPE_CHECKING:
    from assistant.workflows.workbench import Workbench


def coders(
    study: StudyOption = None,
    json: JsonOption = False,
    add: Annotated[str, typer.Option(help="Id of a person to add, or to give another role.")] = "",
    name: Annotated[str, typer.Option(help="The person's name, with --add.")] = "",
    role: Annotated[str, typer.Option(help="lead, coder or viewer, with --add.")] = "",
) -> None:
    """List who codes, people and instruments; add a person or give one another role."""
    with open_bench(study) as bench:
        if add:
            _add(bench, add, name, role)
        known, holders = bench.ledger.coders(), bench.accounts.holders()
    rows = [
        {
            "id": coder.id,
            "name": coder.name,
            "kind": coder.kind.value,
            "role": coder.role.value,
            "password": "yes" if coder.id in holders else "",
        }
        for coder in known
    ]
    print_rows(rows, as_json=json)


def _add(bench: Workbench, coder_id: str, name: str, role: str) -> None:
    from assistant.domain.coder import Coder, CoderKind, Role  # noqa: PLC0415 - keeps `--help` fast
    from assistant.domain.identifiers import CoderId  # noqa: PLC0415 - as above
    from assistant.errors import StudyError  # noqa: PLC0415 - as above
    from assistant.workflows.coders import add_person, find_coder, give_role  # noqa: PLC0415 - as above

    if role and role not in set(Role):
        raise StudyError(f"there is no role {role!r}; say {', '.join(Role)}")
    chosen = CoderId(coder_id)
    if role and not name and find_coder(bench, chosen):
        give_role(bench, chosen, Role(role), actor=bench.person)
        return
    newcomer = Coder(id=chosen, name=name or coder_id, kind=CoderKind.PERSON, role=Role(role or Role.CODER))
    add_person(bench, newcomer, actor=bench.person)


def invite(
    coder: Annotated[str, typer.Argument(help="Id of the person.")],
    study: StudyOption = None,
) -> None:
    """Print the address, under that of the workbench, at which a person chooses a password, once, within a week."""
    from assistant.domain.identifiers import CoderId  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows import reception  # noqa: PLC0415 - as above

    with open_bench(study) as bench:
        first = not reception.passwords_on(bench)
        word = reception.invite(bench, CoderId(coder))
    print(f"/password?key={word}")  # noqa: T201 - the result
    if first:
        say("nobody has a password yet; from the first one on everybody needs one, the lead too")


COMMANDS = (coders, invite)
