"""A server whose clock is two hours off owes work for the moment that was meant."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from helpdesk.composing.models import Habits
from helpdesk.conversations.models import Conversation
from helpdesk.notifying import reminding
from helpdesk.notifying.models import NoticeSettings
from helpdesk.recovery import promising
from helpdesk.recovery.promising import Pledge
from helpdesk.routing import ticking
from helpdesk.routing.agreements import Deadline, SlaPolicy
from tests.cast import Company
from tests.composing.held import TOPIC, held, later, schedule
from tests.inbox.conftest import Desk
from tests.work import owed

HOURS = pytest.mark.parametrize("hours", [2, -2])
SOON = timedelta(seconds=61)
NAME = "6f1c1d3e-8a55-4a8e-9f3f-0d6a3c1f7b11"


@HOURS
def test_a_reply_that_is_scheduled_goes_out_at_its_time(
    acme: Company, waiting: Conversation, bos: Desk, hours: int
) -> None:
    due = later(hours=5)
    with time_machine.travel(timezone.now() + timedelta(hours=hours)):
        schedule(bos, waiting, due=due)
    [job] = owed(TOPIC)
    assert job.available_at == held(acme)[0].due_at


@HOURS
def test_a_reply_may_be_taken_back_for_its_seconds(
    acme: Company, waiting: Conversation, bos: Desk, hours: int
) -> None:
    with acme.bound():
        Habits.objects.create(agent=acme.agent("Bo"), undo_seconds=10)
    with time_machine.travel(timezone.now() + timedelta(hours=hours)):
        bos.do("reply", waiting, body="Hello.", cid=NAME, undo="1")
    [job] = owed(TOPIC)
    assert timezone.now() < job.available_at < timezone.now() + SOON


@HOURS
def test_a_promise_is_looked_at_when_it_is_due(
    acme: Company, waiting: Conversation, hours: int
) -> None:
    due = timezone.now() + timedelta(hours=5)
    with acme.bound(), time_machine.travel(timezone.now() + timedelta(hours=hours)):
        promise = promising.make_promise(waiting.pk, Pledge("callback", "A call.", due), key="k")
    [job] = [job for job in owed(promising.DUE_TOPIC) if job.dedupe_key == str(promise.pk)]
    assert job.available_at == due


@HOURS
def test_no_deadline_is_missed_early_and_clocks_go_on(
    acme: Company, waiting: Conversation, hours: int
) -> None:
    with acme.bound():
        policy = SlaPolicy.objects.create(name="Soon", first_minutes=60)
        due = timezone.now() + timedelta(hours=1)
        times = {"started_at": timezone.now(), "due_at": due, "alarm_at": due}
        Deadline.objects.create(conversation=waiting, policy=policy, kind="first", **times)
        NoticeSettings.objects.create(agent=acme.agent("Bo"), wishes=["replied.email"])
        with time_machine.travel(timezone.now() + timedelta(hours=hours)):
            ticking.tick()
            reminding.look()
        assert Deadline.objects.get(kind="first").breached_at is None
    for topic in ("routing.tick", reminding.LOOK_TOPIC):
        last = owed(topic)[-1]
        assert timezone.now() < last.available_at < timezone.now() + SOON
