"""A PostgreSQL backend that takes its schema from the bound tenant at cursor time."""

from typing import Any

from django_tenants.postgresql_backend import base

from tenants.context import current_schema


class DatabaseWrapper(base.DatabaseWrapper):
    """django-tenants' backend, with the connection's own idea of a tenant overruled.

    All sockets of a process share a thread, hence a connection, so what the connection
    remembers says nothing about who asks. Raises ``NoTenant`` when nothing is bound.
    """

    def _cursor(self, name: str | None = None) -> Any:
        schema = current_schema()
        if schema != self.schema_name:
            self.set_schema(schema)
        return super()._cursor(name)
