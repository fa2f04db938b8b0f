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
from datetime import timedelta
from enum import IntEnum
from typing import Any

from django.db import connection, transaction


class Overtaken(RuntimeError):
    """The work is done, or another try has begun: nothing of this one may commit."""


class Unkeyed(RuntimeError):
    """Work tried to write outside the block that makes its effect happen once."""


class Block(IntEnum):
    """What a transaction of a job binds itself to; the later the more."""

    IN_ANY_CASE = 1
    REPEATABLE = 2
    ONCE = 3


@dataclass(slots=True)
class Attempt:
    """The try of a job that runs now, and what the innermost block allows it."""

    job_id: int
    number: int
    block: Block | None = None
    committed: bool = False


_current: ContextVar[Attempt | None] = ContextVar("work_attempt", default=None)

_TAKE_ROW = {
    Block.REPEATABLE: """
        SELECT 1 FROM public.work_job
        WHERE id = %s AND attempts = %s AND done_at IS NULL AND dead_at IS NULL FOR UPDATE
    """,
    Block.ONCE: """
        UPDATE public.work_job SET done_at = now(), lease_until = NULL
        WHERE id = %s AND attempts = %s AND done_at IS NULL AND dead_at IS NULL
    """,
}
_PUT_OFF = """
    UPDATE public.work_job SET done_at = NULL, started_at = NULL,
        available_at = created_at + make_interval(secs => %s) WHERE id = %s
"""
# As Django and our own statements write them. Locking clauses only read.
_WRITES = re.compile(r"(?<!FOR )(?<!NO KEY )\bUPDATE\b|\bINSERT INTO\b|\bDELETE FROM\b")


@contextmanager
def once() -> Iterator[None]:
    """A transaction that does the running job's effect: with its end the job is done.

    Raises ``Overtaken``. Outside a job it is a transaction like any other.
    """
    attempt = _current.get()
    with _transaction(attempt, Block.ONCE):
        yield
    if attempt is not None and attempt.block is None:
        attempt.committed = True


def put_off(after: timedelta) -> None:
    """Inside ``once()``: let the job be not done with it, but due ``after`` it was first owed.

    For work that others have taken on and that is looked at again. What is promised of the job
    stays promised. Outside a job there is nothing to put off.
    """
    attempt = _current.get()
    if attempt is not None:
        with connection.cursor() as cursor:
            cursor.execute(_PUT_OFF, [after.total_seconds(), attempt.job_id])


@contextmanager
def repeatable() -> Iterator[None]:
    """A transaction of the running job that leaves it undone: for what may be written again.

    Only the current try may, as with ``once``. What stands in it looks at the state first, so
    that the next try finds it as it should be. Raises ``Overtaken``.
    """
    with _transaction(_current.get(), Block.REPEATABLE):
        yield


@contextmanager
def in_any_case() -> Iterator[None]:
    """A transaction for what each try must write down for itself, like money that it spends.

    It is true though the try is overtaken, so nothing holds it back.
    """
    with _transaction(_current.get(), Block.IN_ANY_CASE):
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
def _transaction(attempt: Attempt | None, block: Block) -> Iterator[None]:
    """Inside a block that binds as much or more it is a transaction like any other."""
    if attempt is None or (attempt.block or 0) >= block:
        with transaction.atomic():
            yield
        return
    outside, attempt.block = attempt.block, block
    try:
        with transaction.atomic():
            if block in _TAKE_ROW:
                _take_row(attempt, _TAKE_ROW[block])
            yield
    finally:
        attempt.block = outside


def _take_row(attempt: Attempt, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [attempt.job_id, attempt.number])
        if cursor.rowcount == 0:
            raise Overtaken(f"Job {attempt.job_id} is done, or no longer at try {attempt.number}.")


def _refuse_unkeyed(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    attempt = _current.get()
    if attempt is not None and attempt.block is None and _WRITES.search(str(sql)):
        raise Unkeyed(f"Write in a block of effects.once(). Refused: {str(sql).strip()[:120]}")
    return execute(sql, params, many, context)
