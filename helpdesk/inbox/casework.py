"""What the sheets of a thread offer: tags, whom to pass it to, when to wake it, what to join."""

from collections.abc import Callable
from typing import Any, Final

from django.utils import timezone

from helpdesk.agents.models import Agent
from helpdesk.conversations.models import Conversation, Message
from helpdesk.filing import linking, tagging
from helpdesk.filing.filed import of
from helpdesk.inbox import thread
from helpdesk.recovery.models import RecoverySettings
from helpdesk.routing import resting
from helpdesk.routing.hours import DAY
from helpdesk.routing.models import TeamQueue
from helpdesk.routing.resting import Preset

OTHERS_SHOWN: Final = 20
# Messages at which one may split, from the latest back.
PLACES_SHOWN: Final = 30

Offered = dict[str, Any]


def filed(conversation: Conversation, agent: Agent) -> Offered:
    """How it is filed: tags, who follows, and what it is linked with.

    One statement, and another where it is linked.
    """
    found = of(conversation.pk)
    return {
        "tags": found.tags,
        "followers": found.followers,
        "follows": found.is_followed_by(agent.pk),
        "linked": linking.linked(conversation.pk)[:OTHERS_SHOWN] if found.linked else [],
    }


def presets(conversation: Conversation) -> list[Preset]:
    """When it may wake, by the hours of its team, else by the tenant's clock."""
    hours = TeamQueue.of(conversation.team_id).hours
    return resting.presets(hours, RecoverySettings.current().zone, timezone.now())


def _tags(conversation: Conversation) -> Offered:
    has = tagging.names_of([conversation.pk]).get(conversation.pk, [])
    return {"tags": has, "suggested": tagging.suggested(conversation.pk)}


def _transfer(_conversation: Conversation) -> Offered:
    return {"colleagues": thread.colleagues(), "teams": thread.teams()}


def _snooze(conversation: Conversation) -> Offered:
    offered = presets(conversation)
    zone = RecoverySettings.current().zone
    tomorrow = f"{timezone.now().astimezone(zone) + DAY:%Y-%m-%dT09:00}"
    return {"presets": offered, "zone": zone.key, "tomorrow": tomorrow}


def _merge(conversation: Conversation) -> Offered:
    return {"others": _others(conversation)}


def _split(conversation: Conversation) -> Offered:
    said = Message.objects.filter(conversation=conversation, kind=Message.Kind.MESSAGE)
    first = said.order_by("seq").values_list("seq", flat=True).first() or 0
    later = said.select_related("agent").order_by("-seq").exclude(seq=first)
    return {"places": list(later[:PLACES_SHOWN])[::-1]}


def _link(conversation: Conversation) -> Offered:
    has = {row.pk for row in linking.linked(conversation.pk)}
    return {"others": [row for row in _others(conversation) if row.pk not in has]}


def _contact(_conversation: Conversation) -> Offered:
    return {}


def _others(conversation: Conversation) -> list[Conversation]:
    """The contact's other conversations, the latest first."""
    others = Conversation.objects.filter(
        contact=conversation.contact_id, merged_into=None, is_spam=False
    ).exclude(pk=conversation.pk)
    return list(
        others.select_related("assignee").order_by("-last_message_at", "-id")[:OTHERS_SHOWN]
    )


SHEETS: dict[str, Callable[[Conversation], Offered]] = {
    "tags": _tags,
    "transfer": _transfer,
    "snooze": _snooze,
    "merge": _merge,
    "split": _split,
    "link": _link,
    "contact": _contact,
}
