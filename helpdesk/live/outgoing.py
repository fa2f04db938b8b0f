"""Hints on their way to the other processes, for which nobody waits."""

import asyncio
import logging
from collections import deque
from contextvars import Context
from typing import Any

import orjson
from redis import asyncio as aredis
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import RedisError

from tenants import wires

logger = logging.getLogger(__name__)

WITHIN_SECONDS = 1.0
# After a batch of several: to publish every few messages took a busy process a fifth of its time.
PAUSE_SECONDS = 0.005
# More would be late anyway: Redis is away, and listeners elsewhere poll.
HINTS_KEPT = 10_000
WHISPERS_KEPT = 1_000

Frame = dict[str, Any]
# "m": [[conversation, head], …]; "w": [[conversation, whisper], …], "n" and "d": the same for those
# nearby only, for inboxes only; "p": the process that says so.
Wire = dict[str, Any]


class Outgoing:
    """Publishes in batches: while one is under way the next gathers.

    Of each conversation only the latest head goes out, so a burst of messages costs less than
    a command each. A batch that Redis does not take within a second is dropped.
    """

    def __init__(self, redis: aredis.Redis, *, mark: str) -> None:
        # A connection of its own. Pool and pipeline take twice the time of what they carry.
        self._line: AbstractConnection = redis.connection_pool.make_connection()  # type: ignore[no-untyped-call]
        self._mark = mark
        self._heads: dict[tuple[str, int], int] = {}
        self._whispers: deque[tuple[str, str, int, Frame]] = deque(maxlen=WHISPERS_KEPT)
        self._some = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def moved(self, schema: str, conversation_id: int, head: int) -> None:
        place = (schema, conversation_id)
        if len(self._heads) < HINTS_KEPT:
            self._heads[place] = max(head, self._heads.get(place, 0))
        self._wake()

    def whispered(self, schema: str, conversation_id: int, frame: Frame, *, to: str = "w") -> None:
        self._whispers.append((schema, to, conversation_id, frame))
        self._wake()

    async def close(self) -> None:
        """Send what is left, and end."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        await self._line.disconnect()

    def _wake(self) -> None:
        self._some.set()
        if self._task is None:
            self._task = asyncio.create_task(self._run(), context=Context())

    async def _run(self) -> None:
        try:
            while True:
                await self._some.wait()
                self._some.clear()
                if await self._send() > 1:
                    await asyncio.sleep(PAUSE_SECONDS)
        finally:  # also when the event loop lives for one request only
            await self._send()

    async def _send(self) -> int:
        """Returns how many hints went out."""
        gathered = len(self._heads) + len(self._whispers)
        by_tenant = self._take()
        if not by_tenant:
            return 0
        commands = [
            ("PUBLISH", wires.live_channel(schema), orjson.dumps(wire))
            for schema, wire in by_tenant.items()
        ]
        try:
            async with asyncio.timeout(WITHIN_SECONDS):
                await self._line.retry.call_with_retry(
                    lambda: self._publish(commands), self._hang_up
                )
        except (RedisError, OSError, TimeoutError) as error:
            await self._hang_up(error)
            logger.warning("hints lost: %s", error)
        return gathered

    async def _publish(self, commands: list[tuple[str, str, bytes]]) -> None:
        await self._line.send_packed_command(self._line.pack_commands(commands))
        for _ in commands:
            await self._line.read_response()

    async def _hang_up(self, _error: Exception) -> None:
        """An answer that was not read would be taken for the next one's."""
        await self._line.disconnect(nowait=True)

    def _take(self) -> dict[str, Wire]:
        """What has gathered, by tenant."""
        by_tenant: dict[str, Wire] = {}

        def of(schema: str) -> Wire:
            return by_tenant.setdefault(schema, {"p": self._mark, "m": [], "w": [], "d": []})

        for (schema, conversation_id), head in self._heads.items():
            of(schema)["m"].append((conversation_id, head))
        for schema, to, conversation_id, frame in self._whispers:
            of(schema)[to].append((conversation_id, frame))
        self._heads.clear()
        self._whispers.clear()
        return by_tenant
