"""One run: visitors write, agents read, processes fall, and the account is drawn up."""

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import psycopg

from embedded.terminal import warn
from tests.chaos.account import Account, Desk, audit, settled, undelivered
from tests.chaos.agents import Agent
from tests.chaos.ledger import Ledger, Talk
from tests.chaos.naive import NaiveVisitor
from tests.chaos.options import Options
from tests.chaos.script import lines
from tests.chaos.second_tab import SecondTab
from tests.chaos.stack import Stack
from tests.chaos.standstill import who_lacks_what
from tests.chaos.troubles import MODES, Trouble
from tests.chaos.visitors import Visitor

WRITE_SECONDS = 420.0
LOOK_SECONDS = 0.25
MOST_LINES = 40


@dataclass
class Outcome:
    """What one seed came to."""

    seed: int
    account: Account
    ledger: Ledger
    trouble: Trouble
    settle_s: float
    seconds: float


@dataclass
class Run:
    """One seed on a running stack."""

    stack: Stack
    options: Options
    seed: int

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.ledger = Ledger()
        self.visitors = [self._visitor(number) for number in range(self.options.convs)]
        self.seconds = [self._second(visitor) for visitor in self.visitors]
        self.agents = self._agents()
        trouble = MODES[self.options.mode]
        self.trouble = trouble(self.stack, self.options, self.ledger, random.Random(self.seed))

    async def play(self) -> Outcome:
        """Write everything, wait until all of it has arrived, and count."""
        began = time.monotonic()
        async with self._around():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(WRITE_SECONDS):
                    await self._write()
            self._tell_who_waits()
            quiet = time.monotonic()
            await self._settle()
            settle_s = time.monotonic() - quiet
        account = audit(self.ledger, Desk(self.stack))
        if account.undelivered and not self.options.is_control:
            warn("\n".join(undelivered(self.ledger, Desk(self.stack))[:MOST_LINES]))
        seconds = time.monotonic() - began
        return Outcome(self.seed, account, self.ledger, self.trouble, settle_s, seconds)

    async def _write(self) -> None:
        """Until every message is acknowledged. Kills go on meanwhile; other troubles end first."""
        async with asyncio.TaskGroup() as group:
            trouble = group.create_task(self.trouble.run())
            await asyncio.gather(*map(self._words_of, range(self.options.convs)))
            if self.trouble.kills:
                trouble.cancel()

    def _tell_who_waits(self) -> None:
        """The account will miss their messages."""
        for talk in self.ledger.talks:
            if len(talk.acked) < self.options.msgs:
                who = f"{talk.firm}'s {talk.public_id or 'visitor without a conversation'}"
                warn(f"{who} waits: {len(talk.acked)} of {self.options.msgs} acknowledged.")

    async def _words_of(self, number: int) -> None:
        visitor, chance = self.visitors[number], random.Random(f"{self.seed}-{number}")
        who = f"{visitor.firm.name} {self.seed}-{number}"
        await visitor.write(lines(who, self.options.msgs, chance))

    async def _settle(self) -> None:
        """Wait until all is delivered and done, as long as is asked: the account tells."""
        desk, until = Desk(self.stack), time.monotonic() + self.options.settle
        while time.monotonic() < until:
            with contextlib.suppress(psycopg.OperationalError):
                if await asyncio.to_thread(settled, self.ledger, desk):
                    return
            await asyncio.sleep(LOOK_SECONDS)
        async for words in who_lacks_what(desk, [*self.visitors, *self.seconds], self.agents):
            warn(words)

    @contextlib.asynccontextmanager
    async def _around(self) -> AsyncIterator[None]:
        """The supervisor looks after its children, and everybody keeps a line."""
        stays = [self.stack.look_after()]
        stays += [tab.stay() for tab in (*self.visitors, *self.seconds)]
        stays += [agent.stay() for agent in self.agents]
        # Whoever fails where nothing should fail ends the run.
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one) for one in stays]
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()

    def _visitor(self, number: int) -> Visitor:
        """Visitors at home on the first web process, each workspace its share."""
        firm = self.stack.firms[number % len(self.stack.firms)]
        talk = Talk(firm.name)
        self.ledger.talks.append(talk)
        kind = NaiveVisitor if self.options.is_control else Visitor
        ways = (self.stack.ports["web-1"], self.stack.ports["web-2"])
        return kind(firm, ways, self.ledger, talk, random.Random(f"{self.seed}-{number}"))

    def _second(self, visitor: Visitor) -> Visitor:
        """Its other tab, at home on the second web process."""
        ways = (visitor.ways[1], visitor.ways[0])
        chance = random.Random(self.chance.random())
        return SecondTab(visitor.firm, ways, self.ledger, visitor.talk, chance, first=visitor)

    def _agents(self) -> list[Agent]:
        """One for each workspace, at home on the second web process."""
        names = {firm.name for firm in self.stack.firms}
        ways = (self.stack.ports["web-2"], self.stack.ports["web-1"])
        return [
            Agent(firm, ways, self.ledger, tuple(names - {firm.name}), self.chance)
            for firm in self.stack.firms
        ]
