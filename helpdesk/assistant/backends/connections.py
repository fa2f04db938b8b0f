"""Connections to models, kept open from call to call, and shared with nobody else.

Each tenant has its own for each address it names. With a connection kept by address alone, a
name that a tenant controls and that leads to a shared front end could be given another tenant's
call, and its key with it.
"""

import asyncio
import socket
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from ssl import SSLContext
from weakref import WeakKeyDictionary

import httpx2

from helpdesk.assistant.backends.contract import Endpoint
from tenants.public_internet import addresses_in, public_address

CONNECT_SECONDS = 3.0
# The next customer's question often comes before that; servers keep theirs at least as long.
IDLE_SECONDS = 15.0
LINES_KEPT = 50

_LIMITS = httpx2.Limits(max_keepalive_connections=8, keepalive_expiry=IDLE_SECONDS)


@dataclass
class Line:
    """A client for one endpoint, and what was learned of it.

    ``is_plain``: it refuses to stream; ``is_shapeless``: it takes no schema for its answer.
    """

    client: httpx2.AsyncClient
    uses: int = 0
    is_plain: bool = False
    is_shapeless: bool = False


_Lines = OrderedDict[tuple[str, bool, str], Line]
_lines: WeakKeyDictionary[asyncio.AbstractEventLoop, _Lines] = WeakKeyDictionary()


@asynccontextmanager
async def line_to(endpoint: Endpoint) -> AsyncIterator[Line]:
    """The line to an endpoint, for one call."""
    lines = _lines.setdefault(asyncio.get_running_loop(), OrderedDict())
    key = (endpoint.owner, endpoint.is_trusted, endpoint.base_url)
    line = lines.setdefault(key, Line(_client(endpoint)))
    lines.move_to_end(key)
    line.uses += 1
    try:
        yield line
    finally:
        line.uses -= 1
        await _close_oldest(lines)


async def _close_oldest(lines: _Lines) -> None:
    idle = [key for key, line in lines.items() if not line.uses]
    for key in idle[: max(0, len(lines) - LINES_KEPT)]:
        await lines.pop(key).client.aclose()


def _client(endpoint: Endpoint) -> httpx2.AsyncClient:
    # No proxy from the environment: it would choose the address for us.
    kind = httpx2.AsyncHTTPTransport if endpoint.is_trusted else PublicTransport
    return httpx2.AsyncClient(
        transport=kind(verify=_certificates(), trust_env=False, limits=_LIMITS),
        timeout=httpx2.Timeout(None, connect=CONNECT_SECONDS),
        follow_redirects=False,
        trust_env=False,
    )


@lru_cache(maxsize=1)
def _certificates() -> SSLContext:
    return httpx2.create_ssl_context(trust_env=False)


class PublicTransport(httpx2.AsyncHTTPTransport):
    """Connects only to addresses on the public internet, and to the one that was checked."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        host, port = request.url.host, request.url.port or 443
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        address = public_address(addresses_in(found))
        # The Host header is set already; certificates are still checked against the name.
        request.url = request.url.copy_with(host=address)
        request.extensions = {**request.extensions, "sni_hostname": host}
        return await super().handle_async_request(request)
