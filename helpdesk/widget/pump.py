"""Bring a conversation's log to one socket, by cursor; hints only say when to look."""

import asyncio
import logging
from dataclasses import replace
from typing import Any, Protocol

from helpdesk.conversations import heads, pages
from helpdesk.conversations.log import LogPage
from helpdesk.conversations.models import Conversation
from helpdesk.live.hub import Listener, News, hub
from helpdesk.widget.refusals import DATABASE_TROUBLE
from helpdesk.widget.speaking import Own

logger = logging.getLogger(__name__)

PAGE = 100
# The fields of an answer that is still being written.
DELTA = ("type", "run", "about", "off", "text", "failed")
# Their place in line, and in how many minutes somebody comes.
QUEUE = ("type", "place", "low", "high")
SHOWN = {"delta": DELTA, "queue": QUEUE}


class Ear(Protocol):
    """The socket that a pump serves."""

    async def tell(self, frame: dict[str, Any]) -> None: ...

    async def tell_text(self, text: str) -> None: ...

    async def check(self) -> None: ...

    async def go_on(self) -> None: ...

    async def give_up(self) -> None: ...


class Pump:
    """A socket's cursor in one conversation, and the task that moves it."""

    __slots__ = ("_after", "_ear", "_listener", "_task", "conversation")

    def __init__(self, conversation: Own, after: int, ear: Ear) -> None:
        self.conversation = conversation
        self._after = after
        self._ear = ear
        self._listener: Listener | None = None
        self._task = asyncio.create_task(self._run())

    def stop(self) -> None:
        self._task.cancel()

    def rewind(self, after: int) -> None:
        """The browser missed something: send again what follows ``after``."""
        self._after = min(self._after, after)
        if self._listener is not None:
            self._listener.poll()

    async def _run(self) -> None:
        try:
            with hub().listen(self.conversation.id) as self._listener:
                # The first page tells the state, even when there is nothing to tell.
                news = News({self.conversation.id: self._after + 1}, [], poll=False)
                while True:
                    await self._tell(news)
                    if self._task.cancelling():
                        return  # the driver, itself cut off, made a database error of it
                    news = await self._listener.next()
        except Conversation.DoesNotExist:
            await self._ear.tell({"type": "nack", "cid": None, "code": "gone", "retry": False})
        except Exception:  # a socket whose pump died would stay open and hear nothing, for ever
            logger.exception("pump of conversation %s", self.conversation.id)
            await self._ear.give_up()

    async def _tell(self, news: News) -> None:
        for whisper in news.whispers:
            if not self._is_over(whisper) and (shown := for_contact(whisper)):
                await self._ear.tell(shown)
        try:
            if news.poll:
                await self._ear.check()
            known = await self._head(news)
            if known > self._after:
                await self._catch_up(known, news.page)
        except DATABASE_TROUBLE as error:  # the next poll looks again
            logger.warning("pump: %s", error)

    def _is_over(self, whisper: dict[str, Any]) -> bool:
        """A delta behind the entry that ended its run: nothing would take it away again."""
        return bool(whisper.get("about", self._after) < self._after)

    async def _head(self, news: News) -> int:
        known = news.moved.get(self.conversation.id, 0)
        if not news.poll or known > self._after:
            return known
        head = await heads.ahead(self.conversation.id)
        if head is None:
            raise Conversation.DoesNotExist(self.conversation.public_id)
        return head

    async def _catch_up(self, known: int, said: object) -> None:
        """Send what follows the cursor up to ``known``, of it ``said`` without reading it."""
        if isinstance(said, LogPage) and said.after == self._after:
            await self._send(said)
        more = self._after < known
        while more:
            page = await pages.after(self.conversation.id, self._after, limit=PAGE)
            await self._send(page)
            is_full = page.upto - page.after == PAGE
            more = is_full or page.after < page.upto < known

    async def _send(self, page: LogPage) -> None:
        if self.conversation.is_renamed:
            page = replace(page, conversation=self.conversation.public_id)
        await self._ear.tell_text(page.text)
        if self._after == page.after:  # unless rewound while the page went out
            self._after = page.upto
        if page.is_end:
            await self._ear.go_on()


def for_contact(whisper: dict[str, Any]) -> dict[str, Any] | None:
    """The whispers a contact may hear: who writes, what, and what an agent has read."""
    if shown := SHOWN.get(str(whisper.get("type"))):
        return {name: whisper[name] for name in shown if name in whisper}
    if whisper.get("type") == "typing" and whisper.get("who") in ("agent", "assistant"):
        return {
            "type": "typing",
            "who": whisper["who"],
            "name": whisper.get("name", ""),
            "on": bool(whisper.get("on")),
        }
    if whisper.get("seen") == "agent_seen":
        return {"type": "seen", "upto": whisper["upto"]}
    return None
