"""A message that goes alone and one that goes with others: two statements, one outcome."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from helpdesk.conversations import messaging
from helpdesk.conversations.models import Conversation, Message
from tenants.database import direct
from tests.cast import Company
from tests.conversations.conftest import Thread
from tests.conversations.test_together import closing, log_of, says
from tests.meter import metered
from tests.work import owed


@pytest.fixture(autouse=True)
async def _closed() -> AsyncIterator[None]:
    yield
    await direct.close_pool()


@pytest.fixture(params=[1, 3], ids=["alone", "with others"])
def threads(request: pytest.FixtureRequest, begin: Callable[[], Thread]) -> list[Thread]:
    return [begin() for _ in range(request.param)]


async def test_a_message_is_stored_the_same_alone_and_with_others(
    acme: Company, threads: list[Thread]
) -> None:
    """Two statements do it; what the contact reads and what the desk lists is the same."""
    first, *others = threads
    with metered() as cost:
        await asyncio.gather(*(says(acme, one.id, "x" * 200) for one in (*others, first)))
    assert len(cost.statements) == (2 if others else 1), cost
    assert ("unnest" in cost.statements[-1]) == bool(others)

    def look() -> list[Any]:
        with acme.bound():
            entry = Message.objects.values_list("kind", "sender", "author", "agent", "body", "data")
            row = Conversation.objects.values_list("head", "last_sender", "last_preview", "fence")
            return [entry.get(conversation=first.id), row.get(pk=first.id)]

    assert await asyncio.to_thread(closing(look)) == [
        ("message", "contact", "contact", None, "x" * 200, {}),
        (1, "contact", "x" * 160, 0),
    ]
    jobs = await asyncio.to_thread(closing(lambda: owed("assistant.turn")))
    owes = [(job.dedupe_key, job.patient, job.payload) for job in jobs]
    assert (f"{first.id}:1", False, {"conversation": first.id, "seq": 1}) in owes


def test_nothing_is_checked_of_a_message_that_its_statement_makes_sure_of(acme: Company) -> None:
    """The database would read each rule anew for each message."""
    with acme.bound(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid IN"
            " ('conversations_conversation'::regclass, 'conversations_message'::regclass,"
            " 'public.work_job'::regclass)"
        )
        assert cursor.fetchall() == [("merged_somewhere",)]


async def test_what_may_not_be_stored_is_refused_alone_and_with_others(
    acme: Company, threads: list[Thread]
) -> None:
    spam, *others = threads

    def block() -> None:
        with acme.bound():
            Conversation.objects.filter(pk=spam.id).update(is_spam=True)

    await asyncio.to_thread(closing(block))
    told = await asyncio.gather(
        *(says(acme, one.id, "Hello") for one in threads), return_exceptions=True
    )
    assert isinstance(told[0], messaging.Refused)
    assert await log_of(acme, spam.id) == []
    for one in others:
        assert await log_of(acme, one.id) == [(1, "Hello")]


async def test_what_was_on_its_way_is_stored_though_its_sender_hangs_up(
    acme: Company, threads: list[Thread]
) -> None:
    """A request that is cut off takes its task with it, and nothing that it has said."""
    with psycopg.connect(**direct.connect_arguments() | {"autocommit": False}) as other:
        schema = sql.Identifier(acme.schema)
        other.execute(
            sql.SQL("LOCK {}.conversations_message IN SHARE ROW EXCLUSIVE MODE").format(schema)
        )
        sending = [asyncio.create_task(says(acme, one.id, "Hello?")) for one in threads]
        await asyncio.sleep(0.2)  # under way, and waits for the table
        for one in sending:
            one.cancel()
        await asyncio.sleep(0.1)
        other.rollback()
    await asyncio.gather(*sending, return_exceptions=True)
    await asyncio.sleep(0.3)
    said = [body for one in threads for _, body in await log_of(acme, one.id)]
    assert said.count("Hello?") == len(threads)
