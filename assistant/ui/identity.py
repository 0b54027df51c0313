"""Who asks. The door puts the signed-in coder on every request; nothing that a page sends can say who somebody is."""

from __future__ import annotations

import gradio as gr
from starlette.requests import Request
from starlette.types import Scope

from assistant.domain.coder import Coder, Role
from assistant.errors import AccessError

_KEY = "tricoder.coder"
_ORDER = (Role.VIEWER, Role.CODER, Role.LEAD)
"""Each may do what those before it may."""
_ZH = {Role.LEAD: "负责人", Role.CODER: "编码员", Role.VIEWER: "查看者"}


def admit(scope: Scope, coder: Coder) -> None:
    """Write on a request whose it is; only the door does this."""
    scope[_KEY] = coder


def find_signed_in(request: gr.Request | Request) -> Coder | None:
    """Return whose request it is, None for a stranger's."""
    bare = request.request if isinstance(request, gr.Request) else request
    coder = None if bare is None else bare.scope.get(_KEY)
    return coder if isinstance(coder, Coder) else None


def signed_in(request: gr.Request | Request) -> Coder:
    """Return whose request it is, in a server function as well as in an event of Gradio.

    Raises:
        AccessError: Nobody's.
    """
    coder = find_signed_in(request)
    if coder is None:
        raise AccessError("you are not signed in; reload the page and sign in", "尚未登录；请重新载入页面并登录")
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
        fit = _ORDER[_ORDER.index(least) :]
        raise AccessError(
            f"you are a {coder.role.value} of this study; this is for a {' or a '.join(fit)}",
            f"你在本研究中是{_ZH[coder.role]}；此操作限{'、'.join(_ZH[role] for role in fit)}",
        )
