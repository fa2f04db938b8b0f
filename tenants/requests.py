"""How many requests one tenant may have in a process: beyond it they cost next to nothing.

Counted before Django sees a request. A page is some six milliseconds of the one interpreter that
every tenant's sockets wait for; a refusal here is a tenth of one.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from django.conf import settings

from tenants import hosts, origins
from tenants.context import in_tenant
from tenants.limits import Limit, TooFast
from tenants.lingering import linger

Event = dict[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]

# Of everybody who asks a tenant's hosts, counted by each process for itself.
REQUESTS: Final = Limit("requests", settings.TENANT_REQUESTS_PER_SECOND, 1)
WORDS = b"Too many requests. Come back in a moment."


class TenantRequests:
    """ASGI middleware for HTTP: over ``TENANT_REQUESTS_PER_SECOND`` the answer is 429.

    Hosts that lead nowhere, or not yet known to this process, are not counted.
    """

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Event, receive: Receive, send: Send) -> None:
        schema = hosts.last_known(origins.header(scope, b"host") or "")
        error = None if schema is None else await _too_fast(schema)
        if error is None:
            await self.app(scope, receive, send)
        else:
            await _refuse(send, error)


async def _too_fast(schema: str) -> TooFast | None:
    """The refusal of a tenant that asks too often; one that goes on gets it late."""
    with in_tenant(schema):
        try:
            REQUESTS.spend_here()
        except TooFast as error:
            await linger(error)
            return error
    return None


async def _refuse(send: Send, error: TooFast) -> None:
    """The same few words for pages, programs and the chat."""
    headers = [
        (b"content-type", b"text/plain"),
        (b"cache-control", b"private, no-store"),
        (b"retry-after", str(error.after_seconds).encode()),
        (b"access-control-allow-origin", b"*"),
    ]
    await send({"type": "http.response.start", "status": 429, "headers": headers})
    await send({"type": "http.response.body", "body": WORDS})
