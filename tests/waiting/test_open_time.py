"""An answer that is promised within minutes is due in the team's open time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from escalation.models import Team
from helpdesk.recovery import promising
from helpdesk.recovery.models import Promise, RecoverySettings
from helpdesk.routing.models import BusinessHours, TeamQueue
from tests.cast import Company
from tests.conversations.conftest import begin
from tests.recovery.conftest import Begin

__all__ = ["begin"]

BERLIN = ZoneInfo("Europe/Berlin")
FRIDAY_HALF_PAST_FOUR = datetime(2026, 12, 4, 16, 30, tzinfo=BERLIN)
FRIDAY_EVENING = datetime(2026, 12, 4, 18, 0, tzinfo=BERLIN)
FRIDAY_NOON = datetime(2026, 12, 4, 12, 0, tzinfo=BERLIN)
SOON = timedelta(seconds=10)


@pytest.fixture
def office(acme: Company) -> BusinessHours:
    """Acme's support is there on weekdays from nine to five in Berlin, and answers in an hour."""
    with acme.bound():
        RecoverySettings.objects.update_or_create(id=1, defaults={"wait_minutes": 60})
        hours = BusinessHours.objects.create(name="Office", time_zone="Europe/Berlin")
        team = Team.objects.get(is_default=True)
        TeamQueue.objects.create(team=team, business_hours=hours)
        return hours


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (FRIDAY_NOON, FRIDAY_NOON + timedelta(hours=1)),
        (FRIDAY_EVENING, datetime(2026, 12, 7, 10, 0, tzinfo=BERLIN)),
        (FRIDAY_HALF_PAST_FOUR, datetime(2026, 12, 7, 9, 30, tzinfo=BERLIN)),
    ],
)
def test_only_open_time_counts(
    acme: Company, begin: Begin, office: BusinessHours, asked: datetime, due: datetime
) -> None:
    with acme.bound(), time_machine.travel(asked, tick=True):
        begin().waits()
        promise = Promise.objects.get()
    assert promise.due_at == pytest.approx(due, abs=SOON)


def test_a_promise_of_the_evening_is_not_broken_at_night(
    acme: Company, begin: Begin, office: BusinessHours
) -> None:
    with acme.bound(), time_machine.travel(FRIDAY_EVENING, tick=True):
        begin().waits()
        TeamQueue.objects.update(business_hours=None)
        begin().waits()  # the control arm: by every minute
        closed, always = Promise.objects.order_by("id").values_list("due_at", flat=True)
    assert closed - always == pytest.approx(timedelta(days=2, hours=15), abs=SOON)


@pytest.mark.parametrize("week", ["", None])
def test_without_hours_to_count_every_minute_does(
    acme: Company, begin: Begin, office: BusinessHours, week: str | None
) -> None:
    with acme.bound(), time_machine.travel(FRIDAY_EVENING, tick=True):
        if week is None:
            TeamQueue.objects.all().delete()
        else:
            BusinessHours.objects.update(week=week)
        begin().waits()
        promise = Promise.objects.get()
    assert promise.due_at == pytest.approx(FRIDAY_EVENING + timedelta(hours=1), abs=SOON)


def test_hours_that_begin_in_more_than_a_year_still_promise_something(
    acme: Company, begin: Begin, office: BusinessHours
) -> None:
    away = "\n".join(
        f"{FRIDAY_EVENING.date() + timedelta(days=number)} Away" for number in range(367)
    )
    with acme.bound(), time_machine.travel(FRIDAY_EVENING, tick=True):
        BusinessHours.objects.update(holidays=away)
        begin().waits()
        promise = Promise.objects.get()
    assert promise.due_at == pytest.approx(FRIDAY_EVENING + promising.LONGEST, abs=SOON)
