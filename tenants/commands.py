"""Base class of commands that work inside one tenant."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants.context import in_tenant
from tenants.models import Tenant


class TenantCommand(BaseCommand):
    """Adds ``--tenant SLUG`` and runs ``handle_tenant`` bound to it."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tenant", required=True, metavar="SLUG", help="Workspace to work in.")

    def handle(self, *args: Any, **options: Any) -> str | None:
        slug = options["tenant"]
        tenant = Tenant.objects.filter(slug=slug).first()
        if tenant is None:
            known = ", ".join(Tenant.objects.values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"--tenant: there is no workspace {slug!r}. Known: {known}.")
        with in_tenant(tenant.schema_name):
            return self.handle_tenant(*args, **options)

    def handle_tenant(self, *args: Any, **options: Any) -> str | None:
        raise NotImplementedError
