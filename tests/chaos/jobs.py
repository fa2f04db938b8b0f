"""Workers die while jobs are owed: is an effect lost or doubled, and how late does it come?

``make chaos ARGS=jobs``: two workers and a relay on servers of their own, two workspaces, 2,000
jobs of every kind, some of which take longer than a lease. 20 times a worker with work in hand is
killed with SIGKILL. Then jobs without and with one in a hundred that raises, faults or kills its
process. ``--naive`` is the control arm: a broker that forgets a job before the work begins.
"""

import argparse
import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from embedded.checkout import Checkout
from tests.chaos import jobs_account
from tests.chaos.duties import ledger
from tests.chaos.jobs_owed import PAUSE, Debtor, healthy, naive, poisonous
from tests.chaos.report import Verdict
from tests.chaos.stack import LOOK_SECONDS, Stack
from tests.chaos.workers import WORKERS, at_work

LONG_SECONDS = 12.0
# For one batch, and for a worker to come back; poison has five tries and pauses between them.
PATIENCE = 150.0
QUIET_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Options:
    """``measured``: healthy jobs of which times are taken without and with poison."""

    jobs: int
    kills: int
    long: int
    measured: int
    seed: int
    naive: bool


def judged(checkout: Checkout, arguments: Sequence[str]) -> Verdict:
    """Run and judge. Ends the process with a usage message when an argument makes no sense."""
    options = _read(arguments)
    with at_work(checkout, ledger.prepare) as staff:
        ground = staff.ground
        schemas = [firm.schema for firm in ground.firms]
        with Debtor(checkout, ground.environment, schemas) as debtor:
            return Run(staff.stack, staff.conn, debtor, options).play()


@dataclass
class Run:
    """The three parts of a run on processes that stand."""

    stack: Stack
    conn: "psycopg.Connection[Any]"
    debtor: Debtor
    options: Options

    def __post_init__(self) -> None:
        self.chance = random.Random(self.options.seed)
        self.began = time.monotonic()

    def play(self) -> Verdict:
        self._be_killed()
        figures = {"mode": "jobs", "naive": self.options.naive, **jobs_account.of_kills(self.conn)}
        if not self.options.naive:
            figures |= self._be_poisoned()
        figures["seconds"] = round(time.monotonic() - self.began)
        return jobs_account.verdict(figures, wanted_kills=self.options.kills)

    def _be_killed(self) -> None:
        """A share of the jobs, a kill while they are done, and the next share."""
        share, more = divmod(self.options.jobs, max(1, self.options.kills))
        for turn in range(self.options.kills):
            count = share + (turn < more)
            long = self.options.long * (turn + 1) // self.options.kills
            long -= self.options.long * turn // self.options.kills
            began = time.monotonic()
            make = naive if self.options.naive else healthy
            self.debtor.owe(make(self.debtor, self.chance, count, [LONG_SECONDS] * long))
            self._wait(self.chance.uniform(0.3, 0.8) * count * PAUSE)
            self._kill()
            self._wait(began + count * PAUSE - time.monotonic())
        self._settle()

    def _be_poisoned(self) -> dict[str, Any]:
        count = self.options.measured
        first = self.debtor.owe(healthy(self.debtor, self.chance, count, []))
        self._settle()
        second = self.debtor.owe(poisonous(self.debtor, self.chance, count))
        self._settle()
        return jobs_account.of_poison(self.conn, first, second, len(self.debtor.poison))

    def _kill(self) -> None:
        """One of the workers that have work in hand, as soon as there is one."""
        victims: list[str] = []

        def found() -> bool:
            victims[:] = [name for name in WORKERS if self._is_busy(name)]
            return bool(victims)

        self._until(found)
        name = self.chance.choice(victims)
        pid = self.stack.child(name).running.pid
        jobs_account.note_kill(self.conn, pid)
        asyncio.run(self.stack.kill(name))

    def _is_busy(self, name: str) -> bool:
        child = self.stack.child(name)
        alive = self.stack.is_up(name)
        return alive and jobs_account.has_work(self.conn, child.running.pid)

    def _settle(self) -> None:
        """Until all is owed that should be, and nothing of it is left to do."""
        self._until(lambda: jobs_account.causes(self.conn) >= self.debtor.causes)
        if self.options.naive:
            self._until_quiet()
        else:
            self._until(lambda: jobs_account.is_settled(self.conn, self.debtor))

    def _until_quiet(self) -> None:
        """Nobody knows what is owed in the control arm: until nothing happens any more."""
        before, count = -1, jobs_account.effects(self.conn)
        while count != before:
            self._wait(LONG_SECONDS + QUIET_SECONDS)
            before, count = count, jobs_account.effects(self.conn)

    def _until(self, happened: Callable[[], bool]) -> None:
        """Gives up without a word to the account, which tells what is missing."""
        end = time.monotonic() + PATIENCE
        while not happened() and time.monotonic() < end:
            self._wait(LOOK_SECONDS)

    def _wait(self, seconds: float) -> None:
        """The supervisor looks after its children meanwhile."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.stack.supervisor.look()
            time.sleep(min(left, LOOK_SECONDS))


def _read(arguments: Sequence[str]) -> Options:
    parser = argparse.ArgumentParser("make chaos ARGS='jobs …'", description=__doc__)
    add = parser.add_argument
    add("--jobs", type=int, help="2000, or 400 in the control arm")
    add("--kills", type=int, help="20, or 5 in the control arm")
    add("--long", type=int, help=f"how many take {LONG_SECONDS:g} s: one in a hundred")
    add("--measured", type=int, default=300, help="healthy jobs without and with poison")
    add("--seed", type=int, default=1)
    add("--naive", action="store_true", help="the control arm")
    given = parser.parse_args(arguments)
    jobs = given.jobs or (400 if given.naive else 2000)
    return Options(
        jobs=jobs,
        kills=given.kills or (5 if given.naive else 20),
        long=jobs // 100 if given.long is None else given.long,
        measured=given.measured,
        seed=given.seed,
        naive=given.naive,
    )
