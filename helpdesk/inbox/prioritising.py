"""Say how much a conversation hurries."""

from django.core.exceptions import ValidationError
from django.db import transaction

from helpdesk.agents.models import Agent
from helpdesk.conversations import messaging
from helpdesk.conversations.access import locked
from helpdesk.conversations.models import Conversation


@transaction.atomic
def set_priority(conversation_id: int, priority: str, *, by: Agent) -> None:
    """Raises ``ValidationError`` for a priority that does not exist."""
    if priority not in Conversation.Priority.values:
        raise ValidationError("Choose low, normal, high or urgent.")
    conversation = locked(conversation_id)
    if conversation.priority == priority:
        return
    conversation.priority = priority
    conversation.save(update_fields=["priority"])
    messaging.add_event(
        conversation.pk, "prioritised", internal=True, priority=priority, agent=by.name
    )
