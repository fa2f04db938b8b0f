"""A workspace that exists for one measurement."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from tenants.models import Tenant
from tenants.provisioning import Opening, close_tenant, open_tenant

PASSWORD = "bench-only-long-enough"  # noqa: S105 - of a workspace that lives for seconds


@contextmanager
def workspace(name: str) -> Iterator[Tenant]:
    """A new workspace named after what is measured, dropped with its schema and its work."""
    slug = f"bench-{name}-{uuid4().hex[:8]}"
    tenant = open_tenant(Opening(slug, name.title(), "owner@bench.example", "Ona", PASSWORD))
    try:
        yield tenant
    finally:
        close_tenant(tenant)
