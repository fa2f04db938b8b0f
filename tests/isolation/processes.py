"""Two processes at once with agents of every company: what passes between them, Redis brings.

An event loop has a hub of its own, as a process does, and leaves out what it said itself. So what
one hub does with another's words shows only where there are two.
"""

import asyncio

from asgiref.sync import sync_to_async

from helpdesk.inbox import tickets
from tests.isolation import rows
from tests.isolation.listening import LISTENING, SILENCE, Line, hang_up
from tests.isolation.sinks import Record
from tests.isolation.world import World


async def agents(world: World, record: Record) -> list[Line]:
    """An agent's socket of each company, all connected before the first speaks."""
    lines = [Line(world[letter], "/ws/inbox", record, world[letter].keys.owner) for letter in "abc"]
    for line in lines:
        await line.connect()
    for line in lines:
        ticket = await sync_to_async(_ticket)(line)
        await line.send({"type": "hello", "ticket": ticket})
    await _hear(lines, 4 * SILENCE)
    return lines


async def between(world: World, record: Record) -> None:
    """They listen here, while colleagues of theirs type in another process."""
    lines = await agents(world, record)
    await asyncio.to_thread(asyncio.run, _elsewhere(world, record))
    await _hear(lines, LISTENING)
    for line in lines:
        await line.close()


async def _elsewhere(world: World, record: Record) -> None:
    try:
        lines = await agents(world, record)
        for line in lines:
            typing = {"type": "typing", "conversation": rows.TWIN, "on": True, "mode": "reply"}
            await line.send(typing)
        await _hear(lines, SILENCE)
        for line in lines:
            await line.close()
    finally:
        await hang_up()


async def _hear(lines: list[Line], seconds: float) -> None:
    await asyncio.gather(*(line.hear(seconds) for line in lines))


def _ticket(line: Line) -> str:
    with line.side.company.bound():
        return tickets.issue(line.side.keys.owner)
