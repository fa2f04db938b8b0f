"""Who still lacks what when a run does not settle, and which part of the way stands still."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass

import orjson

from tests.chaos.account import Desk
from tests.chaos.agents import Agent
from tests.chaos.ledger import Seen, Talk
from tests.chaos.visitors import Visitor
from tests.chaos.wire import TROUBLE, Journal, dial, frames

# How long each question to a server may take.
ANSWER_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Lack:
    """A reader whose screen ends before the log does."""

    who: str
    talk: Talk
    seen: Seen
    head: int
    line: Journal

    def words(self) -> str:
        now = time.monotonic()
        last = max(self.seen.at.values(), default=now)
        return (
            f"{self.who} of {self.talk.public_id} ({self.talk.firm}) has read up to "
            f"{self.seen.upto} of {self.head}, the last {now - last:.1f} s ago. "
            f"Its line: {self.line.words()}."
        )


async def who_lacks_what(
    desk: Desk, tabs: Sequence[Visitor], agents: Sequence[Agent]
) -> AsyncIterator[str]:
    """A line for each reader who is behind, and one for what is owed.

    A visitor who is behind is asked for twice: the line it holds by a ping, and its server by a
    line of our own. When only the new line hears the log, the old one went deaf; when neither
    does, the server's own loop stands still; when the old one is down, it is the coming back.
    """
    owed = await asyncio.to_thread(desk.owed)
    yield f"Not settled: {owed['owed']} jobs are owed, {owed['dead']} were given up."
    heads = await asyncio.to_thread(desk.heads)
    for tab in tabs:
        if tab.seen.upto < (head := heads.get(tab.talk.public_id, 0)):
            who = type(tab).__name__
            yield Lack(who, tab.talk, tab.seen, head, tab.line).words()
            yield f"  {await _ping(tab)}; a new line {await _new_line(tab)}."
    for lack in _of_agents(agents, heads):
        yield lack.words()


def _of_agents(agents: Sequence[Agent], heads: dict[str, int]) -> Iterator[Lack]:
    for agent in agents:
        for talk in agent.ledger.talks:
            head = heads.get(talk.public_id, 0)
            if talk.firm == agent.firm.name and talk.desk.upto < head:
                yield Lack(f"Agent ({agent.standing(talk)})", talk, talk.desk, head, agent.line)


async def _ping(tab: Visitor) -> str:
    before = tab.line.since
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            await tab.ping()
            while tab.line.since == before:
                await asyncio.sleep(0.05)
    except (*TROUBLE, TimeoutError) as trouble:
        return f"a ping is not answered ({trouble!r})"
    return f"a ping is answered by {tab.line.heard}"


async def _new_line(tab: Visitor) -> str:
    """What the same tab would hear if it came anew."""
    heard = []
    try:
        async with (
            asyncio.timeout(ANSWER_SECONDS),
            dial(tab.firm, tab.line.port or tab.ways[0], "/ws/widget") as wire,
        ):
            await wire.send(orjson.dumps(tab.hello()).decode())
            async for frame in frames(wire):
                heard.append(f"{frame['type']} {frame.get('upto', frame.get('code', ''))}".strip())
                if frame["type"] in ("log", "nack", "bye"):
                    break
    except (*TROUBLE, TimeoutError) as trouble:
        heard.append(repr(trouble))
    return f"hears {', '.join(heard)}"
