"""Which jobs are next: fairly over tenants, by state, at a cost that no backlog raises.

What waits, waits here and not in the broker's queue, which is first come, first served: only as
many jobs are in flight as there are threads to do them (``WORK_IN_FLIGHT``). Of these

- a quarter is kept free for tenants who have nothing in flight, so that a flood of slow jobs
  finds nobody's first job waiting behind it; what nobody waits for never takes that quarter,
  unless it has waited a minute;
- who has fewer in flight is next, then who waited longer;
- within a tenant, what somebody waits for goes first, then what is older.

Tenants with owed jobs are found by skipping through the index from one to the next, and each
gives at most as many rows as there are free threads. Rows in flight lie at the front of the index
and are at most as many. So 100,000 owed jobs of one tenant cost as much as ten
(``tests/tenants/test_claiming.py`` looks at the plan).
"""

import math
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from tenants.context import in_public
from tenants.work.leases import LEASE

MAX_ATTEMPTS = 5
PATIENCE = "1 minute"

# A flood comes faster than the planner's figures: let it not take a large table for a small one
# and read it whole, or gather and sort all that one tenant owes.
_BY_INDEX = (
    "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
)
_ONE_RELAY = "SELECT pg_try_advisory_xact_lock(hashtext('work.claim'))"

# Counted where a worker takes the job up, so a job that kills its worker is not tried for ever.
_BURY = """
    UPDATE public.work_job SET dead_at = now(), lease_until = NULL, losses = losses + 1,
        last_error = 'Its worker died, or was not heard of again, at the last try. ' || last_error
    WHERE done_at IS NULL AND dead_at IS NULL AND lease_until < now()
      AND started_at IS NOT NULL AND attempts >= %(tries)s
"""

_CLAIM = """
    WITH RECURSIVE busy AS (
        SELECT tenant, count(*) AS jobs, count(*) FILTER (WHERE NOT patient) AS awaited
        FROM public.work_job
        WHERE done_at IS NULL AND dead_at IS NULL AND lease_until >= now() GROUP BY tenant
    ), flight AS (
        SELECT coalesce(sum(jobs), 0)::int AS jobs,
               greatest(%(threads)s - coalesce(sum(jobs), 0), 0)::int AS free FROM busy
    ), owing AS (
        SELECT (
            SELECT tenant FROM public.work_job WHERE done_at IS NULL AND dead_at IS NULL
            ORDER BY tenant, patient, available_at LIMIT 1
        ) AS tenant FROM flight WHERE free > 0
        UNION ALL
        SELECT (
            SELECT tenant FROM public.work_job
            WHERE done_at IS NULL AND dead_at IS NULL AND tenant > owing.tenant
            ORDER BY tenant, patient, available_at LIMIT 1
        ) FROM owing WHERE owing.tenant IS NOT NULL
    ), next AS (
        SELECT job.id, job.available_at, job.patient, job.turn + CASE
            WHEN NOT job.patient THEN coalesce(busy.awaited, 0)
            WHEN job.available_at < now() - %(patience)s::interval THEN coalesce(busy.jobs, 0)
            ELSE coalesce(busy.jobs, 0) + 1 END AS place
        FROM owing LEFT JOIN busy USING (tenant) CROSS JOIN LATERAL (
            SELECT due.*, row_number() OVER (ORDER BY patient, available_at, id) AS turn FROM (
                (SELECT id, patient, available_at FROM public.work_job
                 WHERE tenant = owing.tenant AND NOT patient AND available_at <= now()
                   AND done_at IS NULL AND dead_at IS NULL
                   AND (lease_until IS NULL OR lease_until < now())
                 ORDER BY available_at LIMIT %(threads)s)
                UNION ALL
                (SELECT id, patient, available_at FROM public.work_job
                 WHERE tenant = owing.tenant AND patient AND available_at <= now()
                   AND done_at IS NULL AND dead_at IS NULL
                   AND (lease_until IS NULL OR lease_until < now())
                 ORDER BY available_at LIMIT %(threads)s)
            ) AS due
        ) AS job
        WHERE owing.tenant IS NOT NULL
    ), ranked AS (
        SELECT id, place, row_number() OVER (ORDER BY place, available_at, id) AS rank FROM next
    ), chosen AS (
        SELECT id FROM public.work_job
        WHERE id = ANY(ARRAY(
            SELECT id FROM ranked, flight
            WHERE jobs + rank <= CASE WHEN place = 1 THEN %(threads)s ELSE %(shared)s END
        ))
        -- Looked at again under the lock; written so that no index of all owed jobs tempts.
        AND coalesce(done_at, dead_at) IS NULL AND (lease_until IS NULL OR lease_until < now())
        FOR UPDATE SKIP LOCKED
    )
    UPDATE public.work_job
    SET lease_until = now() + make_interval(secs => %(lease)s), started_at = NULL,
        losses = losses + (lease_until IS NOT NULL AND started_at IS NOT NULL)::int
    WHERE id = ANY(ARRAY(SELECT id FROM chosen)) RETURNING id, tenant, attempts, losses
"""

