"""Work that a customer's message and a hand-off owe."""

from datetime import timedelta

from django.conf import settings

from helpdesk.assistant import overdue, sharpening, turn
from tenants.work.outbox import Payload, promises_that, thinks


def hand_off_unanswered(payload: Payload) -> None:
    overdue.hand_off_unanswered(payload["conversation"], payload["seq"])


promises_that(
    "assistant.turn",
    after=timedelta(seconds=settings.ASSISTANT_PROMISE_SECONDS),
    keep=hand_off_unanswered,
)


@thinks("assistant.turn", patient=False)
def take_turn(payload: Payload) -> None:
    """``{"conversation": id, "seq": n}``: due once the burst that n belongs to has ended."""
    turn.take_turn(payload["conversation"], payload["seq"])


@thinks(sharpening.TOPIC)
def sharpen(payload: Payload) -> None:
    """``{"handoff": id}``: its case is prepared, and the tenant has a model."""
    sharpening.sharpen(payload["handoff"])
