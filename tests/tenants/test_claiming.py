"""Which jobs are next: fair to every tenant, and as cheap behind a flood as without one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from django.db.models.functions import Now

from tenants.context import in_public
from tenants.work import claiming
from tenants.work.claiming import claim
from tenants.work.models import Job
from tests.cast import Company

THREADS = 8
_FILL = """
    INSERT INTO public.work_job (tenant, topic, payload, patient, available_at)
    SELECT %s, 'test.flood', '{}', %s, now() - interval '10 seconds' + n * interval '1 microsecond'
    FROM generate_series(1, %s) AS n
"""

_NAIVE = """
    SELECT id FROM (
        SELECT id, row_number() OVER (PARTITION BY tenant ORDER BY available_at) AS place
        FROM public.work_job WHERE done_at IS NULL AND dead_at IS NULL
    ) AS owed WHERE place <= %(threads)s
"""


@pytest.fixture(autouse=True)
def _threads(settings: LazySettings) -> None:
    settings.WORK_IN_FLIGHT = THREADS


def flood(tenant: str, jobs: int, *, patient: bool = False) -> None:
    with in_public(), connection.cursor() as cursor:
        cursor.execute(_FILL, [tenant, patient, jobs])


def claimed() -> list[str]:
    """Whose jobs were claimed now."""
    with in_public():
        return sorted(job.tenant for job in claim())


def finish(tenant: str, jobs: int) -> None:
    """As a worker would, for so many of the tenant's jobs in flight."""
    with in_public():
        running = Job.objects.filter(tenant=tenant, lease_until__isnull=False).values("pk")[:jobs]
        Job.objects.filter(pk__in=list(running.values_list("pk", flat=True))).delete()


def test_a_flood_leaves_a_quarter_of_the_threads_to_others(acme: Company, globex: Company) -> None:
    flood(acme.schema, 100)
    assert claimed() == [acme.schema] * 6
    assert claimed() == []
    flood(globex.schema, 100)
    assert claimed() == [globex.schema]


def test_tenants_who_flood_share_the_threads_evenly(acme: Company, globex: Company) -> None:
    flood(acme.schema, 100)
    flood(globex.schema, 100)
    assert claimed() == sorted([acme.schema, globex.schema] * 3)
    finish(acme.schema, 2)
    assert claimed() == [acme.schema] * 2


def test_everybodys_first_job_comes_before_anybodys_second(acme: Company) -> None:
    names = [f"t_{letter * 16}" for letter in "abcdefghij"]
    for name in names:
        flood(name, 5)
    assert len(set(claimed())) == THREADS


def test_what_somebody_waits_for_goes_before_what_nobody_does(acme: Company) -> None:
    flood(acme.schema, 100, patient=True)
    flood(acme.schema, 1)
    with in_public():
        first = claim()
        awaited = Job.objects.get(patient=False)
    assert awaited.pk in {job.job_id for job in first}


def test_what_nobody_waits_for_leaves_room_for_what_somebody_does(acme: Company) -> None:
    flood(acme.schema, 100, patient=True)
    assert len(claimed()) == 6
    flood(acme.schema, 1)
    assert len(claimed()) == 1


def test_patience_ends_after_a_minute(acme: Company) -> None:
    """Else floods of as many tenants as there are threads would starve what is patient."""
    for letter in "abcdefgh":
        flood(f"t_{letter * 16}", 5)
    flood(acme.schema, 1, patient=True)
    assert acme.schema not in claimed()
    with in_public():
        Job.objects.update(lease_until=None)
        waiting = Job.objects.filter(tenant=acme.schema)
        waiting.update(available_at=Now() - timedelta(seconds=61))
    assert acme.schema in claimed()


def test_one_thread_still_serves_everything(acme: Company, settings: LazySettings) -> None:
    settings.WORK_IN_FLIGHT = 1
    flood(acme.schema, 3, patient=True)
    assert claimed() == [acme.schema]


def test_first_come_first_served_would_let_a_flood_in_front(acme: Company, globex: Company) -> None:
    """The control arm: the queue that everybody writes first."""
    flood(acme.schema, 100)
    flood(globex.schema, 1)
    with in_public():
        oldest = Job.objects.order_by("available_at")[:THREADS]
        assert {job.tenant for job in oldest} == {acme.schema}


def test_a_backlog_of_100000_jobs_costs_no_more_than_a_short_one(
    acme: Company, globex: Company
) -> None:
    # The planner knows the table as it was before the flood, and no index holds what other tests
    # left dead in it.
    with in_public(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE public.work_job")
    flood(globex.schema, 3)
    with in_public(), connection.cursor() as cursor:
        cursor.execute("ANALYZE public.work_job")
    flood(acme.schema, 50_000)
    flood(acme.schema, 50_000, patient=True)
    new = _cost(claiming._CLAIM)
    with in_public(), connection.cursor() as cursor:
        cursor.execute("ANALYZE public.work_job")
    for cost in (new, _cost(claiming._CLAIM)):
        assert cost.whole_tables == 0
        assert cost.rows <= 10 * THREADS
        assert cost.pages <= 200
    # The control arm: numbering all that is owed, tenant by tenant, reads all of it.
    assert _cost(_NAIVE).rows >= 100_000


@dataclass(frozen=True)
class _Cost:
    """What the claim touched: sequential scans, rows and pages."""

    whole_tables: int
    rows: float
    pages: int


def _cost(statement: str) -> _Cost:
    with in_public(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(claiming._BY_INDEX)
        explain = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) "
        cursor.execute(explain + statement, claiming.values())
        plan = cursor.fetchone()[0][0]["Plan"]
        transaction.set_rollback(True)
    nodes = [node for node in _nodes(plan) if node.get("Relation Name") == "work_job"]
    return _Cost(
        whole_tables=sum(node["Node Type"] == "Seq Scan" for node in nodes),
        rows=sum(
            (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
            for node in nodes
        ),
        pages=plan["Shared Hit Blocks"] + plan["Shared Read Blocks"],
    )


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", []):
        yield from _nodes(part)
