"""What the assistant does when others act."""

from typing import Any

from django.dispatch import receiver

from helpdesk.assistant import forgetting, sharpening
from helpdesk.conversations.signals import conversation_handed_off, message_redacted


@receiver(message_redacted)
def forget(*, conversation_id: int, body: str, **_more: Any) -> None:
    forgetting.forget(conversation_id, body)


@receiver(conversation_handed_off)
def sharpen(*, conversation_id: int, **_more: Any) -> None:
    sharpening.owe(conversation_id)
