"""Who comes out of hours is told at once, and when somebody is there again."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.routing.models import BusinessHours, TeamQueue
from tests.cast import Company
from tests.routing.conftest import Begin

BERLIN = ZoneInfo("Europe/Berlin")
FRIDAY_EVENING = datetime(2026, 12, 4, 18, 0, tzinfo=BERLIN)
FRIDAY_NOON = datetime(2026, 12, 4, 12, 0, tzinfo=BERLIN)


@pytest.fixture
def office(acme: Company) -> BusinessHours:
    """Acme's support is there on weekdays from nine to five in Berlin."""
    with acme.bound():
        hours = BusinessHours.objects.create(name="Office", time_zone="Europe/Berlin")
        team = Team.objects.get(is_default=True)
        TeamQueue.objects.create(team=team, business_hours=hours)
        return hours


def test_out_of_hours_the_customer_hears_when_the_team_is_back(
    acme: Company, begin: Begin, office: BusinessHours
) -> None:
    with acme.bound(), time_machine.travel(FRIDAY_EVENING, tick=True):
        told = begin().waits().last_event()
        assert told.data["event"] == "nobody_there"
        assert "closed now. It opens Monday at 9:00 (CET)." in told.body
        assert told.data["until"] == "2026-12-07T09:00:00+01:00"
        assert told.data["offers"] == ["callback", "email"]
        assert not told.data.get("internal")


def test_within_hours_nothing_is_said_of_them(
    acme: Company, begin: Begin, office: BusinessHours
) -> None:
    with acme.bound(), time_machine.travel(FRIDAY_NOON, tick=True):
        assert begin().waits().events() == ["handed_off"]


def test_a_team_without_hours_is_always_open(
    acme: Company, begin: Begin, office: BusinessHours
) -> None:
    with acme.bound(), time_machine.travel(FRIDAY_EVENING, tick=True):
        TeamQueue.objects.update(business_hours=None)
        assert begin().waits().events() == ["handed_off"]
        TeamQueue.objects.all().delete()
        assert begin().waits().events() == ["handed_off"]


def test_a_team_that_never_opens_promises_no_time(
    acme: Company, begin: Begin, office: BusinessHours
) -> None:
    with acme.bound():
        BusinessHours.objects.update(week="")
        told = begin().waits().last_event()
        assert "closed now. Your message is kept" in told.body
        assert told.data["until"] is None


def test_the_admin_names_the_line_that_cannot_be_read(acme: Company, ada: Agent) -> None:
    page = acme.client(ada).post(
        "/admin/routing/businesshours/add/",
        {"name": "Shop", "time_zone": "Berlin", "week": "Mon 9 to 5", "holidays": "Christmas"},
    )
    shown = page.content.decode()
    assert "“Mon 9 to 5”: write days and times as in Mon-Fri 9:00-17:30." in shown
    assert "“Christmas”: begin with a date" in shown
    assert "Name a time zone by continent and city" in shown


def test_the_admin_says_how_things_stand_now(
    acme: Company, ada: Agent, office: BusinessHours
) -> None:
    with time_machine.travel(FRIDAY_EVENING, tick=True):
        browser = acme.client(ada)
        for page in ("businesshours", "teamqueue"):
            shown = browser.get(f"/admin/routing/{page}/").content.decode()
            assert "Opens Monday at 9:00" in shown
    assert (
        "Mon–Fri 9:00–17:00 (Europe/Berlin)"
        in browser.get(f"/admin/routing/businesshours/{office.pk}/change/").content.decode()
    )
