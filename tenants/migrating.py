"""Bring the public schema and every tenant's schema up to date: resumable, cheap when idle.

Each migration of each schema is a transaction of its own with its note in ``django_migrations``,
so whatever ends the run, the next one goes on from there. Traffic goes on meanwhile: nobody
waits behind a lock for longer than ``LOCK_SECONDS``.
"""

import logging
import time
from collections.abc import Iterator

from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from tenants.context import PUBLIC, in_public, in_tenant
from tenants.models import Tenant
from tenants.planning import Applied, Step, pending, plan, standing

logger = logging.getLogger(__name__)

# The schema that new tenants are copies of (tenants.provisioning).
TEMPLATE = "t_template"
# Better to try again than to stop a tenant's traffic behind a lock that waits for another.
LOCK_SECONDS = 2
PAUSES = (0.5, 1.0, 2.0, 4.0)


class Busy(RuntimeError):
    """Schemas whose tables were locked for too long; the others are up to date. Run it again."""

    def __init__(self, schemas: list[str]) -> None:
        super().__init__(f"Too busy to be migrated now: {', '.join(schemas)}. Run it again.")
        self.schemas = schemas


def migrate_all() -> Iterator[str]:
    """Migrate public, the template and each tenant, yielding the schemas that changed.

    Looks in one statement where they all stand. A schema that is locked for too long is left
    out, and ``Busy`` raised at the end; any other failure raises at once.
    """
    with in_public():
        if pending(standing([PUBLIC])[PUBLIC]):
            call_command("migrate", verbosity=0, interactive=False)
            yield PUBLIC
        tenants = list(Tenant.objects.order_by("id").values_list("schema_name", flat=True))
        stand = standing([TEMPLATE, *tenants])
    busy = []
    plans: dict[Applied, list[Step]] = {}
    for schema, applied in stand.items():
        if not pending(applied):
            continue
        steps = plans[applied] = plans.get(applied) or plan(applied)
        if _migrated(schema, applied, steps):
            yield schema
        else:
            busy.append(schema)
    if busy:
        raise Busy(busy)


def migrate_schema(schema: str) -> bool:
    """Migrate one tenant's schema. Returns whether there was anything to do; raises ``Busy``."""
    with in_public():
        applied = standing([schema])[schema]
    if not pending(applied):
        return False
    if not _migrated(schema, applied, plan(applied) if applied else []):
        raise Busy([schema])
    return True


def _migrated(schema: str, applied: Applied, steps: list[Step]) -> bool:
    """Take the steps; False when the schema's tables stayed locked."""
    if not applied or not all(step.migration.atomic for step in steps):
        # A schema's first tables, or steps that cannot be undone as one: Django's own way.
        with in_tenant(schema):
            call_command("migrate", verbosity=0, interactive=False)
        return True
    for pause in (*PAUSES, None):
        try:
            _take(schema, steps)
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
            logger.warning("%s is locked: %s", schema, error)
            time.sleep(pause or 0)
        else:
            return True
    return False


def _take(schema: str, steps: list[Step]) -> None:
    with in_tenant(schema):
        for step in steps:
            with transaction.atomic():
                _take_one(schema, step)
        if any(step.makes_models for step in steps):
            emit_post_migrate_signal(0, False, connection.alias, apps=apps, plan=[])


def _take_one(schema: str, step: Step) -> None:
    app, name = step.key
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{LOCK_SECONDS}s"])
        # Somebody else may be at it: one at a time in a schema, and each step once.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"migrate:{schema}"])
        cursor.execute("SELECT 1 FROM django_migrations WHERE app = %s AND name = %s", [app, name])
        if cursor.fetchone():
            return
        with connection.schema_editor() as editor:
            for operation, before, after in step.operations:
                operation.database_forwards(app, editor, before, after)
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())", [app, name]
        )
