"""Who has waited long is not left waiting: an answer by mail or a call is promised instead.

A team's queue says after how many minutes. Where an address is known, and the customer has chosen
no way of their own, the first way that the hand-off offers and that can reach them is chosen for
them: told, owed by a due time, and owned by whoever of the team owes least. Where none is known
they are told what they may ask for. They keep their place in line, and may choose anew.
"""

from datetime import timedelta
from typing import Final

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from helpdesk.conversations.access import locked
from helpdesk.conversations.models import Conversation
from helpdesk.routing import telling
from helpdesk.routing.models import TeamQueue, Wait
from helpdesk.waiting.choosing import choose, known_address
from helpdesk.waiting.ways import Way, offered
from tenants.work.outbox import enqueue

OVERFLOW_TOPIC: Final = "waiting.overflow"


def owe_overflow(conversation_id: int) -> None:
    """They wait from now on, in the caller's transaction: look again when it has been long."""
    wait = Wait.objects.filter(conversation=conversation_id, ended_at=None).first()
    if wait is None or (allowed := TeamQueue.of(wait.team_id).overflow_after) is None:
        return
    left = max(wait.since + allowed - timezone.now(), timedelta(0))
    enqueue(OVERFLOW_TOPIC, {"wait": wait.pk}, key=str(wait.pk), delay=left)


@transaction.atomic
def overflow(wait_id: int) -> None:
    """It has been long. Whoever has been answered, or waits for another team now, is left alone."""
    conversation_id = Wait.objects.filter(pk=wait_id).values_list("conversation", flat=True).first()
    if conversation_id is None:
        return
    conversation = locked(conversation_id)
    wait = Wait.objects.filter(pk=wait_id, ended_at=None).first()
    handoff = conversation.handoffs.first()
    if wait is None or handoff is None or conversation.is_spam:
        return
    if (handoff.package.get("way") or {}).get("seq"):  # they have chosen themselves
        return
    for way in offered(handoff.offers):
        if way != Way.CHAT and known_address(conversation.contact, way):
            choose(conversation_id, way, owner_id=_owner_of(conversation))
            return
    telling.tell_it_takes_long(conversation_id)


def _owner_of(conversation: Conversation) -> int | None:
    """Of the team's agents the one who owes least; None for a team of nobody."""
    owing = Count("promises", filter=Q(promises__closed_at=None))
    members = get_user_model().objects.filter(teams=conversation.team_id, is_active=True)
    ranked = members.annotate(owing=owing).order_by("owing", "pk")
    owner: int | None = ranked.values_list("pk", flat=True).first()
    return owner
