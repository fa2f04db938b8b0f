"""One window of an agent: where it is, what it watches, and what it hears of colleagues.

A window says where it is when that changes and every ``BEAT_SECONDS``. That costs one round trip to
Redis and nothing in the database; desks that watch the conversation hear of changes alone.
"""

import secrets
from collections.abc import Iterable
from dataclasses import replace

from helpdesk.inbox.sockets import Member
from helpdesk.live import hints, marks
from helpdesk.live.marks import Mark, Marks
from helpdesk.live.outgoing import Frame
from helpdesk.notifying import presence
from helpdesk.notifying.presence import Doing, Seen

# What pages are told; a mark outlives two lost beats.
BEAT_SECONDS = 20
# Rows that a page may have at once.
MOST_WATCHED = 200
# What a page may say of itself.
SAID = (Doing.VIEWING, Doing.REPLYING, Doing.NOTING)


class Attendance:
    """Where a window is. Holds one mark at most: a window shows one conversation."""

    def __init__(self) -> None:
        self._window = secrets.token_urlsafe(6)
        self._mark: Mark | None = None
        self._said: Seen | None = None
        self._watched: frozenset[int] = frozenset()

    async def be_at(self, member: Member, conversation_id: int, doing: Doing) -> Frame:
        """Leave the last place, be here. Returns the frame with everybody else who is."""
        if self._mark is not None and self._mark.conversation_id != conversation_id:
            await self.leave()
        seen = Seen(member.id, member.name, doing, member.colour)
        self._mark = presence.mark(conversation_id, self._window, seen)
        is_new, self._said = seen != self._said, seen
        there = await marks.aput(self._mark)
        if is_new:
            self._tell(there, seen)
        others = presence.read(there, but_for=member.id)
        people = [presence.as_frame(one) for one in others]
        return {"type": "present", "conversation": conversation_id, "people": people}

    async def leave(self) -> None:
        """The window shows no conversation any more, or is gone."""
        if self._mark is None or self._said is None:
            return
        self._tell(await marks.atake(self._mark), replace(self._said, doing=Doing.GONE))
        self._mark = self._said = None

    def watch(self, conversation_ids: Iterable[object]) -> None:
        """Hear who comes to these: the rows of the page."""
        known = (one for one in conversation_ids if type(one) is int)
        self._watched = frozenset(list(known)[:MOST_WATCHED])

    def is_for_us(self, whisper: Frame) -> bool:
        """Whether a whisper is of interest here; only comings and goings are chosen from."""
        if whisper.get("type") != "presence":
            return True
        place = self._mark.conversation_id if self._mark else None
        return whisper["conversation"] == place or whisper["conversation"] in self._watched

    def _tell(self, there: Marks, seen: Seen) -> None:
        """What they do now, in whatever window they do most."""
        if self._mark is None:
            return
        own = (one for one in presence.read(there) if one.agent_id == seen.agent_id)
        hints.whisper_desk_here(self._mark.conversation_id, presence.change(next(own, seen)))
