"""Who answers next: the verbs that change a conversation's status, owner, fence and priority.

Every verb takes an id, locks the row and looks again: what a socket or a page remembers may be
hours old. Every change of owner raises the fence, under which the assistant must commit.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from escalation.deciding import Decision
from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.conversations import messaging
from helpdesk.conversations.access import locked
from helpdesk.conversations.models import Contact, Conversation, Handoff
from helpdesk.conversations.moving import move
from helpdesk.conversations.signals import (
    conversation_handed_off,
    conversation_resolved,
)
from tenants.work.outbox import enqueue

Status = Conversation.Status
REASON_SHOWN = 300
WITHOUT_A_PERSON = (Status.ASSISTED, Status.RESOLVED, Status.SNOOZED)


class AlreadyTaken(PermissionDenied):
    """Another agent has the conversation; ``agent`` says who."""

    def __init__(self, agent: Agent) -> None:
        super().__init__(_("{name} already has this conversation.").format(name=agent.name))
        self.agent = agent


@transaction.atomic
def start(
    contact: Contact,
    *,
    origin: str = Conversation.Origin.WIDGET,
    client_key: UUID | None = None,
    page: dict[str, Any] | None = None,
    locale: str = "",
) -> Conversation:
    """A new conversation, or the one this ``client_key`` made before.

    Raises ``PermissionDenied`` for a blocked contact.
    """
    if contact.is_blocked:
        raise PermissionDenied("This contact is blocked.")
    fields = {"origin": origin, "page": page or {}, "locale": locale}
    if client_key is None:
        return Conversation.objects.create(contact=contact, **fields)
    conversation, _ = Conversation.objects.get_or_create(
        contact=contact, client_key=client_key, defaults=fields
    )
    return conversation


@transaction.atomic
def hand_off(
    conversation_id: int, decision: Decision, package: dict[str, Any], *, fence: int | None = None
) -> Handoff | None:
    """Put the conversation into a team's queue with its prepared case, and tell the contact.

    Returns None when a person has it or it already waits, or when ``fence`` has moved: said
    hand-off is done once.
    """
    conversation = locked(conversation_id)
    stale = fence is not None and fence != conversation.fence
    if stale or conversation.status not in WITHOUT_A_PERSON:
        return None
    handoff = _queued(conversation, decision, package)
    conversation_handed_off.send(Conversation, conversation_id=conversation.id)
    return handoff


@transaction.atomic
def claim(conversation_id: int, agent: Agent) -> Conversation:
    """The agent takes the conversation. Raises ``AlreadyTaken`` when a colleague has it."""
    conversation = locked(conversation_id)
    holder = conversation.assignee
    if conversation.status == Status.OPEN and holder and holder != agent:
        raise AlreadyTaken(holder)
    return _give(conversation, agent)


@transaction.atomic
def assign(conversation_id: int, *, to: Agent, by: Agent) -> Conversation:
    """Give the conversation to an agent, whoever has it now."""
    conversation = locked(conversation_id)
    return _give(conversation, to, by=by)


@transaction.atomic
def release(conversation_id: int, *, team: Team | None = None) -> Conversation:
    """Back into the queue, of another team if one is named; never to the assistant silently."""
    conversation = locked(conversation_id)
    team = team or conversation.team or _team(None)
    move(conversation, Status.WAITING, assignee=None, team=team, waiting_since=timezone.now())
    messaging.add_event(
        conversation.id,
        "released",
        words="You are back in line. A colleague will take over.",
        team=team.name if team else "",
    )
    return conversation


@transaction.atomic
def snooze(
    conversation_id: int, *, until: datetime | None, by: Agent | None = None
) -> Conversation:
    """Out of sight until ``until``, or (None) only until the contact writes, which always wakes."""
    conversation = locked(conversation_id)
    move(conversation, Status.SNOOZED, snoozed_until=until)
    told = until.isoformat() if until else None
    messaging.add_event(conversation.id, "snoozed", internal=True, until=told, **_who(by))
    owe_waking(conversation)
    return conversation


def owe_waking(conversation: Conversation) -> None:
    """A snooze that has an end ends under the fence that holds now: for whoever has raised it."""
    if conversation.status == Status.SNOOZED and conversation.snoozed_until:
        job = {"conversation": conversation.id, "fence": conversation.fence}
        delay = max(conversation.snoozed_until - timezone.now(), timedelta())
        enqueue("conversations.wake", job, delay=delay)


@transaction.atomic
def wake(conversation_id: int, *, fence: int) -> None:
    """End a snooze, unless something else happened since (the fence moved)."""
    conversation = locked(conversation_id)
    if conversation.fence == fence and conversation.status == Status.SNOOZED:
        _unsnooze(conversation)
        messaging.add_event(conversation.id, "woken", internal=True)


@transaction.atomic
def resolve(conversation_id: int, *, by: Agent | None = None) -> Conversation:
    """Done: by an agent, or (None) by the contact. Resolving twice changes nothing."""
    conversation = locked(conversation_id)
    if conversation.status == Status.RESOLVED:
        return conversation
    move(conversation, Status.RESOLVED, resolved_at=timezone.now(), waiting_since=None)
    words = "This conversation was marked as resolved." if by else "You ended this conversation."
    messaging.add_event(
        conversation.id, "resolved", words=words, by="agent" if by else "contact", **_who(by)
    )
    conversation_resolved.send(Conversation, conversation_id=conversation.id)
    return conversation


@transaction.atomic
def reopen(conversation_id: int, *, by: Agent | None = None) -> Conversation:
    """Not done after all: to the agent who reopens, or to the assistant when the contact writes.

    A snoozed conversation goes back to where it came from: its agent, or the queue.
    """
    conversation = locked(conversation_id)
    if conversation.status not in (Status.RESOLVED, Status.SNOOZED):
        return conversation
    if by:
        move(conversation, Status.OPEN, assignee=by, resolved_at=None, snoozed_until=None)
    elif conversation.status == Status.SNOOZED:
        _unsnooze(conversation)
    else:
        move(conversation, Status.ASSISTED, assignee=None, resolved_at=None)
    messaging.add_event(
        conversation.id, "reopened", words="This conversation was reopened.", **_who(by)
    )
    return conversation


@transaction.atomic
def cancel_wait(conversation_id: int) -> Conversation:
    """The contact no longer waits for a person; the assistant may answer again."""
    conversation = locked(conversation_id)
    if conversation.status == Status.WAITING:
        move(conversation, Status.ASSISTED, waiting_since=None)
        messaging.add_event(
            conversation.id,
            "wait_cancelled",
            words="You are no longer waiting. You can ask for a person again at any time.",
        )
    return conversation


@transaction.atomic
def give_back(conversation_id: int, *, by: Agent) -> Conversation:
    """An agent lets the assistant answer again, and the contact is told so."""
    conversation = locked(conversation_id)
    move(conversation, Status.ASSISTED, assignee=None, waiting_since=None, assistant_on=True)
    messaging.add_event(
        conversation.id,
        "given_back",
        words="The AI assistant answers again. You can ask for a person at any time.",
        **_who(by),
    )
    return conversation


@transaction.atomic
def switch_assistant(conversation_id: int, *, on: bool, by: Agent) -> Conversation:
    """Allow or forbid the assistant in this one conversation."""
    conversation = locked(conversation_id)
    move(conversation, Status(conversation.status), assistant_on=on)
    owe_waking(conversation)
    event = "assistant_on" if on else "assistant_off"
    messaging.add_event(conversation.id, event, internal=True, **_who(by))
    return conversation


@transaction.atomic
def set_priority(conversation_id: int, priority: str, *, by: Agent) -> Conversation:
    """Say how much it hurries. Raises ``ValidationError`` for a priority that does not exist."""
    if priority not in Conversation.Priority.values:
        raise ValidationError(_("Choose low, normal, high or urgent."))
    conversation = locked(conversation_id)
    if conversation.priority != priority:
        conversation.priority = priority
        conversation.save(update_fields=["priority"])
        messaging.add_event(
            conversation.id, "prioritised", internal=True, priority=priority, **_who(by)
        )
    return conversation


@transaction.atomic
def block(conversation_id: int, *, by: Agent) -> None:
    """Spam: the contact can no longer write, and their conversations leave the lists."""
    contact_id = Conversation.objects.values_list("contact", flat=True).get(pk=conversation_id)
    # In the order of their ids, as a merge does: the two never wait in a ring.
    living = Conversation.objects.select_for_update().filter(contact=contact_id, merged_into=None)
    theirs = list(living.order_by("pk"))
    messaging.add_event(locked(conversation_id).pk, "blocked", internal=True, **_who(by))
    Contact.objects.filter(pk=contact_id).update(is_blocked=True)
    for one in theirs:
        move(one, Status.RESOLVED, is_spam=True)


def _queued(conversation: Conversation, decision: Decision, package: dict[str, Any]) -> Handoff:
    team, now = _team(decision.team_id), timezone.now()
    fields = {"team": team, "assignee": None, "priority": decision.priority, "resolved_at": None}
    move(conversation, Status.WAITING, waiting_since=now, handed_off_at=now, **fields)
    told: dict[str, Any] = {"team": team.name if team else "", "policy": decision.policy_version}
    if decision.offers:
        told["offers"] = [*map(str, decision.offers)]
    posted = messaging.add_event(conversation.id, "handed_off", words=decision.words, **told)
    return Handoff.objects.create(
        conversation=conversation,
        seq=posted.seq,
        team=team,
        trigger=decision.trigger,
        rule_name=decision.rule_name,
        reason=decision.reason[:REASON_SHOWN],
        package=package,
    )


def _give(conversation: Conversation, agent: Agent, by: Agent | None = None) -> Conversation:
    if conversation.status == Status.OPEN and conversation.assignee == agent:
        return conversation
    move(conversation, Status.OPEN, assignee=agent, waiting_since=None, resolved_at=None)
    messaging.add_event(
        conversation.id,
        "joined",
        words=f"{agent.name} joined and can see this conversation.",
        **_who(agent),
        by=by.name if by else "",
    )
    return conversation


def _unsnooze(conversation: Conversation) -> None:
    if conversation.assignee_id:
        move(conversation, Status.OPEN, snoozed_until=None)
    else:
        move(conversation, Status.WAITING, snoozed_until=None, waiting_since=timezone.now())


def _team(team_id: int | None) -> Team | None:
    """The team asked for, else the default one, else the oldest; a tenant may have none."""
    chosen = Team.objects.filter(pk=team_id).first() if team_id else None
    return chosen or Team.objects.order_by("-is_default", "id").first()


def _who(agent: Agent | None) -> dict[str, Any]:
    return {"agent_id": agent.pk, "agent": agent.name} if agent else {}
