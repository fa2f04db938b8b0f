"""Shares with what chance may have done to them."""

from dataclasses import dataclass
from math import sqrt
from typing import Final

from escalation.backtesting.tallying import Fired, PolicySums, Sums

# Fewer than this, and a share says little.
ENOUGH: Final = 20
_Z: Final = 1.96


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``of``."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        return self.hits / self.of if self.of else None

    def __str__(self) -> str:
        return f"{100 * self.hits / self.of:.0f} %" if self.of else "–"

    @property
    def interval(self) -> str:
        """As it is read: ``71–91 %``."""
        return f"{100 * self.low:.0f}–{100 * self.high:.0f} %"

    @property
    def is_enough(self) -> bool:
        return self.of >= ENOUGH

    @property
    def low(self) -> float:
        return self._wilson()[0]

    @property
    def high(self) -> float:
        return self._wilson()[1]

    def _wilson(self) -> tuple[float, float]:
        """The 95 % interval of Wilson (1927), which holds for few and for extreme shares too."""
        if not self.of:
            return 0.0, 1.0
        p, n, z2 = self.hits / self.of, self.of, _Z * _Z
        middle = (p + z2 / (2 * n)) / (1 + z2 / n)
        reach = _Z * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
        return max(0.0, middle - reach), min(1.0, middle + reach)


def handed_over(policy: PolicySums, sums: Sums) -> Share:
    """Of all conversations, those in which the policy calls a person."""
    return Share(policy.fired.total, sums.conversations)


def precision(fired: Fired) -> Share:
    """Of the hand-overs of which anybody can say, those where a person was needed."""
    return Share(fired.right, fired.right + fired.wrong)


def recall(fired: Fired, sums: Sums) -> Share:
    """Of the conversations that needed a person, those that are handed over."""
    return Share(fired.right, sums.truths.right)
