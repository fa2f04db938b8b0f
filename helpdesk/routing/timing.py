"""Deadlines: started, stopped and paused by what happens. The only writer of ``Deadline``.

A hand-off starts the first reply and the resolution, an agent's reply ends what is owed a reply, a
snooze pauses the resolution. A customer's message is one statement and says nothing to anybody, so
the next reply is started by the clock (``alarms``), from the time of that message.
"""

from datetime import datetime, timedelta
from typing import LiteralString

from django.db.models import QuerySet
from django.utils import timezone

from helpdesk.conversations.carrying import Carried
from helpdesk.conversations.models import Conversation
from helpdesk.routing import clock
from helpdesk.routing.agreements import Deadline, Kind, SlaPolicy, policy_for
from helpdesk.routing.hours import Hours, due_at, open_between
from helpdesk.routing.models import TeamQueue
from tenants.database import direct

Status = Conversation.Status
REPLIES = (Kind.FIRST, Kind.NEXT)
# A person has it, or is waited for, or will come back to it.
TIMED = (Status.WAITING, Status.OPEN, Status.SNOOZED)

# Asked of every reply.
_OPEN: LiteralString = """
    SELECT 1 FROM {schema}.routing_deadline
    WHERE conversation_id = %s AND ended_at IS NULL AND kind = ANY(%s) LIMIT 1
"""


def follow(conversation_id: int, was: str, status: str) -> datetime | None:
    """The conversation moved, in the caller's transaction. Returns when its first reply is due."""
    if status in (Status.RESOLVED, Status.ASSISTED):
        _end(still_open(conversation_id))
    elif status == Status.SNOOZED:
        _pause(conversation_id)
    elif was == Status.SNOOZED:
        _resume(conversation_id)
    elif status == Status.WAITING and was != Status.WAITING:
        _start_all(conversation_id)
    return _first_due(conversation_id) if status == Status.WAITING else None


def replied(conversation_id: int) -> None:
    """An agent spoke: nobody waits for a reply any more."""
    if direct.fetch_prepared(_OPEN, (conversation_id, [*REPLIES])):
        _end(still_open(conversation_id).filter(kind__in=REPLIES))


def start(
    conversation: Conversation, kind: Kind, policies: list[SlaPolicy], at: datetime
) -> Deadline | None:
    """The deadline of this kind that begins ``at``; None where no policy asks for one."""
    policy = policy_for(policies, conversation.team_id, conversation.priority)
    allowed = policy.allowed(kind) if policy else None
    if policy is None or allowed is None:
        return None
    hours = TeamQueue.of(conversation.team_id).hours if policy.in_open_time else None
    due = due_at(hours, at, allowed)
    if due is None:  # the team never opens
        return None
    deadline, _ = Deadline.objects.get_or_create(
        conversation=conversation,
        kind=kind,
        ended_at=None,
        defaults={
            "policy": policy,
            "started_at": at,
            "due_at": due,
            "alarm_at": due - timedelta(minutes=policy.warn_minutes),
        },
    )
    clock.keep_going()
    return deadline


def take_up(conversation: Conversation, policies: list[SlaPolicy]) -> datetime | None:
    """Time from now on what it owes and nothing times yet; its row is locked by the caller.

    Returns when its first reply is due, of one that waits.
    """
    now, number = timezone.now(), conversation.pk
    owed = _owed_reply(conversation)
    if owed and not still_open(number).filter(kind__in=REPLIES).exists():
        start(conversation, owed, policies, now)
    start(conversation, Kind.RESOLUTION, policies, now)
    if conversation.status == Status.SNOOZED:
        _pause(number)
    return _first_due(number) if conversation.status == Status.WAITING else None


def go_along(carried: Carried) -> None:
    """A conversation became part of another: what is due in both is due at the earlier time."""
    there = {deadline.kind: deadline for deadline in still_open(carried.to_id)}
    for deadline in still_open(carried.from_id).filter(kind__in=there):
        kept = there[deadline.kind]
        if deadline.due_at < kept.due_at:
            for name in ("policy", "started_at", "due_at", "alarm_at", "paused_at", "warned_at"):
                setattr(kept, name, getattr(deadline, name))
            kept.save()
        deadline.delete()
    Deadline.objects.filter(conversation=carried.from_id).update(conversation=carried.to_id)


def still_open(conversation_id: int) -> QuerySet[Deadline]:
    return Deadline.objects.filter(conversation=conversation_id, ended_at=None)


def policies_on() -> list[SlaPolicy]:
    return list(SlaPolicy.objects.filter(is_on=True))


def _start_all(conversation_id: int) -> None:
    policies = policies_on()
    if not policies:
        return
    conversation = Conversation.objects.get(pk=conversation_id)
    now = timezone.now()
    if _is_unanswered(conversation):
        start(conversation, Kind.FIRST, policies, now)
    start(conversation, Kind.RESOLUTION, policies, now)


def _is_unanswered(conversation: Conversation) -> bool:
    """Whether no agent has spoken since a person was asked for."""
    answered, asked = conversation.first_reply_at, conversation.handed_off_at
    return answered is None or (asked is not None and answered < asked)


def _owed_reply(conversation: Conversation) -> Kind | None:
    if conversation.status == Status.WAITING and _is_unanswered(conversation):
        return Kind.FIRST
    if conversation.status == Status.OPEN and conversation.last_sender == "contact":
        return Kind.FIRST if _is_unanswered(conversation) else Kind.NEXT
    return None


def _first_due(conversation_id: int) -> datetime | None:
    first = still_open(conversation_id).filter(kind=Kind.FIRST)
    return first.values_list("due_at", flat=True).first()


def _end(deadlines: QuerySet[Deadline]) -> None:
    """What ends after its due time was missed, whether or not the clock has come by."""
    now = timezone.now()
    for deadline in deadlines:
        deadline.ended_at, deadline.alarm_at = now, None
        if deadline.due_at < now and deadline.paused_at is None:
            deadline.breached_at = deadline.breached_at or deadline.due_at
        deadline.save(update_fields=["ended_at", "alarm_at", "breached_at"])


def _pause(conversation_id: int) -> None:
    still_open(conversation_id).filter(paused_at=None, breached_at=None).update(
        paused_at=timezone.now(), alarm_at=None
    )


def _resume(conversation_id: int) -> None:
    """What was left when it was paused is left now, counted as the policy counts."""
    now = timezone.now()
    for deadline in still_open(conversation_id).filter(paused_at__isnull=False):
        hours = _hours_of(deadline)
        left = open_between(hours, deadline.paused_at or now, deadline.due_at)
        warned = timedelta(minutes=deadline.policy.warn_minutes if deadline.policy else 0)
        deadline.due_at = due_at(hours, now, left) or deadline.due_at
        deadline.alarm_at = deadline.due_at - (timedelta(0) if deadline.warned_at else warned)
        deadline.paused_at = None
        deadline.save(update_fields=["due_at", "alarm_at", "paused_at"])
        clock.keep_going()


def _hours_of(deadline: Deadline) -> Hours | None:
    if deadline.policy is None or not deadline.policy.in_open_time:
        return None
    return TeamQueue.of(deadline.conversation.team_id).hours
