"""``manage.py migrate_tenants``: public and every tenant, cheap when nothing is pending."""

from typing import Any

from django.core.management.base import BaseCommand

from tenants.migrating import migrate_all
from tenants.provisioning import prepare_template


class Command(BaseCommand):
    help = "Migrate the public schema, the template for new tenants, and every tenant."

    def handle(self, *args: Any, **options: Any) -> None:
        changed = list(migrate_all())
        prepare_template()
        self.stdout.write(f"migrated {len(changed)} schema(s)" if changed else "nothing to migrate")
