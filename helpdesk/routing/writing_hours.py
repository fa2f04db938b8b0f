"""Hours as people write them, and as they are said to people.

``Mon-Fri 9:00-12:30, 13:30-17:00`` a line; holidays as ``2026-12-25 Christmas``.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext

from helpdesk.routing.hours import Hours, Shift, is_open, next_opening

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MIDNIGHT = 24 * 60
A_WEEK = timedelta(days=6)
_LINE = re.compile(r"(?P<days>[A-Za-z,\s\-–]+?)\s+(?P<shifts>\d.*)")
_TO = re.compile(r"\s*[-–]\s*")
_TIME = re.compile(r"(\d{1,2}):(\d{2})")

Week = tuple[tuple[Shift, ...], ...]


def read_week(text: str) -> Week:
    """Seven days of shifts. Raises ``ValidationError`` that names the line and how to write it."""
    week: list[list[Shift]] = [[] for _ in DAYS]
    for line in _lines(text):
        found = _LINE.fullmatch(line)
        if found is None:
            raise _not_hours(line)
        for day in _days(found["days"], line):
            for opens, closes in _shifts(found["shifts"], line):
                _add(week, day, opens, closes)
    for name, shifts in zip(DAY_NAMES, week, strict=True):
        _check(name, shifts)
    return tuple(tuple(sorted(shifts)) for shifts in week)


def read_holidays(text: str) -> dict[date, str]:
    """Date to name. Raises ``ValidationError`` that names the line."""
    found = {}
    for line in _lines(text):
        day, _, name = line.partition(" ")
        try:
            found[date.fromisoformat(day)] = name.strip()
        except ValueError as error:
            message = f"“{line}”: begin with a date, as in 2026-12-25 Christmas."
            raise ValidationError(message) from error
    return found


def sentence_of(week: Week) -> str:
    """The week as it is said: days alike go together."""
    parts = []
    for first, last in _alike(week):
        if week[first]:
            until = "" if first == last else f"–{DAYS[last]}"
            shifts = ", ".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in week[first])
            parts.append(f"{DAYS[first]}{until} {shifts}")
    return "; ".join(parts) or "Never open"


def standing_of(hours: Hours | None, now: datetime) -> str:
    """``Open now``, or when it opens next."""
    if is_open(hours, now):
        return gettext("Open now")
    opens = next_opening(hours, now)
    return _opening(opens, now) if opens else gettext("Does not open again")


def _opening(moment: datetime, now: datetime) -> str:
    """As ``moment_in_words``, which customers read, but in the active language."""
    away = moment.date() - now.astimezone(moment.tzinfo).date()
    clock = f"{moment.hour}:{moment.minute:02d}"
    if away <= timedelta(days=1):
        words = gettext("Opens tomorrow at {clock}") if away else gettext("Opens today at {clock}")
        return words.format(clock=clock)
    day = date_format(moment, "l" if away <= A_WEEK else "j F")
    return gettext("Opens {day} at {clock}").format(day=day, clock=clock)


def moment_in_words(moment: datetime, now: datetime) -> str:
    """A moment by its own zone's clock: today, tomorrow, a day of the week, or a date."""
    away = moment.date() - now.astimezone(moment.tzinfo).date()
    clock = f"{moment.hour}:{moment.minute:02d}"
    if away <= timedelta(days=1):
        return f"{'tomorrow' if away else 'today'} at {clock}"
    if away <= A_WEEK:
        return f"{DAY_NAMES[moment.weekday()]} at {clock}"
    return f"{moment.day} {moment:%B} at {clock}"


def _lines(text: str) -> Iterator[str]:
    return (line.strip() for line in text.splitlines() if line.strip())


def _not_hours(line: str) -> ValidationError:
    return ValidationError(f"“{line}”: write days and times as in Mon-Fri 9:00-17:30.")


def _days(text: str, line: str) -> Iterator[int]:
    for part in text.split(","):
        ends = [_day(name, line) for name in _TO.split(part.strip())]
        if len(ends) > 2:
            raise _not_hours(line)
        first, last = ends[0], ends[-1]
        yield from ((first + step) % 7 for step in range((last - first) % 7 + 1))


def _day(name: str, line: str) -> int:
    """``Mon``, ``monday`` or anything between."""
    said = name.strip().lower()
    for day, full in enumerate(DAY_NAMES):
        if len(said) >= len(DAYS[day]) and full.lower().startswith(said):
            return day
    raise _not_hours(line)


def _shifts(text: str, line: str) -> Iterator[Shift]:
    for part in text.split(","):
        ends = [_minutes(one, line) for one in _TO.split(part.strip())]
        if len(ends) != 2 or ends[0] == ends[1] or ends[0] == MIDNIGHT:
            raise _not_hours(line)
        yield ends[0], ends[1] or MIDNIGHT


def _minutes(text: str, line: str) -> int:
    found = _TIME.fullmatch(text)
    minutes = int(found[1]) * 60 + int(found[2]) if found and int(found[2]) < 60 else -1
    if not 0 <= minutes <= MIDNIGHT:
        raise _not_hours(line)
    return minutes


def _add(week: list[list[Shift]], day: int, opens: int, closes: int) -> None:
    """A shift that ends after midnight ends on the next day."""
    if opens < closes:
        week[day].append((opens, closes))
    else:
        week[day].append((opens, MIDNIGHT))
        week[(day + 1) % 7].append((0, closes))


def _check(name: str, shifts: list[Shift]) -> None:
    for earlier, later in zip(sorted(shifts), sorted(shifts)[1:], strict=False):
        if later[0] < earlier[1]:
            raise ValidationError(f"{name} has two shifts at {_clock(later[0])}. Leave one out.")


def _alike(week: Week) -> Iterator[tuple[int, int]]:
    """First and last of each run of days with the same shifts."""
    first = 0
    for day in range(1, 8):
        if day == 7 or week[day] != week[first]:
            yield first, day - 1
            first = day


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"
