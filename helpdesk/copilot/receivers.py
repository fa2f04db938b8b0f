"""What becomes of suggestions as a conversation goes its way."""

from typing import Any

from django.dispatch import receiver

from helpdesk.conversations.signals import agent_replied, message_redacted
from helpdesk.copilot import taking


@receiver(agent_replied)
def replied(*, conversation_id: int, seq: int, agent_id: int, **_more: Any) -> None:
    taking.replied(conversation_id, seq, agent_id)


@receiver(message_redacted)
def forget(*, conversation_id: int, **_more: Any) -> None:
    taking.forget(conversation_id)
