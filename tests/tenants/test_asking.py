"""What was asked before is asked by libpq; it ends, fails and goes on as psycopg's own does."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any, LiteralString

import psycopg
import pytest

from tenants.database import direct
from tests.cast import Company

SLEEP: LiteralString = "SELECT pg_backend_pid(), pg_sleep(%s)"
DIVIDE: LiteralString = "SELECT 6 / %s::int"


@pytest.fixture(autouse=True)
async def at_acme(acme: Company) -> AsyncIterator[None]:
    with acme.bound():
        yield
    await direct.close_pool()


async def known(text: LiteralString, *params: Any) -> direct.Row:
    """Its answer, and from now on it is asked by libpq."""
    rows = [await direct.afetch(text, params) for _ in range(2)]
    assert rows[0] == rows[1], "the first time psycopg asked"
    return rows[1][0]


def seen(pid: int) -> str:
    with psycopg.connect(**direct.connect_arguments()) as other:
        asked = "SELECT state FROM pg_stat_activity WHERE pid = %s"
        return str((other.execute(asked, (pid,)).fetchone() or ("gone",))[0])


async def sleeping() -> tuple[int, asyncio.Task[list[direct.Row]]]:
    """The server process that sleeps for a minute, and the task that waits for it."""
    pid, _ = await known(SLEEP, 0)
    asking = asyncio.create_task(direct.afetch(SLEEP, (60,)))
    while await asyncio.to_thread(seen, pid) != "active":
        await asyncio.sleep(0.01)
    return pid, asking


async def test_whoever_is_cancelled_ends_the_statement_and_the_connection_goes_on() -> None:
    pid, asking = await sleeping()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert await asyncio.to_thread(seen, pid) == "idle"
    assert (await direct.afetch(SLEEP, (0,)))[0][0] == pid


async def test_a_statement_that_cannot_be_ended_costs_its_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def fails(*_: object, **__: object) -> None:
        raise psycopg.OperationalError("no way to the server")

    pid, asking = await sleeping()
    monkeypatch.setattr(psycopg.AsyncConnection, "cancel_safe", fails)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert (await direct.afetch(SLEEP, (0,)))[0][0] != pid


async def test_a_server_that_dies_while_it_is_asked_is_an_operational_error() -> None:
    pid, asking = await sleeping()
    await asyncio.to_thread(end, pid)
    with pytest.raises(psycopg.OperationalError):
        await asking
    assert (await direct.afetch(SLEEP, (0,)))[0][0] != pid


async def test_what_the_server_refuses_is_the_error_of_its_kind() -> None:
    assert await known(DIVIDE, 2) == (3,)
    with pytest.raises(psycopg.errors.DivisionByZero):
        await direct.afetch(DIVIDE, (0,))
    assert await direct.afetch(DIVIDE, (3,)) == [(2,)]


async def test_more_than_the_kernel_takes_at_once_arrives_and_comes_back() -> None:
    text = "é" * 8_000_000
    assert await known("SELECT %s::text", text) == (text,)


async def test_a_connection_that_dies_at_rest_is_looked_at_once() -> None:
    """Its socket stays readable: a watch that stays would take the whole processor."""
    pid, _ = await known(SLEEP, 0)
    await asyncio.to_thread(end, pid)
    began = time.thread_time()
    await asyncio.sleep(0.3)
    assert time.thread_time() - began < 0.1
    assert (await direct.afetch(SLEEP, (0,)))[0][0] != pid


def end(pid: int) -> None:
    with psycopg.connect(**direct.connect_arguments()) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
