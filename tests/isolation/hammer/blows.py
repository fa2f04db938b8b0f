"""Mix the operations, do them several at a time, and count."""

import random
from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import Any

from tests.isolation import marks
from tests.isolation.driving import Step, together
from tests.isolation.hammer import naive, unbound
from tests.isolation.hammer.doors import Door, Doors, opened
from tests.isolation.hammer.unbound import Attempt
from tests.isolation.world import Side, World

# The pool of connections has room for all of them.
AT_ONCE = 8
# For so many operations one attempt with nothing bound, and one read of the control arm.
OPERATIONS_PER_ATTEMPT = 5
OPERATIONS_PER_NAIVE_READ = 2


@dataclass
class Tally:
    """What came of it. ``blind``: answers that showed nothing of their own company either."""

    operations: Counter[str] = field(default_factory=Counter)
    leaks: Counter[str] = field(default_factory=Counter)
    blind: Counter[str] = field(default_factory=Counter)
    attempts: int = 0
    refused: int = 0
    naive_reads: int = 0
    naive_leaks: int = 0
    faults: list[str] = field(default_factory=list)

    def see(self, entry: str, letter: str, text: str) -> None:
        letters = set(marks.found(text).values())
        self.operations[entry] += 1
        self.leaks[entry] += bool(letters - {letter})
        self.blind[entry] += letter not in letters

    def figures(self) -> dict[str, Any]:
        return {
            "operations": self.operations.total(),
            "leaks": self.leaks.total(),
            "by_entry": {
                entry: {"operations": count, "leaks": self.leaks[entry], "blind": self.blind[entry]}
                for entry, count in sorted(self.operations.items())
            },
            "faults": len(self.faults),
            "unbound_attempts": self.attempts,
            "unbound_refused": self.refused,
            "naive_reads": self.naive_reads,
            "naive_leaks": self.naive_leaks,
        }

    def held(self) -> bool:
        """Nothing leaked, everything could have been seen, and the control arm did leak."""
        nothing_wrong = not (self.leaks.total() or self.blind.total() or self.faults)
        return nothing_wrong and self.refused == self.attempts > 0 and self.naive_leaks > 0


async def hammer(world: World, operations: int, seed: int) -> Tally:
    """``operations`` over all doors of all companies alike, in the order of ``seed``."""
    tally = Tally()
    async with opened(world) as doors:
        await together(_mixed(world, doors, tally, operations, seed), AT_ONCE)
        tally.faults = doors.record.faults
    reads = operations // OPERATIONS_PER_NAIVE_READ
    tally.naive_leaks, tally.naive_reads = await naive.leaks(world, reads)
    return tally


def _mixed(world: World, doors: Doors, tally: Tally, operations: int, seed: int) -> list[Step]:
    entries = doors.by_entry().items()
    kinds = [(name, door, side) for name, door in entries for side in world.sides.values()]
    reads = [_read(tally, *kind) for kind in islice(cycle(kinds), operations)]
    times = max(operations // OPERATIONS_PER_ATTEMPT, len(unbound.attempts()))
    tries = [_try(tally, attempt) for attempt in islice(cycle(unbound.attempts()), times)]
    mixed = reads + tries
    random.Random(seed).shuffle(mixed)
    return mixed


def _read(tally: Tally, entry: str, door: Door, side: Side) -> Step:
    async def step() -> None:
        tally.see(entry, side.letter, await door(side))

    return step


def _try(tally: Tally, attempt: Attempt) -> Step:
    async def step() -> None:
        tally.attempts += 1
        was_refused = await attempt()
        tally.refused += was_refused

    return step
