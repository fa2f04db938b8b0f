"""Leave a model alone that does not answer, so that it does not cost each customer the deadline.

After ``FAILURES`` in a row nobody asks it for a while, twice as long after each further failure.
Then one question at a time is a trial, with little time. One answer, and all is as before.
What is known of an endpoint is what became of the latest calls to it, in every process alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass

FAILURES = 3
REST_SECONDS, LONGEST_REST_SECONDS = 15.0, 300.0
TRIAL_SECONDS = 5.0
# A call that was begun so long ago and has not ended never will: its worker is gone.
LOST_SECONDS = 60.0
# Failures in a row after which resting takes no longer.
LOOKED_AT = 10


@dataclass(frozen=True, slots=True)
class Past:
    """A call. ``ended``: seconds since it did, or None. ``failed``: it brought no answer."""

    began: float
    ended: float | None
    failed: bool


def seconds_allowed(latest: Sequence[Past], wanted: float) -> float:
    """What a call may take now, from the latest calls, newest first; 0: leave it alone."""
    failures = _failures_in_a_row(latest)
    if len(failures) < FAILURES:
        return wanted
    rest = REST_SECONDS * 2 ** (len(failures) - FAILURES)
    if min(failures) < min(rest, LONGEST_REST_SECONDS) or any(map(_is_under_way, latest)):
        return 0.0
    return min(wanted, TRIAL_SECONDS)


def _failures_in_a_row(latest: Sequence[Past]) -> list[float]:
    """How long ago each of them was."""
    failures: list[float] = []
    for past in latest:
        if past.ended is None:
            continue
        if not past.failed:
            break
        failures.append(past.ended)
    return failures


def _is_under_way(past: Past) -> bool:
    return past.ended is None and past.began < LOST_SECONDS
