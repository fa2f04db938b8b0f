"""What Django's connection was asked before is asked by libpq, in threads as in the main one."""

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Timer
from typing import Any, LiteralString, TypeVar
from unittest.mock import patch

import pytest
from django.db import DataError, InternalError, OperationalError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from tenants.database import direct, kept
from tests.cast import Company
from tests.meter import metered
from tests.tenants.test_direct import end_server_process

T = TypeVar("T")

VALUES: LiteralString = """
    SELECT %s::int, %s::timestamptz, %s::text, ARRAY['a', 'é'], %s::int, '[1]'::jsonb, 1.5::float8
"""
DIVIDE: LiteralString = "SELECT 6 / %s::int"
SLEEP: LiteralString = "SELECT pg_backend_pid(), pg_sleep(%s)"
NAME: LiteralString = "UPDATE {schema}.agents_agent SET name = %s WHERE id = %s RETURNING name"

Run = Callable[[Callable[[], T]], T]


@pytest.fixture(params=["the main thread", "a thread"])
def run(request: pytest.FixtureRequest, acme: Company) -> Iterator[Run[Any]]:
    """Runs something at Acme's, where a signal may come or where none does."""

    def bound(do: Callable[[], Any]) -> Any:
        try:
            with acme.bound():
                return do()
        finally:
            connection.close()

    if request.param == "a thread":
        with ThreadPoolExecutor(1) as threads:
            yield lambda do: threads.submit(bound, do).result(timeout=60)
    else:
        yield bound


def known(text: LiteralString, *params: Any) -> direct.Row:
    """Its answer, and from now on it is asked by libpq."""
    rows = [direct.fetch_prepared(text, params) for _ in range(2)]
    assert rows[0] == rows[1], "the first time a cursor asked"
    return rows[1][0]


def test_what_it_answers_is_what_a_cursor_reads(run: Run[direct.Row]) -> None:
    at = datetime(2026, 3, 8, 9, 30, tzinfo=UTC)
    assert run(lambda: known(VALUES, 7, at, "ø", None)) == (7, at, "ø", ["a", "é"], None, [1], 1.5)


def test_it_is_planned_once_and_seen_by_whoever_counts(run: Run[Any]) -> None:
    def ask() -> None:
        known(DIVIDE, 2)
        with patch.object(kept, "answered", wraps=kept.answered) as asked, metered() as cost:
            known(DIVIDE, 3)
        assert asked.call_count == len(cost.statements) == 2
        with CaptureQueriesContext(connection) as captured:
            known(DIVIDE, 3)
        assert [query["sql"] for query in captured.captured_queries] == ["SELECT 6 / 3::int"] * 2

    run(ask)


def test_what_the_server_refuses_is_the_error_of_its_kind(run: Run[Any]) -> None:
    def ask() -> None:
        known(DIVIDE, 2)
        with pytest.raises(DataError, match="division by zero"):
            direct.fetch_prepared(DIVIDE, (0,))
        assert known(DIVIDE, 3) == (2,)

    run(ask)


def test_it_belongs_to_the_transaction_that_is_open_or_about_to_begin(run: Run[Any]) -> None:
    def ask() -> None:
        known(NAME, "Ada Lind", 1)
        with transaction.atomic():
            assert known(NAME, "Nobody", 1) == ("Nobody",)
            transaction.set_rollback(True)
        found = direct.fetch_prepared("SELECT name FROM {schema}.agents_agent WHERE id = %s", (1,))
        assert found == [("Ada Lind",)]

    run(ask)


def test_a_broken_transaction_is_not_gone_on_with(run: Run[Any]) -> None:
    def ask() -> None:
        known(DIVIDE, 2)
        with transaction.atomic():
            direct.fetch_prepared("SELECT 1", ())
            with pytest.raises(DataError):
                direct.fetch_prepared(DIVIDE, (0,))
            with pytest.raises(InternalError, match="aborted"):
                direct.fetch_prepared(DIVIDE, (1,))
            transaction.set_rollback(True)
            with pytest.raises(TransactionManagementError):
                direct.fetch_prepared(DIVIDE, (1,))
        assert known(DIVIDE, 3) == (2,)

    run(ask)


@pytest.mark.parametrize("sleeps", [False, True], ids=["at rest", "while it is asked"])
def test_a_server_that_dies_is_an_operational_error(run: Run[Any], sleeps: bool) -> None:
    def ask() -> None:
        pid, _ = known(SLEEP, 0)
        dies = Timer(0.5 if sleeps else 0, end_server_process, [pid])
        dies.start()
        if not sleeps:
            dies.join()
        with pytest.raises(OperationalError):
            direct.fetch_prepared(SLEEP, (30 if sleeps else 0,))
        dies.join()
        connection.close()
        assert known(DIVIDE, 3) == (2,)

    run(ask)


def test_a_signal_ends_the_wait_of_the_main_thread(acme: Company) -> None:
    def end(*_told: Any) -> None:
        raise InterruptedError

    with acme.bound():
        known(SLEEP, 0)
        before = signal.signal(signal.SIGALRM, end)
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        try:
            with pytest.raises(InterruptedError):
                direct.fetch_prepared(SLEEP, (60,))
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        connection.close()
