"""One customer's message told to every agent who watches: until the last of them has it.

All sockets are at one web process. The floor stores the text by one INSERT and writes it to a set
of sockets of a bare ASGI application, one after the other.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from statistics import median
from uuid import uuid4

import uvloop

from bench import floor_sockets
from bench.people import (
    BODY,
    FREE,
    Place,
    agent_session,
    close_all,
    dial_inbox,
    message,
    visitors,
)
from bench.rows import Goal, Row, Run
from bench.servers import FLOOR, OURS, web
from bench.wire import Wire, dial
from bench.workspace import workspace

WATCHERS = (100, 1000)
MESSAGES = 15
GOALS = {100: Goal(at_most=3), 1000: Goal(at_most=3)}

Dial = Callable[[type[Wire]], Awaitable[Wire]]
Say = Callable[[], Awaitable[None]]


class Crowd:
    """Counts those who do not yet have the message that is under way."""

    def __init__(self) -> None:
        self._left = 0
        self._complete = asyncio.Event()

    def expect(self, count: int) -> None:
        self._left = count
        self._complete.clear()

    async def complete(self) -> None:
        async with asyncio.timeout(30):
            await self._complete.wait()

    def ear(self) -> type[Wire]:
        """A socket that counts what it hears, and keeps it only until it is open."""
        crowd = self

        class Ear(Wire):
            def arrived(self, frame: bytes | None) -> None:
                if frame is not None and (b'"moved"' in frame or b'"send"' in frame):
                    crowd._left -= 1
                    if crowd._left == 0:
                        crowd._complete.set()
                else:
                    super().arrived(frame)

        return Ear


def measure(run: Run) -> Iterator[Row]:
    floor_sockets.prepare()
    with workspace("fanout") as tenant, web(OURS, 1, FREE) as ours, web(FLOOR) as bottom:
        place = Place.of(tenant)
        (visitor,), session = visitors(place, 1), agent_session(place)

        async def ours_say(wire: Wire) -> None:
            await wire.tell(message(), "ack")

        async def floor_say(wire: Wire) -> None:
            frame = {"type": "send", "cid": str(uuid4()), "room": 1, "body": BODY}
            await wire.tell(frame, "ack")

        async def both(count: int) -> list[tuple[float, float]]:
            mouth = await visitor.dial(ours[0].port)
            low = await dial(bottom[0].port, "/say", {"Host": "floor"})
            crowds = Crowd(), Crowd()
            ears = [
                await dial(bottom[0].port, "/hear", {"Host": "floor"}, crowds[0].ear())
                for _ in range(count)
            ] + [
                await dial_inbox(place, ours[0].port, session, crowds[1].ear())
                for _ in range(count)
            ]
            pairs = []
            for _ in range(run.rounds + 1):
                down = await _last(lambda: floor_say(low), crowds[0], count)
                pairs.append((down, await _last(lambda: ours_say(mouth), crowds[1], count)))
            close_all([mouth, low, *ears])
            return pairs[1:]

        for count in WATCHERS:
            pairs = uvloop.run(both(count))
            yield Row(
                f"message_to_{count}_agents",
                ours=[pair[1] for pair in pairs],
                floor=[pair[0] for pair in pairs],
                goal=GOALS[count],
                note="the last one to hear of it",
            )


async def _last(say: Say, crowd: Crowd, count: int) -> float:
    """The median of some messages: milliseconds from the send to the last who hears."""
    took = []
    for _ in range(MESSAGES):
        crowd.expect(count)
        began = time.perf_counter()
        await say()
        await crowd.complete()
        took.append(time.perf_counter() - began)
    return median(took) * 1000
