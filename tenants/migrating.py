"""Bring the public schema and every tenant's schema up to date: resumable, cheap when idle.

Each migration of each schema is a transaction of its own with its note in ``django_migrations``,
so whatever ends the run, the next one goes on from there. Traffic goes on meanwhile: nobody
waits behind a lock for longer than ``stepping.LOCK_SECONDS``.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager

from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import OperationalError, connection, router
from django.db.migrations import Migration
from django.db.migrations.recorder import MigrationRecorder
from psycopg.errors import LockNotAvailable

from tenants.context import PUBLIC, in_public, in_tenant
from tenants.models import Tenant
from tenants.planning import Applied, Step, first_plan, loader, pending, plan, standing
from tenants.stepping import take

logger = logging.getLogger(__name__)

# The schema that new tenants are copies of (tenants.provisioning).
TEMPLATE = "t_template"
# Seconds before a schema that was locked is tried again.
PAUSES = (0.5, 1.0, 2.0, 4.0)


class Busy(RuntimeError):
    """Schemas whose tables were locked for too long; the others are up to date. Run it again."""

    def __init__(self, schemas: list[str]) -> None:
        super().__init__(f"Too busy to be migrated now: {', '.join(schemas)}. Run it again.")
        self.schemas = schemas


def migrate_all() -> Iterator[str]:
    """Migrate public, the template and each tenant, yielding the schemas that changed.

    Looks in one statement where they all stand. A tenant that is locked for too long is left
    out, and ``Busy`` raised at the end; any other failure raises at once.
    """
    if migrate_schema(PUBLIC):
        yield PUBLIC
    with in_public():
        tenants = list(Tenant.objects.order_by("id").values_list("schema_name", flat=True))
        stand = standing([TEMPLATE, *tenants])
    busy = []
    plans: dict[Applied, list[Step]] = {}
    for schema, applied in stand.items():
        if not pending(applied):
            continue
        steps = plans[applied] = plans.get(applied) or _steps(applied)
        if _migrated(schema, applied, steps):
            yield schema
        else:
            busy.append(schema)
    if busy:
        raise Busy(busy)


def migrate_schema(schema: str) -> bool:
    """Migrate one schema. Returns whether there was anything to do; raises ``Busy``."""
    with in_public():
        applied = standing([schema])[schema]
    if not pending(applied):
        return False
    if not _migrated(schema, applied, _steps(applied)):
        raise Busy([schema])
    return True


def _steps(applied: Applied) -> list[Step]:
    """None from nothing: a schema's first are planned on the way, in a table of notes of its own.

    Without that table the notes of the public schema would be read for the schema's.
    """
    return plan(applied) if applied else []


def _migrated(schema: str, applied: Applied, steps: list[Step]) -> bool:
    """Take the steps; False when the schema's tables stayed locked."""
    if not all(migration.atomic for migration in _ahead(applied, steps)):
        # Steps that cannot be undone as one: Django's own way.
        with _bound_to(schema):
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


def _ahead(applied: Applied, steps: list[Step]) -> list[Migration]:
    if applied:
        return [step.migration for step in steps]
    return [migration for _, migration in sorted(loader().disk_migrations.items())]


def _take(schema: str, steps: list[Step]) -> None:
    """Without steps it is a schema's first migration."""
    with _bound_to(schema):
        if not steps:
            MigrationRecorder(connection).ensure_schema()
        for step in steps or first_plan(_has_tables):
            take(schema, step)
        if not steps or any(step.makes_models for step in steps):
            emit_post_migrate_signal(0, False, connection.alias, apps=apps, plan=[])


def _has_tables(label: str) -> bool:
    """Whether the bound schema has an app's tables."""
    return bool(router.allow_migrate(connection.alias, label))


def _bound_to(schema: str) -> AbstractContextManager[None]:
    return in_public() if schema == PUBLIC else in_tenant(schema)
