"""The relay is woken by a hint, and where none comes by its poll: each alone is enough."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from queue import SimpleQueue

import pytest
import redis
from django.db import connection
from redis.backoff import NoBackoff
from redis.retry import Retry

from tenants import wires
from tenants.work import outbox, relay, tasks
from tests.cast import Company
from tests.tenants.tries import owe

# Longer than anybody waits here, and far less than the poll that must not be the reason.
SOON = 10.0
NEVER = 600.0
FALLS_ASLEEP = 0.1


@pytest.fixture
def handed_over(own_topics: None, monkeypatch: pytest.MonkeyPatch) -> "SimpleQueue[int]":
    """The ids of jobs, as the relay gives them to the broker."""
    sent: SimpleQueue[int] = SimpleQueue()
    monkeypatch.setattr(tasks.run, "apply_async", lambda args, **_: sent.put(args[0]))
    outbox.handles("test.note")(lambda payload: None)
    return sent


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> threading.Semaphore:
    """One more each time that the relay looks for what is owed."""
    told, look = threading.Semaphore(0), relay.relay_once

    def look_and_tell() -> int:
        found = look()
        told.release()
        return found

    monkeypatch.setattr(relay, "relay_once", look_and_tell)
    return told


@contextmanager
def _relaying(looks: threading.Semaphore) -> Iterator[None]:
    """A relay that has nothing to do and sleeps; ended by a hint where it would for long."""
    stopped = threading.Event()
    # One that hangs fails the test, and is left.
    thread = threading.Thread(target=_relay_until, args=(stopped,), daemon=True)
    thread.start()
    for _ in range(2):  # to hear that it is subscribed ends its first sleep
        assert looks.acquire(timeout=SOON)
    time.sleep(FALLS_ASLEEP)
    try:
        yield
    finally:
        stopped.set()
        wires.wake_relay()
        thread.join(SOON)
    assert not thread.is_alive()


def _relay_until(stopped: threading.Event) -> None:
    try:
        relay.run_forever(stopped.is_set)
    finally:
        connection.close()


def test_a_hint_wakes_the_relay_long_before_its_poll(
    acme: Company,
    handed_over: "SimpleQueue[int]",
    looks: threading.Semaphore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(relay, "POLL_SECONDS", NEVER)
    with _relaying(looks):
        owe(acme, "test.note")
        assert handed_over.get(timeout=SOON)


def test_without_hints_its_poll_does(
    acme: Company,
    handed_over: "SimpleQueue[int]",
    looks: threading.Semaphore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert relay.POLL_SECONDS == 1.0
    monkeypatch.setattr(relay, "POLL_SECONDS", 0.1)
    monkeypatch.setattr(wires, "wake_relay", lambda: None)
    with _relaying(looks):
        owe(acme, "test.note")
        assert handed_over.get(timeout=SOON)


def test_while_redis_is_away_its_poll_does(
    acme: Company,
    handed_over: "SimpleQueue[int]",
    looks: threading.Semaphore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lost = redis.Redis(port=1, retry=Retry(NoBackoff(), 0))
    monkeypatch.setattr(relay, "POLL_SECONDS", 0.1)
    with monkeypatch.context() as patched:
        patched.setattr(wires, "client", lambda: lost)
        with _relaying(looks):
            owe(acme, "test.note")
            assert handed_over.get(timeout=SOON)


def test_it_keeps_promises_besides(
    acme: Company,
    handed_over: "SimpleQueue[int]",
    looks: threading.Semaphore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = threading.Event()
    promised = timedelta(seconds=-1)  # late as soon as it is owed
    outbox.promises_that("test.note", after=promised, keep=lambda payload: kept.set())
    monkeypatch.setattr(relay, "POLL_SECONDS", 0.1)
    with _relaying(looks):
        # Kept at once, so that ``owe`` might find nothing owed any more.
        with acme.bound():
            outbox.enqueue("test.note", {})
        assert kept.wait(SOON)
