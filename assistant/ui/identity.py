"""Who asks. The door puts the signed-in coder on every request; nothing that a page sends can say who somebody is."""

from __future__ import annotations

from collections.abc import Collection

import gradio as gr
from starlette.requests import Request
from starlette.types import Scope

from assistant.domain.coder import Coder, Role
from assistant.errors import AccessError

_KEY = "tricoder.coder"
_ORDER = (Role.VIEWER, Role.CODER, Role.LEAD)
"""Each may do what those before it may."""


def admit(scope: Scope, coder: Coder) -> None:
    """Write on a request whose it is; only the door does this."""
    scope[_KEY] = coder


def signed_in(request: gr.Request | Request) -> Coder:
    """Return whose request it is, in a server function as well as in an event of Gradio.

    Raises:
        AccessError: Nobody's.
    """
    bare = request.request if isinstance(request, gr.Request) else request
    coder = None if bare is None else bare.scope.get(_KEY)
    if not isinstance(coder, Coder):
        raise AccessError("you are not signed in; reload the page and sign in")
    return coder


def may(coder: Coder, least: Role) -> bool:
    """Tell whether a coder's role reaches to what needs at least the role named."""
    return _ORDER.index(coder.role) >= _ORDER.index(least)


def require(coder: Coder, least: Role) -> None:
    """Refuse what is not for this coder's role.

    Raises:
        AccessError: It is not.
    """
    if not may(coder, least):
        raise AccessError(f"{coder.name!r} is a {coder.role.value} of this study; this is for {_named(_from(least))}")


def _from(least: Role) -> Collection[Role]:
    return _ORDER[_ORDER.index(least) :]


def _named(roles: Collection[Role]) -> str:
    return " or ".join(f"a {role.value}" for role in roles)
