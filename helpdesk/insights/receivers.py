"""What insights do when something is said, or must be forgotten."""

from typing import Any

from django.dispatch import receiver

from helpdesk.conversations.carrying import Carried, follow
from helpdesk.conversations.signals import (
    conversation_answered,
    entries_carried,
    message_redacted,
)
from helpdesk.insights import noticing, telling
from helpdesk.insights.models import Telling


@receiver(conversation_answered)
def note_versions(*, conversation_id: int, seq: int, **_more: Any) -> None:
    telling.note(conversation_id, seq)


@receiver(message_redacted)
def forget(*, conversation_id: int, **_more: Any) -> None:
    noticing.forget(conversation_id)


@receiver(entries_carried)
def go_along(*, carried: Carried, **_more: Any) -> None:
    follow(Telling.objects.all(), carried)
