"""Open time, held against counting every minute by itself, across clock changes and holidays."""

import contextlib
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.routing.hours import Hours, due_at, is_open, next_opening, open_between
from helpdesk.routing.writing_hours import read_holidays, read_week, sentence_of, standing_of

MINUTE = timedelta(minutes=1)
BERLIN = ZoneInfo("Europe/Berlin")
# Clocks change in the night to 30 March and 26 October in Berlin, 5 October on Lord Howe by 30
# minutes; Kathmandu never changes and is 45 minutes off.
ZONES = [BERLIN, *map(ZoneInfo, ("America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"))]
OFFICE = Hours(BERLIN, read_week("Mon-Fri 9:00-17:00"), frozenset({date(2026, 12, 25)}))


@st.composite
def shifts(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    """Up to two shifts of a day, on quarters of an hour, with night shifts among them."""
    ends = st.integers(0, 96).map(lambda quarter: quarter * 15)
    marks = sorted(draw(st.lists(ends, min_size=0, max_size=4, unique=True)))
    return tuple(zip(marks[::2], marks[1::2], strict=False))


HOLIDAYS = st.dates(date(2025, 3, 28), date(2025, 4, 2)) | st.dates(
    date(2025, 10, 3), date(2025, 10, 28)
)
HOURS = st.builds(
    Hours,
    st.sampled_from(ZONES),
    st.tuples(*[shifts()] * 7),
    st.frozensets(HOLIDAYS, max_size=3),
)
# About every change of a clock in 2025.
STARTS = st.sampled_from(
    [datetime(2025, *day, tzinfo=UTC) for day in ((3, 7), (3, 28), (10, 3), (10, 24))]
)
MOMENTS = st.builds(lambda start, minutes: start + minutes * MINUTE, STARTS, st.integers(0, 4320))


def open_by_the_wall(hours: Hours, moment: datetime) -> bool:
    """The same question, asked of the clock on the wall instead of spans."""
    wall = moment.astimezone(hours.zone)
    minute = wall.hour * 60 + wall.minute
    if wall.date() in hours.holidays:
        return False
    return any(opens <= minute < closes for opens, closes in hours.week[wall.weekday()])


def counted(hours: Hours, start: datetime, end: datetime) -> int:
    """Open minutes in [start, end), each looked at by itself."""
    minutes = int((end - start) / MINUTE)
    return sum(open_by_the_wall(hours, start + step * MINUTE) for step in range(minutes))


def is_plain(hours: Hours, start: datetime, end: datetime) -> bool:
    """No shift begins or ends within an hour that the clock skips or repeats.

    There the wall says a time twice or never, and the two ways of counting may rightly differ.
    """
    day = start.astimezone(hours.zone).date() - timedelta(days=1)
    while day <= end.astimezone(hours.zone).date() + timedelta(days=1):
        for minutes in {end for shift in hours.week[day.weekday()] for end in shift} - {1440}:
            wall = datetime(day.year, day.month, day.day, *divmod(minutes, 60), tzinfo=hours.zone)
            if wall.utcoffset() != wall.replace(fold=1).utcoffset():
                return False
        day += timedelta(days=1)
    return True


@given(HOURS, MOMENTS, st.integers(0, 2 * 24 * 60))
@settings(max_examples=120, deadline=None)
def test_open_time_is_what_counting_every_minute_gives(
    hours: Hours, start: datetime, minutes: int
) -> None:
    end = start + minutes * MINUTE
    if is_plain(hours, start, end):
        assert open_between(hours, start, end) == counted(hours, start, end) * MINUTE
        assert is_open(hours, start) == open_by_the_wall(hours, start)


@given(HOURS, MOMENTS, st.integers(0, 3000))
@settings(max_examples=200, deadline=None)
def test_at_the_due_time_exactly_what_was_allowed_has_passed(
    hours: Hours, start: datetime, minutes: int
) -> None:
    due = due_at(hours, start, minutes * MINUTE)
    if due is None:
        assert open_between(hours, start, start + timedelta(days=360)) <= minutes * MINUTE
        return
    assert open_between(hours, start, due) == minutes * MINUTE
    # It falls due in open time, or the moment that this ends; never in a closed night.
    assert is_open(hours, due) or is_open(hours, due - timedelta(microseconds=1))


@given(HOURS, MOMENTS)
@settings(max_examples=200, deadline=None)
def test_nothing_is_open_before_the_next_opening_and_it_is_open_then(
    hours: Hours, moment: datetime
) -> None:
    opens = next_opening(hours, moment)
    if opens is None:
        assert not any(hours.week) or hours.holidays
        return
    assert is_open(hours, opens)
    assert open_between(hours, moment, opens) == timedelta(0)
    assert is_open(hours, moment) == (opens == moment)


def test_a_deadline_spans_the_night_in_which_the_clock_changes() -> None:
    night = Hours(BERLIN, read_week("Sat,Sun 22:00-6:00"))
    saturday = datetime(2025, 3, 29, 23, 0, tzinfo=BERLIN)
    # From 23:00 on, seven hours by the wall are six: clocks go from 2:00 to 3:00.
    due = due_at(night, saturday, timedelta(hours=6))
    assert due is not None
    assert due.astimezone(BERLIN) == datetime(2025, 3, 30, 6, 0, tzinfo=BERLIN)
    autumn = due_at(night, datetime(2025, 10, 25, 23, 0, tzinfo=BERLIN), timedelta(hours=6))
    assert autumn is not None
    assert autumn.astimezone(BERLIN) == datetime(2025, 10, 26, 4, 0, tzinfo=BERLIN)


def test_holidays_and_weekends_do_not_count() -> None:
    thursday = datetime(2026, 12, 24, 16, 0, tzinfo=BERLIN)
    due = due_at(OFFICE, thursday, timedelta(hours=2))
    assert due == datetime(2026, 12, 28, 10, 0, tzinfo=BERLIN)


def test_without_hours_every_minute_counts() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    assert is_open(None, moment)
    assert next_opening(None, moment) == moment
    assert due_at(None, moment, MINUTE) == moment + MINUTE
    assert open_between(None, moment, moment - MINUTE) == timedelta(0)


def test_who_never_opens_is_said_so() -> None:
    never = Hours(BERLIN, read_week(""))
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    assert next_opening(never, moment) is None
    assert due_at(never, moment, MINUTE) is None
    assert standing_of(never, moment) == "Does not open again"
    assert sentence_of(never.week) == "Never open"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-12-01 10:00", "Open now"),
        ("2026-12-01 08:00", "Opens today at 9:00"),
        ("2026-12-01 17:00", "Opens tomorrow at 9:00"),
        ("2026-12-04 18:00", "Opens Monday at 9:00"),
        ("2026-12-24 18:00", "Opens Monday at 9:00"),
    ],
)
def test_a_preview_says_open_or_when_next(at: str, words: str) -> None:
    assert standing_of(OFFICE, datetime.fromisoformat(at).replace(tzinfo=BERLIN)) == words


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Mon-Fri 9:00-17:00", "Mon–Fri 9:00–17:00"),
        ("monday – wednesday 8:30-12:00, 13:00-16:45", "Mon–Wed 8:30–12:00, 13:00–16:45"),
        (
            "Sat-Mon 10:00-24:00\nTue 0:00-24:00",
            "Mon 10:00–24:00; Tue 0:00–24:00; Sat–Sun 10:00–24:00",
        ),
        ("Fri 22:00-6:00", "Fri 22:00–24:00; Sat 0:00–6:00"),
        ("Mon, Thu 9:00-0:00", "Mon 9:00–24:00; Thu 9:00–24:00"),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, sentence: str) -> None:
    assert sentence_of(read_week(text)) == sentence


@pytest.mark.parametrize(
    "text",
    ["Mon", "9:00-17:00", "Mon 9-17", "Mon 9:00", "Mon 9:00-9:00", "Mon 24:00-9:00",
     "Mon 9:60-10:00", "Mon 25:00-26:00", "Mo 9:00-10:00", "Mon-Tue-Wed 9:00-10:00",
     "Mon 9:00-12:00, 11:00-13:00",
     "Sun 22:00-6:00\nMon 5:00-8:00", "Mon 9:00-10:00-11:00"],
)  # fmt: skip
def test_hours_that_cannot_be_read_name_what_is_wrong(text: str) -> None:
    with pytest.raises(ValidationError):
        read_week(text)


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (read_week, read_holidays):
        with contextlib.suppress(ValidationError):
            assert isinstance(read(text), tuple | dict)
