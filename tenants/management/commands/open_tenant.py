"""``manage.py open_tenant SLUG --name … --owner …``: a new workspace, ready to use."""

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants import addresses
from tenants.context import in_tenant
from tenants.provisioning import Opening, open_tenant


class Command(BaseCommand):
    help = "Open a workspace: schema, first owner, default team, rules and a sample article."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="Short name: its address is SLUG.<TENANT_DOMAIN>.")
        parser.add_argument("--name", help="The company's name; the slug if left out.")
        parser.add_argument("--owner", required=True, metavar="EMAIL", help="The first owner.")
        parser.add_argument("--domain", default="", help="Another host name for it.")
        parser.add_argument("--password", help="The owner's; a random one is printed if left out.")

    def handle(self, *args: Any, **options: Any) -> None:
        password = options["password"] or secrets.token_urlsafe(12)
        opening = Opening(
            slug=options["slug"],
            name=options["name"] or options["slug"].title(),
            owner_email=options["owner"],
            owner_password=password,
            domain=options["domain"],
        )
        try:
            tenant = open_tenant(opening)
        except ValidationError as error:
            wrong = "; ".join(f"--{name}: {why[0]}" for name, why in error.message_dict.items())
            raise CommandError(wrong) from error
        with in_tenant(tenant.schema_name):
            begin = addresses.whole("/admin/setup/")
        self.stdout.write(f"{tenant.name} is open. Begin at {begin} as {opening.owner_email}.")
        if not options["password"]:
            self.stdout.write(f"Password (shown once): {password}")
