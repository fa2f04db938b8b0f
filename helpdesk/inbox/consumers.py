"""The inbox's socket: says which conversations moved; pages then read for themselves."""

import asyncio
import logging
from contextlib import suppress
from functools import lru_cache
from typing import Any

import django.db
import orjson
import psycopg

from helpdesk.inbox import sockets
from helpdesk.inbox.attendance import BEAT_SECONDS, SAID, Attendance
from helpdesk.inbox.sockets import Member, Watch
from helpdesk.live import hints, leaving
from helpdesk.live.consumer import LiveConsumer
from helpdesk.live.hub import Listener, News, hub
from helpdesk.notifying import reading
from helpdesk.notifying.presence import Doing
from helpdesk.routing import attending
from tenants import origins
from tenants.context import in_thread
from tenants.serving import still_served

LOGGED_OUT = 4401
REFUSED = 4403
TRY_AGAIN = 1013
OUR_FAULT = 1011
HELLO_WITHIN = 15.0
DATABASE_TROUBLE = (django.db.Error, psycopg.Error)

logger = logging.getLogger(__name__)


class InboxConsumer(LiveConsumer):
    """server → client: ``moved{conversations: {id: head}}``, ``present{conversation, people}``,
    ``whisper{…}``, ``pong``, and before it closes with 1012 or 1013
    ``bye{code, reason, retry_after_ms}``.

    client → server: ``hello{ticket}`` first, then ``at{conversation, doing}`` (null: nowhere),
    ``watch{conversations}`` (the rows shown), ``typing{conversation, on, mode}``,
    ``seen{conversation, upto}``, ``here`` (a sign of life), ``ping``. Ids are those of
    the pages' ``data-id``. Close codes: 4401 logged out, 4403 foreign page, 1012 this
    process ends, 1013 try again. docs/presence.md says more.
    """

    member: Member
    _pump: asyncio.Task[None] | None = None
    _impatience: asyncio.Task[None] | None = None

    def __init__(self) -> None:
        super().__init__()
        self._attendance = Attendance()

    async def connect(self) -> None:
        self._key = sockets.session_key(origins.header(self.scope, b"cookie") or "")
        await self.accept()
        host = origins.header(self.scope, b"host") or ""
        if origins.is_own(origins.header(self.scope, b"origin"), host):
            self._impatience = asyncio.create_task(self._expect_hello())
        else:
            await self.close(REFUSED)

    async def disconnect(self, code: int) -> None:
        await self._attendance.leave()
        for task in (self._impatience, self._pump):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """What is not a frame of ours is passed over; it does not end the socket."""
        frame = None
        with suppress(ValueError):
            frame = orjson.loads(text_data or "")
        try:
            await self._hear(frame)
        except DATABASE_TROUBLE as error:
            logger.warning("a frame of the inbox was not done: %s", error)
            await self._send_away()

    async def _hear(self, frame: object) -> None:
        if self._pump is not None:
            await self._do(frame)
        elif self._impatience is not None:
            await self._admit(frame)

    async def _admit(self, frame: object) -> None:
        """The first frame brings the ticket that the page was given."""
        self._stop_waiting()  # how long we take to look is no fault of the page
        found = None
        match frame:
            case {"type": "hello", "ticket": str(ticket)}:
                found = await in_thread(self._schema, sockets.admit, ticket, self._key)
        if found is None:
            await self.close(LOGGED_OUT)
            return
        self.member = found
        self._pump = asyncio.create_task(self._listen())

    def _stop_waiting(self) -> None:
        if self._impatience is not None:
            self._impatience.cancel()
            self._impatience = None

    async def _expect_hello(self) -> None:
        await asyncio.sleep(HELLO_WITHIN)
        self._impatience = None
        await self.close(LOGGED_OUT)

    async def _do(self, frame: object) -> None:
        match frame:
            case {"type": "ping"}:
                await self._tell({"type": "pong"})
            case {"type": "here"}:
                await in_thread(self._schema, attending.sign_of_life, self.member.id)
            case {"type": "seen", "conversation": int(conversation), "upto": int(upto)} if (
                bool not in (type(conversation), type(upto))  # to Python true is a number
            ):
                agent_id = self.member.id
                await in_thread(self._schema, reading.saw, agent_id, conversation, upto)
            case _:
                await self._attend(frame)

    async def _attend(self, frame: object) -> None:
        """Where the page is and what it does there: nothing that is kept."""
        if isinstance(frame, dict) and isinstance(frame.get("conversation"), bool):
            return  # to Python true is a number
        match frame:
            # A note is told to nobody: a page must say itself that it is a reply.
            case {
                "type": "typing",
                "mode": "reply",
                "conversation": int(conversation),
                "on": bool(on),
            }:
                said = {"type": "typing", "who": "agent", "name": self.member.name, "on": on}
                hints.whisper_here(conversation, said)
            case {"type": "at", "conversation": int(conversation), "doing": str(doing)} if (
                doing in SAID
            ):
                there = await self._attendance.be_at(self.member, conversation, Doing(doing))
                await self._tell(there)
            case {"type": "at", "conversation": None}:
                await self._attendance.leave()
            case {"type": "watch", "conversations": list(conversations)}:
                self._attendance.watch(conversations)

    async def _listen(self) -> None:
        """A socket that cannot hear any more is closed: the browser then comes back."""
        try:
            await self._tell_news()
            await self.close(LOGGED_OUT)
        except (*DATABASE_TROUBLE, TimeoutError) as error:
            logger.warning("a socket of the inbox went deaf: %s", error)
            await self._send_away()
        except Exception:  # left open, it would answer pings and tell nothing, for ever
            logger.exception("a socket of the inbox broke")
            await self.close(OUR_FAULT)

    async def _tell_news(self) -> None:
        """Until the agent is logged out or switched off."""
        watch = Watch()
        with hub().listen(None) as listener:
            await watch.changed()
            await self._tell({"type": "ready", "beat_ms": BEAT_SECONDS * 1000})
            while await self._pass_on(listener, watch):
                pass

    async def _pass_on(self, listener: Listener, watch: Watch) -> bool:
        """Forward the next news. False once the agent is logged out or switched off."""
        news = await listener.next()
        if news.poll and not await self._is_member():
            return False
        moved = {**news.moved, **(await watch.changed() if news.poll else {})}
        if moved:
            await self.send_text(_moved_text(tuple(sorted(moved.items()))))
        await self._whisper(news)
        return True

    async def _whisper(self, news: News) -> None:
        for frame in filter(self._attendance.is_for_us, news.whispers):
            await self._tell({"kind": frame.get("type", ""), **frame, "type": "whisper"})

    async def _send_away(self) -> None:
        """For a moment: not all who lose their line come back at once."""
        await self.bye(TRY_AGAIN, retry_after_ms=leaving.retry_after_ms())

    async def _tell(self, frame: dict[str, Any]) -> None:
        await self.send_text(orjson.dumps(frame).decode())

    async def _is_member(self) -> bool:
        if not await still_served():
            return False
        found = await sockets.still_member(self._key)
        if found is not None:
            self.member = found
        return found is not None

    @property
    def _schema(self) -> str:
        return str(self.scope["tenant"].schema)


@lru_cache(maxsize=64)
def _moved_text(moved: tuple[tuple[int, int], ...]) -> str:
    """The frame that all agents get who hear the same at the same time, written once."""
    heads = {str(conversation_id): head for conversation_id, head in moved}
    return orjson.dumps({"type": "moved", "conversations": heads}).decode()
