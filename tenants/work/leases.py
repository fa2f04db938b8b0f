"""Keep the leases of the jobs that run in this process, for as long as it lives.

A worker that dies is silent, its leases end, and the relay hands its jobs on. One that works
longer than a lease says so in time, up to ``LONGEST``: what runs even longer hangs.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import Error, connection

from tenants.context import in_public

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=8)
BEAT_SECONDS = 2.0
LONGEST = timedelta(minutes=10)

_EXTEND = """
    UPDATE public.work_job SET lease_until = now() + make_interval(secs => %s)
    WHERE id IN (
        SELECT job.id FROM public.work_job AS job
        JOIN unnest(%s::bigint[], %s::int[]) AS mine (id, number)
          ON job.id = mine.id AND job.attempts = mine.number
        WHERE job.done_at IS NULL AND job.dead_at IS NULL
        FOR UPDATE OF job SKIP LOCKED
    )
"""


class _Keeper:
    """Extends what is held, from a thread that lives while anything is."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[tuple[int, int], float] = {}
        self._thread: threading.Thread | None = None

    def add(self, job_id: int, number: int) -> None:
        with self._lock:
            self._held[job_id, number] = time.monotonic()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="leases", daemon=True)
                self._thread.start()

    def remove(self, job_id: int, number: int) -> None:
        with self._lock:
            self._held.pop((job_id, number), None)

    def held(self) -> list[tuple[int, int]]:
        """What runs here, without what has run for too long."""
        oldest = time.monotonic() - LONGEST.total_seconds()
        with self._lock:
            return [job for job, since in self._held.items() if since > oldest]

    def _run(self) -> None:
        while self._goes_on():
            time.sleep(BEAT_SECONDS)
            if held := self.held():
                _extend(held)

    def _goes_on(self) -> bool:
        with self._lock:
            if not self._held:
                self._thread = None
            return bool(self._held)


_keeper = _Keeper()


@contextmanager
def kept(job_id: int, number: int) -> Iterator[None]:
    """The job keeps its lease while the block runs, for as long as ``number`` tries are counted."""
    _keeper.add(job_id, number)
    try:
        yield
    finally:
        _keeper.remove(job_id, number)


def running_here() -> int:
    """How many jobs a thread of this process is at, or waits for, and that do not hang."""
    return len(_keeper.held())


def _extend(held: list[tuple[int, int]]) -> None:
    ids, numbers = zip(*held, strict=True)
    try:
        with in_public(), connection.cursor() as cursor:
            cursor.execute(_EXTEND, [LEASE.total_seconds(), list(ids), list(numbers)])
    except Error:  # the next beat tries again; the leases may end meanwhile
        logger.warning("leases of %s jobs not extended", len(held), exc_info=True)
    finally:
        connection.close()
