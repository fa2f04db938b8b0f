"""Durable work: owed with its cause, done at least once, kept when something fails."""

import math
from collections.abc import Iterator
from datetime import timedelta

import pytest
import redis
import time_machine
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.backoff import NoBackoff
from redis.retry import Retry

from helpdesk.conversations.models import Contact
from tenants import wires
from tenants.context import current_schema, in_public
from tenants.work import outbox, relay, tasks
from tenants.work.claiming import MAX_ATTEMPTS, until_next
from tenants.work.models import Job
from tests.cast import Company
from tests.work import owed, run_owed

done: list[tuple[str, int]] = []


@pytest.fixture(autouse=True)
def _topics(own_topics: None) -> Iterator[None]:
    @outbox.handles("test.note")
    def note(payload: outbox.Payload) -> None:
        done.append((current_schema(), payload["number"]))

    @outbox.handles("test.fail")
    def fail(payload: outbox.Payload) -> None:
        raise ValueError("no such invoice")

    done.clear()
    yield
    done.clear()


def _owe(company: Company, topic: str = "test.note", number: int = 1, **how: object) -> None:
    with company.bound():
        outbox.enqueue(topic, {"number": number}, **how)  # type: ignore[arg-type]


def test_work_runs_bound_to_the_tenant_that_owes_it(acme: Company, globex: Company) -> None:
    _owe(acme, number=1)
    _owe(globex, number=2)
    run_owed()
    assert sorted(done) == sorted([(acme.schema, 1), (globex.schema, 2)])
    assert owed() == []


def test_work_is_not_owed_when_its_cause_is_rolled_back(acme: Company) -> None:
    with acme.bound(), transaction.atomic():
        outbox.enqueue("test.note", {"number": 1})
        transaction.set_rollback(True)
    assert owed() == []


def test_a_key_makes_work_owed_once(acme: Company, globex: Company) -> None:
    for company in (acme, acme, globex):
        _owe(company, key="invoice-7")
    assert len(owed()) == 2


def test_work_done_before_is_not_done_again(acme: Company) -> None:
    _owe(acme)
    job = owed()[0]
    tasks.run(job.pk, 0)
    tasks.run(job.pk, 0)
    tasks.run(job.pk, 1)
    assert done == [(acme.schema, 1)]


def test_a_failure_is_kept_with_its_reason_and_tried_later(acme: Company) -> None:
    _owe(acme, "test.fail")
    run_owed()
    job = owed()[0]
    assert job.last_error == "ValueError: no such invoice"
    assert job.available_at > timezone.now()


def test_the_last_failure_makes_a_dead_letter(acme: Company) -> None:
    _owe(acme, "test.fail")
    with in_public():
        Job.objects.update(attempts=MAX_ATTEMPTS - 1)
    run_owed()
    with in_public():
        assert Job.objects.get().dead_at is not None


def test_the_relay_hands_over_each_job_once_while_its_lease_lasts(
    acme: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[int] = []
    monkeypatch.setattr(tasks.run, "apply_async", lambda args, **_: sent.append(args[0]))
    _owe(acme)
    with in_public():
        assert [relay.relay_once(), relay.relay_once()] == [1, 0]
    assert sent == [owed()[0].pk]


def test_a_job_whose_worker_died_is_handed_over_again(
    acme: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks.run, "apply_async", lambda args, **_: None)
    _owe(acme)
    with in_public():
        relay.relay_once()
        Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        assert relay.relay_once() == 1


def test_a_job_stays_owed_while_the_broker_is_away(
    acme: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("connection refused")

    _owe(acme)
    with in_public(), monkeypatch.context() as patched:
        patched.setattr(tasks.run, "apply_async", away)
        assert relay.relay_once() == 0
    monkeypatch.setattr(tasks.run, "apply_async", lambda *_, **__: None)
    with in_public():
        assert relay.relay_once() == 1, "it waits for no lease to end"
    assert (owed()[0].attempts, owed()[0].losses) == (0, 0)


def test_the_relay_sleeps_no_longer_than_until_the_next_job_is_due(acme: Company) -> None:
    with in_public():
        assert until_next() == math.inf
    _owe(acme, delay=timedelta(seconds=0.4))
    with in_public():
        assert until_next() <= 0.4


def test_one_tenants_flood_does_not_keep_another_waiting(
    acme: Company, globex: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[int] = []
    monkeypatch.setattr(tasks.run, "apply_async", lambda args, **_: sent.append(args[0]))
    for number in range(30):
        _owe(acme, number=number)
    _owe(globex)
    with in_public():
        relay.relay_once()
        assert Job.objects.filter(pk__in=sent, tenant=globex.schema).count() == 1


@pytest.mark.parametrize("hours", [0, 2, -2], ids=["right", "ahead", "behind"])
def test_a_promise_is_kept_without_a_worker_whatever_the_clock_says(
    acme: Company, hours: int
) -> None:
    kept: list[int] = []
    outbox.handles("test.promise")(lambda payload: None)
    outbox.promises_that(
        "test.promise",
        after=timedelta(seconds=18),
        keep=lambda payload: kept.append(payload["number"]),
    )
    _owe(acme, "test.promise", 7)
    with in_public(), time_machine.travel(timezone.now() + timedelta(hours=hours)):
        relay.keep_promises()
        assert kept == []
        Job.objects.update(created_at=Now() - timedelta(seconds=19))
        relay.keep_promises()
    assert kept == [7]
    assert owed() == []


def test_a_change_commits_though_redis_is_away(
    acme: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = redis.Redis(port=1, retry=Retry(NoBackoff(), 0))
    with monkeypatch.context() as patched, acme.bound():
        patched.setattr(wires, "client", lambda: lost)
        with transaction.atomic():
            Contact.objects.create(name="Kept")
            outbox.enqueue("test.note", {"number": 1})
    assert len(owed()) == 1
