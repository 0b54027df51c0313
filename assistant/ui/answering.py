"""Handlers for the browser: a top-level function and the workbench become what a page can call."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import structlog

from assistant.domain.identifiers import CoderId
from assistant.errors import AssistantError
from assistant.workflows.workbench import Workbench

Asked = dict[str, Any]
Handler = Callable[[Workbench, CoderId, Asked], object]
log = structlog.get_logger(__name__)


def answering(bench: Workbench, handler: Handler) -> Callable[[Asked], str]:
    """Return a server function of the same name: JSON out, and a message where something goes wrong."""

    def answer(asked: Asked) -> str:
        try:
            result = handler(bench, bench.person, asked)
        except AssistantError as error:
            return json.dumps({"error": str(error)}, ensure_ascii=False)
        except (KeyError, TypeError, ValueError) as error:
            log.warning("malformed request", handler=handler.__name__, error=repr(error))
            return json.dumps({"error": "the page sent something malformed; reload it"})
        return json.dumps(result, ensure_ascii=False)

    answer.__name__ = handler.__name__
    return answer
