"""Fetch a page from a site that a tenant named, as a stranger to our own network.

Every connection goes to an address that was looked up and judged just before, after each redirect
too. One deadline holds for all of a page, however slowly its bytes come; only so many are taken,
and none that are compressed, because they could unpack to anything.
"""

import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import httpcore2
from django.conf import settings

from knowledge.sources.problems import BadSource, Problem
from tenants.public_internet import AddressRefused, addresses_in, public_address

AGENT = "HandrailBot"
SECONDS = 20.0
CONNECT_SECONDS = 5.0
MOST_BYTES = 5 * 1024 * 1024
MOST_HOPS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HEADERS = [
    ("User-Agent", f"{AGENT}/1.0 (help centre)"),
    ("Accept", "text/html,application/xhtml+xml,application/xml,text/plain;q=0.8,*/*;q=0.5"),
    ("Accept-Encoding", "identity"),
    ("Connection", "close"),
]
_INSIDE = "It leads into a private network."


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave. ``url``: where it was found after redirects."""

    url: str
    status: int
    media: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: dict[str, str]
    content: bytes


def fetch(url: str, *, most_bytes: int = MOST_BYTES) -> Fetched:
    """The page at ``url`` or where it redirects to on the same host. Raises ``BadSource``."""
    until = time.monotonic() + SECONDS
    seen = [url]
    while True:
        answer = _ask(seen[-1], until, most_bytes)
        if answer.status not in _REDIRECTS or "location" not in answer.headers:
            media = answer.headers.get("content-type", "").partition(";")[0].strip().casefold()
            return Fetched(seen[-1], answer.status, media, answer.content)
        seen.append(_next(seen, answer.headers["location"]))


def is_same_host(url: str, other: str) -> bool:
    """With and without ``www.`` it is the same site; another port is another one."""
    return _host(url) == _host(other)


def _host(url: str) -> tuple[str, int | None]:
    try:
        parts = urlsplit(url)
        return (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return "", None


def _next(seen: list[str], location: str) -> str:
    try:
        url = urldefrag(urljoin(seen[-1], location)).url
    except ValueError:
        raise BadSource("It redirects to no address.", Problem.UNREACHABLE) from None
    if url in seen or len(seen) > MOST_HOPS:
        raise BadSource(f"Redirects do not end: {' → '.join(seen[:3])} …", Problem.CIRCLES)
    if not is_same_host(url, seen[0]):
        _refuse_literal(url)
        raise BadSource(f"It leads to another site: {url[:200]}", Problem.ELSEWHERE)
    return url


def _refuse_literal(url: str) -> None:
    """Name the worse of two reasons: an address inside is not only another site."""
    host = urlsplit(url).hostname or ""
    try:
        public_address(addresses_in(socket.getaddrinfo(host, 80, flags=socket.AI_NUMERICHOST)))
    except AddressRefused:
        raise BadSource(_INSIDE, Problem.INSIDE) from None
    except OSError:
        if host == "localhost":
            raise BadSource(_INSIDE, Problem.INSIDE) from None


def _ask(url: str, until: float, most_bytes: int) -> _Answer:
    if not url.startswith(("http://", "https://")):
        raise BadSource("Only addresses of the web are read.", Problem.ELSEWHERE)
    try:
        with (
            httpcore2.ConnectionPool(network_backend=_Careful(until), retries=0) as pool,
            pool.stream("GET", url, headers=_HEADERS) as answer,
        ):
            headers = {
                name.decode("latin-1").casefold(): value.decode("latin-1")
                for name, value in answer.headers
            }
            return _Answer(answer.status, headers, _content(answer, headers, most_bytes))
    except AddressRefused:
        raise BadSource(_INSIDE, Problem.INSIDE) from None
    except httpcore2.TimeoutException:
        raise BadSource(f"It took longer than {SECONDS:.0f} seconds.", Problem.SLOW) from None
    except (httpcore2.NetworkError, httpcore2.ProtocolError, OSError, ValueError) as error:
        if isinstance(error, BadSource):
            raise
        reason = f"It cannot be reached: {str(error) or type(error).__name__}"
        raise BadSource(reason, Problem.UNREACHABLE) from None


def _content(answer: Any, headers: dict[str, str], most_bytes: int) -> bytes:
    if answer.status in _REDIRECTS:
        return b""
    if headers.get("content-encoding", "identity").casefold() != "identity":
        raise BadSource("It is sent compressed without being asked for.", Problem.UNREACHABLE)
    content = b""
    for piece in answer.iter_stream():
        content += piece
        if len(content) > most_bytes:
            mega = most_bytes / 1024 / 1024
            raise BadSource(f"It has more than {mega:.0f} MB.", Problem.TOO_LARGE)
    return content


def look_up(host: str, port: int) -> list[str]:
    """Every address that the name stands for. Raises ``OSError``."""
    return addresses_in(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))


class _Careful(httpcore2.SyncBackend):
    """Connects to the address that was judged, and waits for no byte beyond the deadline."""

    def __init__(self, until: float) -> None:
        super().__init__()
        self._until = until

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        found = look_up(host, port)
        address = found[0] if settings.SITE_PRIVATE_ADDRESSES else public_address(found)
        left = min(CONNECT_SECONDS, _left(self._until))
        return _Hurried(super().connect_tcp(address, port, left), self._until)


class _Hurried(httpcore2.NetworkStream):
    """A connection whose every read and write ends with the deadline of all of them."""

    def __init__(self, stream: httpcore2.NetworkStream, until: float) -> None:
        self._stream, self._until = stream, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._until))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._until))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        safe = self._stream.start_tls(ssl_context, server_hostname, _left(self._until))
        return _Hurried(safe, self._until)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise httpcore2.ReadTimeout
    return left
