"""Celery: the engine that runs what the outbox owes."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")

app = Celery("handrail")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def _prove_life(**_kwargs: Any) -> None:
    """Take a first canary at once, so that readiness need not wait for beat."""
    app.send_task("work.canary")
