"""A row of the table: ours against a floor over some rounds, and whether a goal is met."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

# A floor that itself moves more than this from round to round tells of the machine, not of us.
STEADY = 3.0


@dataclass(frozen=True, slots=True)
class Run:
    """What the runner asks of a module: ``seconds`` is what it may take in all."""

    quick: bool
    seconds: float

    @property
    def rounds(self) -> int:
        return 3 if self.quick else 5


@dataclass(frozen=True, slots=True)
class Goal:
    """Bounds: on the ratio (``at_most``, ``at_least``), on ours in its own unit (``within``)."""

    at_most: float | None = None
    at_least: float | None = None
    within: float | None = None

    def is_met(self, ours: float, ratio: float | None) -> bool:
        bounds = (
            self.at_most is None or (ratio is not None and ratio <= self.at_most),
            self.at_least is None or (ratio is not None and ratio >= self.at_least),
            self.within is None or ours <= self.within,
        )
        return all(bounds)

    def words(self, unit: str) -> str:
        """``≤ 2×``, ``≥ 0.5×``, ``≤ 3 s``; several joined by a comma."""
        said = [
            f"{sign} {bound:g}{of}"
            for sign, bound, of in (
                ("≤", self.at_most, "×"),
                ("≥", self.at_least, "×"),
                ("≤", self.within, f" {unit}"),
            )
            if bound is not None
        ]
        return ", ".join(said)


@dataclass(frozen=True, slots=True)
class Row:
    """One measured operation. Lists hold a figure for each round, in ``unit``.

    ``floor`` is empty when there is nothing to compare with; ``peer`` likewise, which has a ratio
    to the same floor. For a row of growth the floor is ours at the smaller size.
    """

    key: str
    ours: Sequence[float]
    floor: Sequence[float] = ()
    unit: str = "ms"
    goal: Goal = field(default_factory=Goal)
    peer: Sequence[float] = ()
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """The median of the rounds' own ratios: both halves of a round met the same moment."""
        return _ratio(self.ours, self.floor)

    @property
    def is_conclusive(self) -> bool:
        """Whether the floor held still enough for the ratio to say something."""
        known = [value for value in self.floor if value > 0]
        return not known or max(known) <= STEADY * min(known)

    def as_json(self) -> dict[str, Any]:
        """What the last line of ``make bench`` says under ``key``."""
        ours, ratio = statistics.median(self.ours), self.ratio
        said: dict[str, Any] = {
            "ours": _rounded(ours),
            "floor": _rounded(statistics.median(self.floor)) if self.floor else None,
            "ratio": _rounded(ratio),
            "unit": self.unit,
        }
        if words := self.goal.words(self.unit):
            said |= {"goal": words, "met": self.goal.is_met(ours, ratio)}
        if not self.is_conclusive:
            said["inconclusive"] = True
        if self.peer:
            said["peer"] = _rounded(statistics.median(self.peer))
            said["peer_ratio"] = _rounded(_ratio(self.peer, self.floor))
        return said | ({"note": self.note} if self.note else {})


@dataclass(frozen=True, slots=True)
class Failed:
    """A row that could not be measured, and why."""

    key: str
    why: str

    def as_json(self) -> dict[str, Any]:
        return {"failed": self.why}


def in_turns(  # noqa: PLR0913 - those who are measured, and how the row is called and judged
    key: str,
    run: Run,
    *,
    ours: Callable[[], float],
    floor: Callable[[], float],
    peer: Callable[[], float] | None = None,
    unit: str = "ms",
    goal: Goal | None = None,
    note: str = "",
) -> Row:
    """Measure all of them in turn, once to warm up and then ``run.rounds`` times.

    Each returns its figure of one round, such as ``median_ms`` does.
    """
    sides = [floor, ours, peer] if peer else [floor, ours]
    rounds = [[side() for side in sides] for _ in range(1 + run.rounds)][1:]
    low, mine, *theirs = map(list, zip(*rounds, strict=True))
    return Row(
        key,
        ours=mine,
        floor=low,
        peer=theirs[0] if theirs else (),
        unit=unit,
        goal=goal or Goal(),
        note=note,
    )


def median_ms(operation: Callable[[], Any], times: int) -> float:
    """The median of ``times`` calls one after the other, in milliseconds."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        operation()
        took.append(time.perf_counter() - began)
    return statistics.median(took) * 1000


def _ratio(side: Sequence[float], floor: Sequence[float]) -> float | None:
    ratios = [value / low for value, low in zip(side, floor, strict=bool(floor)) if low]
    return statistics.median(ratios) if ratios else None


def _rounded(value: float | None) -> float | None:
    """Three significant digits: more would be noise."""
    return None if value is None else float(f"{value:.3g}")
