"""Who is there: as agents say, and believed only with a sign of life. Writes ``Availability``."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.agents.models import Agent
from helpdesk.conversations.models import Conversation
from helpdesk.routing import clock
from helpdesk.routing.choosing import Candidate
from helpdesk.routing.models import Availability, RoutingSettings, TeamQueue
from helpdesk.routing.queueing import ASSIGN_TOPIC
from tenants import wires
from tenants.work.outbox import enqueue

State = Availability.State
# A sign of life is written down once in so long.
SIGNS_EVERY = timedelta(seconds=60)


@transaction.atomic
def be(agent: Agent, state: str) -> None:
    """The agent says whether they are there. Raises ``ValidationError`` for no such state."""
    if state not in State.values:
        raise ValidationError(_("Choose online, away or offline."))
    now = timezone.now()
    Availability.objects.update_or_create(agent=agent, defaults={"state": state, "seen_at": now})
    _look_at_queues_of(agent.pk)
    clock.keep_going()
    _tell(agent.pk, state)


@transaction.atomic
def sign_of_life(agent_id: int) -> None:
    """The agent did something in the inbox; written down at most once a minute.

    Whoever was silent for so long that they counted as away takes part in queues again at once.
    """
    now = timezone.now()
    silent = Q(seen_at=None) | Q(seen_at__lt=now - SIGNS_EVERY)
    row = Availability.objects.select_for_update().filter(silent, agent=agent_id).first()
    if row is None:
        return
    was_away = row.standing(away_after(), now) != row.state
    row.seen_at = now
    row.save(update_fields=["seen_at"])
    if was_away:
        _look_at_queues_of(agent_id)


def took_one(agent_id: int) -> None:
    """They have one more, by whatever way; whoever counts their load waits until this commits."""
    Availability.objects.filter(agent=agent_id).update(given_at=timezone.now())


def let_rest(agent_ids: set[int]) -> None:
    """They did not answer what they were given: away until they say otherwise.

    Locked in the order of ids, as ``candidates`` does.
    """
    there = Availability.objects.filter(agent__in=agent_ids, state=State.ONLINE)
    for row in there.order_by("agent_id").select_for_update():
        row.state = State.AWAY
        row.save(update_fields=["state"])
        _tell(row.pk, State.AWAY)


def state_of(agent: Agent) -> str:
    """What holds now; offline for who never said."""
    found = Availability.objects.filter(agent=agent).first()
    return (
        found.standing(RoutingSettings.current().away_after, timezone.now()) if found else "offline"
    )


def away_after() -> timedelta:
    """Without a sign of life for so long, whoever chose to be online counts as away."""
    return RoutingSettings.current().away_after


def is_anybody_there(team_id: int | None) -> bool:
    return _there().filter(agent__teams=team_id).exists()


def gone() -> QuerySet[Availability]:
    """Those who take part in queues and are not there now."""
    silent = Q(seen_at=None) | Q(seen_at__lt=_silent_since())
    return Availability.objects.filter(silent | ~Q(state=State.ONLINE))


def candidates(team_id: int) -> dict[int, Candidate]:
    """Who of the team is there, by id; nobody's load grows until the transaction ends.

    Locked in the order of ids, before any conversation is: two who assign cannot wait for each
    other in a ring.
    """
    there = _there().filter(agent__teams=team_id).order_by("agent_id")
    rows = list(there.select_for_update(of=("self",)))
    usual = RoutingSettings.current().capacity if rows else 0
    loads = load_of([row.pk for row in rows])
    return {
        row.pk: Candidate(
            agent_id=row.pk,
            load=loads.get(row.pk, 0),
            capacity=row.capacity or usual,
            skills=row.skill_set,
            given_at=row.given_at,
        )
        for row in rows
    }


def load_of(agent_ids: list[int]) -> dict[int, int]:
    """How many conversations each of these has open, in one statement."""
    theirs = Conversation.objects.filter(status="open", is_spam=False, assignee__in=agent_ids)
    return dict(theirs.values_list("assignee").annotate(Count("id")).order_by())


def _there() -> QuerySet[Availability]:
    fresh = Availability.objects.filter(state=State.ONLINE, seen_at__gte=_silent_since())
    return fresh.filter(agent__is_active=True)


def _silent_since() -> datetime:
    return timezone.now() - RoutingSettings.current().away_after


def _look_at_queues_of(agent_id: int) -> None:
    """Of the teams that are given their work, with the caller's change."""
    for team_id in _assigning().filter(team__members=agent_id).values_list("pk", flat=True):
        enqueue(ASSIGN_TOPIC, {"team": team_id})


def _assigning() -> QuerySet[TeamQueue]:
    return TeamQueue.objects.exclude(way=TeamQueue.Way.BY_HAND)


def _tell(agent_id: int, state: str) -> None:
    """Every open inbox of the tenant, after commit; may be lost, pages look for themselves."""
    frame = {"type": "availability", "agent": agent_id, "state": state}
    transaction.on_commit(lambda: wires.tell({"w": [(0, frame)]}))
