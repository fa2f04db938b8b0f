"""Until when a conversation may rest: times that suit the hours of a team, as pure values."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from helpdesk.routing.hours import Hours
from helpdesk.routing.resting import checked, presets

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = tuple([((9 * 60, 17 * 60),)] * 5 + [()] * 2)


def offered(hours: Hours | None, now: datetime, zone: ZoneInfo = BERLIN) -> dict[str, str]:
    found = presets(hours, zone, now)
    return {one.key: f"{one.at:%a %d %H:%M}" for one in found}


def berlin(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=BERLIN).astimezone(UTC)


def test_in_office_hours_all_four_are_offered_by_the_clock_of_the_hours() -> None:
    hours = Hours(BERLIN, OFFICE)
    assert offered(hours, berlin(25, 10), ZoneInfo("Asia/Tokyo")) == {
        "hour": "Wed 25 11:00",
        "later": "Wed 25 13:00",
        "tomorrow": "Thu 26 09:00",
        "week": "Mon 30 09:00",
    }


def test_what_lies_after_hours_waits_for_the_opening_and_is_offered_once() -> None:
    hours = Hours(BERLIN, OFFICE)
    assert offered(hours, berlin(27, 16)) == {"tomorrow": "Mon 30 09:00"}
    assert offered(hours, berlin(26, 20)) == {"tomorrow": "Fri 27 09:00", "week": "Mon 30 09:00"}
    friday, thursday = (
        presets(hours, BERLIN, berlin(27, 16)),
        presets(hours, BERLIN, berlin(26, 20)),
    )
    assert (friday[0].label, thursday[0].label) == ("Next working day", "Tomorrow")


def test_holidays_are_passed_over() -> None:
    hours = Hours(BERLIN, OFFICE, frozenset({date(2026, 11, 26), date(2026, 11, 30)}))
    assert offered(hours, berlin(25, 10))["tomorrow"] == "Fri 27 09:00"
    assert offered(hours, berlin(25, 10))["week"] == "Tue 01 09:00"


def test_who_is_there_at_night_does_not_begin_the_day_at_midnight() -> None:
    always = Hours(BERLIN, tuple([((0, 24 * 60),)] * 7))
    assert offered(always, berlin(25, 10))["tomorrow"] == "Thu 26 09:00"


def test_where_no_hours_are_known_a_day_begins_at_nine_by_the_tenants_clock() -> None:
    assert offered(None, berlin(28, 23)) == {
        "hour": "Sun 29 00:00",
        "tomorrow": "Sun 29 09:00",
        "week": "Mon 30 09:00",
    }


def test_over_a_clock_change_nine_is_nine_on_the_wall() -> None:
    before = datetime(2026, 10, 24, 12, tzinfo=BERLIN)
    assert offered(None, before)["tomorrow"] == "Sun 25 09:00"


def test_who_never_opens_is_offered_nothing() -> None:
    assert offered(Hours(BERLIN, ((),) * 7), berlin(25, 10)) == {}


@pytest.mark.parametrize("off", [timedelta(), timedelta(minutes=-1), timedelta(days=367)])
def test_a_time_that_is_past_or_far_off_is_refused(off: timedelta) -> None:
    with pytest.raises(ValidationError, match="within the next year"):
        checked(timezone.now() + off)
