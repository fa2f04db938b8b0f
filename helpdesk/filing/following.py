"""Who wants to hear of a conversation that is not theirs."""

from django.db.models import QuerySet

from helpdesk.agents.models import Agent
from helpdesk.conversations.carrying import Carried
from helpdesk.filing.models import Following


def follow(conversation_id: int, agent: Agent) -> None:
    """Following twice changes nothing."""
    Following.objects.get_or_create(conversation_id=conversation_id, agent=agent)


def unfollow(conversation_id: int, agent: Agent) -> None:
    """Also when they did not."""
    Following.objects.filter(conversation=conversation_id, agent=agent).delete()


def followers(conversation_id: int) -> QuerySet[Agent]:
    """Who follows it, by name."""
    return Agent.objects.filter(follows__conversation=conversation_id).order_by("name")


def go_along(carried: Carried) -> None:
    """A conversation became part of another: whoever followed it follows that one."""
    gone = Following.objects.filter(conversation=carried.from_id)
    there = Following.objects.filter(conversation=carried.to_id)
    gone.exclude(agent_id__in=there.values("agent_id")).update(conversation=carried.to_id)
    gone.delete()
