"""Many sockets that ask for heads at once cost one statement, and each gets its own answer."""

import asyncio

import pytest

from helpdesk.conversations import heads, log
from tenants.database import direct
from tests.cast import Company
from tests.conversations.conftest import Thread


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> list[set[int]]:
    """What was asked of the database, statement by statement."""
    asked: list[set[int]] = []
    read = log.aheads

    async def counted(conversation_ids: list[int]) -> dict[int, int]:
        asked.append(set(conversation_ids))
        return await read(conversation_ids)

    monkeypatch.setattr(log, "aheads", counted)
    return asked


async def test_sockets_that_ask_at_once_share_one_statement(
    acme: Company, thread: Thread, questions: list[set[int]]
) -> None:
    with acme.bound():
        found = await asyncio.gather(*map(heads.ahead, [thread.id, 987_654, thread.id]))
        assert found == [0, None, 0]
        assert await heads.ahead(thread.id) == 0
    assert questions == [{thread.id, 987_654}, {thread.id}]
    await direct.close_pool()


async def test_a_socket_that_closes_leaves_the_others_their_answer(
    acme: Company, thread: Thread
) -> None:
    with acme.bound():
        closing, staying = (asyncio.create_task(heads.ahead(thread.id)) for _ in range(2))
        await asyncio.sleep(0)
        closing.cancel()
        assert await staying == 0
    await direct.close_pool()


async def test_tenants_never_share_a_round(
    acme: Company, globex: Company, thread: Thread, questions: list[set[int]]
) -> None:
    async def ask(company: Company) -> int | None:
        with company.bound():
            return await heads.ahead(thread.id)

    at_acme, at_globex = await asyncio.gather(ask(acme), ask(globex))
    assert (at_acme, at_globex) == (0, None)
    assert len(questions) == 2
    await direct.close_pool()
