"""What becomes of suggestions as a conversation goes its way."""

from typing import Any

from django.dispatch import receiver

from helpdesk.conversations.carrying import Carried
from helpdesk.conversations.signals import (
    agent_replied,
    conversation_merged,
    entries_carried,
    message_redacted,
)
from helpdesk.copilot import taking


@receiver(agent_replied)
def replied(*, conversation_id: int, seq: int, agent_id: int, **_more: Any) -> None:
    taking.replied(conversation_id, seq, agent_id)


@receiver(message_redacted)
def forget(*, conversation_id: int, **_more: Any) -> None:
    taking.forget(conversation_id)


@receiver(entries_carried)
def go_with_entries(*, carried: Carried, **_more: Any) -> None:
    taking.go_with_entries(carried)


@receiver(conversation_merged)
def go_along(*, carried: Carried, **_more: Any) -> None:
    taking.go_along(carried)
