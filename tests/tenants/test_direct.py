"""SQL beside the ORM: its pool belongs to an event loop and ends with it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import LiteralString

import psycopg
import pytest
from psycopg import OperationalError
from psycopg_pool import PoolClosed

from tenants.database import direct, pool
from tests.cast import Company
from tests.meter import metered

LOOPS = 40


def test_an_event_loop_that_lives_for_one_query_ends(acme: Company) -> None:
    async def ask() -> int:
        with acme.bound():
            return int((await direct.afetch("SELECT 7", ()))[0][0])

    with ThreadPoolExecutor(4) as threads:
        answers = [threads.submit(asyncio.run, ask()) for _ in range(LOOPS)]
        assert [answer.result(timeout=30) for answer in answers] == [7] * LOOPS


def test_an_event_loop_that_ends_while_it_opens_its_pool_ends(acme: Company) -> None:
    async def leave_soon(seconds: float) -> None:
        with acme.bound():
            asking = asyncio.create_task(direct.afetch("SELECT 7", ()))
        await asyncio.sleep(seconds)
        assert not asking.cancelled()  # the loop's end cuts it off

    with ThreadPoolExecutor(4) as threads:
        left = [threads.submit(asyncio.run, leave_soon(at / 2000)) for at in range(LOOPS)]
        assert [loop.result(timeout=30) for loop in left] == [None] * LOOPS


async def test_many_who_ask_first_at_once_share_a_pool(acme: Company) -> None:
    with acme.bound():
        rows = await asyncio.gather(*(direct.afetch("SELECT 7", ()) for _ in range(50)))
    assert {row[0][0] for row in rows} == {7}
    await direct.close_pool()


async def test_nobody_opens_a_pool_while_the_process_ends(acme: Company) -> None:
    await direct.close_pool()
    with acme.bound(), pytest.raises(PoolClosed):
        await direct.afetch("SELECT 7", ())


async def test_a_question_without_an_answer_ends_and_the_next_one_is_answered(
    acme: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(direct, "ANSWER_SECONDS", 0.3)
    with acme.bound():
        with pytest.raises(OperationalError):
            await asyncio.wait_for(direct.afetch("SELECT pg_sleep(60)", ()), timeout=20)
        monkeypatch.setattr(direct, "ANSWER_SECONDS", 15.0)
        assert await direct.afetch("SELECT 7", ()) == [(7,)]
    await direct.close_pool()


@pytest.mark.parametrize(("kept", "is_planned_anew"), [(0.0, True), (15.0, False)])
async def test_a_plan_is_not_kept_for_ever(
    acme: Company, monkeypatch: pytest.MonkeyPatch, kept: float, is_planned_anew: bool
) -> None:
    monkeypatch.setattr(pool, "PLANS_KEPT_SECONDS", kept)
    with acme.bound(), metered() as cost:
        for _ in range(2):
            assert await direct.afetch("SELECT 1", ()) == [(1,)]
    assert ("DISCARD PLANS" in cost.statements) == is_planned_anew, cost
    await direct.close_pool()


async def test_one_who_asks_alone_is_given_the_connection_that_is_warm(acme: Company) -> None:
    """By turns, as psycopg's own pool does it, each is cold again when its turn comes."""
    asked: LiteralString = "SELECT pg_backend_pid(), pg_sleep(%s)"
    with acme.bound():
        many = await asyncio.gather(*(direct.afetch(asked, (0.2,)) for _ in range(3)))
        alone = [await direct.afetch(asked, (0,)) for _ in range(6)]
    assert len({rows[0][0] for rows in many}) > 1, "there are several"
    assert len({rows[0][0] for rows in alone}) == 1
    await direct.close_pool()


async def test_a_connection_that_died_at_hand_costs_nobody_an_answer(acme: Company) -> None:
    asked: LiteralString = "SELECT pg_backend_pid()"
    with acme.bound():
        ((dies,),) = await direct.afetch(asked, ())
        assert await direct.afetch(asked, ()) == [(dies,)], "it was kept at hand"
        await asyncio.to_thread(end_server_process, dies)
        ((lives,),) = await direct.afetch(asked, ())
    assert lives != dies
    await direct.close_pool()


def end_server_process(pid: int) -> None:
    with psycopg.connect(**direct.connect_arguments()) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
