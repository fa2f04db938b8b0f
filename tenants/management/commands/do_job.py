"""``manage.py do_job ID ATTEMPTS``: one job in this process alone (``tenants.work.apart``)."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tenants.work import running


class Command(BaseCommand):
    help = "Do one owed job here and now, if it was taken up ATTEMPTS times before."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("job", type=int, help="The job's number in the outbox.")
        parser.add_argument("attempts", type=int, help="How often it was taken up so far.")

    def handle(self, *args: Any, **options: Any) -> None:
        # If memory runs out, let it be this process that goes, not a worker or the database.
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000")
        running.run(options["job"], options["attempts"])
