"""A tenant agrees to how soon customers are answered: also those who wait already.

Their time counts from the moment when the policy is taken up: no promise is broken before it was
made. What is timed already keeps its deadline. Who owes something is found by an index of statuses,
``BATCH`` in a step, each step a job that owes the next: twice as many open conversations are twice
as many steps, and what was resolved costs nothing.
"""

from typing import Any, Final

from django.db import transaction

from helpdesk.conversations.models import Conversation
from helpdesk.routing import queueing, timing
from helpdesk.routing.agreements import SlaPolicy
from tenants.work.outbox import enqueue

TOPIC: Final = "routing.agree"
BATCH: Final = 100
_STATUSES: Final = [status.value for status in timing.TIMED]


@transaction.atomic
def keep(policy: SlaPolicy) -> None:
    """Save what a form has checked; whom it concerns is seen to a moment later."""
    policy.save()
    if policy.is_on:
        enqueue(TOPIC, {"status": _STATUSES[0], "below": None})


@transaction.atomic
def take_up(status: str, below: int | None) -> None:
    """Time the newest of this status whose ids are ``below``; then owe the rest."""
    ids = _next(status, below)
    policies = timing.policies_on()
    # In the order of their ids, as whoever locks several.
    rows = Conversation.objects.select_for_update().filter(pk__in=ids, status=status)
    for conversation in rows.order_by("pk"):
        due_at = timing.take_up(conversation, policies)
        if due_at is not None:
            queueing.note_due(conversation.pk, due_at)
    if (then := _then(status, ids)) is not None:
        enqueue(TOPIC, then)


def _next(status: str, below: int | None) -> list[int]:
    found = Conversation.objects.filter(status=status, is_spam=False)
    if below is not None:
        found = found.filter(pk__lt=below)
    return list(found.order_by("-pk").values_list("pk", flat=True)[:BATCH])


def _then(status: str, ids: list[int]) -> dict[str, Any] | None:
    if len(ids) == BATCH:
        return {"status": status, "below": ids[-1]}
    left = _STATUSES[_STATUSES.index(status) + 1 :]
    return {"status": left[0], "below": None} if left else None
