"""How long it will take until somebody comes: from what the last customers waited, or unknown.

The time for each place is what the last waits took, divided by the places they had to move up. Only
those who had to wait are looked at: nobody who waits now is taken at once. The interval says how
far such a time is off: n more departures at a rate known from k of them are distributed as
F(2n, 2k) where departures come at random (W. Feller, An Introduction to Probability Theory II,
I.4), by E. Paulson's approximation of its quantiles (Annals of Mathematical Statistics 13, 1942).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

# Of the last waits so many are looked at; with fewer than the least nothing is said.
LOOKED_AT: Final = 30
LEAST: Final = 8
# Older waits say how things were then.
FRESH: Final = timedelta(hours=2)
# Whoever waited no longer was taken by somebody idle.
AT_ONCE: Final = timedelta(seconds=12)
# Of a normal distribution, for 10 % and 90 %.
_Z: Final = 1.2816


@dataclass(frozen=True, slots=True)
class Past:
    """A wait that ended because somebody came, and how many stood before it when it began."""

    took: timedelta
    ahead: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """Most likely ``likely``; eight in ten wait between ``low`` and ``high``."""

    low: timedelta
    likely: timedelta
    high: timedelta

    @property
    def in_words(self) -> str:
        """``about 5 to 12 minutes``; minutes are rounded outwards."""
        low, high = int(self.low.total_seconds() // 60), math.ceil(self.high.total_seconds() / 60)
        if high <= 1:
            return "about a minute"
        return f"about {max(low, 1)} to {high} minutes" if low < high else f"about {high} minutes"


def estimate(past: Sequence[Past], ahead: int) -> Estimate | None:
    """For who has ``ahead`` before them; None where too little is known."""
    if len(past) < LEAST:
        return None
    took = sum((one.took for one in past), timedelta(0))
    each = took / sum(one.ahead + 1 for one in past)
    likely = each * (ahead + 1)
    low, high = _quantiles(ahead + 1, len(past))
    return Estimate(likely * low, likely, likely * high)


def _quantiles(more: int, known: int) -> tuple[float, float]:
    """The 10 % and 90 % quantiles of F(2 ``more``, 2 ``known``)."""
    a, b = 1 / (9 * more), 1 / (9 * known)
    # ((1-b) r - (1-a)) / sqrt(b r² + a) = ±z, where r is the cube root of the quantile.
    square = (1 - b) ** 2 - _Z**2 * b
    middle = (1 - a) * (1 - b)
    rest = math.sqrt(max(middle**2 - square * ((1 - a) ** 2 - _Z**2 * a), 0))
    low, high = (middle - rest) / square, (middle + rest) / square
    return max(low, 0) ** 3, high**3
