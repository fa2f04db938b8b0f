"""The socket of a visitor: reads frames, answers each, and lets a pump bring the log.

The frames are described in docs/protocol.md. A frame that cannot be read is refused by name and
the conversation goes on.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied

from helpdesk.conversations.models import Conversation
from helpdesk.live import hints, leaving
from helpdesk.live.consumer import LiveConsumer
from helpdesk.widget import doors, recognising, speaking
from helpdesk.widget.epoch import aepoch
from helpdesk.widget.frames import BadFrame, Frame, client_id, parse
from helpdesk.widget.pump import Pump
from helpdesk.widget.recognising import Recognised
from helpdesk.widget.refusals import DATABASE_TROUBLE, DETAILS, KNOWN, refusal
from helpdesk.widget.sessions import Visit
from helpdesk.widget.speaking import Own
from helpdesk.widget.standing import is_welcome
from tenants import origins
from tenants.context import current_schema
from tenants.limits import TooFast
from tenants.lingering import linger
from tenants.serving import still_served
from tenants.signing import BadToken

HELLO_WITHIN = 15.0
SOCKETS_PER_VISITOR = 8

BAD_TOKEN, NOT_HERE, TRY_LATER, OUR_FAULT = 4401, 4403, 1013, 1011

# Open sockets of this process by tenant and visitor.
_open: Counter[tuple[str, int]] = Counter()


class WidgetConsumer(LiveConsumer):
    """One browser tab. Says hello with its token, then speaks in one conversation at a time."""

    visit: Visit | None = None
    conversation: Own | None = None
    pump: Pump | None = None
    impatience: asyncio.Task[None] | None = None

    def __init__(self) -> None:
        super().__init__()
        self.greeting = asyncio.Lock()

    async def connect(self) -> None:
        await self.accept()
        try:
            if not await doors.may_enter(origins.header(self.scope, b"origin"), self._host):
                await self.bye(NOT_HERE, "The chat may not be shown on this site.")
        except DATABASE_TROUBLE:
            await self.bye(TRY_LATER, "We cannot look this up now.", leaving.retry_after_ms())
        # From here on it is the browser that keeps us waiting.
        self.impatience = asyncio.create_task(self._expect_hello())

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.is_closed:
            return
        try:
            if text_data is None:
                raise BadFrame("Send text frames, not binary ones.", code="not_text")
            await self._handle(parse(text_data))
        except BadToken as error:
            await self.bye(BAD_TOKEN, str(error))
        except KNOWN as error:
            refused = refusal(error).as_dict()
            await self.tell({"type": "nack", "cid": client_id(text_data), **refused})
            if isinstance(error, TooFast):
                await linger(error)  # the next frame stays unread meanwhile

    async def disconnect(self, code: int) -> None:
        self._be_patient()
        self._leave()

    async def _handle(self, frame: Frame) -> None:
        if frame.type == "ping":
            await self.tell({"type": "pong"})
        elif frame.type == "hello":
            await self._greet(frame)
        elif self.visit is None:
            raise BadToken("Say hello first.")
        elif handler := self._handlers().get(frame.type):
            if await self._stands():
                await handler(self.visit, frame)
        else:
            raise BadFrame(f"There is no frame of type {frame.type!r}.")

    def _handlers(self) -> dict[str, Callable[[Visit, Frame], Awaitable[None]]]:
        return {
            "start": self._start,
            "send": self._send,
            "do": self._do,
            "resume": self._resume,
            "typing": self._typing,
            "seen": self._seen,
        }

    async def _greet(self, frame: Frame) -> None:
        """Who cannot be greeted now comes back; on an open line nobody would say hello again."""
        async with self.greeting:
            try:
                await self._hello(frame)
            except DATABASE_TROUBLE:
                await self.bye(TRY_LATER, DETAILS["busy"], leaving.retry_after_ms())

    async def _hello(self, frame: Frame) -> None:
        after, name = frame.whole("after", default=0), frame.text("conversation", required=False)
        who = await self._recognise(frame.text("token", limit=1000), name)
        if who is None or not await self._be(who.visit):
            return
        conversation = who.own if name else None
        if frame.content.get("epoch", who.epoch) != who.epoch or after > _head_of(conversation):
            after = 0  # numbers of another life of the database
        await self._welcome(who.visit, conversation, who.epoch)
        self._turn_to(conversation, after)

    async def _welcome(self, visit: Visit, conversation: Own | None, epoch: str) -> None:
        await self.tell(
            {
                "type": "welcome",
                "contact": visit.public_id,
                "conversation": conversation.public_id if conversation else None,
                "head": _head_of(conversation),
                "epoch": epoch,
            }
        )

    async def go_on(self) -> None:
        """The open conversation was merged: under its name the browser goes on in the other."""
        if self.visit is None or self.conversation is None:
            return
        conversation = await speaking.own(self.visit, self.conversation.public_id)
        await self._welcome(self.visit, conversation, conversation.life(await aepoch()))
        self._turn_to(conversation, 0)

    async def _recognise(self, token: str, name: str) -> Recognised | None:
        try:
            return await recognising.recognise(token, name)
        except PermissionDenied:
            await self.bye(NOT_HERE, DETAILS["blocked"])
            return None

    async def _start(self, visit: Visit, frame: Frame) -> None:
        conversation = await speaking.start(visit, frame)
        key = frame.text("key")
        await self.tell({"type": "started", "key": key, "conversation": conversation.public_id})
        self._turn_to(conversation, 0)

    async def _send(self, visit: Visit, frame: Frame) -> None:
        posted = await speaking.say(visit, self._here(), frame)
        await self.tell({"type": "ack", "cid": frame.text("cid"), "seq": posted.seq})

    async def _do(self, visit: Visit, frame: Frame) -> None:
        cid = str(frame.uuid("cid"))
        await speaking.act(visit, self._here(), frame)
        await self.tell({"type": "ack", "cid": cid, "seq": None})

    # The next three need no answer, so they are ignored before there is a conversation.

    async def _resume(self, _visit: Visit, frame: Frame) -> None:
        if self.pump is not None:
            self.pump.rewind(frame.whole("after"))

    async def _typing(self, _visit: Visit, frame: Frame) -> None:
        said = {"type": "typing", "who": "contact", "name": "", "on": frame.flag("on")}
        if self.conversation is not None:
            hints.whisper_here(self.conversation.id, said)

    async def _seen(self, visit: Visit, frame: Frame) -> None:
        seen = Frame({"action": "seen", "upto": frame.whole("upto")})
        if self.conversation is not None:
            await speaking.act(visit, self.conversation, seen)

    def _here(self) -> Own:
        if self.conversation is None:
            raise Conversation.DoesNotExist
        return self.conversation

    async def _be(self, visit: Visit) -> bool:
        """Take up the visit, unless this visitor has too many sockets open."""
        self._leave()
        place = (current_schema(), visit.contact_id)
        if _open[place] >= SOCKETS_PER_VISITOR:
            await self.bye(TRY_LATER, "Too many tabs are open.", retry_after_ms=10_000)
            return False
        self._be_patient()
        _open[place] += 1
        self.visit, self._place = visit, place
        return True

    def _leave(self) -> None:
        self._turn_to(None, 0)
        if self.visit is not None:
            self.visit = None
            _open[self._place] -= 1
            if not _open[self._place]:
                del _open[self._place]

    def _turn_to(self, conversation: Own | None, after: int) -> None:
        if self.pump is not None:
            self.pump.stop()
        self.conversation, self.pump = conversation, None
        if conversation is not None:
            self.pump = Pump(conversation, after, self)

    async def check(self) -> None:
        """Say goodbye when this socket may hear no more; the pump asks on every poll."""
        if not await self._stands() or self.visit is None:
            return
        if not await is_welcome(self.visit.contact_id, _listening):
            await self.bye(NOT_HERE, DETAILS["blocked"])

    async def _stands(self) -> bool:
        """Whether token and workspace still hold; says goodbye when one does not."""
        if self.visit is None or self.visit.until < time.time():
            await self.bye(BAD_TOKEN, "The token has expired.")
        elif not await still_served():
            await self.bye(NOT_HERE, "This workspace is not served any more.")
        return not self.is_closed

    async def tell(self, frame: dict[str, Any]) -> None:
        """Send, and give up on a browser that does not read."""
        await self.tell_text(orjson.dumps(frame).decode())

    async def tell_text(self, text: str) -> None:
        """The same for a frame that is written already."""
        try:
            await self.send_text(text)
        except TimeoutError:
            await self.close(TRY_LATER)

    async def give_up(self) -> None:
        """Something broke here; the browser comes back on a new socket."""
        await self.close(OUR_FAULT)

    async def _expect_hello(self) -> None:
        await asyncio.sleep(HELLO_WITHIN)
        async with self.greeting:  # one that we are looking up came in time
            if self.visit is None:
                await self.bye(BAD_TOKEN, "Say hello within 15 seconds.")

    def _be_patient(self) -> None:
        if self.impatience is not None:
            self.impatience.cancel()
            self.impatience = None

    @property
    def _host(self) -> str:
        return origins.header(self.scope, b"host") or ""


def _head_of(conversation: Own | None) -> int:
    return conversation.head if conversation else 0


def _listening() -> list[int]:
    """Whose sockets are open in this process, for the bound workspace."""
    schema = current_schema()
    return [contact for place, contact in _open if place == schema]
