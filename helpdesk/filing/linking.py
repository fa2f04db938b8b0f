"""Conversations that have to do with each other and stay apart."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from helpdesk.agents.models import Agent
from helpdesk.conversations import messaging
from helpdesk.conversations.access import locked
from helpdesk.conversations.carrying import Carried
from helpdesk.conversations.models import Conversation
from helpdesk.filing.models import Link


@transaction.atomic
def link(one_id: int, other_id: int, *, by: Agent) -> None:
    """Say in both that they have to do with each other; twice changes nothing.

    Raises ``ValidationError`` for one and the same, ``Conversation.DoesNotExist``.
    """
    one, other = (locked(pk).pk for pk in sorted((one_id, other_id)))
    if one == other:
        raise ValidationError(_("This is one and the same conversation."), code="same")
    _link, is_new = Link.objects.get_or_create(first_id=min(one, other), second_id=max(one, other))
    if is_new:
        _tell("linked", (one, other), by)


@transaction.atomic
def unlink(one_id: int, other_id: int, *, by: Agent) -> None:
    """No longer; nothing where they were not."""
    pair = {"first": min(one_id, other_id), "second": max(one_id, other_id)}
    gone, _rows = Link.objects.filter(**pair).delete()
    if gone:
        _tell("unlinked", (one_id, other_id), by)


def linked(conversation_id: int) -> QuerySet[Conversation]:
    """What it is linked with, the latest first."""
    to_it = Q(links_out__second=conversation_id) | Q(links_in__first=conversation_id)
    found = Conversation.objects.filter(to_it).select_related("contact", "assignee")
    return found.order_by("-last_message_at", "-id")


def go_along(carried: Carried) -> None:
    """A conversation became part of another: so do its links, but for one between the two."""
    both = (carried.from_id, carried.to_id)
    others = [row.pk for row in linked(carried.from_id) if row.pk not in both]
    gone = Link.objects.filter(Q(first=carried.from_id) | Q(second=carried.from_id))
    gone.delete()
    to = carried.to_id
    Link.objects.bulk_create(
        (Link(first_id=min(to, one), second_id=max(to, one)) for one in others),
        ignore_conflicts=True,
    )


def _tell(event: str, pair: Iterable[int], by: Agent) -> None:
    """Each log names the other."""
    one, other = Conversation.objects.filter(pk__in=pair).order_by("pk")
    for here, there in ((one, other), (other, one)):
        messaging.add_event(
            here.pk,
            event,
            internal=True,
            other=there.public_id,
            number=there.pk,
            agent_id=by.pk,
            agent=by.name,
        )
