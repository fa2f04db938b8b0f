"""``manage.py demo_logins --port 8000``: the demo's addresses and log-ins."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from helpdesk.demo.addresses import table


class Command(BaseCommand):
    help = "Print where the demo is and how to log in."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", default=settings.PUBLIC_PORT, help="Port of the web server.")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(table(str(options["port"])))
