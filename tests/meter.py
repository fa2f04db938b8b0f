"""Count what an event loop asks of the database and of Redis."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import psycopg
from redis.asyncio.connection import AbstractConnection

from tenants.database import kept
from tenants.database.asking import Connection


@dataclass
class Cost:
    """SQL statements and Redis commands, as they were sent."""

    statements: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)

    @property
    def counts(self) -> tuple[int, int]:
        return len(self.statements), len(self.commands)


@contextmanager
def metered() -> Iterator[Cost]:
    """Everything that is sent within the block, by whatever task or thread."""
    cost, by_libpq = Cost(), kept.answered
    plain, live, asked = psycopg.Cursor.execute, psycopg.AsyncCursor.execute, Connection._send

    def execute(cursor: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
        cost.statements.append(str(query))
        return plain(cursor, query, *args, **kwargs)

    async def aexecute(cursor: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
        cost.statements.append(str(query))
        return await live(cursor, query, *args, **kwargs)

    def send(connection: Connection, name: bytes, query: Any) -> None:
        cost.statements.append(str(query.query))
        asked(connection, name, query)

    def answered(connection: Any, name: bytes, query: Any) -> Any:
        cost.statements.append(str(query.query))
        return by_libpq(connection, name, query)

    with (
        patch.object(psycopg.Cursor, "execute", execute),
        patch.object(psycopg.AsyncCursor, "execute", aexecute),
        patch.object(Connection, "_send", send),
        patch.object(kept, "answered", answered),
        _counting(AbstractConnection, cost),
    ):
        yield cost


@contextmanager
def _counting(connection: type, cost: Cost) -> Iterator[None]:
    """Every command of a pipeline, too: redis-py packs each by the same function."""
    pack = connection.pack_command  # type: ignore[attr-defined]

    def pack_command(self: Any, *args: Any) -> Any:
        cost.commands.append(str(args[0]))
        return pack(self, *args)

    with patch.object(connection, "pack_command", pack_command):
        yield
