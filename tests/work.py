"""Durable work in tests: run what the outbox owes, as a worker would."""

from django.utils import timezone

from tenants.context import in_public
from tenants.work import tasks
from tenants.work.models import Job


def owed(topic: str = "") -> list[Job]:
    """Jobs not done yet, oldest first."""
    with in_public():
        jobs = Job.objects.filter(done_at__isnull=True, dead_at__isnull=True).order_by("id")
        return list(jobs.filter(topic=topic) if topic else jobs)


def run_owed(topic: str = "", *, early: bool = False) -> int:
    """Do what is owed (of one topic), and what that makes owed, until nothing is left.

    With ``early`` also what is not due yet. Returns the number of jobs tried. A job that failed
    is due later, so it is tried once.
    """
    tried: set[int] = set()
    while due := [job for job in owed(topic) if job.pk not in tried and (early or _due(job))]:
        for job in due:
            tried.add(job.pk)
            tasks.run(job.pk, job.attempts)
    return len(tried)


def settle() -> None:
    """Do everything that is owed, and forget that it was."""
    run_owed(early=True)
    with in_public():
        Job.objects.all().delete()


def _due(job: Job) -> bool:
    return job.available_at <= timezone.now()
