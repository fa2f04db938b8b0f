"""Base class of commands that work inside one tenant."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants.context import in_public, in_tenant
from tenants.models import Tenant


class TenantCommand(BaseCommand):
    """Adds ``--tenant SLUG`` and runs ``handle_tenant`` bound to it."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tenant", required=True, metavar="SLUG", help="Workspace to work in.")

    def handle(self, *args: Any, **options: Any) -> str | None:
        with bound_to(options["tenant"]):
            return self.handle_tenant(*args, **options)

    def handle_tenant(self, *args: Any, **options: Any) -> str | None:
        raise NotImplementedError


@contextmanager
def bound_to(slug: str) -> Iterator[None]:
    """Bind the workspace of that slug. Raises ``CommandError`` naming those there are."""
    with in_public():
        tenant = Tenant.objects.filter(slug=slug).first()
        known = ", ".join(Tenant.objects.values_list("slug", flat=True)) or "none yet"
    if tenant is None:
        raise CommandError(f"--tenant: there is no workspace {slug!r}. Known: {known}.")
    with in_tenant(tenant.schema_name):
        yield
