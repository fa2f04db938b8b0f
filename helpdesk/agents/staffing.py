"""Change who works here: the workspace keeps an owner, and who leaves is out at once."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError

from helpdesk.agents.models import Agent
from helpdesk.agents.roles import Role


def check(agent: Agent) -> None:
    """Raises ``ValidationError`` when nobody would be left who may do everything."""
    stays = agent.is_active and agent.role == Role.OWNER
    others = Agent.objects.filter(role=Role.OWNER, is_active=True).exclude(pk=agent.pk)
    if not stays and not others.exists():
        raise ValidationError("This is the last owner. Make somebody else an owner first.")


def settle(agent: Agent) -> None:
    """After a change: who is switched off is logged out everywhere, at once and for good."""
    if not agent.is_active:
        _end_sessions(agent)


def _end_sessions(agent: Agent) -> None:
    """Opens every stored session of the workspace: a session does not say whose it is."""
    theirs = [
        session.pk
        for session in Session.objects.iterator()
        if session.get_decoded().get(SESSION_KEY) == str(agent.pk)
    ]
    Session.objects.filter(pk__in=theirs).delete()
