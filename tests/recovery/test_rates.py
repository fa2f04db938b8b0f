"""How many promises were kept is counted by kind, team and week, and can be taken along."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from helpdesk.agents.models import Agent
from helpdesk.recovery import promising, rates
from helpdesk.recovery.models import Promise
from tests.cast import Company
from tests.recovery.conftest import Begin, overdue, soon

ADDRESS = "/admin/recovery/promise/kept/"


@pytest.fixture
def some(acme: Company, begin: Begin) -> None:
    """Three kept, one broken, one still open, one cancelled; one kept long ago."""
    with acme.bound():
        thread = begin()
        made = [promising.make_promise(thread.id, soon(), key=f"{n}") for n in range(7)]
        for promise in made[:3]:
            promising.keep(promise.pk)
        overdue(made[3])
        promising.break_due()
        promising.cancel(made[5].pk)
        promising.keep(made[6].pk)
        day = {"due_at": timezone.now() - timedelta(minutes=1)}
        Promise.objects.filter(pk__in=[one.pk for one in made[:4]]).update(**day)  # of one week
        ago = timezone.now() - timedelta(weeks=20)
        Promise.objects.filter(pk=made[6].pk).update(due_at=ago)


def test_the_rate_counts_what_was_due_and_ended_in_one_statement(acme: Company, some: None) -> None:
    with acme.bound(), CaptureQueriesContext(connection) as asked:
        rows = rates.counted()
        assert len([one for one in asked if "recovery_promise" in one["sql"]]) == 1
    assert (rates.in_all(rows).kept, rates.in_all(rows).due) == (3, 4)
    assert [(one.label, one.share) for one in rates.by_kind(rows)] == [("A call", 0.75)]


def test_the_page_draws_it_and_gives_it_as_csv(acme: Company, some: None, ada: Agent) -> None:
    client = acme.client(ada)
    page = client.get(ADDRESS).content.decode()
    assert "75 % of 4 promises were kept" in page
    assert "3 of 4 kept" in page
    table = client.get(ADDRESS, {"csv": ""})
    assert table["Content-Type"].startswith("text/csv")
    assert table.content.decode().splitlines()[0] == "week,kind,team,due,kept"
    assert table.content.decode().splitlines()[1].endswith(",4,3")


def test_without_promises_the_page_says_what_will_stand_there(acme: Company, ada: Agent) -> None:
    assert "No promise was due yet" in acme.client(ada).get(ADDRESS).content.decode()


@pytest.mark.parametrize(
    "model",
    ["promise", "recoverycase", "firstreply", "makegoodoffer", "makegood", "recoverysettings"],
)
def test_every_list_of_the_admin_opens(acme: Company, some: None, ada: Agent, model: str) -> None:
    page = acme.client(ada).get(f"/admin/recovery/{model}/", follow=True)
    assert page.status_code == 200


def test_an_offer_that_could_never_be_given_is_refused_in_its_form(
    acme: Company, ada: Agent
) -> None:
    fields = {
        **{"name": "A month", "words": "Have it.", "value": "50", "value_cap": "20"},
        **{"per_contact": "1", "period_days": "90", "per_agent_a_day": "5", "is_active": "on"},
    }
    page = acme.client(ada).post("/admin/recovery/makegoodoffer/add/", fields)
    assert "it could never be given" in page.content.decode()
