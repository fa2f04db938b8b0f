"""How clients reach the web processes: sockets and requests by host, and the pause after a fall."""

import asyncio
import contextlib
import random
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx2
import orjson
import websockets
from websockets.asyncio.client import ClientConnection, connect

from embedded.ports import LOOPBACK
from tests.chaos.stack import Firm

Frame = dict[str, Any]
Wire = ClientConnection

BASE_SECONDS = 0.2
LONGEST_SECONDS = 30.0
PING_SECONDS, DEAD_SECONDS = 25.0, 60.0
# What a client meets when the other side is killed, restarts or does not answer.
TROUBLE = (OSError, TimeoutError, websockets.WebSocketException, httpx2.HTTPError)


@dataclass
class Journal:
    """What a reader knows of its own line, for the account of one who lacks something."""

    port: int = 0
    is_open: bool = False
    heard: str = "nothing"
    since: float = field(default_factory=time.monotonic)
    ends: deque[tuple[float, str]] = field(default_factory=lambda: deque(maxlen=4))

    def opened(self, port: int) -> None:
        self.port, self.is_open = port, True
        self.hears("the handshake")

    def hears(self, what: str) -> None:
        self.heard, self.since = what, time.monotonic()

    def ended(self, why: str) -> None:
        self.is_open = False
        self.ends.append((time.monotonic(), why))

    def words(self) -> str:
        """Open or not, what was heard last, and why the lines before it ended."""
        now = time.monotonic()
        ends = "; ".join(f"{now - at:.1f} s ago {why}" for at, why in self.ends)
        return (
            f"{'open' if self.is_open else 'down'} at port {self.port}, "
            f"heard {self.heard} {now - self.since:.1f} s ago, ended before: {ends or 'never'}"
        )


def backoff(failures: int, chance: random.Random) -> float:
    """Full jitter, as docs/protocol.md says: at random up to 0.2 s · 2ⁿ, at most 30 s."""
    return chance.uniform(0.0, min(LONGEST_SECONDS, BASE_SECONDS * 2**failures))


async def first_open(ways: Sequence[int], hold: Callable[[int], Awaitable[float]]) -> float:
    """``hold`` a line to the first port that accepts one, as a proxy before two servers does."""
    for port in ways[:-1]:
        with contextlib.suppress(ConnectionRefusedError):
            return await hold(port)
    return await hold(ways[-1])


def dial(firm: Firm, port: int, path: str, **headers: str) -> connect:
    """A socket to ``path`` of a workspace; use as an asynchronous context manager."""
    return connect(
        f"ws://{firm.host}:{port}{path}",
        host=LOOPBACK,
        origin=websockets.Origin(f"http://{firm.host}:{port}"),
        additional_headers=headers,
        compression=None,
        ping_interval=None,
        max_size=None,
        proxy=None,
        open_timeout=10,
        close_timeout=1,
    )


async def frames(wire: Wire) -> AsyncIterator[Frame]:
    """What is heard, with a ping after each silence; ``TimeoutError`` when the line is dead."""
    heard = time.monotonic()
    while True:
        try:
            async with asyncio.timeout(PING_SECONDS):
                frame = orjson.loads(await wire.recv())
        except TimeoutError:
            if time.monotonic() - heard > DEAD_SECONDS:
                raise
            await wire.send('{"type": "ping"}')
        else:
            heard = time.monotonic()
            yield frame


def browser(firm: Firm, **headers: str) -> httpx2.AsyncClient:
    """Requests to a workspace; ask with ``url``."""
    return httpx2.AsyncClient(
        headers={"Host": firm.host, "Origin": f"http://{firm.host}", **headers},
        timeout=15,
        trust_env=False,
    )


def url(port: int, path: str) -> str:
    """The address on the loopback interface; the Host header names the workspace."""
    return f"http://{LOOPBACK}:{port}{path}"
