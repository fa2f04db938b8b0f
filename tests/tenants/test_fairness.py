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

from tenants.context import current_schema
from tenants.work import claiming, outbox, relay, running, tasks
from tenants.work.claiming import Claimed
from tests.cast import Company

THREADS = 8
FLOOD = 48
# The flood takes 48 × 0.5 s on 8 threads: whoever stands behind it waits 3 s.
SLOW = 0.5
BEHIND_THE_FLOOD = FLOOD / THREADS * SLOW

_FIRST_COME = """
    UPDATE public.work_job SET lease_until = now() + interval '30 seconds' WHERE id IN (
        SELECT id FROM public.work_job
        WHERE done_at IS NULL AND dead_at IS NULL AND lease_until IS NULL
        ORDER BY available_at LIMIT 200 FOR UPDATE SKIP LOCKED
    ) RETURNING id, tenant, attempts
"""


def first_come_first_served() -> list[Claimed]:
    """The control arm: what a plain queue does."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_COME)
        return [Claimed(*row) for row in sorted(cursor.fetchall())]


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> dict[str, threading.Event]:
    """Set for a tenant once its quick job is done; slow jobs then end early."""
    monkeypatch.setattr(outbox, "_works", dict(outbox._works))
    monkeypatch.setattr(outbox, "_promises", [])
    events: dict[str, threading.Event] = {}
    over = threading.Event()

    @outbox.thinks("test.slow", patient=False)
    def slow(payload: outbox.Payload) -> None:
        over.wait(SLOW)

    @outbox.thinks("test.quick", patient=False)
    def quick(payload: outbox.Payload) -> None:
        events[current_schema()].set()
        over.set()

    return events


@pytest.mark.parametrize(
    ("claim", "fair"), [(claiming.claim, True), (first_come_first_served, False)]
)
def test_a_slow_flood_keeps_nobody_else_waiting(
    acme: Company,
    globex: Company,
    answered: dict[str, threading.Event],
    claim: Callable[[], list[Claimed]],
    fair: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(relay, "claim", claim)
    answered[globex.schema] = threading.Event()
    with acme.bound():
        for number in range(FLOOD):
            outbox.enqueue("test.slow", {"number": number})
    with _running(monkeypatch):
        time.sleep(SLOW / 2)  # the flood has every thread that it may have
        with globex.bound():
            outbox.enqueue("test.quick", {})
        began = time.monotonic()
        assert answered[globex.schema].wait(30)
        waited = time.monotonic() - began
    assert (waited < BEHIND_THE_FLOOD / 2) == fair, waited


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
