"""Who waits is given to who is there: in order, within capacity, by skill, and taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from escalation.models import Team
from escalation.rules import Priority
from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, replying
from helpdesk.conversations.models import Conversation, Message
from helpdesk.routing import attending, clock, hurrying, ticking
from helpdesk.routing.models import Availability, TeamQueue, Wait
from tests.cast import Company
from tests.conversations.conftest import A_PERSON, Thread
from tests.routing.conftest import Begin, online, silent_for
from tests.work import owed, run_owed


def hand_over(thread: Thread, priority: Priority = Priority.NORMAL) -> Thread:
    assert lifecycle.hand_off(thread.id, replace(A_PERSON, priority=priority), {"v": 1})
    return thread


def holder(thread: Thread) -> Agent | None:
    return thread.now().assignee


def test_a_hand_off_is_given_at_once_to_somebody_who_is_there(
    acme: Company, begin: Begin, support: Team, bo: Agent
) -> None:
    with acme.bound():
        online(bo)
        thread = hand_over(begin())
    run_owed("routing.assign")
    with acme.bound():
        assert holder(thread) == bo
        assert thread.events() == ["handed_off", "joined", "given"]
        wait = Wait.objects.get()
        assert (wait.outcome, wait.agent) == ("joined", bo)


def test_a_team_that_claims_by_hand_is_given_nothing_and_owes_nothing(
    acme: Company, begin: Begin, support: Team, bo: Agent
) -> None:
    with acme.bound():
        TeamQueue.objects.all().delete()
        online(bo)
    run_owed(early=True)
    with acme.bound():
        thread = hand_over(begin())
        assert holder(thread) is None
        assert Wait.objects.get(ended_at=None).conversation_id == thread.id
    assert not owed("routing.assign")
    assert not owed(clock.TICK_TOPIC)


def test_the_one_with_less_to_do_gets_the_next(
    acme: Company, begin: Begin, support: Team, ada: Agent, bo: Agent
) -> None:
    with acme.bound():
        online(ada, capacity=10)
        online(bo, capacity=10)
        lifecycle.claim(begin().id, bo)
        threads = [hand_over(begin()) for _ in range(3)]
    run_owed("routing.assign")
    with acme.bound():
        assert [holder(thread) for thread in threads] == [ada, bo, ada] or [
            holder(thread) for thread in threads
        ] == [ada, ada, bo]


def test_in_turn_means_who_was_given_one_longest_ago(
    acme: Company, begin: Begin, support: Team, ada: Agent, bo: Agent
) -> None:
    with acme.bound():
        TeamQueue.objects.update(way=TeamQueue.Way.ROUND_ROBIN)
        for agent in (ada, bo):
            online(agent, capacity=10)
        threads = [hand_over(begin()) for _ in range(4)]
    run_owed("routing.assign")
    with acme.bound():
        assert [holder(thread) for thread in threads] == [ada, bo, ada, bo]


def test_nobody_is_given_more_than_their_capacity_and_room_is_used_at_once(
    acme: Company, begin: Begin, support: Team, bo: Agent
) -> None:
    with acme.bound():
        online(bo, capacity=1)
        first, second = hand_over(begin()), hand_over(begin())
    run_owed("routing.assign")
    with acme.bound():
        assert (holder(first), holder(second)) == (bo, None)
        lifecycle.resolve(first.id, by=bo)
    run_owed("routing.assign")
    with acme.bound():
        assert holder(second) == bo


def test_urgent_ones_come_first_but_nobody_waits_for_ever(
    acme: Company, begin: Begin, support: Team, bo: Agent
) -> None:
    with acme.bound():
        old = hand_over(begin(), Priority.LOW)
        ago = timezone.now() - timedelta(hours=5)
        Conversation.objects.filter(pk=old.id).update(handed_off_at=ago)
        lifecycle.release(old.id)
        normal = hand_over(begin())
        urgent = hand_over(begin(), Priority.URGENT)
        in_order = list(Wait.objects.filter(ended_at=None).order_by("turn_at"))
        assert [one.conversation_id for one in in_order] == [old.id, urgent.id, normal.id]
        hurrying.set_priority(normal.id, "urgent", by=bo)
        hurrying.set_priority(urgent.id, "low", by=bo)
        in_order = list(Wait.objects.filter(ended_at=None).order_by("turn_at"))
        assert [one.conversation_id for one in in_order] == [old.id, normal.id, urgent.id]


def test_skills_decide_among_those_who_are_there(
    acme: Company, begin: Begin, support: Team, ada: Agent, bo: Agent
) -> None:
    with acme.bound():
        online(ada, skills="DE, billing", capacity=1)
        online(bo)
        german = begin()
        Conversation.objects.filter(pk=german.id).update(locale="de-AT")
        hand_over(german)
    run_owed("routing.assign")
    with acme.bound():
        assert holder(german) == ada
        again = begin()
        Conversation.objects.filter(pk=again.id).update(locale="de")
        hand_over(again)
    run_owed("routing.assign")
    with acme.bound():
        assert holder(again) is None  # Ada is there, and has no room yet
        attending.be(ada, "away")
    run_owed("routing.assign")
    with acme.bound():
        assert holder(again) == bo


@pytest.mark.parametrize("why", ["away", "offline", "silent", "off"])
def test_nobody_gets_one_who_is_not_there(
    acme: Company, begin: Begin, support: Team, bo: Agent, why: str
) -> None:
    with acme.bound():
        online(bo)
        if why == "silent":
            silent_for(bo, minutes=11)
        elif why == "off":
            Agent.objects.filter(pk=bo.pk).update(is_active=False)
        else:
            attending.be(bo, why)
        thread = hand_over(begin())
    run_owed("routing.assign")
    with acme.bound():
        assert holder(thread) is None
        assert thread.now().status == "waiting"


def test_who_was_silent_for_long_is_given_what_waits_as_soon_as_they_are_back(
    acme: Company, begin: Begin, support: Team, bo: Agent
) -> None:
    with acme.bound():
        online(bo)
        silent_for(bo, minutes=11)
        thread = hand_over(begin())
    run_owed("routing.assign")
    with acme.bound():
        assert holder(thread) is None
        attending.sign_of_life(bo.pk)
    run_owed("routing.assign")
    with acme.bound():
        assert holder(thread) == bo
        silent_for(bo, minutes=2)
        attending.sign_of_life(bo.pk)
    assert owed("routing.assign") == [], "nobody missed them"


def test_a_state_that_there_is_not_is_refused(acme: Company, bo: Agent) -> None:
    with acme.bound(), pytest.raises(ValidationError):
        attending.be(bo, "busy")


def test_what_is_not_answered_goes_back_to_the_queue_with_a_note_and_its_turn(
    acme: Company, begin: Begin, support: Team, ada: Agent, bo: Agent
) -> None:
    with acme.bound():
        online(bo)
        thread = hand_over(begin())
    run_owed("routing.assign")
    with acme.bound():
        assert holder(thread) == bo
        asked = thread.now().handed_off_at
        Wait.objects.update(answer_by=timezone.now())
        ticking.tick()
        now = thread.now()
        assert (now.status, now.assignee) == ("waiting", None)
        note = thread.entries(kind=Message.Kind.EVENT)[-1].data
        assert (note["event"], note["agent"], note["why"]) == ("taken_back", bo.name, "silent")
        assert note["internal"] is True
        assert Wait.objects.get(ended_at=None).since == asked
        # Who lets one lie is not given the next.
        assert Availability.objects.get(agent=bo).state == "away"
        online(ada)
    run_owed("routing.assign")
    with acme.bound():
        assert holder(thread) == ada


def test_what_was_answered_stays(acme: Company, begin: Begin, support: Team, bo: Agent) -> None:
    with acme.bound():
        online(bo)
        thread = hand_over(begin())
    run_owed("routing.assign")
    with acme.bound():
        replying.reply(thread.id, bo, body="Hello, I am on it.")
        Wait.objects.filter(answer_by__isnull=False).update(answer_by=timezone.now())
        ticking.tick()
        assert holder(thread) == bo


def test_whoever_goes_gives_back_who_waits_for_them_and_keeps_the_rest(
    acme: Company, begin: Begin, support: Team, bo: Agent
) -> None:
    with acme.bound():
        online(bo)
        asking, answered = hand_over(begin()), hand_over(begin())
        for thread in (asking, answered):
            replying.reply(thread.id, bo, body="Hello.")
        asking.says("And what about the other one?")
        attending.be(bo, "offline")
        ticking.tick()
        assert holder(asking) == bo  # not yet: N minutes first
        ago = timezone.now() - timedelta(minutes=6)
        Conversation.objects.update(last_message_at=ago)
        ticking.tick()
        assert (asking.now().status, holder(asking)) == ("waiting", None)
        assert (answered.now().status, holder(answered)) == ("open", bo)
        assert asking.last_event().data["why"] == "gone"


def test_the_clock_ticks_while_there_is_something_to_look_after_and_once_at_a_time(
    acme: Company, begin: Begin, support: Team, bo: Agent
) -> None:
    with acme.bound():
        threads = [hand_over(begin()) for _ in range(3)]
    assert 1 <= len(owed(clock.TICK_TOPIC)) <= 2  # two, where a half minute began meanwhile
    with acme.bound():
        for thread in threads:
            lifecycle.cancel_wait(thread.id)
    run_owed(clock.TICK_TOPIC, early=True)
    assert not owed(clock.TICK_TOPIC)


@pytest.mark.parametrize(
    ("why", "words"), [("nobody", "online right now"), ("full", "Many people")]
)
def test_who_is_handed_over_to_nobody_or_behind_many_hears_so(
    acme: Company, begin: Begin, support: Team, bo: Agent, why: str, words: str
) -> None:
    with acme.bound():
        if why == "nobody":
            TeamQueue.objects.update(says_when_empty=True)
        else:
            TeamQueue.objects.update(most_waiting=1)
            assert hand_over(begin()).events() == ["handed_off"]
        told = hand_over(begin()).last_event()
        assert (told.data["event"], told.data["why"]) == ("nobody_there", why)
        assert words in told.body
        assert told.data["offers"] == ["callback", "email"]
        online(bo)
        TeamQueue.objects.update(most_waiting=None)
        assert hand_over(begin()).events() == ["handed_off"]


def test_a_clock_that_is_behind_does_not_take_the_tick_that_is_done_for_the_next(
    acme: Company, begin: Begin, support: Team, bo: Agent
) -> None:
    with acme.bound():
        hand_over(begin())
    done = [int(job.payload["number"]) for job in owed(clock.TICK_TOPIC)][-1]
    with acme.bound():
        ticking.tick(done)  # before its time by our clock
    assert max(int(job.payload["number"]) for job in owed(clock.TICK_TOPIC)) > done
