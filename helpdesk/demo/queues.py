"""Gives the company's queues hours, deadlines and people, and a row to whoever waits in them."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.conversations.models import Conversation
from helpdesk.demo.cast import Company
from helpdesk.routing import queueing, timing
from helpdesk.routing.agreements import Kind, SlaPolicy
from helpdesk.routing.models import Availability, BusinessHours, TeamQueue

WEEK = "Mon-Sun 0:00-24:00"
OFFICE = "Mon-Fri 9:00-12:30, 13:30-18:00\nSat 10:00-14:00"
SKILLS = {"noor": "billing_dispute, de", "theo": "fr", "lena": "de", "ravi": "es"}


@transaction.atomic
def furnish(company: Company) -> bool:
    """Of the bound tenant, once. The default team is always there, so that the demo is too."""
    if TeamQueue.objects.exists():
        return False
    office = BusinessHours.objects.create(
        name="Office", time_zone="Europe/Berlin", week=OFFICE, holidays="2026-12-25 Christmas"
    )
    always = BusinessHours.objects.create(name="Around the clock", week=WEEK)
    for team in Team.objects.all():
        TeamQueue.objects.create(
            team=team, business_hours=always if team.is_default else office, tells_place=True
        )
    _agree()
    _people(company)
    _wait()
    return True


def _agree() -> None:
    SlaPolicy.objects.create(
        name="Usual", first_minutes=60, next_minutes=60, resolution_minutes=960
    )
    SlaPolicy.objects.create(
        name="Urgent", priority="urgent", first_minutes=15, next_minutes=15, in_open_time=False
    )


def _people(company: Company) -> None:
    for person in company.people:
        if person.teams:
            Availability.objects.create(
                agent=Agent.objects.get(email=person.email),
                state="online",
                seen_at=timezone.now(),
                skills=SKILLS.get(person.email.partition("@")[0], ""),
            )


def _wait() -> None:
    """History was written without the signals by which queues and deadlines follow."""
    queueing.catch_up(list(Team.objects.values_list("pk", flat=True)))
    policies = timing.policies_on()
    for conversation in Conversation.objects.filter(status="waiting", is_spam=False):
        asked = conversation.handed_off_at or timezone.now() - timedelta(minutes=1)
        timing.start(conversation, Kind.FIRST, policies, asked)
