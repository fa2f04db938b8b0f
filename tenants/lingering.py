"""Be slow to hear again whoever is refused over and over, so that a flood costs others little.

A refusal costs its asker nothing, and us a turn of the one event loop that all tenants share: a
program that does not listen to "later" is refused a thousand times in a second, and each of its
frames and connections takes the interpreter from whatever makes a page just then. So a tenant is
refused at once so often in a second. Beyond that, what it asks stays in the network's buffers
until the time is over for which it was refused, a second at most.
"""

import asyncio
from typing import Final

from tenants import counting
from tenants.context import current_schema
from tenants.limits import TooFast
from tenants.shares import Share

# Refusals of a tenant for which nobody waits, in so many seconds of a process.
AT_ONCE, IN_SECONDS = 20, 1
LONGEST_SECONDS = 1.0
# Each of a tenant that waits holds a line. Beyond so many, to refuse is the cheaper thing.
MOST_WAITING = 500
_waiting: Final = Share(MOST_WAITING)


async def linger(error: TooFast) -> None:
    """Wait out what ``error`` says, if the bound tenant was refused often in this second."""
    line = _waiting.of(current_schema())
    if counting.count_here("refused", IN_SECONDS).used <= AT_ONCE or line.locked():
        return
    async with line:
        await asyncio.sleep(min(error.after_ms / 1000, LONGEST_SECONDS))
