"""Moments at which a reply is usually sent later, by the tenant's clock."""

from datetime import datetime, time, timedelta

# When people begin to read.
MORNING = time(9)


def moments(now: datetime) -> dict[str, datetime]:
    """``hour``, ``tomorrow`` and ``monday`` (the next one, at nine) from ``now``, which is aware.

    A wall's nine o'clock, also over a night in which the clock is changed.
    """
    return {
        "hour": now + timedelta(hours=1),
        "tomorrow": _morning(now, days=1),
        "monday": _morning(now, days=7 - now.weekday()),
    }


def _morning(now: datetime, *, days: int) -> datetime:
    day = now.date() + timedelta(days=days)
    return datetime.combine(day, MORNING, tzinfo=now.tzinfo)