# Skips from tenant to tenant as the claim does; of each, the next job that is not due yet.
_NEXT = """
    WITH RECURSIVE owing AS (
        SELECT (
            SELECT tenant FROM public.work_job WHERE done_at IS NULL AND dead_at IS NULL
            ORDER BY tenant, patient, available_at LIMIT 1
        ) AS tenant
        UNION ALL
        SELECT (
            SELECT tenant FROM public.work_job
            WHERE done_at IS NULL AND dead_at IS NULL AND tenant > owing.tenant
            ORDER BY tenant, patient, available_at LIMIT 1
        ) FROM owing WHERE owing.tenant IS NOT NULL
    )
    SELECT extract(epoch FROM min(next) - now()) FROM owing, unnest(ARRAY[
        (SELECT min(available_at) FROM public.work_job WHERE tenant = owing.tenant
         AND NOT patient AND done_at IS NULL AND dead_at IS NULL AND available_at > now()),
        (SELECT min(available_at) FROM public.work_job WHERE tenant = owing.tenant
         AND patient AND done_at IS NULL AND dead_at IS NULL AND available_at > now())
    ]) AS next
"""

_GIVE_BACK = """
    UPDATE public.work_job SET lease_until = NULL
    WHERE id = ANY(%s) AND started_at IS NULL AND done_at IS NULL AND dead_at IS NULL
"""
# For a second, or those that find no room would be handed over without end. When it was due stays
# as it is: who is put off must not stand behind all that came since.
_PUT_OFF = """
    UPDATE public.work_job SET lease_until = now() + interval '1 second'
    WHERE id = %s AND attempts = %s AND started_at IS NULL AND coalesce(done_at, dead_at) IS NULL
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job to hand over: how often it was taken up so far, and how often its worker was lost."""

    job_id: int
    tenant: str
    attempts: int
    losses: int


def claim() -> list[Claimed]:
    """Lease the jobs that are next, and bury those that took their last worker with them.

    Relays may be several; one claims at a time, and the others find nothing.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_BY_INDEX)
        cursor.execute(_ONE_RELAY)
        if not cursor.fetchone()[0]:
            return []
        cursor.execute(_BURY, values())
        cursor.execute(_CLAIM, values())
        return [Claimed(*row) for row in cursor.fetchall()]


def values() -> dict[str, Any]:
    """What the statements are given."""
    threads: int = settings.WORK_IN_FLIGHT
    return {
        "threads": threads,
        "shared": max(1, threads - max(1, threads // 4)),
        "patience": PATIENCE,
        "lease": LEASE.total_seconds(),
        "tries": MAX_ATTEMPTS,
    }


def until_next() -> float:
    """Seconds until the next job is due, so that a short delay is not rounded up to a poll.

    Infinity when none is.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_BY_INDEX)
        cursor.execute(_NEXT)
        seconds = cursor.fetchone()[0]
    return math.inf if seconds is None else max(0.01, float(seconds))


def give_back(claimed: list[Claimed]) -> None:
    """What could not be handed over is owed as before, and no try is counted."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, [[job.job_id for job in claimed]])


def put_off(job_id: int, attempts: int) -> None:
    """Have a job that was handed over wait a second more; no try is counted.

    Without effect when somebody took it up since the relay counted ``attempts``.
    """
    with in_public(), connection.cursor() as cursor:
        cursor.execute(_PUT_OFF, [job_id, attempts])
