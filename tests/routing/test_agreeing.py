"""A policy that is saved also holds for whoever waits already, a few conversations in a step."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, replying
from helpdesk.conversations.models import Conversation
from helpdesk.routing import agreeing
from helpdesk.routing.agreements import Deadline, SlaPolicy
from helpdesk.routing.models import Wait
from tests.cast import Company
from tests.conversations.conftest import Thread
from tests.routing.conftest import Begin
from tests.work import run_owed

ASKED = {"name": "All", "first_minutes": 30, "next_minutes": 20, "resolution_minutes": 480}


def open_kinds(thread: Thread) -> set[str]:
    found = Deadline.objects.filter(conversation=thread.id, ended_at=None)
    return set(found.values_list("kind", flat=True))


def save(company: Company, **fields: Any) -> None:
    """As an admin does."""
    form = {"is_on": "on", "warn_minutes": 5, **ASKED, **fields}
    with company.bound():
        ada = company.agent("Ada")
    added = company.client(ada).post(reverse("admin:routing_slapolicy_add"), form)
    assert added.status_code == 302, added.content.decode()


def test_whoever_waits_or_is_served_is_timed_from_then_on_and_nobody_else(
    acme: Company, begin: Begin, support: Team, bo: Agent
) -> None:
    with acme.bound():
        waits, taken, served, answered = (begin().waits() for _ in range(4))
        for thread in (served, answered):
            replying.reply(thread.id, bo, body="Hello.")
        lifecycle.claim(taken.id, bo)
        for thread in (taken, served):
            thread.says("And now?")
        done, assisted = begin().waits(), begin()
        lifecycle.resolve(done.id, by=bo)
        assisted.says("Hello?")
    save(acme)
    run_owed(agreeing.TOPIC)
    with acme.bound():
        assert open_kinds(waits) == {"first", "resolution"}
        assert open_kinds(taken) == {"first", "resolution"}
        assert open_kinds(served) == {"next", "resolution"}
        assert open_kinds(answered) == {"resolution"}
        assert open_kinds(done) == open_kinds(assisted) == set()


def test_time_counts_from_then_on_gives_the_turn_and_stands_still_while_it_rests(
    acme: Company, begin: Begin, support: Team, bo: Agent
) -> None:
    long_ago = timezone.now() - timedelta(days=2)
    with acme.bound():
        waits, rests = begin().waits(), begin().waits()
        lifecycle.snooze(rests.id, until=None, by=bo)
        Conversation.objects.update(handed_off_at=long_ago, waiting_since=long_ago)
    save(acme)
    run_owed(agreeing.TOPIC)
    with acme.bound():
        first = Deadline.objects.get(conversation=waits.id, kind="first")
        assert timedelta(minutes=29) < first.due_at - timezone.now() <= timedelta(minutes=30)
        assert Wait.objects.get(conversation=waits.id, ended_at=None).turn_at == first.due_at
        assert Deadline.objects.get(conversation=rests.id).paused_at is not None


@pytest.mark.parametrize("resolved", [0, 7])
def test_a_step_looks_at_so_many_and_the_steps_grow_with_what_is_open_alone(
    resolved: int, acme: Company, begin: Begin, support: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agreeing, "BATCH", 2)
    with acme.bound():
        for _ in range(resolved):
            lifecycle.resolve(begin().waits().id)
        waiting = [begin().waits() for _ in range(5)]
    save(acme)
    # Three of those who wait; one that finds nobody served, one that finds nobody asleep.
    assert run_owed(agreeing.TOPIC) == 5
    with acme.bound():
        assert all(open_kinds(thread) == {"first", "resolution"} for thread in waiting)


def test_what_is_timed_already_keeps_its_deadline_and_a_policy_that_is_off_times_nobody(
    acme: Company, begin: Begin, support: Team
) -> None:
    with acme.bound():
        untimed = begin().waits()
        SlaPolicy.objects.create(name="Old", first_minutes=60)
        thread = begin().waits()
        before = Deadline.objects.get(conversation=thread.id, kind="first")
    save(acme, is_on="", priority="low")
    assert run_owed(agreeing.TOPIC) == 0
    save(acme, name="New", first_minutes=5, priority="high")
    run_owed(agreeing.TOPIC)
    with acme.bound():
        kept = Deadline.objects.get(conversation=thread.id, kind="first")
        assert (kept.pk, kept.due_at) == (before.pk, before.due_at)
        assert open_kinds(untimed) == {"first", "resolution"}
