"""What leaves this machine: refused when it must not, written down durably before it is sent when it may."""

from __future__ import annotations

import hashlib
import ipaddress
import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import structlog

from assistant.errors import InstrumentError

_LOG = structlog.get_logger(__name__)


def is_loopback(host: str) -> bool:
    """Return whether a host is certainly this machine; a name counts only if it is localhost and resolves here."""
    name = host.strip("[]").rstrip(".").lower()
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        pass
    if name != "localhost" and not name.endswith(".localhost"):
        return False
    try:
        found = socket.getaddrinfo(name, None)
    except OSError:
        return False
    return all(ipaddress.ip_address(str(entry[4][0]).partition("%")[0]).is_loopback for entry in found)


@dataclass(frozen=True, slots=True)
class Passage:
    """What is being sent just now, on this thread."""

    model: str
    local_only: bool


_PASSAGE: ContextVar[Passage | None] = ContextVar("passage", default=None)


@contextmanager
def passing(passage: Passage) -> Iterator[None]:
    """Declare what is sent inside the block; outside of it nothing goes to another machine."""
    token = _PASSAGE.set(passage)
    try:
        yield
    finally:
        _PASSAGE.reset(token)


class EgressLog:
    """A file of JSON lines, one per request that left this machine, with the exact words sent.

    Keys travel in headers and so are never written here.
    """

    def __init__(self, path: Path, now: Callable[[], str]) -> None:
        self._path = path
        self._now = now
        self._lock = threading.Lock()

    def write(self, host: str, model: str, body: bytes, exactness: str) -> None:
        """Append a request; it is on the disk when this returns.

        Raises:
            InstrumentError: The log cannot be written; then nothing may be sent.
        """
        entry = {
            "time": self._now(),
            "host": host,
            "model": model,
            "bytes": len(body),
            "sha256": hashlib.sha256(body).hexdigest(),
            "exactness": exactness,
            "body": body.decode("utf-8", "backslashreplace"),
        }
        line = (json.dumps(entry, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")
        try:
            with self._lock:
                self._append(line)
        except OSError as error:
            raise InstrumentError(
                f"the log of what leaves this machine cannot be written ({error.strerror}); nothing was sent. "
                f"Make room or permission at {str(self._path)!r}"
            ) from error

    def _append(self, line: bytes) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            rest = memoryview(line)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


_BLOCK = 1 << 20


def newest_lines(path: Path, last: int) -> list[dict[str, object]]:
    """Return the newest entries of an egress log, newest first; none where there is no log.

    Raises:
        InstrumentError: The log cannot be read.
    """
    try:
        with path.open("rb") as stream:
            lines = _last_lines(stream, last)
        return [json.loads(line) for line in reversed(lines)]
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise InstrumentError(f"the log of what left this machine, {str(path)!r}, cannot be read: {error}") from error


def _last_lines(stream: BinaryIO, last: int) -> list[bytes]:
    """Return the last whole lines of a file, read from its end."""
    at = stream.seek(0, os.SEEK_END)
    held = b""
    while at and held.count(b"\n") <= last:
        size = min(_BLOCK, at)
        at = stream.seek(at - size)
        held = stream.read(size) + held
    lines = held.split(b"\n")
    whole = lines[:-1] if at == 0 else lines[1:-1]
    return whole[-last:] if last else []


AS_SENT = "as_sent"
"""The body is byte for byte what went over the wire."""
AS_ASKED = "as_asked"
"""The provider's own client wrote the bytes; the body is the question that it was given."""


class Guard:
    """Stands before every socket of a model."""

    def __init__(self, log: EgressLog | None) -> None:
        self._log = log

    def allow(self, host: str, body: bytes, exactness: str = AS_SENT) -> None:
        """Let a request to this machine pass; write down one that goes to another.

        Raises:
            InstrumentError: The content must not leave this machine, or nothing is there to write it down.
        """
        if is_loopback(host):
            return
        passage = _PASSAGE.get()
        if passage is None:
            raise InstrumentError(f"a request to {host!r} that nobody declared was stopped; nothing was sent")
        if passage.local_only:
            _LOG.warning("egress_refused", host=host, model=passage.model, bytes=len(body))
            raise InstrumentError(
                f"this content must stay on this machine, and model {passage.model!r} is at {host!r}; "
                "choose a local model, or allow the source to leave"
            )
        if self._log is None:
            raise InstrumentError(
                f"model {passage.model!r} is at {host!r}, outside this machine, and there is no egress log; "
                "nothing was sent"
            )
        self._log.write(host, passage.model, body, exactness)
        _LOG.info("egress", host=host, model=passage.model, bytes=len(body))
