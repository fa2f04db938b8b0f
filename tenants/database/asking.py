"""Ask a statement that the server has planned already, without a cursor.

psycopg's cursor serves every kind of statement, and makes itself, its adapters, a timer and a
lock anew for each: half of what a lone statement takes of the process. Here psycopg prepares a
statement the first time; after that its values go out and its rows come back by libpq.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from psycopg import AsyncConnection, Error, ProgrammingError, abc, generators
from psycopg._preparing import Prepare
from psycopg._queries import PostgresQuery
from psycopg.abc import RV, PQGen
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.pq.abc import PGresult

from tenants.database.resting import is_disturbed

# To end a statement for which nobody waits any more; then its connection ends.
CANCEL_SECONDS = 5.0

Row = tuple[Any, ...]
Params = Mapping[str, Any] | Sequence[Any]
# What the server said, or why it says nothing.
Answer = list[PGresult] | Error
Tell = Callable[[Answer], None]


class Connection(AsyncConnection[Row]):
    """A pooled connection, and since when it has had its plans. One task at a time asks by it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.planned_at = time.monotonic()
        self._values = Transformer(self)
        self._tell: Tell | None = None
        self._results: list[PGresult] = []
        self._watched: int | None = None
        self._pushed: int | None = None

    @property
    def is_calm(self) -> bool:
        """Whether nothing has come while it rested; a watch that is on would have ended."""
        return self._watched is not None or not is_disturbed(self)

    async def ask(self, text: bytes, params: Params) -> list[Row]:
        """The rows of a statement, planned once. Raises what ``execute`` does.

        Whoever is cancelled ends the statement, or the connection with it.
        """
        planned = self._planned(text, params)
        if planned is None:
            return await (await self.execute(text, params, prepare=True)).fetchall()
        self._send(*planned)
        return self.rows(await self._answered())

    def begin(self, text: bytes, params: Params, tell: Tell) -> bool:
        """Send a statement; ``tell`` is called by the event loop once it is answered.

        False, and nothing is sent, for one that was not asked before on this connection.
        """
        planned = self._planned(text, params)
        if planned is None:
            return False
        self._send(*planned)
        self._expect(tell)
        return True

    async def give_up(self) -> None:
        """End what was begun, or the connection with it; nobody is told."""
        self._tell, self._results = None, []
        await self._end()

    def rows(self, answer: Answer) -> list[Row]:
        """Raises what the server said instead."""
        if isinstance(answer, Error):
            raise answer
        return read(self._values, answer, self.info.encoding)

    def _planned(self, text: bytes, params: Params) -> tuple[bytes, PostgresQuery] | None:
        """The statement's name and its values; None if the server has not planned it yet."""
        query = PostgresQuery(self._values)
        query.convert(text, params)
        known, name = self._prepared.get(query)
        if known is not Prepare.YES:
            return None
        self._prepared.maybe_add_to_cache(query, known, name)  # it was used last
        return name, query

    def _send(self, name: bytes, query: PostgresQuery) -> None:
        self.pgconn.send_query_prepared(name, query.params, param_formats=query.formats)

    async def _answered(self) -> Answer:
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._expect(partial(_settle, answer))
        try:
            return await answer
        except asyncio.CancelledError:
            await self.give_up()
            raise

    def _expect(self, tell: Tell) -> None:
        is_left = self.pgconn.flush()  # more than the kernel takes at once
        self._watch()
        self._tell, self._results = tell, []
        if is_left:
            self._pushed = self.pgconn.socket
            asyncio.get_running_loop().add_writer(self._pushed, self._push)

    def _push(self) -> None:
        """What is left, as the kernel takes it."""
        try:
            is_out = not self.pgconn.flush()
        except Error:  # its end is to be read as well
            is_out = True
        if is_out:
            self._stop_pushing()

    def _stop_pushing(self) -> None:
        if self._pushed is not None:
            asyncio.get_running_loop().remove_writer(self._pushed)
            self._pushed = None

    def _read(self) -> None:
        """What has come so far; libpq says None once the server is ready for the next."""
        if self._tell is None:
            self._unwatch()  # nothing is to be read while it rests but its end: ``is_disturbed``
            return
        try:
            answer: Answer | None = self._results if self._is_whole() else None
        except Error as error:
            answer = error
        if self.pgconn.status != ConnStatus.OK:
            self._unwatch()  # at once: libpq has closed the socket, the next may get its number
        if answer is not None:
            tell, self._tell, self._results = self._tell, None, []
            tell(answer)

    def _is_whole(self) -> bool:
        self.pgconn.consume_input()
        while not self.pgconn.is_busy():
            if (result := self.pgconn.get_result()) is None:
                return True
            self._results.append(result)
        return False

    def _watch(self) -> None:
        """Stays from statement to statement: to begin and to end it costs as much as to read."""
        if self._watched is None:
            self._watched = self.pgconn.socket
            asyncio.get_running_loop().add_reader(self._watched, self._read)

    def _unwatch(self) -> None:
        """Before anybody else watches this socket."""
        self._stop_pushing()
        if self._watched is not None:
            asyncio.get_running_loop().remove_reader(self._watched)
            self._watched = None

    async def wait(self, gen: PQGen[RV], *args: Any, **kwargs: Any) -> RV:
        """As psycopg's, which has a watch of its own."""
        self._unwatch()
        return await super().wait(gen, *args, **kwargs)

    async def close(self) -> None:
        self._unwatch()
        await super().close()

    async def _end(self) -> None:
        try:
            await self.cancel_safe(timeout=CANCEL_SECONDS)
            await self.wait(generators.fetch_many(self.pgconn), timeout=CANCEL_SECONDS)
        except Error:
            await self.close()
        except asyncio.CancelledError:
            await self.close()
            raise


def _settle(waiting: asyncio.Future[Answer], answer: Answer) -> None:
    if not waiting.done():
        waiting.set_result(answer)


def read(values: abc.Transformer, results: Sequence[PGresult], encoding: str) -> list[Row]:
    """The rows of one answer. Raises what the server said instead, as psycopg does."""
    result = results[0]  # a server that ends says so in one, and is gone in the next
    if result.status == ExecStatus.FATAL_ERROR:
        raise error_from_result(result, encoding=encoding)
    if result.status != ExecStatus.TUPLES_OK:
        raise ProgrammingError("A statement that is asked returns rows.")
    values.set_pgresult(result)
    rows: list[Row] = values.load_rows(0, result.ntuples, tuple)
    values.set_pgresult(None)
    return rows
