"""Whether the company is there now."""

from django.utils import timezone

from escalation.models import Team
from helpdesk.routing.hours import Hours, is_open
from helpdesk.routing.models import TeamQueue


def default_team_is_there() -> bool:
    """By the hours of the default team; without any it is always there."""
    return is_open(default_hours(), timezone.now())


def default_hours() -> Hours | None:
    """Of the default team; None: it is always there."""
    team = Team.objects.filter(is_default=True).values_list("pk", flat=True).first()
    return TeamQueue.of(team).hours
