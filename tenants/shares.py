"""How much of a process one tenant may have at once, so that a flood waits behind itself alone.

Connections, threads and the interpreter are few and served in the order of asking: whoever asks
a thousand times has everybody else behind them. With a share, what a tenant asks beyond it waits
in a line of the tenant's own, and takes nobody's place meanwhile.
"""

import asyncio
from weakref import WeakKeyDictionary, WeakValueDictionary


class Line(asyncio.Semaphore):
    """Of one tenant in one event loop."""

    def take_now(self) -> bool:
        """A place, if one is free and nobody stands before us; ``release`` gives it back."""
        if self.locked():
            return False
        self._value -= 1
        return True


# By tenant.
Lines = WeakValueDictionary[str, Line]


class Share:
    """At most ``each`` at once for every tenant, counted by event loop.

        async with share.of(schema): ...

    Served in order of arrival. While a place is free, taking it suspends nothing: the quiet path
    pays two microseconds. A tenant's line is forgotten with the last who holds it.
    """

    def __init__(self, each: int) -> None:
        self.each = each
        self._lines: WeakKeyDictionary[asyncio.AbstractEventLoop, Lines] = WeakKeyDictionary()

    def of(self, schema: str) -> Line:
        """The line of one tenant in the running event loop."""
        loop = asyncio.get_running_loop()
        lines = self._lines.get(loop)
        if lines is None:
            lines = self._lines[loop] = WeakValueDictionary()
        line = lines.get(schema)
        if line is None:
            line = lines[schema] = Line(self.each)
        return line
