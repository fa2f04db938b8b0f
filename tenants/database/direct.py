"""SQL beside the ORM for the hot path: asynchronous connections, schema-qualified text."""

import asyncio
import re
import time
from functools import lru_cache
from typing import Any, LiteralString
from weakref import WeakKeyDictionary, WeakSet

from django.conf import settings
from django.db import connection
from psycopg import OperationalError, sql
from psycopg.pq import TransactionStatus
from psycopg.rows import tuple_row
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout

from tenants.context import current_schema
from tenants.database import asking
from tenants.database.asking import Connection, Params
from tenants.database.resting import is_disturbed
from tenants.shares import Share

# Longer than the wait for a connection, which says itself that there is none.
ANSWER_SECONDS = 15.0
# A plan that was made while tables were almost empty reads all of them for ever after. The server
# makes it anew when it has looked at its tables, a minute later at best; this does not wait.
PLANS_KEPT_SECONDS = 15.0
# Of the pool's connections one tenant has half at most.
_share = Share(max(1, settings.DIRECT_POOL_SIZE // 2))

# A table without its schema. What is called, and what the statement itself has named, is none.
_BARE = re.compile(
    r"\b(?:(?:FROM|JOIN)\s+(?!(?:ONLY|LATERAL)\b)([a-z_]+)\b(?![.(])"
    r"|(?:INTO|UPDATE)\s+([a-z_]+)\b(?!\.))",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b([a-z_]+)\s+AS\s+(?:MATERIALIZED\s+)?\(\s*(?:SELECT|INSERT|UPDATE)\b", re.IGNORECASE
)

Row = asking.Row


class Pool(AsyncConnectionPool[Connection]):
    """Gives out the connection that came back last, so one that many share stays warm.

    psycopg's gives out the one that rested longest: a lone message then finds a server process
    whose tables, indexes and plans have left the processor's caches, and takes half as long again.
    And one connection stays at hand: to give it back and to take it costs as much as to ask by it.
    """

    _at_hand: Connection | None = None
    _asking = 0

    async def take(self) -> Connection:
        """A connection that is alive as far as the kernel knows; ``give_back`` it."""
        conn, self._at_hand = self._at_hand, None
        if conn is not None:
            if conn.is_calm and not _has_old_plans(conn):
                return conn
            await self.putconn(conn)
        self._asking += 1
        try:
            return await self.getconn()
        finally:
            self._asking -= 1

    async def give_back(self, conn: Connection) -> None:
        is_idle = conn.pgconn.transaction_status == TransactionStatus.IDLE
        if is_idle and self._at_hand is None and not self._asking and not self.closed:
            self._at_hand = conn
        else:
            await self.putconn(conn)  # which looks at its state, and serves who waits

    async def close(self, timeout: float = 5) -> None:
        conn, self._at_hand = self._at_hand, None
        if conn is not None:
            await self.putconn(conn)
        await super().close(timeout)

    async def _get_ready_connection(self, timeout: float | None) -> Connection | None:
        self._pool.rotate()  # the last comes to the front, where one is taken
        return await super()._get_ready_connection(timeout)


_pools: WeakKeyDictionary[asyncio.AbstractEventLoop, Pool] = WeakKeyDictionary()
_opening: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()
_closed: WeakSet[asyncio.AbstractEventLoop] = WeakSet()


def fetch(text: LiteralString, params: Params) -> list[Row]:
    """Run ``text`` on Django's connection, inside the caller's transaction.

    ``{schema}`` in the text becomes the bound tenant's schema.
    """
    with connection.cursor() as cursor:
        cursor.execute(_qualified(current_schema(), text), params)
        return list(cursor.fetchall())


def fetch_prepared(text: LiteralString, params: Params) -> list[Row]:
    """As ``fetch``, for what is asked again and again: the server parses and plans it once.

    Its plan must not hang on the values: write a LIMIT as a number. The connection may still look
    where another tenant's request left it, so a table without its schema is a ``ValueError``.
    """
    if table := _bare_table(text):
        raise ValueError(f"Write {{schema}}.{table}: a bare name may be another tenant's.")
    composed = _composed(current_schema(), text)
    return list(connection.ask_prepared(composed, params))  # type: ignore[attr-defined]


async def afetch(text: LiteralString, params: Params) -> list[Row]:
    """Run ``text`` as a transaction of its own on an asynchronous pooled connection.

    Its search path is empty: qualify every name with ``{schema}``.

    Raises ``OperationalError`` when there is no answer within ``ANSWER_SECONDS``: a server that is
    killed may leave a connection on which nothing ever comes, and a socket that waits for it.
    """
    schema = current_schema()
    try:
        async with asyncio.timeout(ANSWER_SECONDS), _share.of(schema):
            pool = await _pool()
            conn = await pool.take()
            try:
                return await conn.ask(_composed(schema, text), params)
            finally:
                await pool.give_back(conn)
    except TimeoutError as error:
        raise OperationalError("The database did not answer in time.") from error


async def close_pool() -> None:
    """Close this event loop's pool for good: at shutdown, and when a test's loop ends.

    A socket that is still open must not begin another: a pool's worker that is cancelled while
    it connects goes on (psycopg_pool 3.3), and the loop would wait for it for ever.
    """
    loop = asyncio.get_running_loop()
    _closed.add(loop)
    pool = _pools.pop(loop, None)
    if pool is not None:
        await pool.close()


async def _pool() -> Pool:
    loop = asyncio.get_running_loop()
    if loop in _closed:
        raise PoolClosed("This process is shutting down.")
    if loop not in _pools:
        async with _opening.setdefault(loop, asyncio.Lock()):
            if loop not in _pools:
                _pools[loop] = await _opened()
    return _pools[loop]


async def _opened() -> Pool:
    """A pool whose first connection is made: a loop that lives for one request may end next."""
    pool = Pool(
        connection_class=Connection,
        kwargs=connect_arguments(),
        min_size=1,
        max_size=settings.DIRECT_POOL_SIZE,
        timeout=10,
        reconnect_timeout=10,  # as in the settings of the other pool
        max_lifetime=1800,
        open=False,
        check=_check,
    )
    try:
        await pool.open(wait=True, timeout=10)
    except (PoolTimeout, asyncio.CancelledError):
        await pool.close()  # nobody else knows of it
        raise
    return pool


async def _check(conn: Connection) -> None:
    """Find out a pooled connection that died with the server, before it costs a message.

    While a connection rests, nothing is to be read from it but its end. So the kernel is asked,
    which takes 2 µs, and the server only when there is something: a round trip for every
    statement would add a fifth to the time of a message.
    """
    if is_disturbed(conn):
        await AsyncConnectionPool.check_connection(conn)
    if _has_old_plans(conn):
        conn.planned_at = time.monotonic()
        await conn.execute("DISCARD PLANS")


def _has_old_plans(conn: Connection) -> bool:
    return time.monotonic() - conn.planned_at > PLANS_KEPT_SECONDS


def connect_arguments() -> dict[str, Any]:
    """What ``psycopg.connect`` needs for an autocommit connection to Django's database."""
    database = connection.settings_dict
    return {
        "dbname": database["NAME"],
        "user": database["USER"],
        "password": database["PASSWORD"],
        "host": database["HOST"],
        "port": database["PORT"],
        "autocommit": True,
        "row_factory": tuple_row,
        # Operators and types of extensions live in public; no tenant's tables are found bare.
        # Statements here never change: to plan one anew for its values costs more than to run it.
        "options": "-c search_path=public -c plan_cache_mode=force_generic_plan",
    }


@lru_cache(maxsize=256)
def _bare_table(text: str) -> str:
    """The first table of a statement that stands there without a schema, or ""."""
    named = {*_NAMED.findall(text)}
    tables = (read or written for read, written in _BARE.findall(text))
    return next((table for table in tables if table not in named), "")


@lru_cache(maxsize=4096)
def _composed(schema: str, text: LiteralString) -> bytes:
    """As bytes: psycopg would put a composed text together anew for each statement."""
    return sql.SQL(text).format(schema=sql.Identifier(schema)).as_bytes()


@lru_cache(maxsize=4096)
def _qualified(schema: str, text: LiteralString) -> str:
    return _composed(schema, text).decode()
