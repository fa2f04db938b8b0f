"""``manage.py relay``: hand owed work to Celery and keep the clock of promises."""

import signal
from typing import Any

from django.core.management.base import BaseCommand

from tenants.database.pooler import refuse_shared_sessions
from tenants.work.relay import run_forever


class Command(BaseCommand):
    help = "Hand owed jobs to Celery, fairly over tenants, until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_shared_sessions()
        stopped: list[int] = []
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda number, _frame: stopped.append(number))
        self.stdout.write("relay: ready")
        run_forever(lambda: bool(stopped))
