"""The control arm: sockets in the usual way, whose tenant is set on the connection they share."""

import asyncio
from unittest import mock

from asgiref.sync import sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import connection
from django_tenants.postgresql_backend import base as naive

from helpdesk.conversations.models import Contact
from tenants.asgi import TenantSockets
from tenants.database import base
from tests.isolation import marks
from tests.isolation.rows import TWIN
from tests.isolation.world import Side, World
from tests.sockets import Socket

SOCKETS_EACH = 20


class NaiveReader(AsyncWebsocketConsumer):
    """Answers each frame with what this company's twin is called."""

    async def connect(self) -> None:
        await sync_to_async(_remember)(self.scope["tenant"].schema)
        await self.accept()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        await self.send(await sync_to_async(_name)())


async def leaks(world: World, reads: int) -> tuple[int, int]:
    """How many answers were another company's, of how many (at least ``reads``)."""
    app = TenantSockets(NaiveReader.as_asgi())
    sockets = [(side, app) for side in world.sides.values() for _ in range(SOCKETS_EACH)]
    each = -(-reads // len(sockets))
    with (
        mock.patch.object(base.DatabaseWrapper, "_cursor", naive.DatabaseWrapper._cursor),
        mock.patch.object(base.DatabaseWrapper, "close", naive.DatabaseWrapper.close),
    ):
        counts = await asyncio.gather(*(_ask(side, app, each) for side, app in sockets))
    await sync_to_async(_forget)()
    return sum(counts), each * len(sockets)


async def _ask(side: Side, app: TenantSockets, times: int) -> int:
    socket = await Socket(app, side.company, "/ws/any").connect()
    wrong = 0
    for _ in range(times):
        await socket.send("?")
        wrong += side.letter not in marks.found(await socket.text(timeout=20)).values()
    await socket.close()
    return wrong


def _remember(schema: str) -> None:
    connection.set_schema(schema)  # type: ignore[attr-defined]


def _forget() -> None:
    """The shared thread's connection must not remember."""
    connection.close()


def _name() -> str:
    return Contact.objects.get(pk=TWIN).name
