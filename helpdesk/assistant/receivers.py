"""What the assistant does when others act."""

from typing import Any

from django.dispatch import receiver

from helpdesk.assistant import forgetting, going_along, sharpening
from helpdesk.conversations.carrying import Carried
from helpdesk.conversations.signals import (
    conversation_handed_off,
    conversation_merged,
    entries_carried,
    message_redacted,
)


@receiver(message_redacted)
def forget(*, conversation_id: int, body: str, **_more: Any) -> None:
    forgetting.forget(conversation_id, body)


@receiver(conversation_handed_off)
def sharpen(*, conversation_id: int, **_more: Any) -> None:
    sharpening.owe(conversation_id)


@receiver(entries_carried)
def go_with_entries(*, carried: Carried, **_more: Any) -> None:
    going_along.with_entries(carried)


@receiver(conversation_merged)
def go_with_all(*, carried: Carried, **_more: Any) -> None:
    going_along.with_all(carried)
