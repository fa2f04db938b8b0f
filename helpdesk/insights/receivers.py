"""What insights do when something is said, or must be forgotten."""

from typing import Any

from django.dispatch import receiver

from helpdesk.conversations.signals import conversation_answered, message_redacted
from helpdesk.insights import noticing, telling


@receiver(conversation_answered)
def note_versions(*, conversation_id: int, seq: int, **_more: Any) -> None:
    telling.note(conversation_id, seq)


@receiver(message_redacted)
def forget(*, conversation_id: int, **_more: Any) -> None:
    noticing.forget(conversation_id)
