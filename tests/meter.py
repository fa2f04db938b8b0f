"""Count what an operation asks of the database and of Redis, in this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import psycopg
from redis.asyncio.connection import AbstractConnection
from redis.connection import AbstractConnection as PlainConnection

Packer = Any


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
    cost = Cost()
    plain, live = psycopg.Cursor.execute, psycopg.AsyncCursor.execute

    def execute(cursor: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
        cost.statements.append(str(query))
        return plain(cursor, query, *args, **kwargs)

    async def aexecute(cursor: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
        cost.statements.append(str(query))
        return await live(cursor, query, *args, **kwargs)

    with (
        patch.object(psycopg.Cursor, "execute", execute),
        patch.object(psycopg.AsyncCursor, "execute", aexecute),
        _counting(AbstractConnection, cost),
        _counting(PlainConnection, cost),
    ):
        yield cost


@contextmanager
def _counting(connection: type, cost: Cost) -> Iterator[None]:
    one, many = connection.pack_command, connection.pack_commands  # type: ignore[attr-defined]

    def pack_command(self: Any, *args: Any) -> Any:
        cost.commands.append(str(args[0]))
        return one(self, *args)

    def pack_commands(self: Any, commands: Any) -> Any:
        commands = list(commands)
        cost.commands.extend(str(command[0]) for command in commands)
        return many(self, commands)

    with (
        patch.object(connection, "pack_command", pack_command),
        patch.object(connection, "pack_commands", pack_commands),
    ):
        yield
