"""Do a job, note that it is done, or note why not."""

import logging
from datetime import timedelta

from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from tenants.context import in_public, in_tenant
from tenants.work.models import Job
from tenants.work.outbox import MAX_ATTEMPTS, Handler, handler_of

logger = logging.getLogger(__name__)

KEEP_DONE = timedelta(days=1)


def run(job_id: int) -> None:
    """Do the job once more, unless it is done. A failure is kept on the row for the next try."""
    with in_public():
        job = Job.objects.filter(id=job_id, done_at__isnull=True, dead_at__isnull=True).first()
    if job is not None:
        attempt(job, handler_of(job.topic))


def attempt(job: Job, handler: Handler) -> None:
    """Run ``handler`` bound to the job's tenant and record the outcome."""
    try:
        with in_tenant(job.tenant):
            handler(job.payload)
    except Exception as error:  # any failure of a handler is an outcome to record
        logger.exception("job %s (%s) failed", job.id, job.topic)
        with in_public():
            _failed(job, error)
    else:
        with in_public():
            Job.objects.filter(id=job.id).update(done_at=Now(), lease_until=None)


def retry(job_ids: list[int]) -> int:
    """Owe these dead letters again, with all their tries. Returns how many were dead."""
    dead = Job.objects.filter(pk__in=job_ids, dead_at__isnull=False)
    return dead.update(dead_at=None, attempts=0, available_at=Now(), lease_until=None)


def purge() -> None:
    """Forget what was done more than ``KEEP_DONE`` ago; dead letters stay."""
    Job.objects.filter(done_at__lt=timezone.now() - KEEP_DONE).delete()


def _failed(job: Job, error: Exception) -> None:
    """Back off 2, 4, 8 … seconds; after MAX_ATTEMPTS the job is a dead letter."""
    last = job.attempts >= MAX_ATTEMPTS
    Job.objects.filter(Q(id=job.id)).update(
        last_error=f"{type(error).__name__}: {error}"[:2000],
        lease_until=None,
        available_at=timezone.now() + timedelta(seconds=2**job.attempts),
        dead_at=Now() if last else F("dead_at"),
    )
