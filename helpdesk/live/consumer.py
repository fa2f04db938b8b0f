"""The base of our sockets: Channels' consumer without what a chat does not use."""

import asyncio
from contextlib import suppress
from typing import Any

import orjson
from channels.generic.websocket import AsyncWebsocketConsumer

from helpdesk.live import leaving

SEND_WITHIN = 20.0
# Why a socket ended whose handler raised.
BROKEN = 1011


class LiveConsumer(AsyncWebsocketConsumer):
    """Handles one frame after the other, in the socket's own task.

    Channels makes a task for each frame, to listen to a channel layer at the same time, and
    goes through the process's one thread before each handler, to end the database connections
    of code that ran there. We have no layer, and no handler has such a connection: left out,
    a frame costs 0.3 ms less, and no socket waits while a page is made in that thread.

    ``disconnect`` is called once for each socket, also when a handler breaks: what the socket
    holds must not outlive it.
    """

    is_closed = False
    _parting: asyncio.Task[None] | None = None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        self.scope, self.base_send = scope, send
        code = BROKEN
        leaving.arrive(self.leave_soon)
        try:
            while (message := await receive())["type"] != "websocket.disconnect":
                await self.dispatch(message)
            code = message["code"]
        finally:
            leaving.depart(self.leave_soon)
            await self.disconnect(code)

    async def dispatch(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "websocket.receive":
                await self.receive(message.get("text"), message.get("bytes"))
            case "websocket.connect":
                await self.connect()
                self.scope["headers"] = []  # read by now, and a socket may rest for hours

    def leave_soon(self) -> None:
        """This process is about to end: say goodbye, and do not wait."""
        after = leaving.retry_after_ms()
        self._parting = asyncio.create_task(
            self.bye(leaving.RESTARTING, "We restart. Come back.", after)
        )

    async def bye(self, code: int, reason: str = "", retry_after_ms: int = 0) -> None:
        """Say why, and for how long to stay away; then close. ``disconnect`` follows."""
        told = {"type": "bye", "code": code, "reason": reason, "retry_after_ms": retry_after_ms}
        with suppress(TimeoutError):
            await self.send_text(orjson.dumps(told).decode())
        await self.close(code)

    async def send_text(self, text: str) -> None:
        """Raises ``TimeoutError`` for a browser that does not read; says nothing when closed."""
        if self.is_closed:
            return
        async with asyncio.timeout(SEND_WITHIN):
            await self._emit({"type": "websocket.send", "text": text})

    async def close(self, code: int | None = None, reason: str | None = None) -> None:
        """Once: of two tasks of a socket that end it, the first says why."""
        if self.is_closed:
            return
        self.is_closed = True
        await self._emit({"type": "websocket.close", "code": code or 1000, "reason": reason or ""})

    async def _emit(self, event: dict[str, Any]) -> None:
        with suppress(OSError):  # the browser has gone, and ``disconnect`` comes next
            await self.base_send(event)
