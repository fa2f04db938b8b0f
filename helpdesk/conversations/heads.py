"""The heads of many conversations in one statement, when many sockets ask at the same time."""

import asyncio
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from helpdesk.conversations import log
from tenants.context import current_schema

# One tick of the hub wakes every socket; all of them ask within this time.
GATHER_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class _Round:
    """The question that is being gathered for one tenant, and the answer to come."""

    wanted: set[int]
    answer: asyncio.Task[dict[int, int]]


# Rounds that still take questions, by event loop and schema.
_open: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, _Round]] = WeakKeyDictionary()


async def ahead(conversation_id: int) -> int | None:
    """The head as of now, or None when the conversation is gone.

    What was committed before the call is seen: a round is read after it is closed to newcomers.
    """
    rounds = _open.setdefault(asyncio.get_running_loop(), {})
    schema = current_schema()
    if schema not in rounds:
        wanted: set[int] = set()
        rounds[schema] = _Round(wanted, asyncio.create_task(_read(rounds, schema, wanted)))
    here = rounds[schema]
    here.wanted.add(conversation_id)
    # A socket that closes must not take the answer from the others.
    return (await asyncio.shield(here.answer)).get(conversation_id)


async def _read(rounds: dict[str, _Round], schema: str, wanted: set[int]) -> dict[int, int]:
    try:
        await asyncio.sleep(GATHER_SECONDS)
    finally:
        del rounds[schema]
    return await log.aheads(list(wanted))
