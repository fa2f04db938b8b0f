"""Back into the queue, with a note: what was given and not answered, and whose agent has gone.

Never to the assistant: the customer was promised a person.
"""

from datetime import datetime
from typing import Final

from django.db.models import Q

from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, messaging
from helpdesk.conversations.models import Conversation
from helpdesk.routing import attending
from helpdesk.routing.models import TeamQueue, Wait

# Conversations that one tick takes back; the next one takes more.
BATCH: Final = 50

OPEN = Conversation.Status.OPEN


def take_back(now: datetime) -> int:
    """Within the caller's transaction. Returns how many went back.

    What somebody else is changing at this moment is left to the next tick.
    """
    silent = Wait.objects.filter(answer_by__lte=now).order_by("answer_by")
    found = dict.fromkeys(silent.values_list("conversation_id", flat=True)[:BATCH], "silent")
    for conversation_id in _of_the_gone(now):
        found.setdefault(conversation_id, "gone")
    returned = [_release(conversation_id, why) for conversation_id, why in sorted(found.items())]
    attending.let_rest({agent.pk for agent, why in filter(None, returned) if why == "silent"})
    return len([one for one in returned if one])


def _of_the_gone(now: datetime) -> list[int]:
    """Open conversations whose customer spoke last, a while ago, to somebody who is not there.

    Read off the index of each such agent's conversations.
    """
    gone = list(attending.gone().values_list("pk", flat=True))
    theirs = Q()
    for queue in TeamQueue.objects.exclude(way=TeamQueue.Way.BY_HAND) if gone else ():
        theirs |= Q(team=queue.pk, last_message_at__lt=now - queue.answer_within)
    if not theirs:
        return []
    unanswered = Conversation.objects.filter(
        theirs, status=OPEN, is_spam=False, assignee__in=gone, last_sender="contact"
    )
    return list(unanswered.order_by("last_message_at").values_list("id", flat=True)[:BATCH])


def _release(conversation_id: int, why: str) -> tuple[Agent, str] | None:
    """From whom it was taken, and why; None for what moved meanwhile."""
    free = Conversation.objects.select_for_update(skip_locked=True, of=("self",))
    conversation = free.filter(pk=conversation_id, status=OPEN).select_related("assignee").first()
    if conversation is None or conversation.assignee is None:
        return None
    agent = conversation.assignee
    lifecycle.release(conversation_id)
    messaging.add_event(conversation_id, "taken_back", internal=True, agent=agent.name, why=why)
    return agent, why
