"""Stand-ins for what is outside: a model's endpoint that misbehaves on request.

It speaks HTTP byte by byte, so that it can break off, stall or lie at any of them.
"""

import asyncio
import itertools
import json
import socket
import struct
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

Behaviour = Callable[["Exchange"], Awaitable[None]]

_numbers = itertools.count(1)


class FakeModel:
    """An OpenAI-compatible endpoint on a free port, in a thread of its own.

    ``asked`` keeps the requests it was sent, ``connections`` how many carried them, ``sent`` the
    bytes that its callers took.
    """

    def __init__(self, behaviour: Behaviour) -> None:
        self.asked: list[dict[str, Any]] = []
        self.exchanges: list[Exchange] = []
        self.connections = 0
        self.sent = 0
        # Between half an answer and what goes wrong then.
        self.pause = 0.1
        self.behaviour = behaviour
        self._loop = asyncio.new_event_loop()
        self._stopped = asyncio.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        port = self._listening.getsockname()[1]
        # A port comes again, and with it what a process remembers of the endpoint there.
        self.base_url = f"http://127.0.0.1:{port}/{next(_numbers)}/v1"
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join(10)

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        await asyncio.start_server(self._connected, sock=self._listening)
        await self._stopped.wait()
        self._listening.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        # asyncio leaves this to us for sockets that it did not make.
        wire = writer.get_extra_info("socket")
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # The caller hangs up, as it should, or the test ends.
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while not writer.is_closing():
                exchange = Exchange(self, writer, await _request(reader))
                self.asked.append(exchange.asked)
                self.exchanges.append(exchange)
                await self.behaviour(exchange)
                await exchange.end()
        writer.close()


async def _request(reader: asyncio.StreamReader) -> dict[str, Any]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = int(head.split("content-length:")[1].split("\r\n")[0])
    content: dict[str, Any] = json.loads(await reader.readexactly(length))
    return content


class Exchange:
    """One request and the answer to it."""

    def __init__(
        self, fake: FakeModel, writer: asyncio.StreamWriter, asked: dict[str, Any]
    ) -> None:
        self.asked = asked
        self.came_at = time.monotonic()
        self.spoke_at = 0.0
        self._fake = fake
        self._writer = writer
        self._is_chunked = False

    @property
    def is_streamed(self) -> bool:
        return bool(self.asked.get("stream"))

    async def begin(self, kind: str = "", status: int = 200, **headers: str) -> None:
        """The head of an answer whose body comes in chunks."""
        kind = kind or ("text/event-stream" if self.is_streamed else "application/json")
        named = {"Content-Type": kind, "Transfer-Encoding": "chunked", **headers}
        lines = [f"{name.replace('_', '-')}: {value}\r\n" for name, value in named.items()]
        await self.raw(f"HTTP/1.1 {status} Whatever\r\n{''.join(lines)}\r\n".encode())
        self._is_chunked = True

    async def body(self, content: str | bytes) -> None:
        """A piece of the body."""
        content = content.encode() if isinstance(content, str) else content
        await self.raw(b"%x\r\n%s\r\n" % (len(content), content))

    async def event(self, choice: dict[str, Any] | None, **more: Any) -> None:
        chunk = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "fake"}
        choices = [] if choice is None else [{"index": 0, "finish_reason": None, **choice}]
        await self.data(json.dumps({**chunk, "choices": choices, **more}))

    async def word(self, text: str) -> None:
        await self.event({"delta": {"content": text}})

    async def data(self, text: str) -> None:
        await self.body(f"data: {text}\n\n")

    async def whole(self, message: Any, finish: str | None = "stop", **more: Any) -> None:
        """An answer in one piece."""
        await self.begin("application/json")
        choice = {"index": 0, "message": message, "finish_reason": finish}
        await self.body(json.dumps({"id": "c", "choices": [choice], **more}))

    async def raw(self, content: bytes) -> None:
        self.spoke_at = self.spoke_at or time.monotonic()
        self._writer.write(content)
        await self._writer.drain()
        self._fake.sent += len(content)

    async def end(self) -> None:
        if self._is_chunked and not self._writer.is_closing():
            await self.raw(b"0\r\n\r\n")

    def cut(self) -> None:
        """End the connection as if it had ended well."""
        self._writer.close()

    def reset(self) -> None:
        """End it as a crash does: the other side gets an error."""
        linger = struct.pack("ii", 1, 0)
        self._writer.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, linger
        )
        self._writer.transport.abort()

    async def wait(self, seconds: float = 30) -> None:
        await asyncio.sleep(seconds)

    async def pause(self) -> None:
        await asyncio.sleep(self._fake.pause)


@contextmanager
def model_that(behaviour: Behaviour) -> Iterator[FakeModel]:
    """A running endpoint that behaves so."""
    fake = FakeModel(behaviour)
    fake.start()
    try:
        yield fake
    finally:
        fake.stop()


def says(
    text: str, finish: str | None = "stop", pause: float = 0.0, usage: tuple[int, int] = (900, 60)
) -> Behaviour:
    """Answer so, word by word if asked to stream; ``finish`` None: end without a reason."""
    counted = {"prompt_tokens": usage[0], "completion_tokens": usage[1]}

    async def behave(exchange: Exchange) -> None:
        await asyncio.sleep(pause)
        if not exchange.is_streamed:
            message = {"role": "assistant", "content": text}
            await exchange.whole(message, finish, usage=counted)
            return
        await exchange.begin()
        for word in text.split(" "):
            await exchange.word(f"{word} ")
        if finish:
            await exchange.event({"delta": {}, "finish_reason": finish})
            await exchange.event(None, usage=counted)
            await exchange.data("[DONE]")

    return behave


def thinks_until(event: threading.Event, text: str) -> Behaviour:
    """Answer only once the test has set ``event``."""

    async def behave(exchange: Exchange) -> None:
        await asyncio.to_thread(event.wait, 10)
        await says(text)(exchange)

    return behave


def fails(status: int, *, says: str = "", **headers: str) -> Behaviour:
    """Turn every request away."""

    async def behave(exchange: Exchange) -> None:
        await exchange.begin("application/json", status, **headers)
        await exchange.body(json.dumps({"error": {"message": says or "No."}}))

    return behave


def first(*behaviours: Behaviour) -> Behaviour:
    """Behave in these ways one after the other; the last one stays."""
    left = list(behaviours)

    async def behave(exchange: Exchange) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(exchange)

    return behave


def without_streaming(behaviour: Behaviour) -> Behaviour:
    """Give whole answers only, as some endpoints do."""
    refuse = fails(400, says="stream: not supported here")

    async def behave(exchange: Exchange) -> None:
        await (refuse if exchange.is_streamed else behaviour)(exchange)

    return behave


def without_schemas(behaviour: Behaviour) -> Behaviour:
    """Answer in a shape of its own only, as many local servers do."""
    refuse = fails(400, says="response_format: unknown field")

    async def behave(exchange: Exchange) -> None:
        await (refuse if "response_format" in exchange.asked else behaviour)(exchange)

    return behave


async def hangs(exchange: Exchange) -> None:
    """Take the request and say nothing at all."""
    await exchange.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
