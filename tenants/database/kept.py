"""Statements that the server keeps planned, on Django's connection and without a cursor.

The same as ``asking`` for threads: a cursor of psycopg's within one of Django's takes more of the
process than the statement. A page sends half a dozen.
"""

import threading
from typing import Any
from weakref import WeakKeyDictionary

from psycopg import Connection, OperationalError, abc, generators
from psycopg._preparing import Prepare
from psycopg._queries import PostgresQuery
from psycopg.adapt import Transformer
from psycopg.pq import ConnStatus, Format, TransactionStatus
from psycopg.pq.abc import PGresult

from tenants.database.asking import Params, Row, read

_values: WeakKeyDictionary[Connection[Any], abc.Transformer] = WeakKeyDictionary()


def ask(conn: Connection[Any], text: bytes, params: Params) -> list[Row] | None:
    """The rows of a statement that was asked by ``conn`` before.

    None where a cursor must ask: the first time, and where psycopg would begin a transaction.
    """
    if not conn.autocommit and conn.pgconn.transaction_status == TransactionStatus.IDLE:
        return None
    values = _values.get(conn)
    if values is None:
        values = _values.setdefault(conn, Transformer(conn))
    query = PostgresQuery(values)
    query.convert(text, params)
    known, name = conn._prepared.get(query)
    if known is not Prepare.YES:
        return None
    conn._prepared.maybe_add_to_cache(query, known, name)  # it was used last
    return read(values, answered(conn, name, query), conn.info.encoding)


def answered(conn: Connection[Any], name: bytes, query: PostgresQuery) -> list[PGresult]:
    """What the server says to the statement of this name; numbers and times as they are.

    Signals come to the main thread, which must stop to wait for one. Any other waits in libpq: to
    look for the answer by psycopg's own wait takes a third of the statement's time.
    """
    values: Any = query.params  # None for NULL, which psycopg's types leave out
    if threading.current_thread() is threading.main_thread():
        conn.pgconn.send_query_prepared(name, values, query.formats, Format.BINARY)
        return conn.wait(generators.execute(conn.pgconn))
    result = conn.pgconn.exec_prepared(name, values, query.formats, Format.BINARY)
    if conn.pgconn.status != ConnStatus.OK:
        raise OperationalError(conn.pgconn.get_error_message(conn.info.encoding))
    return [result]
