"""A PostgreSQL backend that takes its schema from the bound tenant at cursor time."""

from typing import Any

import psycopg
from django.db.backends.postgresql.operations import DatabaseOperations
from django_tenants.postgresql_backend import base
from psycopg_pool import ConnectionPool

from tenants.context import current_schema
from tenants.database import kept
from tenants.database.asking import Params, Row
from tenants.database.resting import is_disturbed


class _PreparedCursor(psycopg.Cursor[Any]):
    """Sends values beside the text, and the text once; reads numbers and times as they are."""

    def execute(self, query: Any, params: Any = None, **_how: Any) -> "_PreparedCursor":
        return super().execute(query, params, prepare=True, binary=True)


class _Operations(DatabaseOperations):
    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> str:
        """A prepared statement with its values: as it would be written, to be explained."""
        if isinstance(cursor, _PreparedCursor):  # composed by no cursor, which would be counted
            return str(psycopg.ClientCursor(cursor.connection).mogrify(sql, params))
        return super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    """django-tenants' backend, with the connection's own idea of a tenant overruled.

    All sockets of a process share a thread, hence a connection, so what the connection
    remembers says nothing about who asks. Raises ``NoTenant`` when nothing is bound.
    """

    ops_class = _Operations

    def _cursor(self, name: str | None = None) -> Any:
        schema = current_schema()
        if schema != self.schema_name:
            self.set_schema(schema)
        return super()._cursor(name)

    def ask_prepared(self, text: bytes, params: Params) -> list[Row]:
        """The rows of a statement that the server keeps ready. Qualify every name.

        The connection is not told the tenant's schema, which is a round trip for each page.
        """
        self.ensure_connection()
        self.validate_thread_sharing()
        rows = None
        if not (self.queries_logged or self.execute_wrappers):
            self.validate_no_broken_transaction()
            with self.wrap_database_errors:
                rows = kept.ask(self.connection, text, params)
        return self._asked_by_cursor(text, params) if rows is None else rows

    def _asked_by_cursor(self, text: bytes, params: Params) -> list[Row]:
        with self.wrap_database_errors:
            cursor = self._prepare_cursor(_PreparedCursor(self.connection))
        with cursor:
            cursor.execute(text.decode(), params)
            return list(cursor.fetchall())

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection that is alive as far as the kernel knows, which costs no round trip."""
        found = super().get_new_connection(conn_params)
        while self.pool and is_disturbed(found) and not _answers(found):
            self.pool.putconn(found)
            found = self.pool.getconn()
        return found

    def close(self) -> None:
        """Forget whose it was as well: the thread lives on, and so does this object."""
        super().close()
        if self.connection is None:
            self.set_schema_to_public()


def _answers(connection: "psycopg.Connection[Any]") -> bool:
    """Ask the server. A connection that does not answer is closed: the pool makes another."""
    try:
        ConnectionPool.check_connection(connection)
    except psycopg.Error:
        connection.close()
        return False
    return True
