"""An operation's median and its slowest hundredth, from the same calls."""

import statistics
import time
from collections.abc import Callable, Iterator

from bench.rows import Goal, Row, Run


def spread(  # noqa: PLR0913 - what is measured, and how both rows are called and judged
    key: str,
    run: Run,
    *,
    ours: Callable[[], object],
    floor: Callable[[], float],
    times: int,
    goal: Goal | None = None,
    goal_p99: Goal | None = None,
    note: str = "",
) -> Iterator[Row]:
    """Two rows: the median, and the 99th percentile of all rounds' calls beside the same floor.

    ``floor`` returns its figure of a round in ms; ``ours`` is called ``times`` times a round.
    """
    floor(), _timed(ours, times)  # to warm up
    low, rounds = [], []
    for _ in range(run.rounds):
        low.append(floor())
        rounds.append(_timed(ours, times))
    medians = [statistics.median(took) for took in rounds]
    yield Row(f"{key}_p50", medians, low, goal=goal or Goal(), note=note)
    every = sorted(took for one in rounds for took in one)
    slow = every[min(int(len(every) * 0.99), len(every) - 1)]
    middle = [statistics.median(low)]
    yield Row(f"{key}_p99", [slow], middle, goal=goal_p99 or Goal(), note=f"of {len(every)}")


def _timed(operation: Callable[[], object], times: int) -> list[float]:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        operation()
        took.append((time.perf_counter() - began) * 1000)
    return took
