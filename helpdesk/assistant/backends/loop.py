"""One event loop for each process, on a thread of its own, where all calls to models run.

A turn is synchronous and waits for its call; but only cancellation stops bytes that trickle in,
and connections can be kept open only in a loop that outlives the call. A new client for each call
measured 37 ms, most of it for reading certificates.
"""

import asyncio
import os
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from helpdesk.assistant.backends.contract import Hear, ModelUnavailable

T = TypeVar("T")
Say = Callable[[str], None]

# What is heard is passed on at most so often: each piece costs every listener a frame.
PACE_SECONDS = 0.04
# How much longer than its deadline a call may take to say that it is over.
GRACE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class _Running:
    process: int
    loop: asyncio.AbstractEventLoop


_running: _Running | None = None
_starting = threading.Lock()


def wait_for(work: Callable[[Say], Coroutine[Any, Any, T]], *, seconds: float, hear: Hear) -> T:
    """What ``work`` comes to within ``seconds``; ``hear`` gets what it says meanwhile.

    Raises ``ModelUnavailable`` when time is up, and whatever ``work`` or ``hear`` raises.
    """
    until = time.monotonic() + seconds
    said: SimpleQueue[str | None] = SimpleQueue()
    future = asyncio.run_coroutine_threadsafe(_within(seconds, work(said.put)), _loop())
    future.add_done_callback(lambda _done: said.put(None))
    try:
        for text in _paced(partial(_next, said), until + GRACE_SECONDS):
            hear(text)
        return future.result()
    finally:
        future.cancel()


async def _within(seconds: float, work: Coroutine[Any, Any, T]) -> T:
    try:
        async with asyncio.timeout(seconds):
            return await work
    except TimeoutError:
        raise ModelUnavailable(f"No complete answer within {seconds:.0f} s.") from None


def _paced(next_said: Callable[[float], str | None], until: float) -> Iterator[str]:
    """What is said, at once at first, then gathered. What is left at the end is not passed on."""
    gathered, due = "", 0.0
    while (said := next_said(due if gathered else until)) is not None:
        gathered += said
        now = time.monotonic()
        if gathered and now >= due:
            yield gathered
            gathered, due = "", now + PACE_SECONDS
        elif now >= until:
            raise ModelUnavailable("The call does not end.")


def _next(said: SimpleQueue[str | None], until: float) -> str | None:
    """The next thing said, "" when nothing was by then, None when all is said."""
    try:
        return said.get(timeout=max(0.0, until - time.monotonic()))
    except Empty:
        return ""


def _loop() -> asyncio.AbstractEventLoop:
    """This process's loop; a fork does not inherit the thread, so it begins its own."""
    global _running  # noqa: PLW0603 - one per process is the point
    with _starting:
        if _running is None or _running.process != os.getpid():
            loop = asyncio.new_event_loop()
            threading.Thread(target=loop.run_forever, name="models", daemon=True).start()
            _running = _Running(os.getpid(), loop)
        return _running.loop
