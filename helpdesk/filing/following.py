"""Who wants to hear of a conversation that is not theirs."""

from django.db import transaction

from helpdesk.agents.models import Agent
from helpdesk.conversations.access import locked
from helpdesk.conversations.carrying import Carried
from helpdesk.filing.models import Following


@transaction.atomic
def follow(conversation_id: int, agent: Agent) -> None:
    """Following twice changes nothing. Raises ``Conversation.DoesNotExist``."""
    Following.objects.get_or_create(conversation=locked(conversation_id), agent=agent)


@transaction.atomic
def unfollow(conversation_id: int, agent: Agent) -> None:
    """Also when they did not. Raises ``Conversation.DoesNotExist``."""
    Following.objects.filter(conversation=locked(conversation_id), agent=agent).delete()


def go_along(carried: Carried) -> None:
    """A conversation became part of another: whoever followed it follows that one."""
    gone = Following.objects.filter(conversation=carried.from_id)
    there = Following.objects.filter(conversation=carried.to_id)
    gone.exclude(agent_id__in=there.values("agent_id")).update(conversation=carried.to_id)
    gone.delete()
