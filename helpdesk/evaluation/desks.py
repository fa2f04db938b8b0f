"""A desk in a simulated fortnight: who came, how many stood before them, how long it took.

Customers come at random, at a rate that has a morning and an afternoon peak; agents begin and
leave; handling times are lognormal with the mean and spread that live chat has (mean 9 minutes,
deviation of the logarithm 0.7: many short, some very long).
"""

import heapq
import math
import random
from dataclasses import dataclass

DAY = 24 * 60.0
MEAN, SPREAD = 9.0, 0.7


@dataclass(frozen=True)
class Came:
    """Minutes: when they came, when somebody took them; ``ahead`` waited already."""

    at: float
    taken: float
    ahead: int

    @property
    def waited(self) -> float:
        return self.taken - self.at


def fortnight(seed: int, *, agents: int, load: float, days: int = 14) -> list[Came]:
    """``agents`` slots for conversations; ``load``: the share of their time that is asked for."""
    dice = random.Random(seed)  # noqa: S311 - a simulation that can be done again
    free = [0.0] * agents
    heapq.heapify(free)
    came: list[Came] = []
    taken: list[float] = []
    at = 0.0
    base = load * agents / MEAN
    while at < days * DAY:
        at += dice.expovariate(base * 2)
        if dice.random() * 2 > _busy(at):
            continue
        begins = max(at, heapq.heappop(free))
        mu = math.log(MEAN) - SPREAD**2 / 2
        heapq.heappush(free, begins + dice.lognormvariate(mu, SPREAD))
        ahead = sum(1 for moment in taken[-400:] if moment > at)
        came.append(Came(at, begins, ahead))
        taken.append(begins)
    return came


def _busy(at: float) -> float:
    """Peaks at eleven and at four, little at night; on average of the day about 1."""
    hour = (at % DAY) / 60
    peak = sum(math.exp(-((hour - top) ** 2) / 8) for top in (11, 16))
    return min(0.15 + 1.6 * peak, 2.0)
