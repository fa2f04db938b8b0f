"""Celery's side: do one job, bound to its tenant."""

import logging
import time

from celery import shared_task

from tenants import wires
from tenants.context import in_public
from tenants.work import running
from tenants.work.claiming import Claimed

logger = logging.getLogger(__name__)


@shared_task(name="work.run", ignore_result=True)
def run(job_id: int, attempts: int) -> None:
    """Do the job with this id, counted ``attempts`` times so far. The row names its tenant."""
    running.run(job_id, attempts)


def send(job: Claimed) -> None:
    """Hand a job to whichever worker takes it. Raises the transport's own errors."""
    run.apply_async((job.job_id, job.attempts), headers={"tenant": job.tenant}, retry=False)


@shared_task(name="work.canary", ignore_result=True)
def canary() -> None:
    """Prove that a worker takes work; ``/readyz`` looks at the time."""
    wires.client().set(wires.WORKER_SEEN, int(time.time()), ex=120)


@shared_task(name="work.purge", ignore_result=True)
def purge() -> None:
    """Forget jobs done more than a day ago."""
    with in_public():
        running.purge()
