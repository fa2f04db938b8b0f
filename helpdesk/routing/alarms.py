"""What the clock says of deadlines: that a customer waits for the next reply, that one is near, and
that one was missed. Each once, in the log, found by an index and never by a scan.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, Max, Min, OuterRef

from helpdesk.conversations import messaging
from helpdesk.conversations.models import Conversation, Message
from helpdesk.routing import timing
from helpdesk.routing.agreements import Deadline, Kind, SlaPolicy

# What one tick looks at; the next one looks at more.
BATCH: Final = 100
# A message that was not seen within it is not timed. Longer than any outage of the clock should be.
LOOK_BACK: Final = timedelta(hours=1)


def look(now: datetime) -> bool:
    """Within the caller's transaction. Returns whether there is anything left to time."""
    policies = timing.policies_on()
    times_next = any(policy.next_minutes for policy in policies)
    if times_next:
        _time_next_replies(policies, now)
    _ring(now)
    is_asked = times_next and Conversation.objects.filter(status="open", is_spam=False).exists()
    return is_asked or Deadline.objects.filter(alarm_at__isnull=False).exists()


def _time_next_replies(policies: list[SlaPolicy], now: datetime) -> None:
    """Whose customer spoke last, and is owed nothing yet; by the index of the latest open ones."""
    owed = Deadline.objects.filter(
        conversation=OuterRef("pk"), ended_at=None, kind__in=timing.REPLIES
    )
    asking = Conversation.objects.filter(
        ~Exists(owed),
        status="open",
        is_spam=False,
        last_sender="contact",
        last_message_at__gt=now - LOOK_BACK,
    )
    for conversation in asking.order_by("-last_message_at", "-id")[:BATCH]:
        since = _unanswered_since(conversation.pk)
        if since is not None:
            timing.start(conversation, Kind.NEXT, policies, since)


def _unanswered_since(conversation_id: int) -> datetime | None:
    """When the customer's first message came that no agent has answered."""
    said = Message.objects.filter(conversation=conversation_id, kind="message")
    answered: int = said.filter(sender="agent").aggregate(last=Max("seq"))["last"] or 0
    asked = said.filter(sender="contact", seq__gt=answered)
    since: datetime | None = asked.aggregate(first=Min("created_at"))["first"]
    return since


def _ring(now: datetime) -> None:
    """What somebody else is changing at this moment rings with the next tick."""
    due = Deadline.objects.filter(alarm_at__lte=now).order_by("alarm_at")[:BATCH]
    deadlines = list(due)
    wanted = {deadline.conversation_id for deadline in deadlines}
    free = Conversation.objects.select_for_update(skip_locked=True).filter(pk__in=wanted)
    conversations = {one.pk: one for one in free.order_by("pk")}
    for deadline in deadlines:
        if conversation := conversations.get(deadline.conversation_id):
            _say(deadline, conversation, now)


def _say(deadline: Deadline, conversation: Conversation, now: datetime) -> None:
    fresh = Deadline.objects.filter(pk=deadline.pk, ended_at=None, alarm_at__lte=now).first()
    if fresh is None:  # ended before it could be locked
        return
    if fresh.kind == Kind.NEXT and conversation.last_sender != "contact":
        timing.replied(conversation.pk)  # answered in the moment when it was started
        return
    if fresh.due_at <= now:
        fresh.breached_at, fresh.alarm_at, event = fresh.due_at, None, "deadline_missed"
    else:
        fresh.warned_at, fresh.alarm_at, event = now, fresh.due_at, "deadline_near"
    fresh.save(update_fields=["breached_at", "warned_at", "alarm_at"])
    messaging.add_event(
        conversation.pk, event, internal=True, kind=fresh.kind, due_at=fresh.due_at.isoformat()
    )
