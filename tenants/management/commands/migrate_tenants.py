"""``manage.py migrate_tenants``: public and every tenant, cheap when nothing is pending."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tenants.context import in_public
from tenants.database.pooler import refuse_shared_sessions
from tenants.migrating import TEMPLATE, Busy, migrate_all
from tenants.provisioning import create_schema


class Command(BaseCommand):
    # The checks look at code, not at schemas, and take longer than an idle run.
    requires_system_checks = []
    help = "Migrate the public schema, the template for new tenants, and every tenant."

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_shared_sessions()
        with in_public():
            create_schema(TEMPLATE)
        try:
            changed = list(migrate_all())
        except Busy as busy:
            raise CommandError(str(busy)) from busy
        self.stdout.write(f"migrated {len(changed)} schema(s)" if changed else "nothing to migrate")
