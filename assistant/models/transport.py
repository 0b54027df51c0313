"""The HTTP client that providers are given: guarded at every request, bounded in time and size, blind to redirects."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import httpx

from assistant.models.egress import Guard, is_loopback

LARGEST_ANSWER = 32 * 1024 * 1024
"""Bytes of one response; more is no answer of a chat model."""


@dataclass(slots=True)
class Exchange:
    """What the wire showed of the call that this thread makes; filled by the transport."""

    status: int = 0
    content_type: str = ""
    retry_after: str = ""


_EXCHANGE: ContextVar[Exchange | None] = ContextVar("exchange", default=None)


@contextmanager
def watched_exchange() -> Iterator[Exchange]:
    """Give an exchange that is filled by the request made inside the block."""
    exchange = Exchange()
    token = _EXCHANGE.set(exchange)
    try:
        yield exchange
    finally:
        _EXCHANGE.reset(token)


class _Bounded(httpx.SyncByteStream):
    """A response body that ends in an error when it takes too long or grows too large."""

    def __init__(self, stream: httpx.SyncByteStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for part in self._stream:
            size += len(part)
            if size > LARGEST_ANSWER:
                raise httpx.RemoteProtocolError(f"the answer is larger than {LARGEST_ANSWER} bytes")
            if time.monotonic() > self._deadline:
                raise httpx.ReadTimeout("the answer was not complete in time")
            yield part

    def close(self) -> None:
        self._stream.close()


class GuardedTransport(httpx.BaseTransport):
    """Asks the guard before a request reaches a socket."""

    def __init__(self, inner: httpx.BaseTransport, guard: Guard, timeout_s: float) -> None:
        self._inner = inner
        self._guard = guard
        self._timeout_s = timeout_s

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request that the guard lets pass."""
        self._guard.allow(request.url.host, request.read())
        deadline = time.monotonic() + self._timeout_s
        response = self._inner.handle_request(request)
        exchange = _EXCHANGE.get()
        if exchange is not None:
            exchange.status = response.status_code
            exchange.content_type = response.headers.get("content-type", "")
            exchange.retry_after = response.headers.get("retry-after", "")
        if isinstance(response.stream, httpx.SyncByteStream):
            response.stream = _Bounded(response.stream, deadline)
        return response

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


def guarded_transport(url: str, guard: Guard, timeout_s: float, connections: int) -> GuardedTransport:
    """Return the transport to a server. A proxy of the environment is used for other machines only."""
    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
    inner = httpx.HTTPTransport(limits=limits, proxy=_proxy(url))
    return GuardedTransport(inner, guard, timeout_s)


def _proxy(url: str) -> str | None:
    parts = httpx.URL(url)
    if is_loopback(parts.host) or urllib.request.proxy_bypass(parts.host):
        return None
    return urllib.request.getproxies().get(parts.scheme)
