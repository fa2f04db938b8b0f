"""Kills processes at random moments, one after the other, and lets them come back."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.chaos.stack import Stack

SHORTEST, LONGEST = 0.2, 1.8


@dataclass
class Striker:
    """``count`` kills among ``targets``, ``seconds`` apart on average, drawn from ``chance``."""

    stack: Stack
    targets: Sequence[str]
    count: int
    seconds: float
    chance: random.Random
    done: Counter[str] = field(default_factory=Counter)

    async def run(self) -> None:
        """Strike until the count is reached. Only what runs can be killed."""
        while self.done.total() < self.count:
            await asyncio.sleep(self.seconds * self.chance.uniform(SHORTEST, LONGEST))
            target = self.chance.choice(self.targets)
            if self.stack.is_up(target):
                self.stack.kill(target)
                self.done[target] += 1
