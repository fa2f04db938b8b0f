"""The queue as rows: one open wait for each customer who waits. The only writer of ``Wait``.

Conversations say that they wait by their status; the list of theirs is ordered by who waits
longest. A queue has an order of its own (``ordering``), and its past says how long waits take:
both want a row that no message touches.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from escalation.models import EscalationRule
from helpdesk.conversations.carrying import Carried
from helpdesk.conversations.models import Conversation, Handoff
from helpdesk.routing import clock, ordering
from helpdesk.routing.models import Availability, TeamQueue, Wait
from tenants.database import direct
from tenants.work.outbox import enqueue

ASSIGN_TOPIC = "routing.assign"
BATCH = 100

_ANSWERED: LiteralString = """
    UPDATE {schema}.routing_wait SET answer_by = NULL
    WHERE conversation_id = %s AND answer_by IS NOT NULL RETURNING id
"""

Outcome = Wait.Outcome
Status = Conversation.Status


@dataclass(frozen=True, slots=True)
class Move:
    """A conversation went from one status to another; who has it, and when a reply is due."""

    conversation_id: int
    was: str
    status: str
    assignee_id: int | None
    due_at: datetime | None = None


def follow(move: Move) -> None:
    """In the caller's transaction and under the conversation's lock."""
    conversation_id, was, status = move.conversation_id, move.was, move.status
    if was == Status.WAITING and status == Status.WAITING:  # of another team from now on
        Wait.objects.filter(conversation=conversation_id, ended_at=None).delete()
    elif was == Status.WAITING:
        _leave(conversation_id, move.assignee_id if status == Status.OPEN else None)
    if status == Status.WAITING:
        _enter(conversation_id, move.due_at)
    elif was == Status.OPEN and status != Status.OPEN:
        _make_room(conversation_id)


def catch_up(team_ids: list[int]) -> None:
    """Give those a wait who were put into the queue by a process that did not know of any."""
    known = Wait.objects.filter(conversation=OuterRef("pk"), ended_at=None)
    waiting = Conversation.objects.filter(
        ~Exists(known), team__in=team_ids, status=Status.WAITING, is_spam=False
    )
    free = waiting.select_for_update(skip_locked=True).order_by("waiting_since", "id")
    for conversation_id in free.values_list("id", flat=True)[:BATCH]:
        _enter(conversation_id, None)


def in_order(team_id: int | None) -> QuerySet[Wait]:
    """Who waits for this team, by whose turn it is."""
    return Wait.objects.filter(team=team_id, ended_at=None).order_by("turn_at", "id")


def reorder(conversation_id: int, priority: str) -> None:
    """It hurries more, or less, than when it began to wait."""
    for wait in Wait.objects.filter(conversation=conversation_id, ended_at=None):
        wait.priority, wait.turn_at = priority, ordering.turn_at(priority, wait.since)
        wait.save(update_fields=["priority", "turn_at"])


def note_due(conversation_id: int, due_at: datetime) -> None:
    """Its first reply has a deadline by now, and its turn is at it."""
    Wait.objects.filter(conversation=conversation_id, ended_at=None).update(turn_at=due_at)


def note_given(wait: Wait, *, answer_by: datetime) -> None:
    """The queue gave it to somebody, who loses it again without a word by ``answer_by``."""
    Wait.objects.filter(pk=wait.pk).update(answer_by=answer_by)


def answered(conversation_id: int) -> None:
    """Whoever was given it has spoken: it is theirs."""
    direct.fetch_prepared(_ANSWERED, (conversation_id,))


def go_along(carried: Carried) -> None:
    """A conversation became part of another: so do its waits.

    An open one ends: the other's move, which follows, enters the queue anew at the earlier place
    where somebody still waits.
    """
    has_it = Conversation.objects.values_list("assignee", flat=True).get(pk=carried.to_id)
    _leave(carried.from_id, has_it)
    answered(carried.from_id)
    Wait.objects.filter(conversation=carried.from_id).update(conversation=carried.to_id)


def _enter(conversation_id: int, due_at: datetime | None) -> None:
    conversation = Conversation.objects.select_related("contact").get(pk=conversation_id)
    queue = TeamQueue.of(conversation.team_id)
    since = _since(conversation)
    turn = ordering.turn_at(conversation.priority, since, due_at)
    Wait.objects.create(
        conversation=conversation,
        team_id=conversation.team_id,
        priority=conversation.priority,
        since=since,
        turn_at=turn,
        ahead=in_order(conversation.team_id).filter(turn_at__lte=turn).count(),
        needs=",".join(sorted(_needs(conversation))) if queue.assigns else "",
    )
    if queue.assigns:
        enqueue(ASSIGN_TOPIC, {"team": conversation.team_id})
        clock.keep_going()


def _leave(conversation_id: int, agent_id: int | None) -> None:
    Wait.objects.filter(conversation=conversation_id, ended_at=None).update(
        ended_at=timezone.now(),
        outcome=Outcome.JOINED if agent_id else Outcome.LEFT,
        agent_id=agent_id,
    )


def _make_room(conversation_id: int) -> None:
    """Whoever had it can take another one."""
    answered(conversation_id)
    team_id = Conversation.objects.values_list("team_id", flat=True).get(pk=conversation_id)
    if TeamQueue.of(team_id).assigns:
        enqueue(ASSIGN_TOPIC, {"team": team_id})


def _since(conversation: Conversation) -> datetime:
    """Since when they wait; who comes back to the queue unanswered has waited all along."""
    asked, said = conversation.handed_off_at, conversation.first_reply_at
    is_unanswered = asked is not None and (said is None or said < asked)
    return (asked if is_unanswered else conversation.waiting_since) or timezone.now()


def _needs(conversation: Conversation) -> set[str]:
    """The language and the topic, of what somebody of the team says they can do."""
    members = Availability.objects.filter(agent__teams=conversation.team_id, agent__is_active=True)
    known = frozenset().union(*(one.skill_set for one in members.exclude(skills="")))
    if not known:
        return set()
    locale = conversation.locale or conversation.contact.locale
    topics = EscalationRule.objects.filter(
        name__in=Handoff.objects.filter(conversation=conversation).values("rule_name")[:1]
    )
    wanted = {locale[:2].lower(), *topics.values_list("topic__name", flat=True)}
    return {need for need in wanted if need in known}
