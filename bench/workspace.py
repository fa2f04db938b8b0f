"""A workspace that exists for one measurement."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.db import connection
from psycopg import sql

from tenants.context import in_public
from tenants.models import Tenant
from tenants.provisioning import Opening, open_tenant

PASSWORD = "bench-only-long-enough"  # noqa: S105 - of a workspace that lives for seconds


@contextmanager
def workspace(name: str) -> Iterator[Tenant]:
    """A new workspace named after what is measured, dropped with its schema and its work."""
    slug = f"bench-{name}-{uuid4().hex[:8]}"
    tenant = open_tenant(Opening(slug, name.title(), "owner@bench.example", "Ona", PASSWORD))
    try:
        yield tenant
    finally:
        drop(tenant)


def drop(tenant: Tenant) -> None:
    """Remove the schema, the workspace's row and the work that it owes."""
    schema = sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(tenant.schema_name))
    with in_public(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM public.work_job WHERE tenant = %s", [tenant.schema_name])
        cursor.execute(schema)
        tenant.delete()
