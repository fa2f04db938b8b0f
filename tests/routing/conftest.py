"""Conversations of Cleo's at Acme, a team whose queue gives them out, and who is there."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.routing import attending
from helpdesk.routing.models import Availability, TeamQueue
from tests.cast import Company
from tests.conversations.conftest import Thread, begin

__all__ = ["Begin", "begin"]

Begin = Callable[[], Thread]


@pytest.fixture
def support(acme: Company, ada: Agent, bo: Agent) -> Team:
    """Acme's default team: Ada and Bo, of whom whoever has least to do gets the next one."""
    with acme.bound():
        team = Team.objects.get(is_default=True)
        team.members.set([ada, bo])
        TeamQueue.objects.create(team=team, way=TeamQueue.Way.LEAST_LOADED)
        return team


def online(agent: Agent, **said: Any) -> None:
    """The agent is there, with this capacity and these skills."""
    attending.be(agent, "online")
    Availability.objects.filter(agent=agent).update(**said)


def silent_for(agent: Agent, minutes: int) -> None:
    """No sign of life since then."""
    since = timezone.now() - timedelta(minutes=minutes)
    Availability.objects.filter(agent=agent).update(seen_at=since)
