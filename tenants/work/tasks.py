"""Celery's side: do one job, bound to its tenant."""

from typing import Any

from celery import shared_task
from celery.signals import celeryd_after_setup
from django.core.exceptions import ImproperlyConfigured

from tenants.context import in_public
from tenants.database.pooler import refuse_shared_sessions
from tenants.work import apart, listening, running
from tenants.work.claiming import Claimed


@celeryd_after_setup.connect
def look_at_sessions(**_kwargs: Any) -> None:
    """Keep a worker from starting behind a pooler that shares sessions."""
    try:
        refuse_shared_sessions()
    except ImproperlyConfigured as error:
        # Of a signal's receiver Celery would log any other exception and go on.
        raise SystemExit(f"ImproperlyConfigured: {error}") from None


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
    way = run_apart if job.losses else run
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
