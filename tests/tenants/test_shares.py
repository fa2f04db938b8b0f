"""A tenant that holds its share of a process does not delay another one; without shares it does."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from tenants import context
from tenants.context import in_thread
from tenants.database import direct
from tenants.shares import Share
from tests.cast import Company

MANY = 20
# What would be done by then waits; what is not done by then would wait for ever.
SHORT, LONG = 0.4, 10.0
NO_SHARES = Share(1000)


@pytest.fixture
def opened() -> Iterator[threading.Event]:
    """A door that threads of the flood wait at; it opens in the end."""
    event = threading.Event()
    yield event
    event.set()


async def _thread_meets_a_flood(
    acme: Company, globex: Company, opened: threading.Event, within: float
) -> bool:
    """Whether Globex's thread is done while Acme's many all wait."""
    flood = [asyncio.create_task(in_thread(acme.schema, opened.wait, 20)) for _ in range(MANY)]
    await asyncio.sleep(0.05)
    try:
        async with asyncio.timeout(within):
            return await in_thread(globex.schema, context.is_bound)
    except TimeoutError:
        return False
    finally:
        opened.set()
        await asyncio.gather(*flood)


async def test_threads_are_left_to_others(
    acme: Company, globex: Company, opened: threading.Event
) -> None:
    assert await _thread_meets_a_flood(acme, globex, opened, LONG)


async def test_without_a_share_all_threads_are_taken(
    acme: Company, globex: Company, opened: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "_share", NO_SHARES)
    assert not await _thread_meets_a_flood(acme, globex, opened, SHORT)


async def _statement_meets_a_flood(acme: Company, globex: Company) -> bool:
    """Whether Globex's statement is done before any of Acme's slow ones."""
    with acme.bound():
        ask = [direct.afetch("SELECT pg_sleep(2)", ()) for _ in range(MANY)]
        flood = [asyncio.create_task(one) for one in ask]
    await asyncio.sleep(0.3)
    with globex.bound():
        assert await direct.afetch("SELECT 7", ()) == [(7,)]
    is_first = not any(task.done() for task in flood)
    for task in flood:
        task.cancel()
    await asyncio.gather(*flood, return_exceptions=True)
    await direct.close_pool()
    return is_first


async def test_connections_are_left_to_others(acme: Company, globex: Company) -> None:
    assert await _statement_meets_a_flood(acme, globex)


async def test_without_a_share_all_connections_are_taken(
    acme: Company, globex: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(direct, "_share", NO_SHARES)
    assert not await _statement_meets_a_flood(acme, globex)
