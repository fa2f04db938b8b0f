"""Isolation under fire: two companies' sockets at once on rows with equal keys.

The sockets share one thread, hence one database connection: the worst case, and Channels' usual
one. A reader that trusts what the connection remembers must fail here, or the test proves nothing.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import connection
from django_tenants.postgresql_backend import base as naive

from helpdesk.conversations.models import Contact
from tenants.asgi import TenantSockets
from tenants.context import NoTenant, in_public, in_thread
from tenants.database import base, direct
from tests.cast import Company
from tests.sockets import Socket

KEY = 4242
SOCKETS_EACH = 20
READS_EACH = 60


class Reader(AsyncWebsocketConsumer):
    """Answers each frame with what this company's contact number KEY is called."""

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        await self.send(await sync_to_async(_name_of_contact)())


class RawReader(Reader):
    """The same by the hot path's own connections."""

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        text = "SELECT name FROM {schema}.conversations_contact WHERE id = %s"
        rows = await direct.afetch(text, (KEY,))
        await self.send(rows[0][0])


class ThreadReader(Reader):
    """The same by the verbs' worker threads."""

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        await self.send(await in_thread(self.scope["tenant"].schema, _name_of_contact))


class NaiveReader(Reader):
    """The usual way: the tenant is set on the connection when the socket connects."""

    async def connect(self) -> None:
        await sync_to_async(_remember)(self.scope["tenant"].schema)
        await self.accept()


@pytest.fixture(autouse=True)
def _contacts(acme: Company, globex: Company) -> None:
    for company in (acme, globex):
        with company.bound():
            Contact.objects.create(pk=KEY, name=company.host)


@pytest.mark.parametrize("reader", [Reader, RawReader, ThreadReader])
async def test_no_socket_ever_reads_the_other_company(
    acme: Company, globex: Company, reader: type[Reader]
) -> None:
    wrong, reads = await _hammer(acme, globex, reader)
    assert reads >= 2000
    assert wrong == 0


async def test_the_naive_way_reads_the_other_company(
    acme: Company, globex: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base.DatabaseWrapper, "_cursor", naive.DatabaseWrapper._cursor)
    wrong, reads = await _hammer(acme, globex, NaiveReader)
    assert reads >= 2000
    assert wrong > 0


def _orm() -> None:
    Contact.objects.filter(pk=KEY).exists()


def _cursor() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _direct() -> None:
    direct.fetch("SELECT 1", ())


def _write() -> None:
    Contact.objects.create(name="Nobody's")


@pytest.mark.parametrize("query", [_orm, _cursor, _direct, _write])
def test_every_query_with_no_tenant_bound_is_refused(
    stage: None, query: Callable[[], None]
) -> None:
    refused = [_refused(query) for _ in range(250)]
    refused += _in_threads(query, 250)
    assert refused == [True] * 500


async def test_a_socket_that_forgot_to_bind_is_refused(stage: None) -> None:
    with pytest.raises(NoTenant):
        await direct.afetch("SELECT 1", ())
    with pytest.raises(NoTenant):
        await sync_to_async(_orm)()


def _name_of_contact() -> str:
    return Contact.objects.get(pk=KEY).name


async def _hammer(acme: Company, globex: Company, reader: type[Reader]) -> tuple[int, int]:
    """Returns how many answers were the other company's, of how many."""
    app = TenantSockets(reader.as_asgi())
    sockets = [_socket(app, company) for company in (acme, globex) for _ in range(SOCKETS_EACH)]
    counts = await asyncio.gather(*sockets)
    await direct.close_pool()
    await sync_to_async(_hang_up)()
    return sum(counts), len(counts) * READS_EACH


async def _socket(app: Any, company: Company) -> int:
    socket = await Socket(app, company, "/ws/any").connect()
    wrong = 0
    for _ in range(READS_EACH):
        await socket.send("?")
        wrong += await socket.text(timeout=20) != company.host
    await socket.close()
    return wrong


def _refused(query: Callable[[], None]) -> bool:
    try:
        query()
    except NoTenant:
        return True
    return False


def _in_threads(query: Callable[[], None], times: int) -> list[bool]:
    def attempt(_: int) -> bool:
        try:
            return _refused(query)
        finally:
            _hang_up()

    with ThreadPoolExecutor(8) as threads:
        return list(threads.map(attempt, range(times)))


def _remember(schema: str) -> None:
    connection.set_schema(schema)  # type: ignore[attr-defined]


def _hang_up() -> None:
    connection.close()


def test_binding_public_on_purpose_is_allowed(stage: None) -> None:
    with in_public():
        _cursor()
