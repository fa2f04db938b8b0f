"""Work that a customer's message owes."""

from datetime import timedelta

from django.conf import settings

from helpdesk.assistant import overdue, turn
from tenants.work.outbox import Payload, handles


def hand_off_unanswered(payload: Payload) -> None:
    overdue.hand_off_unanswered(payload["conversation"], payload["seq"])


@handles(
    "assistant.turn",
    late_after=timedelta(seconds=settings.ASSISTANT_PROMISE_SECONDS),
    when_late=hand_off_unanswered,
)
def take_turn(payload: Payload) -> None:
    """``{"conversation": id, "seq": n}``: due once the burst that n belongs to has ended."""
    turn.take_turn(payload["conversation"], payload["seq"])
