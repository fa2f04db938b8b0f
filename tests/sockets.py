"""A WebSocket client for tests that speaks ASGI to the application, without a server.

``channels.testing`` does the same but imports a server that we do not install.
"""

import asyncio
from functools import partial
from typing import Any

import orjson
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.test import Client

from helpdesk.asgi import application
from tests.cast import Company

Frame = dict[str, Any]
_BROKEN: Frame = {"type": "broken down"}


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
        self._scope: Frame = {
            "type": "websocket",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [
                (name.lower().encode(), value.encode("latin-1")) for name, value in named.items()
            ],
            "subprotocols": [],
            "client": ("127.0.0.1", 50000),
        }
        self._wire: Any = ApplicationCommunicator(app, self._scope)  # type: ignore[no-untyped-call]

    def also(self, name: bytes, value: str) -> None:
        """One more header, even if it is there already."""
        self._scope["headers"].append((name, value.encode("latin-1")))

    async def connect(self, timeout: float = 5) -> "Socket":
        """Raises ``Closed`` when the server refuses."""
        await self._wire.send_input({"type": "websocket.connect"})
        self._wire.future.add_done_callback(partial(_tell_of_breakdown, self._wire.output_queue))
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

    async def is_silent(self, seconds: float) -> bool:
        """Whether nothing comes for so long; unlike a time-out it leaves the socket open."""
        return bool(await self._wire.receive_nothing(seconds, 0.01))

    async def close(self) -> None:
        await self._wire.send_input({"type": "websocket.disconnect", "code": 1000})
        await self._wire.wait(timeout=5)

    async def _next(self, timeout: float) -> Frame:
        event: Frame = await self._wire.receive_output(timeout)
        if event is _BROKEN:
            self._wire.future.result()
        if event["type"] == "websocket.close":
            raise Closed(event.get("code", 1000))
        return event


def _tell_of_breakdown(frames: "asyncio.Queue[Frame]", ended: "asyncio.Future[None]") -> None:
    """Wake who waits for a frame; the communicator would look when their time is up."""
    if not ended.cancelled() and ended.exception():
        frames.put_nowait(_BROKEN)


def inbox_headers(company: Company, client: Client | None = None, origin: str = "") -> Frame:
    """What a browser sends when a page opens the inbox's socket."""
    cookies = client.cookies if client else {}
    return {
        "origin": origin or f"http://{company.host}",
        "cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items()),
    }


async def ticket_of(client: Client) -> str:
    """A ticket, as the inbox's page asks for one."""
    answer = await sync_to_async(client.post)("/inbox/ticket/")
    return str(answer.json()["ticket"])


async def inbox_socket(company: Company, client: Client, ticket: str = "") -> Socket:
    """An agent's socket that is admitted and listens. Raises ``Closed``."""
    headers = inbox_headers(company, client)
    opened = await Socket(application, company, "/ws/inbox", headers).connect()
    await opened.send({"type": "hello", "ticket": ticket or await ticket_of(client)})
    await opened.receive("ready")
    return opened
