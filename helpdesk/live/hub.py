"""Fan-out inside a process, and its one Redis subscription.

A hint says only that a conversation's head moved; sockets then read the log from the database
by cursor. A lost hint costs one poll (``POLL_SECONDS``), never a message.
"""

import asyncio
import logging
import random
import secrets
from collections.abc import Awaitable, Callable, Mapping
from contextvars import Context
from dataclasses import dataclass, field
from typing import Self
from weakref import WeakKeyDictionary

import orjson
from redis.exceptions import RedisError

from helpdesk.live.outgoing import Frame, Outgoing, Wire
from tenants import wires
from tenants.context import current_schema

logger = logging.getLogger(__name__)

POLL_SECONDS = 3.0
WHISPERS_KEPT = 64

# conversation None: every conversation of the tenant (the inbox).
Place = tuple[str, int | None]


@dataclass(eq=False, slots=True)
class Listener:
    """One socket's ear. Hints coalesce; whispers are dropped, oldest first, when late.

    Thousands rest in a process, so it holds nothing while there is no news. Hears something
    within ``with``, and is waited for by one task.
    """

    place: Place
    _all: "Listeners"
    _moved: dict[int, int] = field(default_factory=dict)
    _page: object = None
    _whispers: list[Frame] = field(default_factory=list)
    _poll: bool = False
    _is_woken: bool = False
    _waiting: asyncio.Future[None] | None = None

    def __enter__(self) -> Self:
        self._all.setdefault(self.place, set()).add(self)
        return self

    def __exit__(self, *_: object) -> None:
        self._all[self.place].discard(self)
        if not self._all[self.place]:
            del self._all[self.place]

    def moved(self, conversation_id: int, head: int, page: object = None) -> None:
        self._moved[conversation_id] = max(head, self._moved.get(conversation_id, 0))
        self._page = page
        self._wake()

    def whispered(self, conversation_id: int, frame: Frame) -> None:
        self._whispers.append({"conversation": conversation_id, **frame})
        del self._whispers[:-WHISPERS_KEPT]
        self._wake()

    def poll(self) -> None:
        self._poll = True
        self._wake()

    async def next(self) -> "News":
        """Wait for the next news; everything since the last call in one."""
        if not self._is_woken:
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting
        self._is_woken, self._waiting = False, None
        news = News(self._moved, self._whispers, self._poll, self._page)
        self._moved, self._whispers, self._poll, self._page = {}, [], False, None
        return news

    def _wake(self) -> None:
        self._is_woken = True
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)


Listeners = dict[Place, set[Listener]]


@dataclass(frozen=True, slots=True)
class News:
    """``moved``: conversation id → head. ``poll``: look yourself, a hint may have been lost.

    ``page``: what the last to write in this process wrote, for those who listen to one
    conversation and have read up to it.
    """

    moved: Mapping[int, int]
    whispers: list[Frame]
    poll: bool
    page: object = None


class Hub:
    """The listeners of one process (one event loop)."""

    def __init__(self) -> None:
        self._listeners: Listeners = {}
        self.redis = wires.aclient()
        self._tasks: list[asyncio.Task[None]] = []
        # Marks our own frames, so that Redis does not bring them back a second time.
        self._id = secrets.token_hex(8)
        self._outgoing = Outgoing(self.redis, mark=self._id)

    def listen(self, conversation_id: int | None) -> Listener:
        """``with`` it, hear of one conversation of the bound tenant, or of all (None)."""
        self._start()
        return Listener((current_schema(), conversation_id), self._listeners)

    def tell_moved(self, conversation_id: int, head: int, page: object = None) -> None:
        """Deliver here at once and, over Redis, in the other processes; ``page`` stays here.

        Agents first: who wrote it knows already, and each write to a socket delays what follows.
        """
        schema = current_schema()
        self._inboxes_moved(schema, conversation_id, head)
        self._outgoing.moved(schema, conversation_id, head)
        self._conversation_moved(schema, conversation_id, head, page)

    def whisper(self, conversation_id: int, frame: Frame) -> None:
        schema = current_schema()
        self._whispered((schema, conversation_id), conversation_id, frame)
        self._whispered((schema, None), conversation_id, frame)
        self._outgoing.whispered(schema, conversation_id, frame)

    def whisper_desk(self, conversation_id: int, frame: Frame) -> None:
        """The same for inboxes alone: a customer who has the conversation open hears nothing."""
        schema = current_schema()
        self._whispered((schema, None), conversation_id, frame)
        self._outgoing.whispered(schema, conversation_id, frame, to="d")

    def _inboxes_moved(self, schema: str, conversation_id: int, head: int) -> None:
        for listener in self._listeners.get((schema, None), ()):
            listener.moved(conversation_id, head)

    def _conversation_moved(
        self, schema: str, conversation_id: int, head: int, page: object = None
    ) -> None:
        for listener in self._listeners.get((schema, conversation_id), ()):
            listener.moved(conversation_id, head, page)

    def _whispered(self, place: Place, conversation_id: int, frame: Frame) -> None:
        for listener in self._listeners.get(place, ()):
            listener.whispered(conversation_id, frame)

    def wake_all(self) -> None:
        for listeners in list(self._listeners.values()):
            for listener in listeners:
                listener.poll()

    async def close(self) -> None:
        """Stop the background tasks: at shutdown, and between tests."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        await self._outgoing.close()
        await self.redis.aclose()

    def _start(self) -> None:
        if not self._tasks:
            self._tasks = [
                asyncio.create_task(_for_ever(self._receive), context=Context()),
                asyncio.create_task(_for_ever(self._tick), context=Context()),
            ]

    async def _receive(self) -> None:
        async with self.redis.pubsub(ignore_subscribe_messages=True) as subscription:
            await subscription.psubscribe("t:*:live")
            self.wake_all()  # what was said while we were deaf
            async for message in subscription.listen():
                wire = orjson.loads(message["data"])
                if wire.get("p") != self._id:
                    self._heard(message["channel"].decode().split(":")[1], wire)

    def _heard(self, schema: str, wire: Wire) -> None:
        for conversation_id, head in wire.get("m", ()):
            self._inboxes_moved(schema, conversation_id, head)
            self._conversation_moved(schema, conversation_id, head)
        for conversation_id, frame in [*wire.get("w", ()), *wire.get("d", ())]:
            self._whispered((schema, None), conversation_id, frame)
        for conversation_id, frame in [*wire.get("w", ()), *wire.get("n", ())]:
            self._whispered((schema, conversation_id), conversation_id, frame)

    async def _tick(self) -> None:
        await asyncio.sleep(POLL_SECONDS * random.uniform(0.8, 1.2))  # noqa: S311 - jitter
        self.wake_all()


async def _for_ever(step: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await step()
        except (RedisError, OSError) as error:
            logger.warning("live: %s; listeners poll meanwhile", error)
            await asyncio.sleep(1)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]
