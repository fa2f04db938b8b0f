"""Promises are due by the hours of the team that owes them; whoever waits long is promised one."""

from datetime import datetime, timedelta
from typing import Any

from django.dispatch import receiver

from helpdesk.conversations.models import Conversation
from helpdesk.conversations.signals import conversation_moved
from helpdesk.recovery.open_time import counts_open_time
from helpdesk.routing.hours import due_at
from helpdesk.routing.models import TeamQueue
from helpdesk.waiting.overflowing import owe_overflow


@receiver(conversation_moved)
def look_again_when_it_takes_long(*, conversation_id: int, status: str, **_more: Any) -> None:
    if status == Conversation.Status.WAITING:
        owe_overflow(conversation_id)


@counts_open_time
def in_open_hours(team_id: int | None, since: datetime, allowed: timedelta) -> datetime | None:
    """When so much of the team's open time has passed; None for who does not open in a year."""
    return due_at(TeamQueue.of(team_id).hours, since, allowed)
