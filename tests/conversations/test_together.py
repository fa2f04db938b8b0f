"""Messages that are stored together: none costs another its place, its time or its tenant."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection, transaction

from helpdesk.conversations import messaging, together
from helpdesk.conversations.contacts import new_visitor
from helpdesk.conversations.models import Conversation, Message
from helpdesk.live.hub import hub
from tenants.database import direct
from tests.cast import Company
from tests.conversations.conftest import Thread
from tests.meter import metered
from tests.work import owed

MANY = 6
AT_ONCE = 2.0


@pytest.fixture
def threads(begin: Callable[[], Thread]) -> list[Thread]:
    return [begin() for _ in range(MANY)]


@pytest.fixture(autouse=True)
async def _closed() -> AsyncIterator[None]:
    yield
    await direct.close_pool()


async def says(
    company: Company, conversation_id: int, body: str, cid: UUID | None = None
) -> messaging.Posted:
    with company.bound():
        return await messaging.apost_message(conversation_id, body=body, cid=cid or uuid4())


async def log_of(company: Company, conversation_id: int) -> list[tuple[int, str]]:
    def look() -> list[tuple[int, str]]:
        with company.bound():
            said = Message.objects.filter(conversation=conversation_id).order_by("seq")
            return list(said.values_list("seq", "body"))

    return await asyncio.to_thread(closing(look))


def closing(work: Callable[[], Any]) -> Callable[[], Any]:
    """``work`` in a thread that leaves no connection behind."""

    def run() -> Any:
        try:
            return work()
        finally:
            connection.close()

    return run


async def test_of_what_is_said_at_once_the_first_goes_alone_and_the_rest_in_one_statement(
    acme: Company, threads: list[Thread]
) -> None:
    with metered() as cost:
        posted = await asyncio.gather(*(says(acme, one.id, f"from {one.id}") for one in threads))
    assert ["unnest" in statement for statement in cost.statements] == [False, True], cost
    assert [(one.seq, one.duplicate, one.status) for one in posted] == [(1, False, "assisted")] * 6
    for one in threads:
        assert await log_of(acme, one.id) == [(1, f"from {one.id}")]
    jobs = await asyncio.to_thread(closing(lambda: owed("assistant.turn")))
    assert {job.payload["conversation"] for job in jobs} == {one.id for one in threads}


async def test_what_is_said_at_once_where_several_spoke_lately_is_one_statement(
    acme: Company, threads: list[Thread], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "CROWDED_SECONDS", 60.0)
    await asyncio.gather(*(says(acme, one.id, "first") for one in threads))
    with metered() as cost:
        posted = await asyncio.gather(*(says(acme, one.id, "second") for one in threads))
    assert len(cost.statements) == 1, cost
    assert [one.seq for one in posted] == [2] * 6


async def test_what_is_said_at_once_in_one_conversation_keeps_its_order(
    acme: Company, thread: Thread
) -> None:
    bodies = [f"{at}" for at in range(MANY)]
    posted = await asyncio.gather(*(says(acme, thread.id, body) for body in bodies))
    assert [one.seq for one in posted] == list(range(1, MANY + 1))
    assert await log_of(acme, thread.id) == list(enumerate(bodies, 1))


async def test_the_same_message_twice_at_once_is_one_entry(acme: Company, thread: Thread) -> None:
    cid = uuid4()
    twice = await asyncio.gather(*(says(acme, thread.id, "Hello", cid) for _ in range(2)))
    assert [(one.seq, one.duplicate) for one in twice] == [(1, False), (1, True)]


async def test_a_message_that_cannot_be_stored_spoils_no_other(
    acme: Company, threads: list[Thread]
) -> None:
    poisoned, *others = threads

    def take_its_number() -> None:
        with acme.bound():
            Message.objects.create(
                conversation_id=poisoned.id, seq=1, kind="event", sender="system", author="system"
            )

    await asyncio.to_thread(closing(take_its_number))
    told = await asyncio.gather(
        *(says(acme, one.id, "Hello") for one in threads), return_exceptions=True
    )
    assert isinstance(told[0], psycopg.errors.UniqueViolation)
    for one in others:
        assert await log_of(acme, one.id) == [(1, "Hello")]


@contextmanager
def locked(company: Company, conversation_id: int) -> Iterator[None]:
    """Somebody else writes in the conversation and does not commit until the block ends."""
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with company.bound(), transaction.atomic():
            Conversation.objects.select_for_update().get(pk=conversation_id)
            held.set()
            done.wait(10)

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(closing(hold))
        try:
            assert held.wait(5)
            yield
        finally:
            done.set()
        holding.result(5)


async def test_a_locked_conversation_holds_nobody_up(acme: Company, threads: list[Thread]) -> None:
    stuck, *others = threads
    with locked(acme, stuck.id):
        waits = asyncio.create_task(says(acme, stuck.id, "Hello"))
        for _ in range(2):  # beside it, and after it
            async with asyncio.timeout(AT_ONCE):
                await asyncio.gather(*(says(acme, one.id, "Hello") for one in others))
        assert not waits.done()
    assert (await waits).seq == 1


async def test_two_processes_in_opposite_orders_leave_no_gap_and_no_double(
    acme: Company, threads: list[Thread]
) -> None:
    ids = [one.id for one in threads]
    rounds = 15

    def process(order: list[int]) -> None:
        async def serve() -> None:
            for at in range(rounds):
                await asyncio.gather(*(says(acme, one, f"{at}") for one in order))
            await hub().close()
            await direct.close_pool()

        asyncio.run(serve())

    await asyncio.gather(
        asyncio.to_thread(process, ids), asyncio.to_thread(process, list(reversed(ids)))
    )
    for one in ids:
        entries = await log_of(acme, one)
        assert [seq for seq, _ in entries] == list(range(1, 2 * rounds + 1))
        assert sorted(body for _, body in entries) == sorted([f"{at}" for at in range(rounds)] * 2)


async def test_who_leaves_takes_nobody_along(acme: Company, threads: list[Thread]) -> None:
    leaves, *stay = [asyncio.create_task(says(acme, one.id, "Hello")) for one in threads]
    await asyncio.sleep(0)  # all have laid theirs down
    leaves.cancel()
    assert [posted.seq for posted in await asyncio.gather(*stay)] == [1] * (MANY - 1)
    assert leaves.cancelled()


async def test_tenants_who_speak_at_once_do_not_meet(
    acme: Company, globex: Company, thread: Thread
) -> None:
    def begin() -> None:
        with globex.bound():
            Conversation.objects.create(pk=thread.id, contact=new_visitor())

    await asyncio.to_thread(closing(begin))
    with metered() as cost:
        said = [says(acme, thread.id, "at Acme"), says(globex, thread.id, "at Globex")]
        await asyncio.gather(*said)
    assert len(cost.statements) == 2, "each tenant's is a statement and a transaction of its own"
    assert await log_of(acme, thread.id) == [(1, "at Acme")]
    assert await log_of(globex, thread.id) == [(1, "at Globex")]


async def test_nobody_waits_long_for_a_batch_that_does_not_come_back(
    acme: Company, threads: list[Thread], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, gone, asked = direct.afetch, asyncio.Event(), []

    async def afetch(*statement: Any) -> list[direct.Row]:
        asked.append(statement)
        if len(asked) == 1:
            await gone.wait()
            raise psycopg.OperationalError("The database did not answer in time.")
        return await plain(*statement)

    monkeypatch.setattr(direct, "afetch", afetch)
    lost = asyncio.create_task(says(acme, threads[0].id, "Hello"))
    while not asked:
        await asyncio.sleep(0)
    async with asyncio.timeout(AT_ONCE):
        assert (await says(acme, threads[1].id, "Hello")).seq == 1
    gone.set()
    with pytest.raises(psycopg.OperationalError):
        await lost


@pytest.fixture
def first_is_held(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """The first statement goes only once this is set, and nobody loses patience meanwhile."""
    plain, let_go, asked = direct.afetch, asyncio.Event(), []

    async def afetch(*statement: Any) -> list[direct.Row]:
        asked.append(statement)
        if len(asked) == 1:
            await let_go.wait()
        return await plain(*statement)

    monkeypatch.setattr(direct, "afetch", afetch)
    monkeypatch.setattr(together, "PATIENCE_SECONDS", 60)
    return let_go


async def test_enough_others_go_beside_a_batch_that_is_under_way(
    acme: Company, threads: list[Thread], first_is_held: asyncio.Event
) -> None:
    first, *others = threads
    away = asyncio.create_task(says(acme, first.id, "Hello"))
    await asyncio.sleep(0.05)
    few = [
        asyncio.create_task(says(acme, one.id, "Hello")) for one in others[: together.WORTH_ONE - 1]
    ]
    await asyncio.sleep(0.3)
    assert not any(one.done() for one in few), "they would rather share the next"
    async with asyncio.timeout(AT_ONCE):
        await asyncio.gather(*few, says(acme, others[-1].id, "Hello"))
    assert not away.done()
    first_is_held.set()
    await away


async def test_what_follows_a_message_that_is_under_way_waits_for_it(
    acme: Company, threads: list[Thread], first_is_held: asyncio.Event
) -> None:
    first, *others = threads
    away = asyncio.create_task(says(acme, first.id, "one"))
    await asyncio.sleep(0.05)
    follows = asyncio.create_task(says(acme, first.id, "two"))
    async with asyncio.timeout(AT_ONCE):
        await asyncio.gather(*(says(acme, one.id, "Hello") for one in others))
    assert not follows.done()
    first_is_held.set()
    assert ((await away).seq, (await follows).seq) == (1, 2)
    assert await log_of(acme, first.id) == [(1, "one"), (2, "two")]
