"""Hand owed jobs to Celery: by state, fairly over tenants, woken by a hint or every second."""

import logging
from collections.abc import Callable

import redis
from django.db import OperationalError, close_old_connections
from django.db.models.functions import Now

from tenants import wires
from tenants.context import in_public
from tenants.work import running, tasks
from tenants.work.claiming import MAX_ATTEMPTS, claim, give_back, until_next
from tenants.work.models import Job
from tenants.work.outbox import Promise, promises

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.0
# Promises that one round keeps.
PROMISES = 200
# A promise that can't be kept is tried once a round, but not for ever.
PROMISE_ATTEMPTS = 5 * MAX_ATTEMPTS


def run_forever(stopping: Callable[[], bool]) -> None:
    """Relay until ``stopping()``. Survives the database, the broker and Redis going away."""
    hints = _Hints()
    while not stopping():
        try:
            with in_public():
                relay_once()
                keep_promises()
                pause = min(POLL_SECONDS, until_next())
        except OperationalError:
            logger.warning("database away; retrying", exc_info=True)
            pause = POLL_SECONDS
        close_old_connections()
        hints.wait(pause)


def relay_once() -> int:
    """Lease what is next and send it. Returns the number of jobs handed over."""
    claimed = claim()
    for at, job in enumerate(claimed):
        try:
            tasks.send(job)
        except Exception:  # kombu raises the transport's own errors
            logger.warning("broker away; %s jobs stay owed", len(claimed) - at, exc_info=True)
            give_back(claimed[at:])
            return at
    return len(claimed)


def keep_promises() -> None:
    """Do here and now what is overdue: the clock of promises needs no broker and no worker.

    The database's clock counts, like everywhere in this room: servers' clocks differ.
    """
    for promise in promises():
        for job in _overdue(promise):
            running.keep(promise, job.pk, job.attempts)


def _overdue(promise: Promise) -> list[Job]:
    """Dead letters too: a promise does not end with the tries."""
    late = Job.objects.filter(
        topic=promise.topic,
        created_at__lt=Now() - promise.after,
        done_at__isnull=True,
        attempts__lt=PROMISE_ATTEMPTS,
    )
    return list(late.order_by("created_at")[:PROMISES])


class _Hints:
    """Waits for a wake-up from Redis, or for the poll when Redis is away."""

    def __init__(self) -> None:
        self._subscription: redis.client.PubSub | None = None

    def wait(self, seconds: float) -> None:
        """A burst of hints is one."""
        try:
            subscription = self._subscribed()
            heard = subscription.get_message(timeout=seconds)
            while heard:
                heard = subscription.get_message(timeout=0)
        except redis.RedisError:
            self._subscription = None
            wires.pause(seconds)

    def _subscribed(self) -> redis.client.PubSub:
        if self._subscription is None:
            self._subscription = wires.client().pubsub(  # type: ignore[no-untyped-call]
                ignore_subscribe_messages=True
            )
            self._subscription.subscribe(wires.WAKE_CHANNEL)
        return self._subscription
