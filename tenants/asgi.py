"""WebSocket door: host to ``scope["tenant"]``, bound around the consumer; others are refused."""

import logging
from typing import Any

from asgiref.sync import sync_to_async
from django.db import OperationalError, close_old_connections

from tenants import hosts, origins
from tenants.context import in_tenant

logger = logging.getLogger(__name__)


class TenantSockets:
    """ASGI middleware for sockets. The token in the first frame must name the same tenant."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        try:
            host = await self._resolve(origins.header(scope, b"host"))
        except OperationalError as error:  # the browser comes back after a pause
            logger.warning("a socket was turned away, the database is away: %s", error)
            await send({"type": "websocket.close", "code": 1013})
            return
        if host is None or host.schema is None:
            await send({"type": "websocket.close", "code": 4404})
            return
        if _repeats_itself(scope):
            await send({"type": "websocket.close", "code": 4403})
            return
        scope["tenant"] = host  # no copy: every open socket would keep both
        with in_tenant(host.schema):
            await self.app(scope, receive, send)

    async def _resolve(self, name: str | None) -> hosts.Host | None:
        if name is None:  # none, or a smuggled second one
            return None
        if known := hosts.remembered(name):  # after a restart everybody comes at once
            return known[0]
        return await sync_to_async(_resolved)(name)


def _resolved(name: str) -> hosts.Host | None:
    """No request begins or ends in this thread, so nobody else gives its connection back.

    Kept, one that dies with the server would turn every socket away for ever.
    """
    try:
        return hosts.resolve(name)
    finally:
        close_old_connections()


def _repeats_itself(scope: dict[str, Any]) -> bool:
    """Two origins or two sets of cookies: whoever reads the first and the last would differ."""
    names = [name for name, _ in scope["headers"]]
    return any(names.count(name) > 1 for name in (b"origin", b"cookie"))
