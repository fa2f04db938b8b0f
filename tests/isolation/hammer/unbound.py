"""Queries by code that forgot to say for whom: each way, in each kind of thread."""

import asyncio
from collections.abc import Awaitable, Callable

from asgiref.sync import sync_to_async
from django.db import connection

from helpdesk.conversations.models import Contact
from tenants.context import NoTenant
from tenants.database import direct

Attempt = Callable[[], Awaitable[bool]]


def attempts() -> list[Attempt]:
    """Each tells whether it was refused."""
    queries = (_orm, _cursor, _direct, _write)
    in_the_shared_thread = [_shared(query) for query in queries]
    in_threads_of_their_own = [_alone(query) for query in queries]
    return [*in_the_shared_thread, *in_threads_of_their_own, _asynchronous]


def refused(query: Callable[[], object]) -> bool:
    try:
        query()
    except NoTenant:
        return True
    finally:
        connection.close()
    return False


def _shared(query: Callable[[], object]) -> Attempt:
    return lambda: sync_to_async(refused)(query)


def _alone(query: Callable[[], object]) -> Attempt:
    return lambda: asyncio.to_thread(refused, query)


async def _asynchronous() -> bool:
    try:
        await direct.afetch("SELECT 1", ())
    except NoTenant:
        return True
    return False


def _orm() -> None:
    Contact.objects.filter(pk=1).exists()


def _cursor() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _direct() -> None:
    direct.fetch("SELECT 1", ())


def _write() -> None:
    Contact.objects.create(name="Nobody's")
