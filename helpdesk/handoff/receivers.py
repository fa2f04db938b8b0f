"""What becomes of a verdict as a conversation goes its way."""

from typing import Any

from django.dispatch import receiver

from helpdesk.conversations.signals import message_redacted
from helpdesk.handoff import judging


@receiver(message_redacted)
def forget(*, conversation_id: int, **_more: Any) -> None:
    judging.forget(conversation_id)
