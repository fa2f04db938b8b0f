"""The relay is woken by a hint, and where none comes by its poll: each alone is enough."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from queue import SimpleQueue
from typing import Any

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


@pytest.fixture
def handed_over(own_topics: None, monkeypatch: pytest.MonkeyPatch) -> "SimpleQueue[int]":
    """The ids of jobs, as the relay gives them to the broker."""
    sent: SimpleQueue[int] = SimpleQueue()
    monkeypatch.setattr(tasks.run, "apply_async", lambda args, **_: sent.put(args[0]))
    outbox.handles("test.note")(lambda payload: None)
    return sent


@contextmanager
def _relaying() -> Iterator[None]:
    """A relay that has nothing to do; ended by a hint where it sleeps for long."""
    stopped = threading.Event()

    def run() -> None:
        try:
            relay.run_forever(stopped.is_set)
        finally:
            connection.close()

    thread = threading.Thread(target=run, daemon=True)  # one that hangs fails, and is left
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        wires.wake_relay()
        thread.join(SOON)
    assert not thread.is_alive()


def test_a_hint_wakes_the_relay_long_before_its_poll(
    acme: Company, handed_over: "SimpleQueue[int]", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "POLL_SECONDS", NEVER)
    with _relaying():
        _until_it_listens()
        owe(acme, "test.note")
        assert handed_over.get(timeout=SOON)


def test_without_hints_its_poll_does(
    acme: Company, handed_over: "SimpleQueue[int]", monkeypatch: pytest.MonkeyPatch
) -> None:
    assert relay.POLL_SECONDS == 1.0
    monkeypatch.setattr(relay, "POLL_SECONDS", 0.1)
    monkeypatch.setattr(wires, "wake_relay", lambda: None)
    with _relaying():
        _until_it_listens()
        owe(acme, "test.note")
        assert handed_over.get(timeout=SOON)


def test_while_redis_is_away_its_poll_does(
    acme: Company, handed_over: "SimpleQueue[int]", monkeypatch: pytest.MonkeyPatch
) -> None:
    found_out = threading.Event()

    def away() -> redis.Redis:
        found_out.set()
        return redis.Redis(port=1, retry=Retry(NoBackoff(), 0))

    monkeypatch.setattr(relay, "POLL_SECONDS", 0.1)
    with monkeypatch.context() as patched:
        patched.setattr(wires, "client", away)
        with _relaying():
            assert found_out.wait(SOON)
            owe(acme, "test.note")
            assert handed_over.get(timeout=SOON)


def test_it_keeps_promises_besides(
    acme: Company, handed_over: "SimpleQueue[int]", monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = threading.Event()
    promised = timedelta(seconds=-1)  # late as soon as it is owed
    outbox.promises_that("test.note", after=promised, keep=lambda payload: kept.set())
    monkeypatch.setattr(relay, "POLL_SECONDS", 0.1)
    with _relaying():
        owe(acme, "test.note")
        assert kept.wait(SOON)


def _until_it_listens() -> None:
    client: Any = wires.client()  # typed as one that may have to be awaited
    for _ in range(200):
        if client.pubsub_numsub(wires.WAKE_CHANNEL)[0][1]:
            return
        threading.Event().wait(0.05)
    raise AssertionError("The relay does not listen for hints.")
