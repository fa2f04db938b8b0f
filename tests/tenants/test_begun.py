"""A statement that nobody waits for: sent at once where that can be, and told in any case."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextvars import Context
from typing import Any, LiteralString, TypeVar

import psycopg
import pytest

from tenants.context import current_schema
from tenants.database import asking, direct, pool
from tenants.shares import Share
from tests.cast import Company
from tests.meter import metered
from tests.tenants.test_asking import DIVIDE, SLEEP, end, known, seen

T = TypeVar("T")
Told = asyncio.Future[direct.Told]


@pytest.fixture(autouse=True)
async def at_acme(acme: Company) -> AsyncIterator[None]:
    with acme.bound():
        yield
    await direct.close_pool()


def begun(text: LiteralString, *params: Any) -> Told:
    """What came of it; to wait for it changes nothing."""
    told: Told = asyncio.get_running_loop().create_future()
    direct.begin(text, params, told.set_result)
    return told


def of(company: Company, do: Callable[[], T]) -> T:
    """Done in a context that is bound to this company and was to no other."""

    def bound() -> T:
        with company.bound():
            return do()

    return Context().run(bound)


async def rows(told: Told) -> direct.Told:
    return await asyncio.wait_for(told, timeout=30)


async def test_what_the_server_knows_is_sent_before_anybody_waits() -> None:
    await known(DIVIDE, 2)
    with metered() as cost:
        told = begun(DIVIDE, 3)
        assert len(cost.statements) == 1
    assert await rows(told) == [(2,)]


async def test_the_first_time_and_while_no_connection_is_at_hand_it_is_told_all_the_same() -> None:
    assert await rows(begun(DIVIDE, 1)) == [(6,)]
    await known(DIVIDE, 2)
    several = [begun(DIVIDE, number) for number in (1, 2, 3, 6)]
    assert [await rows(one) for one in several] == [[(6,)], [(3,)], [(2,)], [(1,)]]


async def test_a_company_that_has_its_share_waits_in_its_own_line(
    globex: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(direct, "_share", Share(1))
    await known(SLEEP, 0)
    first, second = begun(SLEEP, 0.5), begun(DIVIDE, 2)
    theirs = of(globex, lambda: begun(DIVIDE, 3))
    assert await rows(theirs) == [(2,)]
    assert not first.done()
    assert not second.done()
    assert await rows(second) == [(3,)]
    assert first.done()
    await known(DIVIDE, 3)  # every place was given back


async def test_old_plans_are_made_anew_first(monkeypatch: pytest.MonkeyPatch) -> None:
    await known(DIVIDE, 2)
    monkeypatch.setattr(pool, "PLANS_KEPT_SECONDS", 0.0)
    with metered() as cost:
        told = begun(DIVIDE, 3)
        assert cost.statements == []
    assert await rows(told) == [(2,)]


async def test_who_is_told_is_bound_to_the_company_that_asked(globex: Company) -> None:
    """The loop answers in the context of whoever used the connection first: here Acme."""
    await known(DIVIDE, 2)
    where: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    of(globex, lambda: direct.begin(DIVIDE, (3,), lambda _: where.set_result(current_schema())))
    assert await asyncio.wait_for(where, timeout=30) == globex.schema


async def test_what_the_server_refuses_is_told_and_the_connection_goes_on() -> None:
    await known(DIVIDE, 2)
    assert isinstance(await rows(begun(DIVIDE, 0)), psycopg.errors.DivisionByZero)
    assert await rows(begun(DIVIDE, 6)) == [(1,)]


@pytest.mark.parametrize(
    "make", [lambda: "\ud83d", lambda: "\x00", object], ids=["half", "nul", "any"]
)
async def test_what_cannot_be_sent_is_told_and_the_connection_goes_on(
    make: Callable[[], object],
) -> None:
    text: LiteralString = "SELECT length(%s::text)"
    await known(text, "four")
    assert isinstance(await rows(begun(text, make())), Exception)
    assert await rows(begun(text, "three")) == [(5,)]


async def test_a_server_that_dies_meanwhile_is_told_as_an_operational_error() -> None:
    pid, _ = await known(SLEEP, 0)
    told = begun(SLEEP, 60)
    await asyncio.to_thread(end, pid)
    assert isinstance(await rows(told), psycopg.OperationalError)
    assert (await direct.afetch(SLEEP, (0,)))[0][0] != pid


async def test_a_server_that_does_not_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(direct, "ANSWER_SECONDS", 0.3)
    pid, _ = await known(SLEEP, 0)
    told = await rows(begun(SLEEP, 60))
    assert isinstance(told, psycopg.OperationalError)
    assert str(told) == direct.TOO_LATE
    assert await asyncio.to_thread(seen, pid) == "idle", "it was ended, not forgotten"
    assert (await direct.afetch(SLEEP, (0,)))[0][0] == pid


async def test_who_cannot_be_given_up_in_order_is_told_and_gives_its_place_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def fails(_connection: object) -> None:
        raise RuntimeError("not foreseen")

    monkeypatch.setattr(direct, "ANSWER_SECONDS", 0.3)
    monkeypatch.setattr(direct, "_share", Share(1))
    await known(SLEEP, 0)
    monkeypatch.setattr(asking.Connection, "give_up", fails)
    assert isinstance(await rows(begun(SLEEP, 1)), psycopg.OperationalError)
    monkeypatch.setattr(direct, "ANSWER_SECONDS", 30.0)
    assert await direct.afetch(DIVIDE, (3,)) == [(2,)]


async def test_more_than_the_kernel_takes_at_once_arrives_and_comes_back() -> None:
    text = "é" * 8_000_000
    await known("SELECT %s::text", "short")
    assert await rows(begun("SELECT %s::text", text)) == [(text,)]


async def test_a_process_that_ends_says_so() -> None:
    await direct.close_pool()
    assert isinstance(await rows(begun(DIVIDE, 2)), psycopg.OperationalError)
