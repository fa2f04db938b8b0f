"""The floor of the live half: bare ASGI, one INSERT with its commit, a set of listeners.

Started like ours: ``uvicorn bench.floor_sockets:app``. Whoever sends ``{"type": "send", …}`` is
answered when the row is committed, and then every listener gets the frame.
"""

import asyncio
import os
from typing import Any

import orjson
import psycopg

from bench import floor

# As many as our pool has.
CONNECTIONS = 8
TABLE = "public.bench_floor_message"
_INSERT = f"INSERT INTO {TABLE} (room, body) VALUES (%s, %s) RETURNING id"  # noqa: S608

Connection = psycopg.AsyncConnection[tuple[Any, ...]]

_free: asyncio.LifoQueue[Connection] = asyncio.LifoQueue()
_made: list[Connection] = []
listeners: set[Any] = set()


def prepare() -> None:
    """The table that the floor writes to."""
    with floor.connect() as bare:
        bare.execute(
            f"CREATE TABLE IF NOT EXISTS {TABLE} (id bigserial PRIMARY KEY, room int, body text)"
        )


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """``/say`` for those who write, ``/hear`` for those who listen to everything."""
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    if scope["path"] == "/hear":
        listeners.add(send)
    try:
        while (event := await receive())["type"] == "websocket.receive":
            await _said(event["text"], send)
    finally:
        listeners.discard(send)


async def _said(text: str, send: Any) -> None:
    frame = orjson.loads(text)
    if frame["type"] == "ping":
        await send({"type": "websocket.send", "text": '{"type":"pong"}'})
        return
    await _store(frame)
    answer = orjson.dumps({"type": "ack", "cid": frame["cid"]}).decode()
    await send({"type": "websocket.send", "text": answer})
    for listener in list(listeners):
        await listener({"type": "websocket.send", "text": text})


async def _store(frame: dict[str, Any]) -> None:
    connection = await _connection()
    try:
        cursor = await connection.execute(_INSERT, (frame["room"], frame["body"]), prepare=True)
        await cursor.fetchone()
    finally:
        _free.put_nowait(connection)


async def _connection() -> Connection:
    if _free.empty() and len(_made) < CONNECTIONS:
        connection = await psycopg.AsyncConnection.connect(
            os.environ["DATABASE_URL"], autocommit=True
        )
        _made.append(connection)
        return connection
    return await _free.get()
