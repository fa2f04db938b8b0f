"""The platform's admin: for its own staff, on its own host."""

import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from helpdesk.agents.models import Agent
from tenants.context import in_public
from tenants.work.models import Job
from tests.cast import PASSWORD, Company

ROOT = "root@handrail.example"
JOBS = "/platform/work/job/"
_FILL = """
    INSERT INTO public.work_job (tenant, topic, payload, available_at, created_at)
    SELECT %s, 'knowledge.index', '{}', now() - make_interval(secs => %s),
           now() - n * interval '1 ms' FROM generate_series(1, %s) AS n
"""


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


def test_each_workspace_is_told_with_what_it_is_owed_since_when_and_what_died(
    staff: Client, acme: Company, globex: Company
) -> None:
    _owe(acme, 20_000, late=90)
    _owe(globex, 3, late=30)
    with in_public():
        Job.objects.filter(pk__in=_some(globex, 1)).update(lease_until=Now() + timedelta(hours=1))
        Job.objects.filter(pk__in=_some(globex, 1)).update(dead_at=Now())
    page = _said(staff.get(JOBS).content.decode())
    assert re.search(r"Acme 1000\+ 0 \d+ s ago 0", page)
    assert re.search(r"Globex 2 1 \d+ s ago 1", page)


def test_who_is_owed_nothing_reads_that(staff: Client) -> None:
    assert "Nothing is owed, and nothing was given up." in staff.get(JOBS).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?standing=owed",
        "?standing=dead",
        "?standing=done",
        "?topic=knowledge.index",
        "?standing=owed&topic=assistant.turn",
    ],
)
def test_the_list_of_jobs_reads_no_table_whole_and_counts_nothing_to_its_end(
    staff: Client, acme: Company, query: str
) -> None:
    _owe(acme, 20_000, late=90)
    with in_public(), connection.cursor() as cursor:
        cursor.execute("ANALYZE public.work_job")
    with CaptureQueriesContext(connection) as seen:
        assert staff.get(JOBS + query).status_code == 200
    texts = [one["sql"] for one in seen.captured_queries if "work_job" in one["sql"]]
    assert texts
    assert sum(_rows_read(text) for text in texts) <= 6_000


def test_a_count_of_all_that_is_owed_would_read_it_all(staff: Client, acme: Company) -> None:
    """The control arm."""
    _owe(acme, 20_000, late=90)
    assert _rows_read("SELECT count(*) FROM public.work_job WHERE topic LIKE '%index%'") >= 20_000


def _owe(company: Company, jobs: int, *, late: int) -> None:
    with in_public(), connection.cursor() as cursor:
        cursor.execute(_FILL, [company.schema, late, jobs])


def _some(company: Company, jobs: int) -> list[int]:
    owed = Job.objects.filter(tenant=company.schema, lease_until=None, dead_at=None)
    return list(owed.values_list("pk", flat=True)[:jobs])


def _said(page: str) -> str:
    """The words of a page, without its marks."""
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def _rows_read(text: str) -> float:
    """By all nodes of its plan that look at jobs; what a filter threw away counts too."""
    with in_public(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off" if "RECURSIVE" in text else "SELECT 1")
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {text}")
        waiting, rows = [cursor.fetchone()[0][0]["Plan"]], 0.0
    while waiting:
        node = waiting.pop()
        waiting += node.get("Plans", [])
        if node.get("Relation Name") == "work_job":
            read = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
            rows += read * node["Actual Loops"]
    return rows


@pytest.mark.parametrize("path", ["", "tenants/tenant/", "work/job/"])
def test_every_page_of_it_opens(staff: Client, path: str) -> None:
    assert staff.get(f"/platform/{path}", follow=True).status_code == 200
