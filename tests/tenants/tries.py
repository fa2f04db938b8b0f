"""Jobs that are owed, handed on and tried, as relay and workers do it."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models.functions import Now

from tenants.context import in_public
from tenants.work import outbox, relay, tasks
from tenants.work.models import Job
from tests.cast import Company
from tests.work import owed


def owe(company: Company, topic: str, payload: outbox.Payload | None = None, **how: Any) -> Job:
    """The row of what ``company`` owes from now on."""
    with company.bound():
        outbox.enqueue(topic, payload or {}, **how)
    return owed(topic)[0]


def hand_on(job: Job) -> int:
    """The worker of ``job`` is thought dead, and the relay hands it on. Returns how many."""
    with in_public():
        Job.objects.filter(pk=job.pk).update(lease_until=Now() - timedelta(seconds=1))
        return relay.relay_once()


def attempt(job_id: int, attempts: int) -> None:
    """What a worker does, in a thread of its own."""
    try:
        tasks.run(job_id, attempts)
    finally:
        connection.close()
