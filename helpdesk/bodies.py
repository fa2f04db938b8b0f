"""How much a request may bring: Django writes a whole body to disk before any view sees it."""

from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings

Event = dict[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]

WORDS = b"The request is too large."


class BodyLimit:
    """ASGI middleware for HTTP: over ``REQUEST_MAX_BYTES`` the answer is 413, with or without
    a Content-Length that says so in advance.
    """

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if _announced(scope) > settings.REQUEST_MAX_BYTES:
            await _refuse(send)
            return
        counted = _Counted(receive)
        answered = False

        async def tell(event: Event) -> None:
            nonlocal answered
            answered = True
            await send(event)

        await self.app(scope, counted.receive, tell)
        if counted.is_over and not answered:
            await _refuse(send)


class _Counted:
    """Passes events on until there were too many bytes; then the browser seems to be gone."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._bytes = 0

    @property
    def is_over(self) -> bool:
        return self._bytes > int(settings.REQUEST_MAX_BYTES)

    async def receive(self) -> Event:
        event = await self._receive()
        self._bytes += len(event.get("body", b""))
        return {"type": "http.disconnect"} if self.is_over else event


def _announced(scope: dict[str, Any]) -> int:
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return max((int(value) for value in lengths if value.isdigit()), default=0)


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain"), (b"access-control-allow-origin", b"*")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": WORDS})
