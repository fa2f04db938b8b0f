"""Drive sockets: every route, every kind of frame, by those who belong there and by strangers."""

import asyncio
from typing import Any
from uuid import uuid4

import orjson

from helpdesk.live.hub import hub
from helpdesk.sockets import socket_urlpatterns
from helpdesk.widget.actions import ACTIONS
from tenants import counting
from tenants.database import direct
from tests.isolation import rows
from tests.isolation.addressing import Ids, lone, twins
from tests.isolation.browsing import Caller, acted
from tests.isolation.driving import Step
from tests.isolation.inventory import frames_of
from tests.isolation.sinks import Record
from tests.isolation.world import QUESTION, Side, World
from tests.sockets import Closed, Frame, Socket

SILENCE = 0.05
# Long enough for a hint to travel to every process and back.
LISTENING = 0.6


class Line(Socket):
    """A socket that writes down each frame it gets, for the company of its host."""

    def __init__(self, side: Side, path: str, record: Record, session: str = "") -> None:
        headers = {"origin": f"http://{side.host}"}
        if session:
            headers["cookie"] = f"sessionid={session}"
        super().__init__(acted(side.letter), side.company, path, headers)
        self.side, self.path, self.record = side, path, record

    async def text(self, timeout: float = 5) -> str:
        text = await super().text(timeout)
        self.record.add("frame", self.path, text, who=self.side.letter)
        return text

    async def hear(self, seconds: float = SILENCE) -> None:
        """Everything that comes until there is silence for so long. Raises ``Closed``."""
        while not await self._wire.receive_nothing(seconds, 0.01):
            await self.text()


def frame_of(kind: str, ids: Ids, **more: Any) -> Frame:
    """A frame with every field that any frame has: each consumer reads what it knows."""
    return {
        **{"type": kind, "conversation": ids.conversation, "after": 0, "upto": 1, "seq": 1},
        **{"key": str(uuid4()), "cid": str(uuid4()), "body": QUESTION, "on": True, "yes": True},
        **{"mode": "reply", "doing": "replying", "conversations": [rows.TWIN]},
        **{"up": True, "score": 5, "skip": False, "invitation": "twin-invitation"},
        **more,
    }


def kinds() -> list[tuple[str, str, str]]:
    """Route, frame type and action of every frame that the application knows; greetings first."""
    found = [
        (f"/{entry.pattern}", kind, action)
        for entry in socket_urlpatterns
        for kind in frames_of(entry.callback.consumer_class)
        for action in (ACTIONS if kind == "do" else ("",))
    ]
    return sorted(found, key=lambda one: (one[0], one[1] != "hello", one))


async def speak(line: Line, ids: Ids, hello: Frame) -> int:
    """Say everything that this route knows, whatever comes back. Returns the frames sent."""
    sent = 0
    try:
        await line.connect()
        await line.send(hello)
        await line.hear(0.3)
        for path, kind, action in kinds():
            if path == line.path and kind != "hello":
                place = rows.TWIN if path == "/ws/inbox" else ids.conversation
                await line.send(frame_of(kind, ids, action=action, conversation=place))
                await line.hear()
                sent += 1
        await line.hear(LISTENING)
        await line.close()
    except Closed:
        pass
    return sent


async def visit(side: Side, record: Record, token: str, ids: Ids) -> int:
    hello = frame_of("hello", ids, token=token)
    return await speak(Line(side, "/ws/widget", record), ids, hello)


async def attend(side: Side, record: Record, session: str) -> int:
    """An agent's socket, with the ticket that a page of theirs would be given."""
    caller = Caller("owner", side, record, session=session)
    answer = await caller.form("/inbox/ticket/", {})
    ticket = orjson.loads(answer.body)["ticket"] if answer.status == 200 else "none"
    line = Line(side, "/ws/inbox", record, session)
    return await speak(line, twins(side), {"type": "hello", "ticket": ticket})


def talks(world: World, record: Record, letters: str = "abc") -> list[Step]:
    """These companies at once on conversations with equal keys, and A's people at B."""
    b, a = world["b"], world["a"]
    own = [
        step
        for side in map(world.__getitem__, letters)
        for step in (
            _step(visit, side, record, side.keys.visitor, twins(side)),
            _step(attend, side, record, side.keys.owner),
        )
    ]
    strange = [
        _step(visit, b, record, a.keys.visitor, twins(b)),
        _step(visit, b, record, a.keys.lone_visitor, lone(a)),
        _step(visit, b, record, b.keys.visitor, lone(a)),
        _step(attend, b, record, a.keys.lone_session),
    ]
    return own + strange


def _step(talk: Any, *args: Any) -> Step:
    return lambda: talk(*args)


async def hang_up() -> None:
    """End what this event loop holds open."""
    await hub().close()
    await counting.close()
    await direct.close_pool()
    await asyncio.sleep(0)
