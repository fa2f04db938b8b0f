"""What ``tests.chaos.jobs`` owes, and the process that owes it."""

import json
import random
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from embedded.checkout import Checkout
from embedded.process import tied_to_us

# Between two jobs that are owed.
PAUSE = 0.04
_QUICK = 0.3
_SOUND = ("chaos.whole", "chaos.thought", "chaos.sent")
_POISON: tuple[tuple[str, dict[str, int]], ...] = (
    ("chaos.raises", {}),
    ("chaos.kills", {"signal": signal.SIGSEGV}),
    ("chaos.kills", {"signal": signal.SIGKILL}),
)
Job = dict[str, Any]


@dataclass
class Debtor:
    """A process that writes causes and what they owe; use as a context manager."""

    checkout: Checkout
    environment: Mapping[str, str]
    schemas: Sequence[str]
    causes: int = 0
    poison: list[int] = field(default_factory=list)
    _last: int = 0

    def __enter__(self) -> "Debtor":
        self._process = subprocess.Popen(
            [self.checkout.python, "-m", "tests.chaos.duties.owing", str(PAUSE), *self.schemas],
            cwd=self.checkout.root,
            env=dict(self.environment),
            stdin=subprocess.PIPE,
            text=True,
            preexec_fn=tied_to_us(signal.SIGKILL),  # noqa: PLW1509 - a killed run leaves nothing
        )
        return self

    def __exit__(self, *_exc: object) -> None:
        self._process.kill()
        self._process.wait()

    def next_number(self) -> int:
        self._last += 1
        return self._last

    def owe(self, jobs: list[Job]) -> range:
        """Have these owed, one after the other. Returns their numbers."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(jobs) + "\n")
        self._process.stdin.flush()
        numbers = [job["payload"]["number"] for job in jobs]
        self.causes += sum(job["has_effect"] for job in jobs)
        self.poison += [job["payload"]["number"] for job in jobs if not job["has_effect"]]
        return range(min(numbers), max(numbers) + 1)


def healthy(debtor: Debtor, chance: random.Random, count: int, long: Sequence[float]) -> list[Job]:
    """So many jobs of all kinds in turn; the first ones think for as long as ``long`` says."""
    jobs = [_thought(debtor, seconds) for seconds in long]
    for index in range(count - len(jobs)):
        topic = _SOUND[index % len(_SOUND)]
        seconds = chance.uniform(0, _QUICK)
        jobs.append(_job(topic, True, number=debtor.next_number(), seconds=seconds))
    return jobs


def poisonous(debtor: Debtor, chance: random.Random, count: int) -> list[Job]:
    """So many healthy jobs, and one in a hundred more that fails in one of three ways."""
    jobs = healthy(debtor, chance, count, [])
    for index in range(max(len(_POISON), count // 100)):
        topic, more = _POISON[index % len(_POISON)]
        bad = _job(topic, False, number=debtor.next_number(), **more)
        jobs.insert(chance.randrange(len(jobs) // 2), bad)
    return jobs


def naive(debtor: Debtor, chance: random.Random, count: int, long: Sequence[float]) -> list[Job]:
    """The same times of work, outside the outbox."""
    times = [*long, *(chance.uniform(0, _QUICK) for _ in range(count - len(long)))]
    return [_job("naive", True, number=debtor.next_number(), seconds=seconds) for seconds in times]


def _thought(debtor: Debtor, seconds: float) -> Job:
    return _job("chaos.thought", True, number=debtor.next_number(), seconds=seconds)


def _job(topic: str, has_effect: bool, **payload: Any) -> Job:
    return {"topic": topic, "payload": payload, "has_effect": has_effect}
