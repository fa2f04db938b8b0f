"""Conversations that have to do with each other and stay apart."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from helpdesk.agents.models import Agent
from helpdesk.conversations import messaging
from helpdesk.conversations.access import living, locked
from helpdesk.conversations.carrying import Carried
from helpdesk.conversations.models import Conversation
from helpdesk.filing.models import Link


@transaction.atomic
def link(one_id: int, other_id: int, *, by: Agent) -> None:
    """Say in both that they have to do with each other; twice changes nothing.

    Raises ``ValidationError`` for one and the same, ``Conversation.DoesNotExist``.
    """
    one, other = _both(one_id, other_id)
    if one == other:
        raise ValidationError(_("This is one and the same conversation."), code="same")
    _link, is_new = Link.objects.get_or_create(first_id=one, second_id=other)
    if is_new:
        _tell("linked", (one, other), by)


@transaction.atomic
def unlink(one_id: int, other_id: int, *, by: Agent) -> None:
    """No longer; nothing where they were not. Raises ``Conversation.DoesNotExist``."""
    one, other = _both(one_id, other_id)
    gone, _rows = Link.objects.filter(first=one, second=other).delete()
    if gone:
        _tell("unlinked", (one, other), by)


def linked(conversation_id: int) -> QuerySet[Conversation]:
    """What it is linked with, the latest first."""
    after = Link.objects.filter(first=conversation_id).values("second")
    before = Link.objects.filter(second=conversation_id).values("first")
    found = Conversation.objects.filter(pk__in=after.union(before, all=True))
    return found.select_related("contact", "assignee").order_by("-last_message_at", "-id")


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


def _both(one_id: int, other_id: int) -> tuple[int, int]:
    """As they live, both locked, the smaller number first: as a link is kept."""
    one, other = (locked(pk).pk for pk in sorted((living(one_id), living(other_id))))
    return min(one, other), max(one, other)


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
