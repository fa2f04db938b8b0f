"""Deadlines start, stop and pause by what happens, count open time, and are told once."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, replying
from helpdesk.routing import clock, ticking
from helpdesk.routing.agreements import Deadline, SlaPolicy, policy_for
from helpdesk.routing.models import BusinessHours, TeamQueue, Wait
from tests.cast import Company
from tests.conversations.conftest import Thread
from tests.inbox.conftest import Desk
from tests.routing.conftest import Begin, online
from tests.work import owed, run_owed

MINUTE = timedelta(minutes=1)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def policy(acme: Company) -> SlaPolicy:
    """First reply within 30 minutes, the next within 20, resolved within 8 hours."""
    with acme.bound():
        return SlaPolicy.objects.create(
            name="All", first_minutes=30, next_minutes=20, resolution_minutes=480, warn_minutes=10
        )


def told(thread: Thread) -> list[str]:
    return [event for event in thread.events() if event.startswith("deadline")]


def still_open(thread: Thread) -> dict[str, Deadline]:
    found = Deadline.objects.filter(conversation=thread.id, ended_at=None)
    return {one.kind: one for one in found}


def pass_by(minutes: int) -> None:
    """Let everything that is written down have happened so long before."""
    ago = timedelta(minutes=minutes)
    for row in Deadline.objects.all():
        for name in ("started_at", "due_at", "alarm_at", "paused_at"):
            if at := getattr(row, name):
                setattr(row, name, at - ago)
        row.save()


def test_a_hand_off_starts_what_was_agreed_to_and_a_reply_ends_it(
    acme: Company, begin: Begin, policy: SlaPolicy, bo: Agent
) -> None:
    with acme.bound():
        thread = begin().waits()
        first, resolution = still_open(thread)["first"], still_open(thread)["resolution"]
        assert first.due_at - first.started_at == 30 * MINUTE
        assert first.alarm_at == first.due_at - 10 * MINUTE
        assert resolution.due_at - resolution.started_at == 480 * MINUTE
        assert Wait.objects.get().turn_at == first.due_at
        replying.reply(thread.id, bo, body="Hello.")
        assert set(still_open(thread)) == {"resolution"}
        lifecycle.resolve(thread.id, by=bo)
        assert still_open(thread) == {}
        assert not Deadline.objects.exclude(breached_at=None).exists()


def test_it_is_told_once_when_one_is_near_and_once_when_it_was_missed(
    acme: Company, begin: Begin, policy: SlaPolicy, bo: Agent
) -> None:
    with acme.bound():
        thread = begin().waits()
        for minutes, expected in (
            (19, []),
            (2, ["deadline_near"]),
            (0, ["deadline_near"]),
            (10, ["deadline_near", "deadline_missed"]),
            (60, ["deadline_near", "deadline_missed"]),
        ):
            pass_by(minutes)
            ticking.tick()
            assert told(thread) == expected
        assert all(entry.data["internal"] for entry in thread.entries(kind="event")[1:])
        replying.reply(thread.id, bo, body="Sorry.")
        assert Deadline.objects.get(kind="first").breached_at is not None


def test_a_reply_after_the_due_time_was_too_late_even_if_the_clock_stood_still(
    acme: Company, begin: Begin, policy: SlaPolicy, bo: Agent
) -> None:
    with acme.bound():
        thread = begin().waits()
        pass_by(31)
        replying.reply(thread.id, bo, body="Hello.")
        first = Deadline.objects.get(kind="first")
        assert first.breached_at == first.due_at


def test_the_next_reply_is_due_from_the_first_message_that_nobody_answered(
    acme: Company, begin: Begin, policy: SlaPolicy, bo: Agent
) -> None:
    with acme.bound():
        thread = begin().waits()
        replying.reply(thread.id, bo, body="Which invoice?")
        asked = thread.says("The one of May.")
        thread.says("Number 7.")
        assert "next" not in still_open(thread)  # a message says nothing to anybody
        ticking.tick()
        due = still_open(thread)["next"]
        message = thread.entries(seq=asked.seq)[0]
        assert due.due_at == message.created_at + 20 * MINUTE
        ticking.tick()
        assert len(Deadline.objects.filter(kind="next")) == 1
        replying.reply(thread.id, bo, body="Thank you.")
        assert "next" not in still_open(thread)
        ticking.tick()
        assert "next" not in still_open(thread)


def test_a_snooze_pauses_the_resolution(
    acme: Company, begin: Begin, policy: SlaPolicy, bo: Agent
) -> None:
    with acme.bound():
        thread = begin().waits()
        replying.reply(thread.id, bo, body="I will look.")
        before = still_open(thread)["resolution"]
        lifecycle.snooze(thread.id, until=timezone.now() + timedelta(hours=9))
        assert still_open(thread)["resolution"].alarm_at is None
        Deadline.objects.update(paused_at=before.started_at - timedelta(hours=9) + 480 * MINUTE / 2)
        paused = still_open(thread)["resolution"].paused_at
        assert paused is not None
        lifecycle.reopen(thread.id)
        after = still_open(thread)["resolution"]
        assert after.paused_at is None
        left = before.due_at - paused
        assert abs(after.due_at - timezone.now() - left) < timedelta(seconds=5)


def test_only_open_time_counts_unless_the_policy_says_otherwise(
    acme: Company, begin: Begin, policy: SlaPolicy
) -> None:
    friday = datetime(2026, 12, 4, 16, 45, tzinfo=BERLIN)
    with acme.bound(), time_machine.travel(friday, tick=False):
        hours = BusinessHours.objects.create(name="Office", time_zone="Europe/Berlin")
        TeamQueue.objects.create(team=Team.objects.get(is_default=True), business_hours=hours)
        counted = still_open(begin().waits())["first"]
        assert counted.due_at == datetime(2026, 12, 7, 9, 15, tzinfo=BERLIN)
        SlaPolicy.objects.update(in_open_time=False)
        by_the_clock = still_open(begin().waits())["first"]
        assert by_the_clock.due_at == friday + 30 * MINUTE


def test_without_a_policy_nothing_is_due_and_nothing_ticks(acme: Company, begin: Begin) -> None:
    with acme.bound():
        begin().waits()
        assert not Deadline.objects.exists()
    assert not owed(clock.TICK_TOPIC)
    run_owed()


def test_what_names_team_and_priority_most_closely_holds() -> None:
    every = SlaPolicy(name="every")
    urgent = SlaPolicy(name="urgent", priority="urgent")
    team = SlaPolicy(name="team", team_id=1)
    both = SlaPolicy(name="both", team_id=1, priority="urgent")
    policies = [both, every, team, urgent]
    assert policy_for(policies, 1, "urgent") is both
    assert policy_for(policies, 1, "low") is team
    assert policy_for(policies, 2, "urgent") is urgent
    assert policy_for(policies, None, "low") is every
    assert policy_for([both], 2, "low") is None


def test_the_list_marks_what_is_soon_due_and_what_is_overdue(
    acme: Company, begin: Begin, policy: SlaPolicy, ada: Agent
) -> None:
    desk = Desk(acme, ada)
    with acme.bound():
        thread = begin().waits()
    assert "Due in 29 min" in desk.list(view="waiting")
    with acme.bound():
        pass_by(45)
    assert "Overdue 15 min" in desk.list(view="waiting")
    with acme.bound():
        replying.reply(thread.id, ada, body="Hello.")
    assert "chip-overdue" not in desk.list(view="mine")


def test_a_policy_is_said_in_words_and_wants_a_time(acme: Company, ada: Agent) -> None:
    browser = acme.client(ada)
    fields = {"name": "Gold", "priority": "urgent", "warn_minutes": 5, "is_on": "on"}
    refused = browser.post("/admin/routing/slapolicy/add/", fields).content.decode()
    assert "Say how soon" in refused
    soon = {"first_minutes": 15, "resolution_minutes": 2880}
    browser.post("/admin/routing/slapolicy/add/", {**fields, **soon})
    shown = browser.get("/admin/routing/slapolicy/").content.decode()
    words = "Urgent conversations: first reply within 15 minutes, resolution within 2 days"
    assert f"{words} by the clock" in shown


def test_who_waits_without_a_row_is_found_by_the_clock(
    acme: Company, begin: Begin, support: Team, bo: Agent
) -> None:
    with acme.bound():
        thread = begin().waits()
        Wait.objects.all().delete()
        online(bo)
        ticking.tick()
    run_owed("routing.assign")
    with acme.bound():
        assert thread.now().assignee == bo


def test_the_head_of_a_thread_and_the_queue_say_what_is_owed_and_how_near_it_is(
    acme: Company, begin: Begin, policy: SlaPolicy, bo: Agent
) -> None:
    with acme.bound():
        conversation = begin().waits().now()
    for minutes, tone in ((0, "calm"), (21, "near"), (10, "late")):
        with acme.bound():
            pass_by(minutes)
        for page in (Desk(acme, bo).open(conversation), acme.client(bo).get("/inbox/queue/")):
            assert re.findall(r"chip-sla-(\w+)", page.content.decode()) == [tone, "calm"]


def test_a_snoozed_conversation_owes_its_resolution_later(
    acme: Company, begin: Begin, policy: SlaPolicy, bo: Agent
) -> None:
    with acme.bound():
        thread = begin().waits()
        replying.reply(thread.id, bo, body="Hello.")
        lifecycle.snooze(thread.id, until=timezone.now() + timedelta(hours=3))
        conversation = thread.now()
    page = Desk(acme, bo).open(conversation).content.decode()
    assert re.findall(r"chip-sla-(\w+)", page) == ["paused"]
