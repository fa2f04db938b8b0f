"""What is promised, kept and passed on as a conversation goes its way."""

from typing import Any

from django.dispatch import receiver

from helpdesk.conversations.signals import (
    agent_replied,
    conversation_handed_off,
    conversation_moved,
    message_redacted,
)
from helpdesk.recovery import following


@receiver(conversation_handed_off)
def promise_an_answer(*, conversation_id: int, **_more: Any) -> None:
    following.promise_an_answer(conversation_id)


@receiver(agent_replied)
def keep_by_reply(*, conversation_id: int, seq: int, **_more: Any) -> None:
    following.keep_by_reply(conversation_id, seq)


@receiver(conversation_moved)
def follow(*, conversation_id: int, status: str, assignee_id: int | None, **_more: Any) -> None:
    following.follow(conversation_id, status, assignee_id)


@receiver(message_redacted)
def forget(*, conversation_id: int, seq: int, body: str, **_more: Any) -> None:
    following.forget(conversation_id, seq, body)
