"""One customer's message told to every agent who watches: until the last of them has it.

All sockets are at one web process. The floor stores the text by one INSERT and writes it to a set
of sockets of a bare ASGI application, one after the other.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from statistics import median
from typing import Protocol
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
        sides = Bottom(bottom[0].port), Ours(place, ours[0].port)
        for count in WATCHERS:
            pairs = uvloop.run(_both(run, sides, count))
            yield Row(
                f"message_to_{count}_agents",
                ours=[pair[1] for pair in pairs],
                floor=[pair[0] for pair in pairs],
                goal=GOALS[count],
                note="the last one to hear of it",
            )


class Side(Protocol):
    """Where somebody speaks and others listen."""

    async def mouth(self) -> Wire: ...

    async def ear(self, make: type[Wire]) -> Wire: ...

    async def say(self, wire: Wire) -> None: ...


class Bottom:
    """The floor's sockets."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def mouth(self) -> Wire:
        return await dial(self._port, "/say", {"Host": "floor"})

    async def ear(self, make: type[Wire]) -> Wire:
        return await dial(self._port, "/hear", {"Host": "floor"}, make)

    async def say(self, wire: Wire) -> None:
        await wire.tell({"type": "send", "cid": str(uuid4()), "room": 1, "body": BODY}, "ack")


class Ours:
    """A visitor, and an agent in as many browsers as are wanted."""

    def __init__(self, place: Place, port: int) -> None:
        self._place, self._port = place, port
        (self._visitor,), self._session = visitors(place, 1), agent_session(place)

    async def mouth(self) -> Wire:
        return await self._visitor.dial(self._port)

    async def ear(self, make: type[Wire]) -> Wire:
        return await dial_inbox(self._place, self._port, self._session, make)

    async def say(self, wire: Wire) -> None:
        await wire.tell(message(), "ack")


async def _both(run: Run, sides: tuple[Side, Side], count: int) -> list[tuple[float, float]]:
    crowds = [Crowd(), Crowd()]
    mouths = [await side.mouth() for side in sides]
    ears = [
        await side.ear(crowd.ear())
        for side, crowd in zip(sides, crowds, strict=True)
        for _ in range(count)
    ]
    rounds = []
    for _ in range(run.rounds + 1):
        took = [
            await _last(partial(side.say, mouth), crowd, count)
            for side, mouth, crowd in zip(sides, mouths, crowds, strict=True)
        ]
        rounds.append((took[0], took[1]))
    close_all([*mouths, *ears])
    return rounds[1:]


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
