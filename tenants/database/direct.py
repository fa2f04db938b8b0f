"""SQL beside the ORM for the hot path: asynchronous connections, schema-qualified text."""

import asyncio
import re
from collections.abc import Callable, Coroutine
from contextvars import copy_context
from functools import lru_cache
from typing import Any, LiteralString
from weakref import WeakKeyDictionary, WeakSet

from django.conf import settings
from django.db import connection
from psycopg import OperationalError, sql
from psycopg.rows import tuple_row
from psycopg_pool import PoolClosed, PoolTimeout

from tenants.context import current_schema
from tenants.database import asking
from tenants.database.asking import Answer, Connection, Params
from tenants.database.pool import Pool, check
from tenants.shares import Line, Share

# Longer than the wait for a connection, which says itself that there is none.
ANSWER_SECONDS = 15.0
TOO_LATE = "The database did not answer in time."
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
# What came of a statement.
Told = list[Row] | Exception
Tell = Callable[[Told], None]


class _Begun:
    """A statement that is under way, with what it holds until it is answered."""

    def __init__(self, pool: Pool, conn: Connection, line: Line, tell: Tell) -> None:
        self._pool, self._conn, self._line, self._tell = pool, conn, line, tell
        # The loop answers in the context of whoever watched this connection first.
        self._context = copy_context()
        self._clock: asyncio.TimerHandle | None = None

    def send(self, text: bytes, params: Params) -> bool:
        is_sent = False
        try:
            is_sent = self._conn.begin(text, params, self._answered)
        finally:
            if not is_sent:
                self._let_go()
        if is_sent:
            loop = asyncio.get_running_loop()
            self._clock = loop.call_later(ANSWER_SECONDS, self._lose_patience)
        return is_sent

    def _answered(self, answer: Answer) -> None:
        self._context.run(self._end, answer)

    def _end(self, answer: Answer) -> None:
        try:
            told: Told = self._conn.rows(answer)
        except Exception as error:  # noqa: BLE001 - told, like all that goes wrong
            told = error
        self._let_go()
        self._tell(told)

    def _lose_patience(self) -> None:
        _in_background(self._give_up())

    async def _give_up(self) -> None:
        try:
            await self._conn.give_up()
        finally:  # whatever becomes of the connection, somebody waits, and holds a place
            self._answered(OperationalError(TOO_LATE))

    def _let_go(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
        self._line.release()
        if not self._pool.keep(self._conn):
            _in_background(self._pool.putconn(self._conn))


def _in_background(do: Coroutine[Any, Any, None]) -> None:
    task = asyncio.create_task(do)
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)


_tasks: set[asyncio.Task[None]] = set()
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
        raise OperationalError(TOO_LATE) from error


def begin(text: LiteralString, params: Params, tell: Tell) -> None:
    """``afetch`` for who does not wait: ``tell`` gets the rows, or what would be raised.

    The event loop calls it, in the caller's context, also when the caller has gone. If there is a
    connection at hand that knows the statement, it has been sent when this returns: no task is
    made for it, and whoever is told comes two turns of the loop earlier.
    """
    try:
        if _sent(text, params, tell):
            return
    except Exception as error:  # noqa: BLE001 - told, like all that goes wrong
        asyncio.get_running_loop().call_soon(tell, error)
        return
    _in_background(_tell_later(text, params, tell))


async def _tell_later(text: LiteralString, params: Params, tell: Tell) -> None:
    try:
        told: Told = await afetch(text, params)
    except Exception as error:  # noqa: BLE001 - told, like all that goes wrong
        told = error
    except asyncio.CancelledError:
        tell(OperationalError("The process ends."))
        raise
    tell(told)


def _sent(text: LiteralString, params: Params, tell: Tell) -> bool:
    """False if it must wait for a connection, for its share, or for a plan; nothing was sent."""
    schema, pool = current_schema(), _pools.get(asyncio.get_running_loop())
    line = _share.of(schema)
    if pool is None or not line.take_now():
        return False
    if (conn := pool.take_now()) is None:
        line.release()
        return False
    return _Begun(pool, conn, line, tell).send(_composed(schema, text), params)


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
        check=check,
    )
    try:
        await pool.open(wait=True, timeout=10)
    except (PoolTimeout, asyncio.CancelledError):
        await pool.close()  # nobody else knows of it
        raise
    return pool


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
