"""The effect of a job, once: committed together with the note that it is done.

A job may be tried at the same time twice (its worker was thought dead, a broker delivered
again). Each try has a number, and commits under it while the row is locked; the one that finds
another number, or the work done, is rolled back with all that it wrote.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction


class Overtaken(RuntimeError):
    """The work is done, or another try has begun: nothing of this one may commit."""


class Unkeyed(RuntimeError):
    """Work tried to write outside the block that makes its effect happen once."""


@dataclass(slots=True)
class Attempt:
    """The try of a job that runs now. ``held``: by which statement a block holds its row."""

    job_id: int
    number: int
    held: str = ""
    committed: bool = False


_current: ContextVar[Attempt | None] = ContextVar("work_attempt", default=None)

_FINISH = """
    UPDATE public.work_job SET done_at = now(), lease_until = NULL
    WHERE id = %s AND attempts = %s AND done_at IS NULL AND dead_at IS NULL
"""
_HOLD = """
    SELECT 1 FROM public.work_job
    WHERE id = %s AND attempts = %s AND done_at IS NULL AND dead_at IS NULL FOR UPDATE
"""
# As Django and our own statements write them. Locking clauses only read.
_WRITES = re.compile(r"(?<!FOR )(?<!NO KEY )\bUPDATE\b|\bINSERT INTO\b|\bDELETE FROM\b")


@contextmanager
def once() -> Iterator[None]:
    """A transaction that does the running job's effect: with its end the job is done.

    Raises ``Overtaken``. Outside a job it is a transaction like any other.
    """
    attempt = _current.get()
    with _block(attempt, _FINISH):
        yield
    if attempt is not None and not attempt.held:
        attempt.committed = True


@contextmanager
def repeatable() -> Iterator[None]:
    """A transaction of the running job that leaves it undone: for what may be written again.

    Only the current try may, as with ``once``. What stands in it looks at the state first, so
    that the next try finds it as it should be. Raises ``Overtaken``.
    """
    with _block(_current.get(), _HOLD):
        yield


@contextmanager
def trying(job_id: int, number: int) -> Iterator[Attempt]:
    """Everything in here is done for this try of this job."""
    attempt = Attempt(job_id, number)
    token = _current.set(attempt)
    try:
        with connection.execute_wrapper(_refuse_unkeyed):
            yield attempt
    finally:
        _current.reset(token)


@contextmanager
def _block(attempt: Attempt | None, statement: str) -> Iterator[None]:
    if attempt is None or attempt.held in (statement, _FINISH):
        with transaction.atomic():
            yield
        return
    outside, attempt.held = attempt.held, statement
    try:
        with transaction.atomic():
            _take_row(attempt, statement)
            yield
    finally:
        attempt.held = outside


def _take_row(attempt: Attempt, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [attempt.job_id, attempt.number])
        if cursor.rowcount == 0:
            raise Overtaken(f"Job {attempt.job_id} is done, or no longer at try {attempt.number}.")


def _refuse_unkeyed(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    attempt = _current.get()
    if attempt is not None and not attempt.held and _WRITES.search(str(sql)):
        raise Unkeyed(f"Write in a block of effects.once(). Refused: {str(sql).strip()[:120]}")
    return execute(sql, params, many, context)
