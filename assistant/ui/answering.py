"""Handlers for the browser: a top-level function and the workbench become what a page can call.

Every handler gets the study as the signed-in coder may see it, and acts as that coder.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import gradio as gr
import structlog

from assistant.domain.coder import Role
from assistant.domain.identifiers import CoderId
from assistant.errors import AssistantError
from assistant.ui.identity import require, signed_in
from assistant.ui.shell import language_asked
from assistant.workflows.visibility import seen_by
from assistant.workflows.workbench import Workbench

Asked = dict[str, Any]
Handler = Callable[[Workbench, CoderId, Asked], object]
log = structlog.get_logger(__name__)


def answering(bench: Workbench, handler: Handler, *, least: Role = Role.CODER) -> Callable[[Asked, gr.Request], str]:
    """Return a server function of the same name: JSON out, and a message where something goes wrong.

    Args:
        bench: The study.
        handler: Gets the study as the coder may see it, who the coder is, and what was asked.
        least: The role it takes; a handler that changes nothing is for viewers too.
    """

    def answer(asked: Asked, request: gr.Request) -> str:
        try:
            coder = signed_in(request)
            require(coder, least)
            result = handler(seen_by(bench, coder), coder.id, asked)
        except AssistantError as error:
            return json.dumps({"error": _told(bench, request, error)}, ensure_ascii=False)
        except (KeyError, TypeError, ValueError) as error:
            log.warning("malformed request", handler=handler.__name__, error=repr(error))
            return json.dumps({"error": "the page sent something malformed; reload it"})
        return json.dumps(result, ensure_ascii=False)

    answer.__name__ = handler.__name__
    return answer


def hearing(
    bench: Workbench, handler: Callable[..., Any], *given: object, least: Role = Role.CODER
) -> Callable[..., Any]:
    """Return a listener for an event of Gradio.

    Args:
        bench: The study.
        handler: Gets the study as the coder may see it, what is given, then the inputs; it may also ask for progress,
            event data or the request, as Gradio's own listeners do.
        given: What the page has in hand for the handler.
        least: As above.
    """

    def asked_by(request: gr.Request) -> Workbench:
        coder = signed_in(request)
        require(coder, least)
        return seen_by(bench, coder)

    def heard(asking: gr.Request, *inputs: object) -> object:
        with _telling(bench, asking):
            return handler(asked_by(asking), *given, *inputs)

    def heard_on(asking: gr.Request, *inputs: object) -> Iterator[object]:
        with _telling(bench, asking):
            yield from handler(asked_by(asking), *given, *inputs)

    listener = heard_on if inspect.isgeneratorfunction(handler) else heard
    listener.__name__ = handler.__name__
    _as_gradio_reads_it(listener, handler, 1 + len(given))
    return listener


@contextmanager
def _telling(bench: Workbench, request: gr.Request) -> Iterator[None]:
    """Let Gradio show what the package raises on purpose."""
    try:
        yield
    except AssistantError as error:
        raise gr.Error(_told(bench, request, error), print_exception=False) from error


def _told(bench: Workbench, request: gr.Request, error: AssistantError) -> str:
    return error.in_language(language_asked(request, bench.language))


def _as_gradio_reads_it(listener: Callable[..., Any], handler: Callable[..., Any], bound: int) -> None:
    """Show Gradio the handler's own parameters, with the request in place of what is bound already."""
    hints = inspect.get_annotations(handler, eval_str=True)
    rest = list(inspect.signature(handler).parameters.values())[bound:]
    request = inspect.Parameter("_asking", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=gr.Request)
    listener.__signature__ = inspect.Signature([request, *rest])  # type: ignore[attr-defined]  # read by inspect
    listener.__annotations__ = {"_asking": gr.Request} | {
        each.name: hints[each.name] for each in rest if each.name in hints
    }
