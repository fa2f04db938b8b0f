"""The control arm: work that the broker forgets before it begins, as Celery has it by default."""

import os
import time

from celery import shared_task
from django.db import transaction

from helpdesk.composing import holding
from helpdesk.composing.models import HeldReply
from tenants.context import in_tenant
from tests.chaos.duties import ledger


@shared_task(name="chaos.naive", ignore_result=True, acks_late=False)
def naive(schema: str, number: int, seconds: float) -> None:
    """Think for so long, then commit."""
    work(schema, number, seconds)


def work(schema: str, number: int, seconds: float) -> None:
    ledger.begun(number, os.getpid())
    time.sleep(seconds)
    with in_tenant(schema), transaction.atomic():
        ledger.effect(number)


@shared_task(name="chaos.send_held", ignore_result=True, acks_late=False)
def send_held(schema: str, held_id: int) -> None:
    """Look how things stand, then send, and at last note that it was sent."""
    with in_tenant(schema):
        held = HeldReply.objects.select_related("agent", "conversation").get(pk=held_id)
        if not holding._against(held):
            holding._send(held)
