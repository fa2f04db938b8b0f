"""Who has waited long is promised a call or an e-mail, and keeps their place in line."""

from datetime import timedelta

import pytest

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.conversations import replying
from helpdesk.conversations.models import Contact
from helpdesk.recovery.models import Promise
from helpdesk.routing.models import TeamQueue, Wait
from helpdesk.waiting import choosing
from helpdesk.waiting.overflowing import OVERFLOW_TOPIC
from tests.cast import Company
from tests.conversations.conftest import Thread, begin
from tests.routing.conftest import Begin
from tests.work import owed, run_owed

__all__ = ["begin"]


@pytest.fixture
def support(acme: Company, ada: Agent, bo: Agent) -> Team:
    """Acme's default team, Ada and Bo, which lets nobody wait longer than 15 minutes."""
    with acme.bound():
        team = Team.objects.get(is_default=True)
        team.members.set([ada, bo])
        TeamQueue.objects.create(team=team, overflow_minutes=15)
        return team


def waited_long(acme: Company, begin: Begin) -> Thread:
    with acme.bound():
        thread = begin().waits()
        (wait,) = Wait.objects.filter(conversation=thread.id)
    (job,) = owed(OVERFLOW_TOPIC)
    assert abs(job.available_at - wait.since - timedelta(minutes=15)) < timedelta(seconds=5)
    return thread


def promised(thread: Thread) -> list[Promise]:
    return list(Promise.objects.filter(conversation=thread.id).exclude(kind="wait"))


def test_who_can_be_written_to_is_promised_an_email_that_somebody_owes(
    acme: Company, begin: Begin, support: Team, ada: Agent, bo: Agent
) -> None:
    thread = waited_long(acme, begin)
    with acme.bound():
        Promise.objects.filter(kind="wait").update(owner=ada)
    run_owed(OVERFLOW_TOPIC, early=True)
    with acme.bound():
        (promise,) = promised(thread)
        assert (promise.kind, promise.owner) == ("email", bo)
        assert "We will write to cleo@" in promise.text
        assert thread.now().status == "waiting"
        assert Wait.objects.filter(conversation=thread.id, ended_at=None).exists()
    run_owed(OVERFLOW_TOPIC, early=True)
    with acme.bound():
        assert len(promised(thread)) == 1


def test_who_can_be_called_is_promised_a_call_first(
    acme: Company, begin: Begin, support: Team, cleo: Contact
) -> None:
    with acme.bound():
        Contact.objects.filter(pk=cleo.pk).update(phone="+49 30 123456")
    thread = waited_long(acme, begin)
    run_owed(OVERFLOW_TOPIC, early=True)
    with acme.bound():
        assert [promise.kind for promise in promised(thread)] == ["callback"]


def test_whose_address_nobody_knows_is_told_what_they_may_ask_for(
    acme: Company, begin: Begin, support: Team, cleo: Contact
) -> None:
    with acme.bound():
        Contact.objects.filter(pk=cleo.pk).update(email="")
    thread = waited_long(acme, begin)
    run_owed(OVERFLOW_TOPIC, early=True)
    with acme.bound():
        assert promised(thread) == []
        told = thread.last_event()
        assert (told.data["why"], told.data["offers"]) == ("long", ["callback", "email"])
        assert "You can also ask for a call or an answer by e-mail." in told.body


def test_who_was_answered_or_has_chosen_is_left_alone(
    acme: Company, begin: Begin, support: Team, bo: Agent
) -> None:
    answered = waited_long(acme, begin)
    with acme.bound():
        replying.reply(answered.id, bo, body="Hello.")
        chosen = begin().waits()
        choosing.choose(chosen.id, "callback", address="+49 30 123456")
    run_owed(OVERFLOW_TOPIC, early=True)
    with acme.bound():
        assert promised(answered) == []
        assert [promise.kind for promise in promised(chosen)] == ["callback"]


def test_a_queue_that_says_nothing_lets_them_wait(acme: Company, begin: Begin) -> None:
    with acme.bound():
        begin().waits()
    assert owed(OVERFLOW_TOPIC) == []
