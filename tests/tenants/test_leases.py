"""A lease says that somebody has the job: it is kept while they live, and ends with them."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from tenants.context import in_public
from tenants.work import claiming, leases, outbox, relay, tasks
from tenants.work.models import Job
from tenants.work.outbox import Payload
from tests.cast import Company
from tests.tenants.tries import attempt, hand_on, owe
from tests.work import owed

pytestmark = pytest.mark.usefixtures("own_topics", "no_worker")


@pytest.fixture
def long_job(acme: Company, monkeypatch: pytest.MonkeyPatch) -> Iterator[Job]:
    """A job that runs in a thread until the test is over."""
    monkeypatch.setattr(leases, "BEAT_SECONDS", 0.05)
    monkeypatch.setattr(leases, "_keeper", leases._Keeper())
    begun, over = threading.Event(), threading.Event()

    def work(payload: Payload) -> None:
        begun.set()
        over.wait(10)

    outbox.thinks("test.long")(work)
    job = owe(acme, "test.long")
    worker = threading.Thread(target=attempt, args=(job.pk, 0))
    worker.start()
    begun.wait(10)
    yield job
    over.set()
    worker.join()


def _ends_in(job: Job, seconds: float) -> None:
    with in_public():
        Job.objects.filter(pk=job.pk).update(lease_until=Now() + timedelta(seconds=seconds))


def test_a_job_longer_than_its_lease_is_not_handed_on(long_job: Job) -> None:
    _ends_in(long_job, 0.5)
    threading.Event().wait(0.8)
    with in_public():
        assert relay.relay_once() == 0


def test_a_message_that_the_broker_brings_again_finds_nothing(long_job: Job) -> None:
    """Its worker is at it: a mail would go twice, and a model be paid twice."""
    tasks.run(long_job.pk, 0)
    with in_public():
        assert Job.objects.get(pk=long_job.pk).attempts == 1


def test_without_a_sign_of_life_it_would_be(long_job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control arm."""
    monkeypatch.setattr(leases, "_extend", lambda held: None)
    _ends_in(long_job, 0.5)
    threading.Event().wait(0.8)
    with in_public():
        assert relay.relay_once() == 1


def test_a_job_that_takes_its_workers_with_it_is_buried(acme: Company) -> None:
    outbox.handles("test.kill")(lambda payload: None)
    job = owe(acme, "test.kill")
    for _ in range(claiming.MAX_ATTEMPTS):
        with in_public():
            assert relay.relay_once() == 1
            # What a worker does before it dies of the job.
            Job.objects.filter(pk=job.pk).update(
                attempts=job.attempts + 1, started_at=Now(), lease_until=Now()
            )
            job.refresh_from_db()
    with in_public():
        assert relay.relay_once() == 0
        job.refresh_from_db()
    assert job.dead_at is not None
    assert job.last_error.startswith("Its worker died")
    assert (job.attempts, job.losses) == (5, 5)


def test_waiting_for_a_worker_costs_no_try(acme: Company) -> None:
    """Handed over ten times, and never taken up: every worker was down."""
    outbox.handles("test.wait")(lambda payload: None)
    job = owe(acme, "test.wait")
    with in_public():
        assert relay.relay_once() == 1
    assert [hand_on(job) for _ in range(10)] == [1] * 10
    assert (owed()[0].attempts, owed()[0].losses) == (0, 0)
