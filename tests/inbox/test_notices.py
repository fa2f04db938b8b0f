"""What an agent is told of: what calls for them, by which channel, and when it is silent."""

import html
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Any
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, messaging, replying
from helpdesk.conversations.models import Conversation
from helpdesk.notifying import reading, reminding
from helpdesk.notifying.models import NoticeSettings
from helpdesk.notifying.occasions import ALL, USUAL
from helpdesk.routing.agreements import Deadline
from tenants.database import clock
from tests.cast import Company
from tests.inbox.conftest import Begin, Desk
from tests.work import owed, run_owed

PAGE = "/inbox/notifications/"


def calling(desk: Desk) -> dict[str, Any]:
    """What the inbox's page asks for whenever something moves."""
    return dict(desk.client.get("/inbox/attention/").json())


def occasions(desk: Desk) -> list[tuple[str, int]]:
    return sorted((item["occasion"], item["id"]) for item in calling(desk)["items"])


def write(company: Company, conversation: Conversation, body: str = "Hello?") -> int:
    with company.bound():
        return messaging.post_message(conversation.pk, sender="contact", body=body).seq


def see_all(company: Company, agent: Agent, conversation: Conversation) -> None:
    with company.bound():
        head = Conversation.objects.get(pk=conversation.pk).head
        reading.saw(agent.pk, conversation.pk, head)


def wish(company: Company, agent: Agent, *wishes: str, **more: Any) -> None:
    with company.bound():
        NoticeSettings.objects.update_or_create(
            agent=agent, defaults={"wishes": list(wishes), **more}
        )
        reminding.keep_going()


@pytest.fixture
def bos_own(acme: Company, assisted: Conversation, bo: Agent) -> Conversation:
    """Bo took it, and has seen all of it."""
    with acme.bound():
        lifecycle.claim(assisted.pk, bo)
    see_all(acme, bo, assisted)
    return assisted


def test_what_a_customer_of_mine_writes_calls_until_i_have_read_it(
    acme: Company, bos_own: Conversation, bo: Agent, adas: Desk, bos: Desk
) -> None:
    assert occasions(bos) == []
    seq = write(acme, bos_own)
    called = calling(bos)
    assert [item["key"] for item in called["items"]] == [f"replied:{bos_own.pk}:{seq}"]
    assert called["items"][0]["name"] == "Cleo Marsh"
    assert called["count"] == 1
    assert occasions(adas) == [], "it is not hers"
    see_all(acme, bo, bos_own)
    assert occasions(bos) == []


def test_what_somebody_else_gives_me_calls_and_what_i_take_does_not(
    acme: Company, begin: Begin, ada: Agent, bo: Agent, bos: Desk
) -> None:
    given, taken, own = begin(), begin(), begin()
    with acme.bound():
        lifecycle.assign(given.pk, to=bo, by=ada)
        lifecycle.claim(taken.pk, bo)
        lifecycle.assign(own.pk, to=bo, by=bo)
    assert occasions(bos) == [("assigned", given.pk)]
    see_all(acme, bo, given)
    assert occasions(bos) == []


def test_a_note_that_names_me_calls_and_one_that_does_not_is_silent(
    acme: Company, waiting: Conversation, ada: Agent, adas: Desk, bos: Desk
) -> None:
    with acme.bound():
        replying.note(waiting.pk, ada, body="Nobody in particular")
    assert ("mentioned", waiting.pk) not in occasions(bos)
    with acme.bound():
        replying.note(waiting.pk, ada, body="@Bo can you look?")
    assert ("mentioned", waiting.pk) in occasions(bos)
    assert ("mentioned", waiting.pk) not in occasions(adas)


def test_who_waits_for_a_team_of_mine_calls_and_who_waits_for_another_does_not(
    acme: Company, waiting: Conversation, bo: Agent, bos: Desk
) -> None:
    assert occasions(bos) == []
    with acme.bound():
        Team.objects.get(conversation=waiting.pk).members.add(bo)
    assert occasions(bos) == [("queued", waiting.pk)]


def test_a_deadline_of_mine_calls_when_it_is_near_and_again_when_it_is_missed(
    acme: Company, bos_own: Conversation, bos: Desk
) -> None:
    now = timezone.now()
    with acme.bound():
        Deadline.objects.filter(conversation=bos_own).delete()
        deadline = Deadline.objects.create(
            conversation=bos_own, kind="resolution", started_at=now, due_at=now + timedelta(hours=1)
        )
    assert occasions(bos) == []
    with acme.bound():
        Deadline.objects.filter(pk=deadline.pk).update(warned_at=now)
    near = calling(bos)["items"]
    with acme.bound():
        Deadline.objects.filter(pk=deadline.pk).update(breached_at=now)
    missed = calling(bos)["items"]
    assert [item["occasion"] for item in near + missed] == ["deadline", "deadline"]
    assert near[0]["key"] != missed[0]["key"]


def test_another_company_s_agent_with_the_same_number_is_not_called(
    acme: Company, bos_own: Conversation, guss: Desk
) -> None:
    write(acme, bos_own)
    assert calling(guss)["items"] == []


