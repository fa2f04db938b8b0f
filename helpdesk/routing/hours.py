"""When a team is there: open hours, holidays and clock changes, as pure values.

Open hours are said by the clock on the wall and counted in real time: where the clock is put
forward at night, a shift that spans it is an hour shorter, and a deadline within it comes an hour
later by the wall. A time that the clock skips is read as if it were not skipped yet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Who does not open within a year does not open.
HORIZON_DAYS = 370
DAY = timedelta(days=1)

# Minutes after midnight by the wall, [opens, closes); 1440 closes at midnight.
Shift = tuple[int, int]
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Hours:
    """``week[0]`` is Monday; a day's shifts are in order and do not overlap."""

    zone: ZoneInfo
    week: tuple[tuple[Shift, ...], ...]
    holidays: frozenset[date] = frozenset()


def is_open(hours: Hours | None, moment: datetime) -> bool:
    """Whether ``moment`` (aware) is within a shift; no hours at all are always open."""
    if hours is None:
        return True
    return any(opens <= moment < closes for opens, closes in _spans_near(hours, moment))


def next_opening(hours: Hours | None, moment: datetime) -> datetime | None:
    """``moment`` itself while it is open, else when it opens; None for who never does.

    In the time zone of the hours, so that it can be said as it is.
    """
    if hours is None:
        return moment
    for opens, closes in _spans(hours, moment):
        if closes > moment:
            return max(opens, moment).astimezone(hours.zone)
    return None


def due_at(hours: Hours | None, start: datetime, allowed: timedelta) -> datetime | None:
    """When ``allowed`` of open time has passed since ``start``; None for who never opens.

    Without hours every minute counts.
    """
    if hours is None:
        return start + allowed
    left = allowed
    for opens, closes in _spans(hours, start):
        begun = max(opens, start)
        if closes <= start:
            continue
        if begun + left <= closes:
            return (begun + left).astimezone(UTC)
        left -= closes - begun
    return None


def open_between(hours: Hours | None, start: datetime, end: datetime) -> timedelta:
    """How much of [start, end) is open; nothing where ``end`` is not later."""
    if hours is None:
        return max(end - start, timedelta(0))
    passed = timedelta(0)
    for opens, closes in _spans(hours, start):
        if opens >= end:
            break
        passed += max(min(closes, end) - max(opens, start), timedelta(0))
    return passed


def _spans_near(hours: Hours, moment: datetime) -> Iterator[Span]:
    here = moment.astimezone(hours.zone).date()
    return (span for day in (here - DAY, here, here + DAY) for span in _spans_of(hours, day))


def _spans(hours: Hours, moment: datetime) -> Iterator[Span]:
    """Open spans in order, from the one before ``moment`` on, for a year."""
    first = moment.astimezone(hours.zone).date() - DAY
    for number in range(HORIZON_DAYS):
        yield from _spans_of(hours, first + number * DAY)


def _spans_of(hours: Hours, day: date) -> Iterator[Span]:
    if day in hours.holidays:
        return
    for opens, closes in hours.week[day.weekday()]:
        span = (_at(hours.zone, day, opens), _at(hours.zone, day, closes))
        if span[0] < span[1]:  # a shift may lie within the hour that the clock skips
            yield span


def _at(zone: ZoneInfo, day: date, minutes: int) -> datetime:
    """In UTC, where differences are real time."""
    if minutes == 24 * 60:
        day, minutes = day + DAY, 0
    wall = datetime.combine(day, time(*divmod(minutes, 60)), tzinfo=zone)
    return wall.astimezone(UTC)
