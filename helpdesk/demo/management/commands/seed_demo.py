"""``manage.py seed_demo``: three companies, their help centres and a week of conversations."""

import time
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from helpdesk.demo.addresses import table
from helpdesk.demo.seeding import seed


class Command(BaseCommand):
    help = "Fill the database with the demo. Run again, it adds only what is missing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--now", help="The week before this moment (ISO 8601); now if absent.")
        parser.add_argument("--port", default=settings.PUBLIC_PORT, help="Port for the addresses.")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        seed(self._now(options["now"]), self.stdout.write)
        self.stdout.write(
            f"Seeded in {time.monotonic() - began:.1f} s.\n\n{table(options['port'])}"
        )

    def _now(self, given: str | None) -> datetime:
        now = parse_datetime(given) if given else timezone.now()
        if now is None:
            raise CommandError(f"--now: {given!r} is no moment like 2026-11-23T10:00:00Z.")
        return now if timezone.is_aware(now) else timezone.make_aware(now)
