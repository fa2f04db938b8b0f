"""What is promised, repaired, due and waited for goes along when a conversation is merged."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, replying
from helpdesk.conversations.merging import merge
from helpdesk.conversations.models import Conversation, Handoff, Message
from helpdesk.conversations.splitting import split
from helpdesk.filing import filed, following, tagging
from helpdesk.filing.models import Mention
from helpdesk.recovery import promising, recovering
from helpdesk.recovery.failures import Failure
from helpdesk.recovery.models import FirstReply, Promise, RecoveryCase
from helpdesk.routing.agreements import Deadline, SlaPolicy
from helpdesk.routing.models import Wait
from tests.cast import Company
from tests.conversations.conftest import Thread, begin
from tests.recovery.conftest import soon

__all__ = ["begin"]

Begin = Callable[[], Thread]


def open_of(conversation_id: int) -> list[Promise]:
    return list(Promise.objects.filter(conversation=conversation_id, closed_at=None))


def test_what_was_owed_is_owed_there_and_kept_by_the_next_reply(
    acme: Company, begin: Begin, bo: Agent
) -> None:
    old, kept = begin(), begin()
    with acme.bound():
        old.says("A person, please.")
        old.waits()
        kept.says("Hello.")
        lifecycle.claim(kept.id, bo)
        promising.make_promise(old.id, soon(), key="call")
        merge(old.id, into=kept.id, by=bo)
        assert open_of(old.id) == []
        assert {promise.kind for promise in open_of(kept.id)} == {"wait", "callback"}
        replying.reply(kept.id, bo, body="Here I am.")
        assert {promise.kind for promise in open_of(kept.id)} == {"callback"}


def test_one_case_one_awaited_reply_and_one_wait_are_left(
    acme: Company, begin: Begin, bo: Agent
) -> None:
    old, kept = begin(), begin()
    with acme.bound():
        for thread in (old, kept):
            thread.says("A person, please.")
            thread.waits()
            recovering.detect(thread.id, Failure.UPSET, why=f"awful {thread.id}")
        merge(old.id, into=kept.id, by=bo)
        (case,) = RecoveryCase.objects.all()
        assert case.conversation_id == kept.id
        whys = " ".join(sign["why"] for sign in case.signs)
        assert all(f"awful {thread.id}" in whys for thread in (old, kept))
        assert FirstReply.objects.filter(sent_at=None).count() == 1
        (wait,) = Wait.objects.filter(ended_at=None)
        assert wait.conversation_id == kept.id
        assert not Wait.objects.filter(conversation=old.id).exists()
        assert Handoff.objects.filter(conversation=kept.id).count() == 2


def test_what_is_due_in_both_is_due_at_the_earlier_time(
    acme: Company, begin: Begin, bo: Agent
) -> None:
    old, kept = begin(), begin()
    with acme.bound():
        SlaPolicy.objects.create(name="All", first_minutes=60, in_open_time=False)
        for thread in (old, kept):
            thread.says("A person, please.")
            thread.waits()
        earlier = timezone.now() + timedelta(minutes=5)
        Deadline.objects.filter(conversation=old.id).update(due_at=earlier)
        merge(old.id, into=kept.id, by=bo)
        (deadline,) = Deadline.objects.filter(ended_at=None)
        assert (deadline.conversation_id, deadline.due_at) == (kept.id, earlier)


def test_a_place_in_line_is_kept_where_only_the_one_that_goes_waited(
    acme: Company, begin: Begin, bo: Agent
) -> None:
    old, kept = begin(), begin()
    with acme.bound():
        old.says("A person, please.")
        old.waits()
        since = Wait.objects.get(conversation=old.id).since
        kept.says("Thanks.")
        kept.answers("Gladly.", trigger_seq=1)
        merge(old.id, into=kept.id, by=bo)
        (wait,) = Wait.objects.filter(ended_at=None)
        assert (wait.conversation_id, wait.since) == (kept.id, since)
        assert wait.team == Team.objects.get(is_default=True)


def test_tags_followers_and_mentions_are_those_of_both(
    acme: Company, begin: Begin, ada: Agent, bo: Agent
) -> None:
    old, kept = begin(), begin()
    with acme.bound():
        tagging.tag(old.id, ["vip", "refund"], by=bo)
        tagging.tag(kept.id, ["vip"], by=bo)
        following.follow(kept.id, ada)
        replying.note(old.id, bo, body="@Ada, please.")
        merge(old.id, into=kept.id, by=bo)
        assert tagging.names_of([old.id, kept.id]) == {kept.id: ["refund", "vip"]}
        assert [one.name for one in filed.of(kept.id).followers] == ["Ada Lind"]
        mention = Mention.objects.get()
        note = Message.objects.get(conversation=kept.id, kind="note")
        assert (mention.conversation_id, mention.seq) == (kept.id, note.seq)


def test_a_snooze_goes_on_and_its_old_alarm_wakes_nothing(
    acme: Company, begin: Begin, bo: Agent
) -> None:
    old, kept = begin(), begin()
    with acme.bound():
        for thread in (old, kept):
            thread.says("Hello.")
            lifecycle.claim(thread.id, bo)
        lifecycle.resolve(kept.id, by=bo)
        lifecycle.snooze(old.id, until=timezone.now() + timedelta(hours=1))
        alarm = old.now().fence
        merge(old.id, into=kept.id, by=bo)
        lifecycle.wake(old.id, fence=alarm)
        assert kept.now().status == Conversation.Status.SNOOZED
        lifecycle.wake(kept.id, fence=kept.now().fence)
        assert kept.now().status == Conversation.Status.OPEN


def test_what_was_promised_in_what_is_split_off_goes_with_it(
    acme: Company, begin: Begin, bo: Agent
) -> None:
    thread = begin()
    with acme.bound():
        thread.says("My invoice.")
        lifecycle.claim(thread.id, bo)
        first = replying.reply(thread.id, bo, body="I will look.")
        second = replying.reply(thread.id, bo, body="And I will call.")
        for posted in (first, second):
            made = Promise.objects.get(
                pk=promising.make_promise(thread.id, soon(), key=f"k{posted.seq}").pk
            )
            Promise.objects.filter(pk=made.pk).update(seq=posted.seq)
        new = split(thread.id, second.seq, by=bo)
        assert [one.seq for one in open_of(thread.id)] == [first.seq]
        (gone,) = open_of(new.pk)
        said = Message.objects.get(conversation=new.pk, seq=gone.seq or 0)
        assert said.body == "And I will call."
