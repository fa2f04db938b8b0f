"""What happens to the processes while visitors write: one class for each mode of the command."""

import asyncio
import contextlib
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from embedded.problem import Problem
from embedded.process import Program
from tests.chaos.ledger import Ledger
from tests.chaos.options import Options
from tests.chaos.stack import WEBS, Stack

WARM_UP_SECONDS = 8.0
# A pause between two kills is drawn between these shares of the mean.
SHORTEST, LONGEST = 0.2, 1.8


@dataclass
class Trouble:
    """None at all: the base of the others. Figures are about [since, until) of monotonic time."""

    stack: Stack
    options: Options
    ledger: Ledger
    chance: random.Random
    kills: Counter[str] = field(default_factory=Counter)
    since: float = 0.0
    until: float = float("inf")

    async def run(self) -> None:
        """Happens beside the writing and is cancelled when everything is written."""

    def figures(self) -> dict[str, Any]:
        """What else is worth telling."""
        return {}

    def missed(self) -> list[str]:
        """Promises of this mode that were not kept, besides those of every run."""
        return []


class Kills(Trouble):
    """SIGKILL to one process after the other, at random; each comes back soon."""

    async def run(self) -> None:
        while self.kills.total() < self.options.kills:
            await asyncio.sleep(self.options.seconds * self.chance.uniform(SHORTEST, LONGEST))
            target = self.chance.choice(self.options.targets)
            if self.stack.is_up(target):
                await self.stack.kill(target)
                self.kills[target] += 1


class Down(Trouble):
    """One process is gone for a while."""

    name = ""

    async def run(self) -> None:
        await asyncio.sleep(WARM_UP_SECONDS)
        await self.stack.fell(self.name)
        async with _window(self):
            await asyncio.sleep(self.options.down)
        self.stack.rise(self.name)


class RedisDown(Down):
    """Valkey: everybody polls."""

    name = "valkey"


class PostgresDown(Down):
    """PostgreSQL: everybody waits. Those who have just come do before it is known who they are."""

    name = "postgres"

    async def run(self) -> None:
        await asyncio.sleep(WARM_UP_SECONDS)
        await self.stack.kill("web-2")
        await self.stack.is_back("web-2")
        await super().run()

    def figures(self) -> dict[str, Any]:
        return {"recovery_s": recovery_s(self.ledger, self.until)}


class Rolling(Trouble):
    """Every process is asked to end and comes back, one after the other, twice."""

    rounds = 2
    restarts = 0

    async def run(self) -> None:
        await asyncio.sleep(WARM_UP_SECONDS)
        async with _window(self):
            for name in (*WEBS, "worker", "relay") * self.rounds:
                await self.stack.restart(name)
                self.restarts += 1

    def figures(self) -> dict[str, Any]:
        return {"restarts": self.restarts, "cut_off": self.ledger.ends["cut"]}

    def missed(self) -> list[str]:
        """Nobody's line may end without a word."""
        broken = ["cut_off"] if self.ledger.ends["cut"] else []
        return broken + ["restarts"] * (self.restarts < self.rounds * 4)


class Clock(Kills):
    """The clock of one web process is wrong, ahead or behind, while processes are killed."""

    library = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")

    async def run(self) -> None:
        if not self.library.exists():
            raise Problem("There is no libfaketime.", "apt-get install faketime")
        await self.stack.change("web-1", self._elsewhen)
        await super().run()

    def _elsewhen(self, program: Program) -> Program:
        fake = {
            "LD_PRELOAD": str(self.library),
            "FAKETIME": self.options.clock,
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        return replace(program, env={**program.env, **fake})

    def figures(self) -> dict[str, Any]:
        return {"clock": self.options.clock}


class DiskFull(Trouble):
    """The disk of PostgreSQL and Valkey is full for a while, and then it is not."""

    seconds = 20.0
    freed_at = 0.0

    async def run(self) -> None:
        await asyncio.sleep(WARM_UP_SECONDS)
        ballast = self.stack.place / "ballast"
        async with _window(self):
            _fill(ballast)
            await asyncio.sleep(self.seconds)
            ballast.unlink()
        self.freed_at = time.monotonic()

    def figures(self) -> dict[str, Any]:
        return {
            "refused_busy": self.ledger.nacks["busy"],
            "recovery_s": recovery_s(self.ledger, self.freed_at),
        }

    def missed(self) -> list[str]:
        """It must have been felt: a disk that is full and refuses nothing was not full."""
        return [] if self.ledger.nacks["busy"] else ["refused_busy"]


MODES: dict[str, type[Trouble]] = {
    "kills": Kills,
    "naive": Kills,
    "no-kills": Trouble,
    "redis-down": RedisDown,
    "postgres-down": PostgresDown,
    "rolling": Rolling,
    "clock": Clock,
    "disk-full": DiskFull,
}


def recovery_s(ledger: Ledger, since: float) -> float:
    """Seconds from the end of an outage until a message was acknowledged."""
    after = [
        one.acked_at
        for talk in ledger.talks
        for one in talk.acked
        if one.acked_at and one.acked_at > since
    ]
    return round(min(after, default=float("inf")) - since, 2)


@contextlib.asynccontextmanager
async def _window(trouble: Trouble) -> AsyncIterator[None]:
    """Let the figures be about this time."""
    trouble.since = time.monotonic()
    try:
        yield
    finally:
        trouble.until = time.monotonic()


def _fill(file: Path) -> None:
    """Take all the room that is left."""
    for block in (bytes(1 << 20), bytes(1 << 12)):
        with contextlib.suppress(OSError), file.open("ab", buffering=0) as ballast:
            while ballast.write(block) == len(block):
                pass
