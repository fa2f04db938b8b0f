"""Jobs whose worker was lost: tried in processes of their own, and only a few at a time."""

import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now

from tenants.context import in_public
from tenants.work import apart, leases, outbox, relay, tasks
from tenants.work.models import Job
from tests.cast import Company
from tests.embedded.running import eventually
from tests.work import owed


@contextmanager
def all_room_taken(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As many processes run as may, until the block is left."""
    gate = threading.Barrier(apart.AT_A_TIME + 1)

    def process(command: Sequence[str], **_options: Any) -> subprocess.CompletedProcess[str]:
        gate.wait(30)
        gate.wait(30)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", process)
    others = [
        threading.Thread(target=tasks.run_apart, args=(number, 0))
        for number in range(-apart.AT_A_TIME, 0)
    ]
    for other in others:
        other.start()
    gate.wait(30)
    yield
    gate.wait(30)
    for other in others:
        other.join(30)


@pytest.fixture
def suspect(acme: Company, own_topics: None, no_worker: None) -> Job:
    """A job that was handed over, and that no worker has taken up."""
    outbox.handles("test.suspect")(lambda payload: None)
    with acme.bound():
        outbox.enqueue("test.suspect", {})
    [job] = owed("test.suspect")
    with in_public():
        assert relay.relay_once() == 1
    return job


def test_a_suspect_that_finds_no_room_waits_in_its_place_and_no_try_is_counted(
    suspect: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    with all_room_taken(monkeypatch):
        tasks.run_apart(suspect.pk, 0)
    [put_off] = owed("test.suspect")
    assert (put_off.attempts, put_off.losses) == (0, 0)
    assert put_off.available_at == suspect.available_at, "it keeps its place"
    with in_public():
        assert relay.relay_once() == 0
        soon = Now() + timedelta(seconds=2)
        assert Job.objects.filter(lease_until__lt=soon).update(lease_until=Now()) == 1
        assert relay.relay_once() == 1


def test_a_process_that_is_slow_to_begin_is_not_given_a_second_one_beside_it(
    suspect: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "BEAT_SECONDS", 0.05)
    monkeypatch.setattr(leases, "_keeper", leases._Keeper())
    handed_on: list[int] = []

    def process(command: Sequence[str], **_options: Any) -> subprocess.CompletedProcess[str]:
        with in_public():
            Job.objects.filter(pk=suspect.pk).update(lease_until=Now())
            assert eventually(Job.objects.filter(pk=suspect.pk, lease_until__gt=Now()).exists)
            handed_on.append(relay.relay_once())
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", process)
    tasks.run_apart(suspect.pk, 0)
    assert handed_on == [0]
    assert leases.running_here() == 0
