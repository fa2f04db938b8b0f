"""Who answers next: each verb, what it changes, and what the customer and the log are told."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from escalation.deciding import Decision
from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, messaging
from helpdesk.conversations.models import Contact, Conversation, Handoff
from helpdesk.conversations.signals import conversation_handed_off, conversation_resolved
from tests.cast import Company
from tests.conversations.conftest import A_PERSON, Thread
from tests.work import owed, run_owed

Status = Conversation.Status


def test_starting_twice_with_one_key_makes_one_conversation(acme: Company, cleo: Contact) -> None:
    key = uuid4()
    with acme.bound():
        first = lifecycle.start(cleo, client_key=key, page={"url": "/prices"}, locale="de")
        again = lifecycle.start(cleo, client_key=key)
        assert first == again
        assert (again.status, again.page, again.locale) == ("assisted", {"url": "/prices"}, "de")
        assert lifecycle.start(cleo) != first


def test_a_blocked_contact_starts_nothing(acme: Company, cleo: Contact) -> None:
    with acme.bound():
        Contact.objects.filter(pk=cleo.pk).update(is_blocked=True)
        cleo.refresh_from_db()
        with pytest.raises(PermissionDenied):
            lifecycle.start(cleo)


def test_a_hand_off_queues_the_conversation_and_tells_the_customer(
    acme: Company, thread: Thread
) -> None:
    with acme.bound():
        thread.says("Can I talk to a person?")
        handoff = lifecycle.hand_off(thread.id, A_PERSON, {"v": 1, "goal": "talk"})
        now, event = thread.now(), thread.last_event()
        assert handoff is not None
        assert (now.status, now.priority, now.fence) == (Status.WAITING, "high", 1)
        assert now.team == Team.objects.get(is_default=True) == handoff.team
        assert now.waiting_since == now.handed_off_at is not None
        assert event.body == A_PERSON.words
        assert event.data == {"event": "handed_off", "team": "Support", "policy": None}
        assert (handoff.seq, handoff.package) == (event.seq, {"v": 1, "goal": "talk"})
        assert list(Conversation.objects.queued_for(handoff.team)) == [now]


def test_a_hand_off_goes_to_the_team_of_the_decision(acme: Company, thread: Thread) -> None:
    with acme.bound():
        billing = Team.objects.create(name="Billing")
        decision = Decision(**{**vars(A_PERSON), "team_id": billing.pk})
        lifecycle.hand_off(thread.id, decision, {})
        assert thread.now().team == billing
        assert not Conversation.objects.queued_for(Team.objects.get(name="Support")).exists()


def test_a_hand_off_is_made_even_where_every_team_was_deleted(
    acme: Company, thread: Thread
) -> None:
    decision = Decision(**{**vars(A_PERSON), "reason": "The message touches: " + "x" * 400})
    with acme.bound():
        Team.objects.all().delete()
        handoff = lifecycle.hand_off(thread.id, decision, {})
        assert handoff is not None
        assert (handoff.team, len(handoff.reason)) == (None, 300)
        assert thread.now().status == Status.WAITING
        assert lifecycle.release(thread.id).team is None


def test_said_hand_off_is_done_once(acme: Company, thread: Thread, bo: Agent) -> None:
    with acme.bound():
        thread.waits()
        assert lifecycle.hand_off(thread.id, A_PERSON, {}) is None
        lifecycle.claim(thread.id, bo)
        assert lifecycle.hand_off(thread.id, A_PERSON, {}) is None
        assert Handoff.objects.count() == 1
        assert thread.events() == ["handed_off", "joined"]


def test_a_hand_off_under_a_stale_fence_does_nothing(
    acme: Company, thread: Thread, ada: Agent
) -> None:
    with acme.bound():
        seen = thread.now().fence
        lifecycle.switch_assistant(thread.id, on=False, by=ada)
        assert lifecycle.hand_off(thread.id, A_PERSON, {}, fence=seen) is None
        assert thread.now().status == Status.ASSISTED


def test_a_contact_may_stop_waiting(acme: Company, thread: Thread) -> None:
    with acme.bound():
        thread.waits()
        back = lifecycle.cancel_wait(thread.id)
        assert (back.status, back.waiting_since) == (Status.ASSISTED, None)
        assert thread.events() == ["handed_off", "wait_cancelled"]
        assert lifecycle.hand_off(thread.id, A_PERSON, {}), "they may ask again"


def test_a_wait_that_ended_is_not_cancelled(acme: Company, thread: Thread, bo: Agent) -> None:
    with acme.bound():
        thread.waits()
        lifecycle.claim(thread.id, bo)
        assert lifecycle.cancel_wait(thread.id).status == Status.OPEN
        assert "wait_cancelled" not in thread.events()


def test_resolving_twice_tells_once(acme: Company, thread: Thread, bo: Agent) -> None:
    told: list[int] = []

    def listen(conversation_id: int, **_: object) -> None:
        told.append(conversation_id)

    conversation_resolved.connect(listen)
    with acme.bound():
        lifecycle.claim(thread.id, bo)
        done = lifecycle.resolve(thread.id, by=bo)
        assert (done.status, done.assignee) == (Status.RESOLVED, bo)
        assert done.resolved_at is not None
        lifecycle.resolve(thread.id, by=bo)
        assert told == [thread.id]
        assert thread.last_event().data["by"] == "agent"
    conversation_resolved.disconnect(listen)


def test_a_contact_may_end_the_conversation(acme: Company, thread: Thread) -> None:
    with acme.bound():
        assert lifecycle.resolve(thread.id).status == Status.RESOLVED
        assert thread.last_event().body == "You ended this conversation."
        assert thread.last_event().data["by"] == "contact"


def test_what_a_contact_writes_after_the_end_reopens_it_for_the_assistant(
    acme: Company, thread: Thread, bo: Agent
) -> None:
    with acme.bound():
        lifecycle.claim(thread.id, bo)
        lifecycle.resolve(thread.id, by=bo)
        posted = thread.says("It is back.")
        assert posted.status == Status.RESOLVED
    assert [job.payload for job in owed("assistant.turn")] == [
        {"conversation": thread.id, "seq": posted.seq}
    ]
    with acme.bound():
        again = lifecycle.reopen(thread.id)
        assert (again.status, again.assignee) == (Status.ASSISTED, None)
        assert again.resolved_at is None


def test_an_agent_who_reopens_has_it(acme: Company, thread: Thread, ada: Agent) -> None:
    with acme.bound():
        lifecycle.resolve(thread.id)
        again = lifecycle.reopen(thread.id, by=ada)
        assert (again.status, again.assignee) == (Status.OPEN, ada)
        assert lifecycle.reopen(thread.id, by=ada).fence == again.fence


def test_a_snooze_ends_when_its_time_comes(acme: Company, thread: Thread, bo: Agent) -> None:
    with acme.bound():
        lifecycle.claim(thread.id, bo)
        lifecycle.snooze(thread.id, until=timezone.now() + timedelta(hours=1))
    run_owed("conversations.wake")
    with acme.bound():
        assert thread.now().status == Status.SNOOZED, "not yet"
    run_owed("conversations.wake", early=True)
    with acme.bound():
        now = thread.now()
        assert (now.status, now.assignee, now.snoozed_until) == (Status.OPEN, bo, None)
        assert thread.last_event().data == {"event": "woken", "internal": True}


def test_a_snooze_that_was_overtaken_does_not_end_anything(
    acme: Company, thread: Thread, bo: Agent
) -> None:
    with acme.bound():
        lifecycle.claim(thread.id, bo)
        lifecycle.snooze(thread.id, until=timezone.now() + timedelta(hours=1))
        lifecycle.resolve(thread.id, by=bo)
    run_owed("conversations.wake", early=True)
    with acme.bound():
        assert thread.now().status == Status.RESOLVED


def test_a_snoozed_conversation_goes_back_to_where_it_came_from(
    acme: Company, begin: Callable[[], Thread], bo: Agent
) -> None:
    with acme.bound():
        later = timezone.now() + timedelta(hours=1)
        owned, queued = begin(), begin().waits()
        lifecycle.claim(owned.id, bo)
        for thread in (owned, queued):
            lifecycle.snooze(thread.id, until=later)
            lifecycle.reopen(thread.id)
        assert (owned.now().status, owned.now().assignee) == (Status.OPEN, bo)
        assert queued.now().status == Status.WAITING


def test_the_assistant_can_be_switched_off_for_one_conversation(
    acme: Company, begin: Callable[[], Thread], ada: Agent
) -> None:
    with acme.bound():
        one, other = begin(), begin()
        lifecycle.switch_assistant(one.id, on=False, by=ada)
        assert (one.now().assistant_on, other.now().assistant_on) == (False, True)
        assert one.last_event().data["internal"] is True


def test_a_blocked_contact_is_silent_and_out_of_every_list(
    acme: Company, begin: Callable[[], Thread], bo: Agent, cleo: Contact
) -> None:
    with acme.bound():
        one, other = begin().waits(), begin()
        lifecycle.block(one.id, by=bo)
        cleo.refresh_from_db()
        assert cleo.is_blocked
        assert not Conversation.objects.real().exists()
        with pytest.raises(messaging.Refused):
            other.says("Buy gold!")


def test_the_signal_of_a_hand_off_is_sent_inside_its_transaction(
    acme: Company, thread: Thread
) -> None:
    def refuse(**_: object) -> None:
        raise RuntimeError("a later app failed")

    conversation_handed_off.connect(refuse)
    with acme.bound():
        with pytest.raises(RuntimeError):
            lifecycle.hand_off(thread.id, A_PERSON, {})
        conversation_handed_off.disconnect(refuse)
        assert thread.now().status == Status.ASSISTED
        assert thread.entries() == []
