"""Serving the pages on one address of this machine."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

from assistant.errors import AssistantError, StudyError
from assistant.ports import SearchQuery
from assistant.ui.addresses import LOOPBACK
from assistant.workflows.indexing import refresh_index, search_study
from assistant.workflows.workbench import Workbench


def launch(bench: Workbench, *, host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve the study until the process is stopped; the next free port is taken when the one asked for is not free.

    Raises:
        StudyError: The address is not this machine's loopback, or no port is free.
    """
    if host not in LOOPBACK:
        raise StudyError(f"{host!r} can be reached by others, and this page asks for no password; serve on 127.0.0.1")
    listening = listen(host, port)
    import uvicorn  # noqa: PLC0415 - after the address is known to be good

    from assistant.ui.application import application  # noqa: PLC0415 - Gradio takes seconds to import

    app = application(bench)
    threading.Thread(target=warm, args=(bench, say), daemon=True).start()
    shown = f"[{host}]" if ":" in host else host
    say(f"open http://{shown}:{listening.getsockname()[1]}/ in your browser; Ctrl-C stops it")
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listening])


def warm(bench: Workbench, say: Callable[[str], None]) -> None:
    """Open and bring up to date what the first search would wait for, behind the page."""
    try:
        refresh_index(bench)
        search_study(bench, SearchQuery(text="平台 platform", limit=1))
    except AssistantError as error:
        say(f"search is not ready: {error}")


def listen(host: str, wanted: int) -> socket.socket:
    """Return a socket that listens on the port wanted, or on the next free one above it.

    Raises:
        StudyError: A hundred ports in a row are taken.
    """
    for port in range(wanted, min(wanted + 100, 65536)):
        opened = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
        try:
            opened.bind((host, port))
            opened.listen(128)
        except OSError:
            opened.close()
            continue
        return opened
    raise StudyError(f"no free port from {wanted} on; name another with --port")
