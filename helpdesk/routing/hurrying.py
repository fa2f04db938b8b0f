"""How much a conversation hurries, and so whose turn it is."""

from django.db import transaction

from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle
from helpdesk.routing import queueing


@transaction.atomic
def set_priority(conversation_id: int, priority: str, *, by: Agent) -> None:
    """As ``lifecycle.set_priority``, which it raises as, with the place in the queue."""
    living = lifecycle.set_priority(conversation_id, priority, by=by)
    queueing.reorder(living.pk, priority)
