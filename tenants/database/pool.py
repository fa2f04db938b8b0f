"""The pool of asynchronous connections: it gives out the warm one, alive and with fresh plans."""

import time

from psycopg.pq import TransactionStatus
from psycopg_pool import AsyncConnectionPool

from tenants.database.asking import Connection
from tenants.database.resting import is_disturbed

# A plan that was made while tables were almost empty reads all of them for ever after. The server
# makes it anew when it has looked at its tables, a minute later at best; this does not wait.
PLANS_KEPT_SECONDS = 15.0


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
        if (conn := self.take_now()) is not None:
            return conn
        conn, self._at_hand = self._at_hand, None
        if conn is not None:
            await self.putconn(conn)
        self._asking += 1
        try:
            return await self.getconn()
        finally:
            self._asking -= 1

    def take_now(self) -> Connection | None:
        """The one at hand, unless it must be looked at first."""
        conn = self._at_hand
        if conn is None or not conn.is_calm or _has_old_plans(conn):
            return None
        self._at_hand = None
        return conn

    async def give_back(self, conn: Connection) -> None:
        if not self.keep(conn):
            await self.putconn(conn)  # which looks at its state, and serves who waits

    def keep(self, conn: Connection) -> bool:
        """Have it at hand, if there is none and nobody waits for one."""
        is_idle = conn.pgconn.transaction_status == TransactionStatus.IDLE
        if not is_idle or self._at_hand is not None or self._asking or self.closed:
            return False
        self._at_hand = conn
        return True

    async def close(self, timeout: float = 5) -> None:
        conn, self._at_hand = self._at_hand, None
        if conn is not None:
            await self.putconn(conn)
        await super().close(timeout)

    async def _get_ready_connection(self, timeout: float | None) -> Connection | None:
        self._pool.rotate()  # the last comes to the front, where one is taken
        return await super()._get_ready_connection(timeout)


async def check(conn: Connection) -> None:
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
