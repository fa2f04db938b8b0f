"""Refuse a pooler that runs one client's statements in several sessions of the server.

A connection is told its tenant's schema once (``tenants.database.base``). Behind a pooler in
transaction mode the next statement may run in a session that was told another's: half of all
reads outside a transaction were the wrong tenant's. So a program looks before it serves.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any, LiteralString, Protocol

from django.core.exceptions import ImproperlyConfigured
from psycopg import AsyncConnection, OperationalError

from tenants.database import direct

logger = logging.getLogger(__name__)

# 200 statements, at once on so many connections.
CONNECTIONS, STATEMENTS_EACH = 4, 50
CONNECT_SECONDS = 3

_SET: LiteralString = "SELECT set_config('search_path', %s, false)"
_SHOW: LiteralString = "SHOW search_path"


class Client(Protocol):
    """What the look needs of a connection."""

    async def execute(self, text: LiteralString, params: tuple[str, ...] = (), /) -> Any: ...

    async def close(self) -> None: ...


Connect = Callable[[], Awaitable[Client]]


async def _connect() -> Client:
    wanted = {"connect_timeout": CONNECT_SECONDS, "prepare_threshold": None}
    return await AsyncConnection.connect(**direct.connect_arguments() | wanted)


def refuse_shared_sessions(connect: Connect = _connect) -> None:
    """Return when each connection keeps a session of its own, or the database can't be asked.

    Raises ``ImproperlyConfigured`` with the setting and the fix. Not for a running event loop.
    """
    try:
        strayed = asyncio.run(_strayed(connect))
    except OperationalError as error:  # a program may start before its database does
        logger.warning("whether sessions are shared is not known, the database is away: %s", error)
        return
    if strayed:
        raise ImproperlyConfigured(
            f"DATABASE_URL leads to a pooler that shares sessions: {strayed} of "
            f"{CONNECTIONS * STATEMENTS_EACH} statements ran in one that belongs to another "
            "connection, so they would read another workspace's rows. Set the pooler to session "
            "mode (PgBouncer: pool_mode = session), or name PostgreSQL itself in DATABASE_URL."
        )


async def _strayed(connect: Connect) -> int:
    """How many statements did not see what their own connection was told."""
    async with AsyncExitStack() as ending:
        clients = {}
        for number in range(CONNECTIONS):
            client = clients[f"probe_{number}"] = await connect()
            ending.push_async_callback(client.close)
        for name, client in clients.items():
            await client.execute(_SET, (name,))
        return sum(await asyncio.gather(*(_look(*one) for one in clients.items())))


async def _look(name: str, client: Client) -> int:
    strayed = 0
    for _ in range(STATEMENTS_EACH):
        cursor = await client.execute(_SHOW)
        strayed += (await cursor.fetchone())[0] != name
    return strayed
