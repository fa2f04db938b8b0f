"""The whole drive in one: everything of company B, while A and C are busy on equal keys."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from asgiref.sync import sync_to_async

from tests.isolation import (
    classification,
    driving,
    listening,
    marks,
    processes,
    scanning,
    working,
)
from tests.isolation.addressing import addresses, asked, twins
from tests.isolation.browsing import Caller
from tests.isolation.inventory import inventory
from tests.isolation.scanning import Leak
from tests.isolation.sinks import Record, recorded
from tests.isolation.world import World

BUSY = ("inbox/", "inbox/c/<public_id>/", "help/", "help/search/", "admin/conversations/contact/")
# Seconds. Without a pause the whole drive took 83 s, with it 51.
BETWEEN_PAGES = 0.25


@dataclass(frozen=True)
class Outcome:
    """What the drive met, and what the scan says of it."""

    record: Record
    found: list[Leak]
    marks: int

    def figures(self) -> dict[str, int]:
        names = {(kind, name) for kind, known in inventory().items() for name in known}
        classed = {(k, n) for k, known in classification.surfaces().items() for n in known}
        return {
            "surfaces": len(names),
            "classified": len(names & classed),
            "requests": self.record.count("body"),
            "frames": self.record.count("frame"),
            "entries": len(self.record.entries),
            "sinks": len(self.record.sinks),
            "canaries": self.marks,
            "leaks": len(self.found),
        }


async def drive(world: World, folder: Path) -> Outcome:
    """Sockets, pages, work and commands of B, with A and C under load, and the scan."""
    with recorded() as record:
        async with _busy(world, record):
            await driving.together(listening.talks(world, record), at_once=10)
            await processes.between(world, record)
            await driving.together(driving.reads(world, record))
            await sync_to_async(working.work)(world)
            await sync_to_async(working.keep_late_promises)(world)
            await sync_to_async(working.command)(world["b"], record, folder)
            await _read_what_came_of_it(world, record)
    return Outcome(record, scanning.leaks(record, world), len(marks.known()))


@asynccontextmanager
async def _busy(world: World, record: Record) -> AsyncIterator[None]:
    """A's and C's owners go round their pages, about as fast as people who are in a hurry.

    They are asked to end: a wire that waits for its application swallows a cancellation.
    """
    over = asyncio.Event()
    loads = [asyncio.create_task(_round(world, record, letter, over)) for letter in "ac"]
    try:
        yield
    finally:
        over.set()
        await asyncio.gather(*loads)


async def _round(world: World, record: Record, letter: str, over: asyncio.Event) -> None:
    side = world[letter]
    owner = Caller("owner", side, record, session=side.keys.owner)
    pages = addresses(twins(side))
    while not over.is_set():
        for pattern in BUSY:
            await owner.get(asked(pattern, pages[pattern]))
            await asyncio.sleep(BETWEEN_PAGES)


async def _read_what_came_of_it(world: World, record: Record) -> None:
    """The assistant's answers, as agents and customers of all three read them."""
    for side in world.sides.values():
        owner = Caller("owner", side, record, session=side.keys.owner)
        visitor = Caller("visitor", side, record, bearer=side.keys.visitor)
        await visitor.get("/widget/conversations")
        for page in ("/admin/assistant/turn/", "/admin/conversations/handoff/", "/inbox/"):
            await owner.get(page)
