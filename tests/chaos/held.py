"""Workers and relay die while replies are held: is each sent once, or kept with a reason?

``make chaos ARGS=held``: two workers and a relay on servers of their own, two workspaces, replies
that are due some seconds after they are held. Around that moment the customer writes, a colleague
takes over, resolves or blocks, the writer takes it back or sends it now, or nothing happens. 20
times a worker or the relay is killed with SIGKILL. ``--naive`` is the control arm: a task of the
broker's with a countdown.
"""

import argparse
import asyncio
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from embedded.checkout import Checkout
from embedded.process import tied_to_us
from tests.chaos import held_account
from tests.chaos.report import Verdict
from tests.chaos.stack import Ground, Stack
from tests.chaos.workers import WORKERS, at_work

TARGETS = (*WORKERS, *WORKERS, "relay")
# Seconds: between two kills at least and at most, how long to look for work in hand, a look, and
# until everything that is owed is done.
BETWEEN, LOOK_FOR, LOOK, PATIENCE = (0.5, 2.0), 2.0, 0.01, 150.0
# No task is heard of again for so long: the control arm has come to its end.
FORGOTTEN = 20.0


@dataclass(frozen=True, slots=True)
class Options:
    replies: int
    kills: int
    seed: int
    naive: bool


def judged(checkout: Checkout, arguments: Sequence[str]) -> Verdict:
    """Run and judge. Ends the process with a usage message when an argument makes no sense."""
    options = _read(arguments)
    with at_work(checkout, held_account.prepare) as staff:
        holder = _holder(checkout, staff.ground, options)
        try:
            return Run(staff.stack, staff.conn, holder, options).play()
        finally:
            holder.kill()
            holder.wait()


@dataclass
class Run:
    """Replies are held, processes fall, and the account is drawn up."""

    stack: Stack
    conn: "psycopg.Connection[Any]"
    holder: "subprocess.Popen[bytes]"
    options: Options

    def __post_init__(self) -> None:
        self.chance = random.Random(self.options.seed)
        self.kills: Counter[str] = Counter()

    def play(self) -> Verdict:
        began = time.monotonic()
        while self._is_holding():
            self._wait(self.chance.uniform(*BETWEEN))
            if self.kills.total() < self.options.kills:
                self._kill()
        self._settle()
        schemas = [firm.schema for firm in self.stack.firms]
        figures = {
            "mode": "held",
            "naive": self.options.naive,
            "seed": self.options.seed,
            **held_account.figures(self.conn, schemas),
            "kills": self.kills.total(),
            "kills_of": dict(sorted(self.kills.items())),
            "seconds": round(time.monotonic() - began),
        }
        return held_account.verdict(figures)

    def _is_holding(self) -> bool:
        ended = self.holder.poll()
        assert not ended, f"whoever holds replies failed: status {ended}"
        return ended is None

    def _kill(self) -> None:
        """One that is up, while a reply is in some worker's hands if that comes to pass soon."""
        self._until(lambda: held_account.in_hand(self.conn), within=LOOK_FOR)
        name = self.chance.choice(TARGETS)
        if self.stack.is_up(name):
            asyncio.run(self.stack.kill(name))
            self.kills[name] += 1

    def _settle(self) -> None:
        if self.options.naive:
            self._wait(FORGOTTEN)
        else:
            self._until(lambda: held_account.owed(self.conn)[0] == 0, within=PATIENCE)

    def _until(self, happened: Callable[[], bool], *, within: float) -> None:
        """Gives up without a word to the account, which tells what is missing."""
        end = time.monotonic() + within
        while not happened() and time.monotonic() < end:
            self._wait(LOOK)

    def _wait(self, seconds: float) -> None:
        """The supervisor looks after its children meanwhile."""
        end = time.monotonic() + seconds
        while True:
            self.stack.supervisor.look()
            if (left := end - time.monotonic()) <= 0:
                return
            time.sleep(min(left, 0.1))


def _holder(checkout: Checkout, ground: Ground, options: Options) -> "subprocess.Popen[bytes]":
    way = "naive" if options.naive else "held"
    given = (str(options.replies), str(options.seed), way, *[firm.schema for firm in ground.firms])
    with (ground.data.logs / "holder.log").open("wb") as log:
        return subprocess.Popen(
            [checkout.python, "-m", "tests.chaos.duties.holding", *given],
            cwd=checkout.root,
            env=ground.environment,
            stdout=log,
            stderr=log,
            preexec_fn=tied_to_us(signal.SIGKILL),  # noqa: PLW1509 - a killed run leaves nothing
        )


def _read(arguments: Sequence[str]) -> Options:
    parser = argparse.ArgumentParser("make chaos ARGS='held …'", description=__doc__)
    add = parser.add_argument
    add("--replies", type=int, default=420)
    add("--kills", type=int, default=20)
    add("--seed", type=int, default=1)
    add("--naive", action="store_true", help="the control arm")
    return Options(**vars(parser.parse_args(arguments)))
