"""Whether the company is there now."""

from django.utils import timezone

from escalation.models import Team
from helpdesk.routing.hours import is_open
from helpdesk.routing.models import TeamQueue


def default_team_is_there() -> bool:
    """By the hours of the default team; without any it is always there."""
    team = Team.objects.filter(is_default=True).values_list("pk", flat=True).first()
    return is_open(TeamQueue.of(team).hours, timezone.now())
