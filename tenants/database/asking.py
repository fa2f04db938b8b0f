"""Ask a statement that the server has planned already, without a cursor.

psycopg's cursor serves every kind of statement, and makes itself, its adapters, a timer and a
lock anew for each: half of what a lone statement takes of the process. Here psycopg prepares a
statement the first time; after that its values go out and its rows come back by libpq.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
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


class Connection(AsyncConnection[Row]):
    """A pooled connection, and since when it has had its plans. One task at a time asks by it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.planned_at = time.monotonic()
        self._values = Transformer(self)
        self._answer: asyncio.Future[list[PGresult]] | None = None
        self._results: list[PGresult] = []
        self._watched: int | None = None

    @property
    def is_calm(self) -> bool:
        """Whether nothing has come while it rested; a watch that is on would have ended."""
        return self._watched is not None or not is_disturbed(self)

    async def ask(self, text: bytes, params: Params) -> list[Row]:
        """The rows of a statement, planned once. Raises what ``execute`` does.

        Whoever is cancelled ends the statement, or the connection with it.
        """
        query = PostgresQuery(self._values)
        query.convert(text, params)
        known, name = self._prepared.get(query)
        if known is not Prepare.YES:
            return await (await self.execute(text, params, prepare=True)).fetchall()
        self._prepared.maybe_add_to_cache(query, known, name)  # it was used last
        self._send(name, query)
        return read(self._values, await self._answered(), self.info.encoding)

    def _send(self, name: bytes, query: PostgresQuery) -> None:
        self.pgconn.send_query_prepared(name, query.params, param_formats=query.formats)

    async def _answered(self) -> list[PGresult]:
        if self.pgconn.flush():  # more than the kernel takes at once: psycopg brings it there
            return await self.wait(generators.execute(self.pgconn))
        self._watch()
        self._answer = asyncio.get_running_loop().create_future()
        self._results = []
        try:
            return await self._answer
        except asyncio.CancelledError:
            await self._end()
            raise
        finally:
            self._answer, self._results = None, []  # or a page of a long log stays in memory

    def _read(self) -> None:
        """What has come so far; libpq says None once the server is ready for the next."""
        answer = self._answer
        if answer is None or answer.done():
            self._unwatch()  # nothing is to be read while it rests but its end: ``is_disturbed``
            return
        try:
            self.pgconn.consume_input()
            while not self.pgconn.is_busy():
                if (result := self.pgconn.get_result()) is None:
                    answer.set_result(self._results)
                    break
                self._results.append(result)
        except Error as error:
            answer.set_exception(error)
        if self.pgconn.status != ConnStatus.OK:
            self._unwatch()  # at once: libpq has closed the socket, the next may get its number

    def _watch(self) -> None:
        """Stays from statement to statement: to begin and to end it costs as much as to read."""
        if self._watched is None:
            self._watched = self.pgconn.socket
            asyncio.get_running_loop().add_reader(self._watched, self._read)

    def _unwatch(self) -> None:
        """Before anybody else watches this socket."""
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
