"""The effect of a job happens once, whatever is tried twice, comes late, or dies."""

import re
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.db.models.functions import Now

from helpdesk.conversations.models import Contact
from tenants.context import in_public
from tenants.work import effects, outbox, relay, tasks
from tenants.work.models import Job
from tenants.work.outbox import Payload
from tests.cast import Company
from tests.tenants.tries import attempt, hand_on, owe
from tests.work import owed, run_owed

pytestmark = pytest.mark.usefixtures("own_topics", "no_worker")


def test_work_that_nothing_handles_cannot_be_owed(acme: Company) -> None:
    with acme.bound(), pytest.raises(LookupError, match=r"Nothing handles 'test\.forgotten'"):
        outbox.enqueue("test.forgotten", {})


def effects_of(company: Company) -> int:
    with company.bound():
        return Contact.objects.filter(name="Effect").count()


class Rival:
    """A try that thinks until its rival, begun meanwhile, has done the work."""

    def __init__(self, commit: Callable[[], None]) -> None:
        self.commit = commit
        self.begun, self.go_on = threading.Event(), threading.Event()

    def __call__(self, payload: Payload) -> None:
        if not self.begun.is_set():
            self.begun.set()
            self.go_on.wait(10)
        self.commit()


def _race(company: Company, commit: Callable[[], None]) -> None:
    """Two tries at once: the second commits, then the first."""
    rival = Rival(commit)
    outbox.thinks("test.think")(rival)
    job = owe(company, "test.think")
    first = threading.Thread(target=attempt, args=(job.pk, 0))
    first.start()
    rival.begun.wait(10)
    assert hand_on(job) == 1
    tasks.run(job.pk, 1)
    rival.go_on.set()
    first.join()


def _write_once() -> None:
    with effects.once():
        Contact.objects.create(name="Effect")


def _write_plainly() -> None:
    with transaction.atomic():
        Contact.objects.create(name="Effect")


def test_a_late_try_commits_nothing(acme: Company) -> None:
    _race(acme, _write_once)
    assert effects_of(acme) == 1
    assert owed() == []


@pytest.mark.parametrize("block", [effects.once, effects.repeatable])
@pytest.mark.parametrize("since", [{"attempts": 2}, {"dead_at": Now()}], ids=["handed on", "dead"])
def test_a_try_that_was_given_up_commits_nothing_before_another_has(
    acme: Company, block: Callable[[], AbstractContextManager[None]], since: dict[str, Any]
) -> None:
    """Or a dead letter would be tried again though its effect is there."""

    def write() -> None:
        with block():
            Contact.objects.create(name="Effect")

    late = Rival(write)
    outbox.thinks("test.think")(late)
    job = owe(acme, "test.think")
    worker = threading.Thread(target=attempt, args=(job.pk, 0))
    worker.start()
    late.begun.wait(10)
    with in_public():
        assert Job.objects.filter(pk=job.pk).update(**since) == 1
    late.go_on.set()
    worker.join()
    assert effects_of(acme) == 0
    with in_public():
        assert Job.objects.filter(pk=job.pk, done_at=None).exists()


def test_without_the_key_a_late_try_would_double_the_effect(
    acme: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control arm."""
    monkeypatch.setattr(effects, "_WRITES", re.compile("never"))
    _race(acme, _write_plainly)
    assert effects_of(acme) == 2


def test_work_cannot_write_outside_the_block_that_keeps_it_to_once(acme: Company) -> None:
    outbox.thinks("test.think")(lambda payload: _write_plainly())
    owe(acme, "test.think")
    run_owed()
    assert effects_of(acme) == 0
    assert owed()[0].last_error.startswith("Unkeyed: Write in a block of effects.once()")


def test_what_may_be_repeated_is_written_under_the_same_number(acme: Company) -> None:
    def rename(name: str) -> None:
        with effects.repeatable():
            Contact.objects.filter(name__startswith="Cleo").update(name=f"Cleo {name}")

    outbox.thinks("test.think")(lambda payload: rename("again"))
    owe(acme, "test.think")
    run_owed()
    with acme.bound():
        assert Contact.objects.filter(name="Cleo again").exists()
    assert owed() == []


def test_what_each_try_spends_is_written_though_it_comeshand_on(acme: Company) -> None:
    def spend_and_write() -> None:
        with effects.in_any_case():
            Contact.objects.create(name="Spent")
        _write_once()

    _race(acme, spend_and_write)
    with acme.bound():
        assert Contact.objects.filter(name="Spent").count() == 2
    assert effects_of(acme) == 1


def test_a_failure_after_the_effect_leaves_the_job_done(acme: Company) -> None:
    def fail_late(payload: Payload) -> None:
        _write_once()
        raise ValueError("too late to matter")

    outbox.thinks("test.think")(fail_late)
    owe(acme, "test.think")
    run_owed()
    assert effects_of(acme) == 1
    assert owed() == []


def test_whole_work_that_fails_leaves_nothing_behind(acme: Company) -> None:
    def fail(payload: Payload) -> None:
        Contact.objects.create(name="Effect")
        raise ValueError("half way")

    outbox.handles("test.whole")(fail)
    owe(acme, "test.whole")
    run_owed()
    assert effects_of(acme) == 0
    assert len(owed()) == 1


def test_what_is_sent_again_carries_the_same_key(acme: Company) -> None:
    keys: list[str] = []

    def send(payload: Payload, key: str) -> None:
        keys.append(key)
        raise ConnectionError("sent, but the answer was lost")

    outbox.sends("test.send")(send)
    first = owe(acme, "test.send")
    tasks.run(first.pk, 0)
    tasks.run(first.pk, 1)
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_a_mail_sent_again_has_the_same_message_id(acme: Company) -> None:
    with acme.bound():
        outbox.enqueue("inbox.password_reset", {"email": "ada@acme.example"})
    job = owed()[0]
    tasks.run(job.pk, 0)
    with in_public():
        Job.objects.filter(pk=job.pk).update(done_at=None)
    tasks.run(job.pk, 1)
    ids = [sent.message()["Message-ID"] for sent in mail.outbox]
    assert len(ids) == 2
    assert len(set(ids)) == 1
    assert ids[0].endswith("@acme.localhost>")


def test_a_promise_outlives_the_tries_and_stops_who_still_thinks(acme: Company) -> None:
    rival = Rival(_write_once)
    outbox.thinks("test.think")(rival)
    kept: list[Payload] = []
    outbox.promises_that("test.think", after=timedelta(seconds=18), keep=kept.append)
    job = owe(acme, "test.think")
    thinking = threading.Thread(target=attempt, args=(job.pk, 0))
    thinking.start()
    rival.begun.wait(10)
    with in_public():
        Job.objects.update(created_at=Now() - timedelta(seconds=19), dead_at=Now())
        relay.keep_promises()
        relay.keep_promises()
    rival.go_on.set()
    thinking.join()
    assert kept == [{}]
    assert effects_of(acme) == 0
    assert owed() == []
