"""The one place that writes a conversation's status, owner and fence."""

from typing import Any

from django.utils import timezone

from helpdesk.conversations.models import Conversation
from helpdesk.conversations.signals import conversation_moved

Status = Conversation.Status


def move(conversation: Conversation, status: Status, **fields: Any) -> None:
    """Write the change and raise the fence: whoever spoke under the old number has lost it.

    ``conversation`` is locked by the caller, who logs the change as an event.
    """
    was, conversation.status = conversation.status, status
    conversation.fence += 1
    conversation.updated_at = timezone.now()
    for name, value in fields.items():
        setattr(conversation, name, value)
    conversation.save(update_fields=["status", "fence", "updated_at", *fields])
    told: dict[str, Any] = {"was": was, "assignee_id": conversation.assignee_id}
    conversation_moved.send(
        Conversation, conversation_id=conversation.pk, status=status.value, **told
    )
