"""A WebSocket client that costs next to nothing, so that what is measured is the server.

It writes text frames under the mask zero, which leaves them as they are, and reads whole text
frames of servers that do not compress. Nothing else of RFC 6455 is needed here.
"""

import asyncio
import struct
from typing import Any

import orjson

Frame = dict[str, Any]

_KEY = "AAAAAAAAAAAAAAAAAAAAAA=="
_TEXT, _CLOSE, _PING, _PONG = 0x1, 0x8, 0x9, 0xA


class Closed(Exception):
    """The server closed the socket."""


class Wire(asyncio.Protocol):
    """One open socket: ``send`` now, ``next`` when something comes."""

    def __init__(self) -> None:
        self._buffer = b""
        self._frames: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.opened = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self.opened.done():
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            self._buffer = rest
            self.opened.set_result(head)
        while (frame := self._take()) is not None:
            self.arrived(frame)

    def arrived(self, frame: bytes | None) -> None:
        """A text frame, or None at the end."""
        self._frames.put_nowait(frame)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(Closed())
        self.arrived(None)

    def send(self, text: bytes, kind: int = _TEXT) -> None:
        if self._transport is None or self._transport.is_closing():
            raise Closed
        size = len(text)
        if size < 126:
            head = struct.pack("!BB", 0x80 | kind, 0x80 | size)
        elif size < 65_536:
            head = struct.pack("!BBH", 0x80 | kind, 0xFE, size)
        else:
            head = struct.pack("!BBQ", 0x80 | kind, 0xFF, size)
        self._transport.write(head + b"\0\0\0\0" + text)

    async def next(self, kind: bytes = b"") -> bytes:
        """The next frame that has ``kind`` in it."""
        while True:
            frame = await self._frames.get()
            if frame is None:
                raise Closed
            if kind in frame:
                return frame

    async def tell(self, frame: Frame, answer: str) -> Frame:
        """Send a frame and wait for the one of type ``answer``."""
        self.send(orjson.dumps(frame))
        found: Frame = orjson.loads(await self.next(b'"type":"%b"' % answer.encode()))
        return found

    def forget(self) -> None:
        """Pass over what has arrived."""
        while not self._frames.empty():
            self._frames.get_nowait()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def _take(self) -> bytes | None:
        """The next whole text frame from the buffer."""
        if len(self._buffer) < 2:
            return None
        kind, size = self._buffer[0] & 0x0F, self._buffer[1]
        start = 2
        if size >= 126:
            start, form = (4, "!H") if size == 126 else (10, "!Q")
            if len(self._buffer) < start:
                return None
            (size,) = struct.unpack_from(form, self._buffer, 2)
        if len(self._buffer) < start + size:
            return None
        frame, self._buffer = self._buffer[start : start + size], self._buffer[start + size :]
        return frame if kind == _TEXT else self._passed(kind, frame)

    def _passed(self, kind: int, frame: bytes) -> bytes | None:
        """The next text frame after one that is not for us."""
        if kind == _PING:
            self.send(frame, _PONG)
        elif kind == _CLOSE:
            self.close()
        return self._take()


async def dial(port: int, path: str, headers: dict[str, str], make: type[Wire] = Wire) -> Wire:
    """Open a socket on loopback. Raises ``Closed`` when the server refuses."""
    loop = asyncio.get_running_loop()
    transport, wire = await loop.create_connection(make, "127.0.0.1", port)
    lines = [f"GET {path} HTTP/1.1", "Upgrade: websocket", "Connection: Upgrade"]
    lines += [f"Sec-WebSocket-Key: {_KEY}", "Sec-WebSocket-Version: 13"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    transport.write(("\r\n".join(lines) + "\r\n\r\n").encode())
    head: bytes = await wire.opened
    if b" 101 " not in head.split(b"\r\n")[0]:
        wire.close()
        raise Closed(head.split(b"\r\n")[0].decode())
    return wire
