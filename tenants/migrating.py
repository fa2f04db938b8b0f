"""Bring the public schema and every tenant's schema up to date: resumable, cheap when idle."""

import logging
from collections.abc import Iterator
from functools import lru_cache

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from tenants.context import PUBLIC, in_public, in_tenant
from tenants.models import Tenant

logger = logging.getLogger(__name__)

Key = tuple[str, str]


def migrate_all() -> Iterator[str]:
    """Migrate public, then each tenant, yielding the name of each schema that changed.

    Grows with the number of tenants by one look at a small table each; a schema that fails
    raises, and the next run goes on where this one stopped.
    """
    with in_public():
        if _pending(PUBLIC):
            call_command("migrate", verbosity=0, interactive=False)
            yield PUBLIC
        schemas = list(Tenant.objects.order_by("id").values_list("schema_name", flat=True))
    for schema in schemas:
        if migrate_schema(schema):
            yield schema


def migrate_schema(schema: str) -> bool:
    """Migrate one tenant's schema. Returns whether there was anything to do."""
    with in_tenant(schema):
        if not _pending(schema):
            return False
        with connection.cursor() as cursor:
            # Better to fail and go on later than to stop a tenant's traffic behind a lock.
            cursor.execute("SET lock_timeout = '5s'")
        try:
            call_command("migrate", verbosity=0, interactive=False)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")
    return True


def _pending(schema: str) -> bool:
    return bool(_known() - _applied(schema))


@lru_cache(maxsize=1)
def _known() -> frozenset[Key]:
    """Every migration on disk. ``migrate`` records those of other schemas' apps as well.

    Read once: a process whose code is older than the disk must not act on what it cannot know.
    """
    loader = MigrationLoader(None)
    return frozenset(loader.disk_migrations)


def _applied(schema: str) -> set[Key]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [f"{schema}.django_migrations"])
        if cursor.fetchone()[0] is None:
            return set()
        table = sql.Identifier(schema, "django_migrations")
        cursor.execute(sql.SQL("SELECT app, name FROM {}").format(table))
        return set(cursor.fetchall())
