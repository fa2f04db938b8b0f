"""One tenant's flood of slow jobs does not keep another tenant's job waiting: real jobs, threads.

Eight threads stand for the workers; the relay, the claim and the jobs are the real ones.
"""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection

from tenants.work import claiming, outbox, relay, running, tasks
from tenants.work.claiming import Claimed
from tests.cast import Company

THREADS = 8
FLOOD = 48
SLOW = 0.4

_FIRST_COME = """
    UPDATE public.work_job SET lease_until = now() + interval '30 seconds' WHERE id IN (
        SELECT id FROM public.work_job
        WHERE done_at IS NULL AND dead_at IS NULL AND lease_until IS NULL
        ORDER BY available_at LIMIT 200 FOR UPDATE SKIP LOCKED
    ) RETURNING id, tenant, attempts, losses
"""


def first_come_first_served() -> list[Claimed]:
    """The control arm: what a plain queue does."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_COME)
        return [Claimed(*row) for row in sorted(cursor.fetchall())]


class Played:
    """What the jobs did: how many slow ones had begun when the quick one was done."""

    def __init__(self) -> None:
        self.begun = 0
        self.before_quick: int | None = None
        self.done = threading.Event()

    def slow(self, payload: outbox.Payload) -> None:
        self.begun += 1
        self.done.wait(SLOW)  # the rest is in no hurry to be slow

    def quick(self, payload: outbox.Payload) -> None:
        self.before_quick = self.begun
        self.done.set()


@pytest.fixture
def played(own_topics: None) -> Played:
    jobs = Played()
    outbox.thinks("test.slow", patient=False)(jobs.slow)
    outbox.thinks("test.quick", patient=False)(jobs.quick)
    return jobs


@pytest.mark.parametrize("claim", [claiming.claim, first_come_first_served])
def test_a_slow_flood_keeps_nobody_else_waiting(
    acme: Company,
    globex: Company,
    played: Played,
    claim: Callable[[], list[Claimed]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Counted in jobs, not in seconds: first come first served lets all 48 in front."""
    monkeypatch.setattr(relay, "claim", claim)
    with acme.bound():
        for number in range(FLOOD):
            outbox.enqueue("test.slow", {"number": number})
    with _running(monkeypatch):
        time.sleep(SLOW / 2)  # the flood has every thread that it may have
        with globex.bound():
            outbox.enqueue("test.quick", {})
        assert played.done.wait(60)
    assert played.before_quick is not None
    if claim is claiming.claim:
        assert played.before_quick <= FLOOD // 2
    else:
        assert played.before_quick == FLOOD


@contextmanager
def _running(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A relay, and threads that do what it hands over."""
    stopped = threading.Event()
    with ThreadPoolExecutor(THREADS) as pool:

        def send(job: Claimed) -> None:
            pool.submit(_closing, lambda: running.run(job.job_id, job.attempts))

        monkeypatch.setattr(tasks, "send", send)
        relaying = threading.Thread(
            target=_closing, args=(lambda: relay.run_forever(stopped.is_set),)
        )
        relaying.start()
        try:
            yield
        finally:
            stopped.set()
            relaying.join()


def _closing(work: Callable[[], None]) -> None:
    try:
        work()
    finally:
        connection.close()
