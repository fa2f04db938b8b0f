"""One question to the database for all sockets of a workspace that ask at the same moment."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from tenants.context import current_schema

Q = TypeVar("Q")
A = TypeVar("A")

# One tick of the hub wakes every socket; all of them ask within this time.
GATHER_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class _Round(Generic[Q, A]):
    """The question that is being gathered for one tenant, and the answer to come."""

    wanted: set[Q]
    answer: asyncio.Task[A]


class Gathering(Generic[Q, A]):
    """Answers what many ask by one call of ``read`` with all that they ask."""

    def __init__(self, read: Callable[[set[Q]], Awaitable[A]]) -> None:
        self._read = read
        # Rounds that still take questions, by event loop and schema.
        self._open: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, _Round[Q, A]]] = (
            WeakKeyDictionary()
        )

    async def ask(self, question: Q) -> A:
        """The answer to all questions of the round, as of now.

        What was committed before the call is seen: a round is read after it is closed to
        newcomers.
        """
        rounds = self._open.setdefault(asyncio.get_running_loop(), {})
        schema = current_schema()
        if schema not in rounds:
            wanted: set[Q] = set()
            rounds[schema] = _Round(wanted, asyncio.create_task(self._answer(schema, wanted)))
        here = rounds[schema]
        here.wanted.add(question)
        # A socket that closes must not take the answer from the others.
        return await asyncio.shield(here.answer)

    async def _answer(self, schema: str, wanted: set[Q]) -> A:
        try:
            await asyncio.sleep(GATHER_SECONDS)
        finally:
            del self._open[asyncio.get_running_loop()][schema]
        return await self._read(wanted)
