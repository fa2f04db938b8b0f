"""What is owed by an SLA policy now, and how near it is: for whoever shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from helpdesk.routing.agreements import Deadline, Kind


@dataclass(frozen=True, slots=True)
class Due:
    """An open deadline. ``tone`` is ``late``, ``near`` (its policy warns by now), ``calm`` or
    ``paused`` (a snoozed conversation's, whose due time stands still).
    """

    kind: str
    label: str
    due_at: datetime
    tone: str


def due_of(conversation_id: int) -> list[Due]:
    """All of a conversation, the earliest first, in one statement."""
    return due_of_each([conversation_id]).get(conversation_id, [])


def due_of_each(conversation_ids: Sequence[int]) -> dict[int, list[Due]]:
    """By conversation, the earliest first; who owes nothing is left out."""
    now = timezone.now()
    open_ones = Deadline.objects.filter(conversation__in=conversation_ids, ended_at=None)
    found: dict[int, list[Due]] = {}
    for one in open_ones.select_related("policy").order_by("due_at", "id"):
        label = str(Kind(one.kind).label)
        due = Due(one.kind, label, one.due_at, _tone(one, now))
        found.setdefault(one.conversation_id, []).append(due)
    return found


def _tone(deadline: Deadline, now: datetime) -> str:
    if deadline.paused_at is not None:
        return "paused"
    if deadline.due_at <= now:
        return "late"
    warns = timedelta(minutes=deadline.policy.warn_minutes if deadline.policy else 0)
    return "near" if deadline.warned_at or deadline.due_at - warns <= now else "calm"
