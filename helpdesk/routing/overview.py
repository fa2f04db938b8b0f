"""What the queue page shows: each team's waits in order, and who is there with how much to do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from escalation.models import Team
from helpdesk.routing import attending
from helpdesk.routing.hours import is_open
from helpdesk.routing.models import Availability, RoutingSettings, TeamQueue, Wait
from helpdesk.routing.owing import Due, due_of_each
from helpdesk.routing.writing_hours import standing_of

# Of each queue so many are shown; the number of all stands above them.
SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Person:
    """A member of a team, as things stand now."""

    email: str
    name: str
    state: str
    load: int
    capacity: int
    skills: tuple[str, ...]

    @property
    def has_room(self) -> bool:
        return self.state == Availability.State.ONLINE and self.load < self.capacity


@dataclass(frozen=True, slots=True)
class Queue:
    """A team's queue, as things stand now."""

    team: Team
    way: str
    is_open: bool
    standing: str
    waits: list[Wait]
    # Of those shown, by conversation.
    due: dict[int, list[Due]]
    waiting: int
    longest: datetime | None
    people: list[Person]


def queues() -> list[Queue]:
    """Every team's, in five statements and three for each team."""
    now = timezone.now()
    usual = RoutingSettings.current()
    known = {one.pk: one for one in TeamQueue.objects.select_related("business_hours")}
    teams = list(Team.objects.all())
    people = _people(teams, usual, now)
    return [_queue(team, known.get(team.pk) or TeamQueue(team=team), people, now) for team in teams]


def _queue(team: Team, how: TeamQueue, people: dict[int, list[Person]], now: datetime) -> Queue:
    open_waits = Wait.objects.filter(team=team, ended_at=None)
    shown = open_waits.order_by("turn_at", "id").select_related("conversation__contact")
    waits = list(shown[:SHOWN])
    counted = open_waits.count() if len(waits) == SHOWN else len(waits)
    return Queue(
        team=team,
        way=how.get_way_display(),
        is_open=is_open(how.hours, now),
        standing=standing_of(how.hours, now) if how.business_hours else _("Always open"),
        waits=waits,
        due=due_of_each([wait.conversation_id for wait in waits]) if waits else {},
        waiting=counted,
        longest=min((wait.since for wait in waits), default=None),
        people=people.get(team.pk, []),
    )


def _people(teams: list[Team], usual: RoutingSettings, now: datetime) -> dict[int, list[Person]]:
    """By team, whoever takes part in queues; those who are there first."""
    rows = Availability.objects.filter(agent__is_active=True).select_related("agent")
    by_agent = {row.pk: row for row in rows}
    loads = attending.load_of(list(by_agent))
    found: dict[int, list[Person]] = {}
    members = Team.members.through.objects.filter(team__in=teams, agent__in=by_agent)
    for team_id, agent_id in members.values_list("team_id", "agent_id"):
        row = by_agent[agent_id]
        state = row.standing(usual.away_after, now)
        person = Person(
            email=row.agent.email,
            name=row.agent.name,
            state=state,
            load=loads.get(agent_id, 0),
            capacity=row.capacity or usual.capacity,
            skills=tuple(sorted(row.skill_set)),
        )
        found.setdefault(team_id, []).append(person)
    for listed in found.values():
        listed.sort(key=lambda one: (one.state != Availability.State.ONLINE, one.name))
    return found
