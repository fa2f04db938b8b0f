"""WebSocket door: host to ``scope["tenant"]``, bound around the consumer; others are refused."""

from typing import Any

from asgiref.sync import sync_to_async

from tenants import hosts
from tenants.context import in_tenant


class TenantSockets:
    """ASGI middleware for sockets. The token in the first frame must name the same tenant."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        names = [value for name, value in scope["headers"] if name == b"host"]
        host = await self._resolve(names)
        if host is None or host.schema is None:
            await send({"type": "websocket.close", "code": 4404})
            return
        with in_tenant(host.schema):
            await self.app({**scope, "tenant": host}, receive, send)

    async def _resolve(self, names: list[bytes]) -> hosts.Host | None:
        if len(names) != 1:  # none, or a smuggled second one
            return None
        return await sync_to_async(hosts.resolve)(names[0].decode("latin-1"))
