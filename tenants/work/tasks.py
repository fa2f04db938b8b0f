"""Celery's side: do one job, bound to its tenant."""

from celery import shared_task

from tenants.context import in_public
from tenants.work import apart, listening, running
from tenants.work.claiming import Claimed


@shared_task(name="work.run", ignore_result=True)
def run(job_id: int, attempts: int) -> None:
    """Do the job with this id, counted ``attempts`` times so far. The row names its tenant."""
    running.run(job_id, attempts)


@shared_task(name="work.run_apart", ignore_result=True)
def run_apart(job_id: int, attempts: int) -> None:
    """The same in a process of its own."""
    apart.run(job_id, attempts)


def send(job: Claimed) -> None:
    """Hand a job to whichever worker takes it. Raises the transport's own errors."""
    way = run_apart if job.losses >= apart.LOSSES else run
    way.apply_async((job.job_id, job.attempts), headers={"tenant": job.tenant}, retry=False)


@shared_task(name="work.canary", ignore_result=True)
def canary() -> None:
    """Prove that this worker hears its broker and has a thread that works."""
    listening.heard()


@shared_task(name="work.purge", ignore_result=True)
def purge() -> None:
    """Forget jobs done more than a day ago."""
    with in_public():
        running.purge()
