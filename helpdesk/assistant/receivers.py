"""What the assistant does when others act."""

from typing import Any

from django.dispatch import receiver

from helpdesk.assistant import forgetting
from helpdesk.conversations.signals import message_redacted


@receiver(message_redacted)
def forget(*, conversation_id: int, body: str, **_more: Any) -> None:
    forgetting.forget(conversation_id, body)
