"""The platform's admin: for its own staff, on its own host."""

import pytest
from django.test import Client
from django.utils import timezone

from helpdesk.agents.models import Agent
from tenants.context import in_public
from tenants.work.models import Job
from tests.cast import PASSWORD, Company

ROOT = "root@handrail.example"


@pytest.fixture
def staff(acme: Company) -> Client:
    """Platform staff, logged in through the platform's own page."""
    with in_public():
        Agent.objects.create_superuser(ROOT, PASSWORD, name="Root")
    client = Client(HTTP_HOST="localhost")
    entered = client.post("/platform/login/", {"username": ROOT, "password": PASSWORD})
    assert entered.status_code == 302
    return client


def test_a_tenants_owner_is_nobody_on_the_platforms_host(acme: Company, ada: Agent) -> None:
    client = Client(HTTP_HOST="localhost")
    refused = client.post("/platform/login/", {"username": ada.email, "password": PASSWORD})
    assert refused.status_code == 200
    assert client.get("/platform/").status_code == 302


def test_the_platforms_admin_does_not_exist_on_a_tenants_host(acme: Company, ada: Agent) -> None:
    assert acme.client(ada).get("/platform/").status_code == 404


def test_a_suspended_workspace_is_served_again_when_it_is_resumed(
    staff: Client, acme: Company
) -> None:
    def press(action: str) -> int:
        data = {"action": action, "_selected_action": [str(acme.tenant.pk)]}
        assert staff.post("/platform/tenants/tenant/", data).status_code == 302
        return acme.client().get("/help/").status_code

    assert (press("suspend"), press("resume")) == (404, 200)


def test_a_dead_letter_is_listed_with_its_reason_and_owed_again(
    staff: Client, acme: Company
) -> None:
    with in_public():
        dead = Job.objects.create(
            tenant=acme.schema,
            topic="knowledge.index",
            payload={},
            attempts=5,
            last_error="ValueError: no such article",
            dead_at=timezone.now(),
        )
    listed = staff.get("/platform/work/job/", {"standing": "dead"}).content.decode()
    assert "ValueError: no such article" in listed

    data = {"action": "retry", "_selected_action": [str(dead.pk)]}
    assert staff.post("/platform/work/job/", data).status_code == 302

    with in_public():
        dead.refresh_from_db()
    assert (dead.dead_at, dead.attempts) == (None, 0)


@pytest.mark.parametrize("path", ["", "tenants/tenant/", "work/job/"])
def test_every_page_of_it_opens(staff: Client, path: str) -> None:
    assert staff.get(f"/platform/{path}", follow=True).status_code == 200
