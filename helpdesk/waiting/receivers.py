"""Promises are due by the hours of the team that owes them."""

from datetime import datetime, timedelta

from helpdesk.recovery.open_time import counts_open_time
from helpdesk.routing.hours import due_at
from helpdesk.routing.models import TeamQueue


@counts_open_time
def in_open_hours(team_id: int | None, since: datetime, allowed: timedelta) -> datetime | None:
    """When so much of the team's open time has passed; None for who does not open in a year."""
    return due_at(TeamQueue.of(team_id).hours, since, allowed)
