"""What happens to queues as conversations go their way."""

from typing import Any

from django.dispatch import receiver

from helpdesk.conversations.carrying import Carried
from helpdesk.conversations.signals import (
    agent_replied,
    conversation_handed_off,
    conversation_merged,
    conversation_moved,
)
from helpdesk.routing import attending, expecting, queueing, telling, timing
from helpdesk.routing.queueing import Move


@receiver(conversation_handed_off)
def tell_if_nobody_comes(*, conversation_id: int, **_more: Any) -> None:
    if not telling.tell_if_nobody_comes(conversation_id):
        expecting.tell_place(conversation_id)


@receiver(conversation_moved)
def follow(
    *, conversation_id: int, was: str, status: str, assignee_id: int | None, **_more: Any
) -> None:
    due_at = timing.follow(conversation_id, was, status)
    queueing.follow(Move(conversation_id, was, status, assignee_id, due_at))
    expecting.note_moved(conversation_id, was, status)
    if status == "open" and assignee_id is not None:
        attending.took_one(assignee_id)


@receiver(agent_replied)
def answered(*, conversation_id: int, **_more: Any) -> None:
    queueing.answered(conversation_id)
    timing.replied(conversation_id)


@receiver(conversation_merged)
def go_along(*, carried: Carried, **_more: Any) -> None:
    queueing.go_along(carried)
    timing.go_along(carried)
