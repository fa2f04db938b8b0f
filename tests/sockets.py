"""A WebSocket client for tests that speaks ASGI to the application, without a server.

``channels.testing`` does the same but imports a server that we do not install.
"""

from typing import Any

import orjson
from asgiref.testing import ApplicationCommunicator

from tests.cast import Company

Frame = dict[str, Any]


class Closed(Exception):
    """The server closed the socket; ``code`` says why."""

    def __init__(self, code: int) -> None:
        super().__init__(f"closed with {code}")
        self.code = code


class Socket:
    """One socket to ``path`` on a company's host."""

    def __init__(
        self, app: Any, company: Company, path: str, headers: dict[str, str] | None = None
    ) -> None:
        named = {"host": company.host, **(headers or {})}
        scope = {
            "type": "websocket",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [(name.lower().encode(), value.encode()) for name, value in named.items()],
            "subprotocols": [],
            "client": ("127.0.0.1", 50000),
        }
        self._wire: Any = ApplicationCommunicator(app, scope)  # type: ignore[no-untyped-call]

    async def connect(self, timeout: float = 5) -> "Socket":
        """Raises ``Closed`` when the server refuses."""
        await self._wire.send_input({"type": "websocket.connect"})
        await self._next(timeout)
        return self

    async def send(self, frame: Frame | str | bytes) -> None:
        """A frame as JSON, text as it is, bytes as a binary frame."""
        if isinstance(frame, dict):
            frame = orjson.dumps(frame).decode()
        kind = "bytes" if isinstance(frame, bytes) else "text"
        await self._wire.send_input({"type": "websocket.receive", kind: frame})

    async def text(self, timeout: float = 5) -> str:
        """The next frame's text. Raises ``Closed`` or ``TimeoutError``."""
        event = await self._next(timeout)
        return str(event.get("text") or "")

    async def receive(self, kind: str = "", timeout: float = 5) -> Frame:
        """The next frame, or the next of this ``type``, skipping others."""
        while True:
            frame: Frame = orjson.loads(await self.text(timeout))
            if kind in ("", frame.get("type")):
                return frame

    async def close(self) -> None:
        await self._wire.send_input({"type": "websocket.disconnect", "code": 1000})
        await self._wire.wait(timeout=5)

    async def _next(self, timeout: float) -> Frame:
        event: Frame = await self._wire.receive_output(timeout)
        if event["type"] == "websocket.close":
            raise Closed(event.get("code", 1000))
        return event