def test_choices_are_kept_and_who_has_made_none_has_the_usual_ones(
    acme: Company, bo: Agent, bos: Desk
) -> None:
    assert calling(bos)["wishes"] == USUAL
    fields = {"wishes": ["replied.sound", "mentioned.email"], "time_zone": "Europe/Vienna"}
    fields |= {"quiet_from": "22:00", "quiet_until": "07:30"}
    assert bos.client.post(PAGE, fields).status_code == 302
    with acme.bound():
        kept = NoticeSettings.objects.get(agent=bo)
    assert (kept.wishes, kept.quiet_from, kept.quiet_until) == (
        fields["wishes"], time(22), time(7, 30),
    )  # fmt: skip
    page = bos.client.get(PAGE).content.decode()
    ticked = re.findall(r'value="(\w+\.\w+)"[^>]*?\schecked', page)
    assert sorted(ticked) == sorted(fields["wishes"])
    assert set(ALL) == set(re.findall(r'name="wishes"\s+value="(\w+\.\w+)"', page))


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"wishes": ["replied.pigeon"], "time_zone": "UTC"}, ""),
        ({"time_zone": "Mars/Olympus"}, "Name a time zone"),
        ({"time_zone": "UTC", "quiet_from": "22:00"}, "Give both times"),
        ({"time_zone": "UTC", "quiet_from": "25:99", "quiet_until": "07:00"}, "valid time"),
        ({"time_zone": "\x00"}, ""),
    ],
)
def test_choices_that_are_none_are_refused_with_the_field_named(
    acme: Company, bos: Desk, fields: dict[str, Any], complaint: str
) -> None:
    answer = bos.client.post(PAGE, fields)
    assert answer.status_code == 422
    assert complaint in html.unescape(answer.content.decode())
    with acme.bound():
        assert not NoticeSettings.objects.exists()


@pytest.mark.parametrize(
    ("at", "quiet"),
    [("21:59", False), ("22:00", True), ("03:00", True), ("07:29", True), ("07:30", False)],
)
def test_quiet_hours_go_over_midnight_by_the_agent_s_own_clock(at: str, quiet: bool) -> None:
    chosen = NoticeSettings(
        quiet_from=time(22), quiet_until=time(7, 30), time_zone="America/New_York"
    )
    moment = datetime.fromisoformat(f"2026-07-01T{at}").replace(tzinfo=ZoneInfo("America/New_York"))
    assert chosen.is_quiet(moment) is quiet
    assert not NoticeSettings(time_zone="UTC").is_quiet(moment)


@pytest.mark.parametrize(
    ("fields", "length"),
    [
        ({"for": "hour"}, timedelta(hours=1)),
        ({"for": "afternoon"}, timedelta(hours=4)),
        ({"for": "tomorrow"}, timedelta(hours=20)),
        ({"for": "at", "at": "2026-07-03T12:00"}, timedelta(days=2)),
        ({"for": "at", "at": "2026-06-01T12:00"}, None),
        ({"for": "at", "at": "soon"}, None),
        ({"for": "end"}, None),
        ({}, None),
    ],
)
def test_a_pause_lasts_as_long_as_was_said(
    acme: Company, bo: Agent, bos: Desk, fields: dict[str, str], length: timedelta | None
) -> None:
    begin = datetime(2026, 7, 1, 12, 0, tzinfo=ZoneInfo("UTC"))
    with time_machine.travel(begin, tick=False):
        assert bos.client.post(reverse("inbox:pause"), fields).status_code == 302
        with acme.bound():
            chosen = NoticeSettings.of(bo.pk)
    assert chosen.paused_until == (begin + length if length else None)
    if length:
        assert chosen.is_quiet(begin + length - timedelta(seconds=1))
        assert not chosen.is_quiet(begin + length)


@contextmanager
def passed(seconds: float) -> Iterator[None]:
    """So much later, by the database's clock too."""
    later = timezone.now() + timedelta(seconds=seconds)
    with time_machine.travel(later), mock.patch.object(clock, "now", timezone.now):
        yield


def look_after(seconds: float) -> None:
    """What the minutes' look finds so much later, and the mails that it owes."""
    with passed(seconds):
        run_owed("notifying.look", early=False)
        run_owed("notifying.mail")


def test_a_mail_comes_once_when_it_was_not_seen_for_two_minutes_in_the_agent_s_language(
    acme: Company, bos_own: Conversation, bo: Agent
) -> None:
    with acme.bound():
        Agent.objects.filter(pk=bo.pk).update(locale="de")
    wish(acme, bo, "replied.email")
    write(acme, bos_own, "My secret number is 4711")
    look_after(61)
    assert mail.outbox == []
    look_after(185)
    look_after(250)
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["bo@acme.example"], "Cleo Marsh hat geschrieben")
    assert f"/inbox/c/{bos_own.public_id}/" in sent.body
    assert "4711" not in sent.body
    assert sent.extra_headers["Message-ID"]


def seen(company: Company, agent: Agent, conversation: Conversation) -> None:
    see_all(company, agent, conversation)


def unwished(company: Company, agent: Agent, _conversation: Conversation) -> None:
    wish(company, agent, "assigned.email")


def switched_off(company: Company, agent: Agent, _conversation: Conversation) -> None:
    with company.bound():
        Agent.objects.filter(pk=agent.pk).update(is_active=False)


@pytest.mark.parametrize("meanwhile", [seen, unwished, switched_off])
def test_no_mail_comes_when_it_was_seen_or_is_not_wanted_any_more(
    acme: Company,
    bos_own: Conversation,
    bo: Agent,
    meanwhile: Callable[[Company, Agent, Conversation], None],
) -> None:
    wish(acme, bo, "replied.email")
    write(acme, bos_own)
    with passed(185):
        run_owed("notifying.look")
        assert len(owed("notifying.mail")) == 1
        meanwhile(acme, bo, bos_own)
        run_owed("notifying.mail")
    assert mail.outbox == []


def test_nobody_is_looked_after_where_nobody_wants_mail(acme: Company, bo: Agent) -> None:
    wish(acme, bo, *USUAL)
    assert owed("notifying.look") == []
    wish(acme, bo, "queued.email")
    assert len(owed("notifying.look")) == 1
    wish(acme, bo)
    with passed(120):
        run_owed("notifying.look")
    assert owed("notifying.look") == []
