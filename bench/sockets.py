"""What an open socket costs while nothing happens, and how fast all of them come back.

Visitors' sockets, each with its own conversation open, against bare ASGI sockets. Memory is the
growth of the web process's own pages; a storm is everybody who dials, says hello and has read
their log again after the process lost them all.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator

import uvloop

from bench import floor_sockets
from bench.people import Place, Visitor, close_all, visitors
from bench.rows import Goal, Row, Run
from bench.servers import FLOOR, OURS, Web, web
from bench.wire import Wire, dial
from bench.workspace import workspace

SOCKETS, QUICK_SOCKETS = 1000, 300
# So many dial at once: a server that answers slowly is waited for, as browsers do.
AT_ONCE = 50
IDLE_SECONDS = 6.0

Figures = dict[str, float]
UNITS = {"idle_socket_memory": "KiB", "idle_sockets_processor": "%", "reconnect_storm": "s"}
GOALS = {"idle_socket_memory": Goal(at_most=1.35), "reconnect_storm": Goal()}
NOTES = {
    "idle_socket_memory": "for each of the sockets",
    "idle_sockets_processor": "of one core, all of them idle",
}


def measure(run: Run) -> Iterator[Row]:
    floor_sockets.prepare()
    count = QUICK_SOCKETS if run.quick else SOCKETS
    with workspace("sockets") as tenant:
        cast = visitors(Place.of(tenant), count)
        pairs = [_round(cast) for _ in range(2 if run.quick else 3)]
    for key, unit in UNITS.items():
        yield Row(
            f"{key}_{count}",
            ours=[ours[key] for _, ours in pairs],
            floor=[max(low[key], 0.01) for low, _ in pairs],
            unit=unit,
            goal=GOALS.get(key, Goal()),
            note=NOTES.get(key, ""),
        )


def _round(cast: list[Visitor]) -> tuple[Figures, Figures]:
    """Both sides, each in a process that is new: memory that was once used does not return."""
    with web(FLOOR) as (process,):

        async def bare(_at: int) -> Wire:
            wire = await dial(process.port, "/say", {"Host": "floor"})
            await wire.tell({"type": "ping"}, "pong")
            return wire

        low = uvloop.run(_figures(process, bare, len(cast)))
    with web(OURS) as (process,):

        async def visit(at: int) -> Wire:
            return await cast[at].dial(process.port)

        return low, uvloop.run(_figures(process, visit, len(cast)))


async def _figures(process: Web, one: Callable[[int], Awaitable[Wire]], count: int) -> Figures:
    # What a process loads at first use is not the sockets'.
    close_all(await _dial(one, AT_ONCE))
    await asyncio.sleep(1)
    before = process.resident_kib()
    wires = await _dial(one, count)
    memory = (process.resident_kib() - before) / count
    used = process.cpu_seconds()
    await asyncio.sleep(IDLE_SECONDS)
    idle = (process.cpu_seconds() - used) / IDLE_SECONDS * 100
    close_all(wires)
    began = time.perf_counter()
    back = await _dial(one, count)
    storm = time.perf_counter() - began
    close_all(back)
    return {
        "idle_socket_memory": memory,
        "idle_sockets_processor": idle,
        "reconnect_storm": storm,
    }


async def _dial(one: Callable[[int], Awaitable[Wire]], count: int) -> list[Wire]:
    turns = asyncio.Semaphore(AT_ONCE)

    async def in_turn(at: int) -> Wire:
        async with turns:
            return await one(at)

    return list(await asyncio.gather(*map(in_turn, range(count))))
