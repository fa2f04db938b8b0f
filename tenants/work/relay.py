"""Hand owed jobs to Celery: by state, fairly over tenants, woken by a hint or every second."""

import logging
from collections.abc import Callable

import redis
from django.db import OperationalError, close_old_connections, connection
from django.utils import timezone

from tenants import wires
from tenants.context import in_public
from tenants.work import running, tasks
from tenants.work.models import Job
from tenants.work.outbox import LEASE, promises

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.0
BATCH = 200
PER_TENANT = 20

# At most PER_TENANT jobs of one tenant in a batch, so one tenant's flood waits behind itself.
_CLAIM = """
    WITH owed AS (
        SELECT id, row_number() OVER (PARTITION BY tenant ORDER BY available_at) AS place
        FROM (
            SELECT id, tenant, available_at FROM public.work_job
            WHERE done_at IS NULL AND dead_at IS NULL AND available_at <= now()
              AND (lease_until IS NULL OR lease_until < now())
            ORDER BY available_at LIMIT 2000
        ) AS oldest
    ), chosen AS (
        SELECT id FROM public.work_job
        WHERE id IN (SELECT id FROM owed WHERE place <= %s ORDER BY place LIMIT %s)
          AND done_at IS NULL AND (lease_until IS NULL OR lease_until < now())
        FOR UPDATE SKIP LOCKED
    )
    UPDATE public.work_job
    SET lease_until = now() + make_interval(secs => %s), attempts = attempts + 1
    WHERE id IN (SELECT id FROM chosen) RETURNING id
"""

_NEXT = """
    SELECT extract(epoch FROM min(available_at) - now()) FROM public.work_job
    WHERE done_at IS NULL AND dead_at IS NULL AND available_at > now()
"""


def run_forever(stopping: Callable[[], bool]) -> None:
    """Relay until ``stopping()``. Survives the database, the broker and Redis going away."""
    hints = _Hints()
    while not stopping():
        try:
            with in_public():
                handed = relay_once()
                keep_promises()
                pause = _until_next()
        except OperationalError:
            logger.warning("database away; retrying", exc_info=True)
            handed, pause = 0, POLL_SECONDS
        close_old_connections()
        if handed < BATCH:
            hints.wait(pause)


def _until_next() -> float:
    """Seconds until the next job is due, so that a short delay is not rounded up to the poll."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT)
        seconds = cursor.fetchone()[0]
    return POLL_SECONDS if seconds is None else min(POLL_SECONDS, max(0.01, float(seconds)))


def relay_once() -> int:
    """Lease what is owed and send it. Returns the number of jobs handed over.

    A job that can't be sent keeps its lease and is tried again when that ends.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [PER_TENANT, BATCH, LEASE.total_seconds()])
        ids = [row[0] for row in cursor.fetchall()]
    for job_id in ids:
        try:
            tasks.run.apply_async((job_id,), retry=False)
        except Exception:  # kombu raises the transport's own errors
            logger.warning("broker away; %s jobs stay owed", len(ids), exc_info=True)
            break
    return len(ids)


def keep_promises() -> None:
    """Do here and now what is overdue: the clock of promises needs no broker and no worker."""
    for promise in promises():
        limit = timezone.now() - promise.after
        late = Job.objects.filter(
            topic=promise.topic, created_at__lt=limit, done_at__isnull=True, dead_at__isnull=True
        )
        for job in late.order_by("created_at")[:BATCH]:
            running.attempt(job, promise.keep)


class _Hints:
    """Waits for a wake-up from Redis, or for the poll when Redis is away."""

    def __init__(self) -> None:
        self._subscription: redis.client.PubSub | None = None

    def wait(self, seconds: float) -> None:
        try:
            if self._subscription is None:
                self._subscription = wires.client().pubsub(  # type: ignore[no-untyped-call]
                    ignore_subscribe_messages=True
                )
                self._subscription.subscribe(wires.WAKE_CHANNEL)
            self._subscription.get_message(timeout=seconds)
        except redis.RedisError:
            self._subscription = None
            wires.pause(seconds)
