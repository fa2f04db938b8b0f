"""Until when a conversation may rest: times that suit the team's hours, or one's own."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.routing.hours import DAY, Hours, is_open, next_opening

LONGEST: Final = timedelta(days=366)
SOON: Final = timedelta(hours=1)
LATER: Final = timedelta(hours=3)
# Where no hours are known, a day begins at nine.
MORNING: Final = time(9)


@dataclass(frozen=True, slots=True)
class Preset:
    """A time to choose, with the name by which a form sends it."""

    key: str
    label: str
    at: datetime


def presets(hours: Hours | None, zone: ZoneInfo, now: datetime) -> list[Preset]:
    """In an hour, later today, the next day and next week, each when the team is there.

    By the zone of the hours, else by ``zone``. What falls together with an earlier one, or never
    comes, is left out.
    """
    here = now.astimezone(hours.zone if hours else zone)
    next_day = _morning(hours, here, days=1)
    is_tomorrow = next_day is not None and next_day.date() == here.date() + DAY
    wanted = [
        ("hour", _("In an hour"), _if_open(hours, here + SOON)),
        ("later", _("Later today"), _later(hours, here)),
        ("tomorrow", _("Tomorrow") if is_tomorrow else _("Next working day"), next_day),
        ("week", _("Next week"), _morning(hours, here, days=7 - here.weekday())),
    ]
    found: list[Preset] = []
    for key, label, at in wanted:
        if at is not None and all(at != earlier.at for earlier in found):
            found.append(Preset(key, label, at))
    return found


def checked(until: datetime) -> datetime:
    """The same. Raises ``ValidationError`` for a time that is past or more than a year off."""
    if not timedelta() < until - timezone.now() < LONGEST:
        raise ValidationError(_("Choose a time within the next year."), code="until")
    return until


def _if_open(hours: Hours | None, moment: datetime) -> datetime | None:
    return moment if is_open(hours, moment) else None


def _later(hours: Hours | None, here: datetime) -> datetime | None:
    """In some hours, if that is today and the team is there."""
    later = here + LATER
    return _if_open(hours, later) if later.date() == here.date() else None


def _morning(hours: Hours | None, here: datetime, *, days: int) -> datetime | None:
    """When the team begins that day, or the next on which it does."""
    day = here.date() + days * DAY
    if hours is None:
        return datetime.combine(day, MORNING, tzinfo=here.tzinfo)
    midnight = datetime.combine(day, time(0), tzinfo=here.tzinfo)
    # Whoever is there at night as well does not begin the day at midnight.
    from_then = datetime.combine(day, MORNING, tzinfo=here.tzinfo)
    opening = next_opening(hours, from_then if is_open(hours, midnight) else midnight)
    return opening.astimezone(here.tzinfo) if opening else None
