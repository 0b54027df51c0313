"""Serving the pages on one address of this machine."""

from __future__ import annotations

import gc
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.domain.coder import Role
from assistant.errors import AssistantError, StudyError
from assistant.ports import SearchQuery
from assistant.ui.addresses import LOOPBACK, PASSWORD
from assistant.workflows.coders import people_of
from assistant.workflows.indexing import refresh_index, search_study
from assistant.workflows.reception import invite
from assistant.workflows.workbench import Workbench

if TYPE_CHECKING:
    import uvicorn


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where a study is served, and to whom.

    Attributes:
        team: Ask for passwords on loopback too; elsewhere they are always asked for.
        certificate: File of a TLS certificate; None where the page is served without.
        key: File of its private key.
    """

    host: str
    port: int
    team: bool = False
    certificate: Path | None = None
    key: Path | None = None


def launch(bench: Workbench, stand: Stand, *, say: Callable[[str], None]) -> None:
    """Serve the study until the process is stopped; the next free port is taken when the one asked for is not free.

    Raises:
        StudyError: No port is free, or certificate and key do not belong together.
    """
    local = stand.host in LOOPBACK
    listening = listen(stand.host, stand.port)
    import uvicorn  # noqa: PLC0415 - after the address is known to be good

    from assistant.ui.application import application  # noqa: PLC0415 - Gradio takes seconds to import

    alone = local and not stand.team
    config = uvicorn.Config(application(bench, alone=alone), log_level="warning", **_encryption(stand))
    threading.Thread(target=warm, args=(bench, say), daemon=True).start()
    address = _address(stand, listening.getsockname()[1])
    say(f"open {address} in your browser; Ctrl-C stops it")
    lead = bench.person
    if not alone and not _some_lead_can_sign_in(bench):
        say(f"first choose the password of {lead!r}, once: {address}{PASSWORD[1:]}?key={invite(bench, lead)}")
    if not local and stand.certificate is None:
        say("passwords and sources travel readable: set TRICODER_CERTIFICATE and its key, or use an HTTPS proxy")
    let_rest()
    _serve(uvicorn.Server(config), listening)


def let_rest() -> None:
    """Keep what is loaded by now out of the garbage collector's rounds.

    It stays as long as the server does, and opening a source with thousands of codings takes a third of the time.
    """
    gc.collect()
    gc.freeze()


def _encryption(stand: Stand) -> dict[str, Any]:
    if (stand.certificate is None) != (stand.key is None):
        raise StudyError("give both TRICODER_CERTIFICATE and TRICODER_CERTIFICATE_KEY, or neither")
    if stand.certificate is None:
        return {}
    missing = [str(path) for path in (stand.certificate, stand.key) if path is None or not path.is_file()]
    if missing:
        raise StudyError(f"there is no file {missing[0]!r}; give the certificate and the key as PEM files")
    return {"ssl_certfile": stand.certificate, "ssl_keyfile": stand.key}


def _serve(server: uvicorn.Server, listening: socket.socket) -> None:
    try:
        server.run(sockets=[listening])
    except ssl.SSLError as error:
        raise StudyError(f"certificate and key do not belong together or cannot be read: {error.reason}") from error


def _address(stand: Stand, port: int) -> str:
    everywhere = stand.host in {"0.0.0.0", "::"}  # noqa: S104 - compared, not bound
    host = socket.gethostname() if everywhere else f"[{stand.host}]" if ":" in stand.host else stand.host
    return f"{'https' if stand.certificate else 'http'}://{host}:{port}/"


def _some_lead_can_sign_in(bench: Workbench) -> bool:
    holders = bench.accounts.holders()
    return any(coder.id in holders for coder in people_of(bench) if coder.role is Role.LEAD)


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
