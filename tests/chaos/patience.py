"""No wait of a run is without an end: what takes too long is told, with what was waited for."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from types import FrameType

from embedded.problem import Problem

# The event loop of visitors, agents and kills; what blocks it on purpose takes milliseconds.
STANDSTILL_SECONDS = 90.0


class Standstill(RuntimeError):
    """The run's own event loop stood still: its times would say nothing about the product."""


@contextlib.asynccontextmanager
async def patience(seconds: float, what: str) -> AsyncIterator[None]:
    """Raise a Problem that says ``what`` when the block is not done within ``seconds``."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise Problem(f"{what} after {seconds:.0f} s.") from None


@contextlib.contextmanager
def no_standstill(seconds: float = STANDSTILL_SECONDS) -> Iterator[Callable[[], None]]:
    """Raise ``Standstill`` where the main thread is when ``tick`` is not called for so long."""

    def tick() -> None:
        signal.setitimer(signal.ITIMER_REAL, seconds)

    def stop(_signum: int, _frame: FrameType | None) -> None:
        raise Standstill(f"Nothing but this happened for {seconds:g} s.")

    before = signal.signal(signal.SIGALRM, stop)
    try:
        yield tick
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
