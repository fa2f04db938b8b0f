"""Who holds a line to this process, so that a process that ends can let them go one by one."""

import asyncio
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from weakref import WeakKeyDictionary

# Told to leave, a guest ends its line soon. Must not wait.
Farewell = Callable[[], None]

RESTARTING = 1012
# Between two farewells, unless there are too many for the time that is left.
PAUSE_SECONDS = 0.05
# Those that left together come back at moments of their own.
RETURN_MS = 1000

_guests: WeakKeyDictionary[asyncio.AbstractEventLoop, set[Farewell]] = WeakKeyDictionary()


@contextmanager
def guest(farewell: Farewell) -> Iterator[None]:
    """Have ``farewell`` called when this process is about to end."""
    arrive(farewell)
    try:
        yield
    finally:
        depart(farewell)


def arrive(farewell: Farewell) -> None:
    """``guest`` for one who must ``depart``: of a block, each open socket would keep the parts."""
    _guests.setdefault(asyncio.get_running_loop(), set()).add(farewell)


def depart(farewell: Farewell) -> None:
    _guests.get(asyncio.get_running_loop(), set()).discard(farewell)


def retry_after_ms() -> int:
    """How long one who is sent away should wait before coming back."""
    return random.randrange(RETURN_MS)  # noqa: S311 - spreads load, guards nothing


async def let_go(within: float) -> int:
    """Tell every guest of this event loop to leave, spread over at most ``within`` seconds.

    At once, thousands of browsers would knock at the other processes in the same moment.
    Returns how many were told.
    """
    leaving = list(_guests.get(asyncio.get_running_loop(), ()))
    random.shuffle(leaving)
    for farewell in leaving:
        farewell()
        await asyncio.sleep(min(PAUSE_SECONDS, within / len(leaving)))
    return len(leaving)
