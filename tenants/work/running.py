"""Do a job, note that it is done, or note why not."""

import logging
import time
from dataclasses import dataclass
from datetime import timedelta

import orjson
from django.db import connection
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac

from tenants import wires
from tenants.context import in_public, in_tenant
from tenants.work import effects, leases
from tenants.work.claiming import MAX_ATTEMPTS
from tenants.work.leases import LEASE
from tenants.work.models import Job
from tenants.work.outbox import Kept, Payload, Promise, Work, work_on

logger = logging.getLogger(__name__)

KEEP_DONE = timedelta(days=1)

# Only the message with the number of the row finds it; an older one comes too late.
_TAKE_UP = """
    UPDATE public.work_job
    SET attempts = attempts + 1, started_at = now(), dead_at = NULL,
        lease_until = now() + make_interval(secs => %s)
    WHERE id = %s AND attempts = %s AND done_at IS NULL AND (dead_at IS NULL OR %s)
    RETURNING tenant, topic, payload, attempts
"""
_FAILED = """
    UPDATE public.work_job
    SET last_error = %s, lease_until = NULL, started_at = NULL,
        available_at = now() + make_interval(secs => power(2, least(attempts, 10))),
        dead_at = CASE WHEN attempts >= %s THEN now() END
    WHERE id = %s AND attempts = %s AND done_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """A job in our hands. ``number``: which try this is, from 1."""

    job_id: int
    tenant: str
    topic: str
    payload: Payload
    number: int


def run(job_id: int, attempts: int) -> None:
    """Do the job, unless it is done or was taken up since the relay counted ``attempts``.

    A failure is kept on the row for the next try.
    """
    taken = _take_up(job_id, attempts)
    if taken is not None:
        _try(taken, None)
        wires.wake_relay()


def keep(promise: Promise, job_id: int, attempts: int) -> None:
    """Do what was promised for a late job, in its place; who works on it now can't commit."""
    taken = _take_up(job_id, attempts, dead_too=True)
    if taken is not None:
        _try(taken, Work(promise.topic, promise.keep, Kept.WHOLE, patient=False))


def lose(job_id: int, number: int, said: str) -> None:
    """The process that did this try of the job ended before the job did."""
    with in_public():
        _failed(job_id, number, said)


def retry(job_ids: list[int]) -> int:
    """Owe these dead letters again, with all their tries. Returns how many were dead."""
    dead = Job.objects.filter(pk__in=job_ids, dead_at__isnull=False)
    fresh = {"attempts": 0, "losses": 0, "lease_until": None, "started_at": None}
    return dead.update(dead_at=None, available_at=Now(), **fresh)


def purge() -> None:
    """Forget what was done more than ``KEEP_DONE`` ago; dead letters stay."""
    Job.objects.filter(done_at__lt=Now() - KEEP_DONE).delete()


def _take_up(job_id: int, attempts: int, *, dead_too: bool = False) -> Taken | None:
    """Count the try before it begins: one that ends this process counts as well."""
    with in_public(), connection.cursor() as cursor:
        cursor.execute(_TAKE_UP, [LEASE.total_seconds(), job_id, attempts, dead_too])
        row = cursor.fetchone()
    if row is None:
        return None
    tenant, topic, payload, number = row
    return Taken(job_id, tenant, topic, orjson.loads(payload), number)


def _try(taken: Taken, work: Work | None) -> None:
    began = time.monotonic()
    with in_tenant(taken.tenant):
        try:
            _do(taken, work or work_on(taken.topic))
        except effects.Overtaken as overtaken:
            logger.info("%s", overtaken)
        except Exception as error:  # any failure of a handler is an outcome to record
            logger.exception("job %s (%s) failed at try %s", *_named(taken))
            _failed(taken.job_id, taken.number, f"{type(error).__name__}: {error}")
        else:
            took = time.monotonic() - began
            logger.info("job %s (%s) done at try %s in %.2f s", *_named(taken), took)


def _do(taken: Taken, work: Work) -> None:
    with (
        leases.kept(taken.job_id, taken.number),
        effects.trying(taken.job_id, taken.number) as attempt,
    ):
        if work.kept is Kept.WHOLE:
            with effects.once():
                work.do(taken.payload)
        elif work.kept is Kept.BY_ITS_KEY:
            work.do(taken.payload, _key(taken))
        else:
            work.do(taken.payload)
        if not attempt.committed:
            with effects.once():
                pass


def _key(taken: Taken) -> str:
    """The same at every try, and nobody's count of our jobs."""
    return salted_hmac("work.key", f"{taken.tenant}:{taken.job_id}").hexdigest()[:32]


def _failed(job_id: int, number: int, said: str) -> None:
    """Back off 2, 4, 8 … seconds; after MAX_ATTEMPTS the job is a dead letter."""
    said = said[:2000].replace("\x00", "")
    with connection.cursor() as cursor:
        cursor.execute(_FAILED, [said, MAX_ATTEMPTS, job_id, number])


def _named(taken: Taken) -> tuple[int, str, int]:
    return taken.job_id, taken.topic, taken.number
