"""Whose turn it is: one moment for each who waits, so that the order is an index's.

Earliest turn first. Each is given an allowance by priority, which is finite: whoever waits long
enough comes before those who arrive later, however these hurry, so that nobody starves.
"""

from datetime import datetime, timedelta
from typing import Final

ALLOWED: Final[dict[str, timedelta]] = {
    "urgent": timedelta(0),
    "high": timedelta(minutes=20),
    "normal": timedelta(hours=1),
    "low": timedelta(hours=4),
}


def turn_at(priority: str, since: datetime, due_at: datetime | None = None) -> datetime:
    """The moment by which those who wait are put in order; ``since`` is when they began to.

    Whose first reply has a deadline have their turn at it.
    """
    return due_at or since + ALLOWED[priority]
