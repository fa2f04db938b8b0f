"""Count uses in a window of time, per tenant: in Redis, or in this process while Redis is away.

A limit that opens when Redis falls would be switched off by whoever brings Redis down. Counted
here, each process allows the limit once more: that much is lost, and nothing else.
"""

import asyncio
import threading
import time
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from redis import asyncio as aredis
from redis.exceptions import RedisError

from tenants import keys, wires

REMEMBERED = 50_000
AWAY = (RedisError, OSError, TimeoutError)


@dataclass(frozen=True, slots=True)
class Count:
    """``used`` in the window that began with the first use; ``rest_ms`` until it ends."""

    used: int
    rest_ms: int


class _Here:
    """Counts of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._windows: dict[str, tuple[float, int]] = {}

    def count(self, key: str, seconds: int) -> Count:
        now = time.monotonic()
        with self._lock:
            ends, used = self._windows.get(key, (0.0, 0))
            if ends <= now:
                ends, used = now + seconds, 0
            if len(self._windows) >= REMEMBERED:
                self._windows = {k: kept for k, kept in self._windows.items() if kept[0] > now}
            self._windows[key] = ends, used + 1
        return Count(used + 1, int((ends - now) * 1000))

    def claim(self, key: str, owner: str, seconds: int) -> bool:
        """The first owner's count is 1; another's claim counts under a name of its own."""
        mine = f"{key}:{owner}"
        if self.count(key, seconds).used == 1:
            self.count(mine, seconds)
            return True
        with self._lock:
            return self._windows.get(mine, (0.0, 0))[0] > time.monotonic()

    def forget(self, key: str) -> None:
        with self._lock:
            self._windows.pop(key, None)

    def clear(self) -> None:
        with self._lock:
            self._windows.clear()


_here = _Here()
_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, aredis.Redis] = WeakKeyDictionary()


def count(name: str, seconds: int) -> Count:
    """Count one more use of ``name`` for the bound tenant."""
    key = _key(name)
    if not wires.resting.is_on:
        try:
            return _read(_steps(wires.client().pipeline(), key, seconds).execute())
        except AWAY as error:
            wires.resting.begin(error)
    return _here.count(key, seconds)


async def acount(name: str, seconds: int) -> Count:
    """``count`` from asynchronous code."""
    key = _key(name)
    if not wires.resting.is_on:
        try:
            async with asyncio.timeout(1), _client().pipeline() as pipe:
                return _read(await _steps(pipe, key, seconds).execute())
        except AWAY as error:
            wires.resting.begin(error)
    return _here.count(key, seconds)


def count_here(name: str, seconds: int) -> Count:
    """``count`` in this process alone, which takes no time."""
    return _here.count(_key(name), seconds)


async def aclaim(name: str, owner: str, seconds: int) -> bool:
    """Whether ``name`` is ``owner``'s for the bound tenant: it stays with whoever came first."""
    key = _key(name)
    if not wires.resting.is_on:
        try:
            async with asyncio.timeout(1):
                first = await _client().set(key, owner, nx=True, get=True, ex=seconds)
            return first is None or first == owner.encode()
        except AWAY as error:
            wires.resting.begin(error)
    return _here.claim(key, owner, seconds)


def forget(name: str) -> None:
    """Begin again at the next use."""
    key = _key(name)
    _here.forget(key)
    if not wires.resting.is_on:
        try:
            wires.client().delete(key)
        except AWAY as error:
            wires.resting.begin(error)


def clear() -> None:
    """Forget what this process counted, and that Redis was away: between tests."""
    _here.clear()
    wires.resting.end()


async def close() -> None:
    """Close this event loop's connection: at shutdown, and between tests."""
    client = _clients.pop(asyncio.get_running_loop(), None)
    if client is not None:
        await client.aclose()


def _key(name: str) -> str:
    return f"{keys.owner()}:count:{name}"


def _steps(pipe: Any, key: str, seconds: int) -> Any:
    pipe.set(key, 0, nx=True, ex=seconds)
    pipe.incr(key)
    pipe.pttl(key)
    return pipe


def _read(answers: list[Any]) -> Count:
    _, used, rest_ms = answers
    return Count(int(used), max(int(rest_ms), 0))


def _client() -> aredis.Redis:
    loop = asyncio.get_running_loop()
    if loop not in _clients:
        _clients[loop] = wires.aclient()
    return _clients[loop]
