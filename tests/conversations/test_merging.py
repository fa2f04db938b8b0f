"""Two conversations of one customer become one: nothing is lost, and no number changes."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from helpdesk.agents.models import Agent
from helpdesk.conversations import contacts, lifecycle, messaging, redacting, replying
from helpdesk.conversations.merging import merge
from helpdesk.conversations.models import Contact, Conversation, Handoff
from tests.cast import Company
from tests.conversations.conftest import Thread, is_whole, said

Begin = Callable[[], Thread]
Status = Conversation.Status


def test_all_that_was_said_stands_in_the_one_that_lives_and_both_logs_are_whole(
    acme: Company, begin: Begin, bo: Agent
) -> None:
    old, kept = begin(), begin()
    with acme.bound():
        kept.says("About my invoice.")
        before = [(entry.seq, entry.pk) for entry in kept.entries()]
        old.says("And my card.")
        old.answers("Press Cards.", trigger_seq=1)
        replying.note(old.id, bo, body="They called.")
        merge(old.id, into=kept.id, by=bo)
        assert said(kept) == ["About my invoice.", "And my card.", "Press Cards."]
        assert [(entry.seq, entry.pk) for entry in kept.entries()][: len(before)] == before
        assert is_whole(kept)
        assert is_whole(old)
        assert said(old) == []
        gone = [entry.data for entry in old.entries()]
        assert [data["event"] for data in gone] == ["moved", "moved", "moved", "merged"]
        there = {entry.seq: entry.body for entry in kept.entries()}
        assert [there[data["seq"]] for data in gone[:3]] == [
            *("And my card.", "Press Cards.", "They called."),
        ]
        assert gone[3]["into"] == kept.now().public_id
        assert (old.now().status, old.now().merged_into_id) == (Status.MERGED, kept.id)


def test_who_has_read_up_to_a_number_reads_on_from_it(
    acme: Company, begin: Begin, bo: Agent
) -> None:
    old, kept = begin(), begin()
    with acme.bound():
        old.says("One.")
        cursor = old.now().head
        old.says("Two.")
        merge(old.id, into=kept.id, by=bo)
        later = [entry.data["event"] for entry in old.entries() if entry.seq > cursor]
        assert later == ["moved", "merged"]


def test_what_arrives_under_the_old_name_lands_where_it_lives(
    acme: Company, begin: Begin, bo: Agent
) -> None:
    first, second, third = begin(), begin(), begin()
    cid = uuid4()
    with acme.bound():
        first.says("Once.", cid=cid)
        merge(first.id, into=second.id, by=bo)
        assert first.says("Once.", cid=cid).duplicate
        merge(second.id, into=third.id, by=bo)
        first.says("Twice.")
        messaging.add_note(first.id, agent_id=bo.pk, body="Thrice.")
        messaging.add_event(second.id, "noted", internal=True)
        assert said(third) == ["Once.", "Twice."]
        assert third.entries(kind="note")[0].body == "Thrice."
        assert all(is_whole(thread) for thread in (first, second, third))
        assert first.now().merged_into_id == third.id


@pytest.mark.parametrize(
    ("old_state", "kept_state", "merged"),
    [
        ("open", "resolved", Status.OPEN),
        ("resolved", "open", Status.OPEN),
        ("waiting", "assisted", Status.WAITING),
        ("assisted", "waiting", Status.WAITING),
        ("resolved", "resolved", Status.RESOLVED),
        ("snoozed", "resolved", Status.SNOOZED),
        ("answered", "answered", Status.ASSISTED),
        ("assisted", "answered", Status.OPEN),
        ("answered", "assisted", Status.OPEN),
        ("snoozed", "answered", Status.OPEN),
    ],
)
def test_it_stands_as_the_one_that_presses_more(
    old_state: str, kept_state: str, merged: Status, acme: Company, begin: Begin, bo: Agent
) -> None:
    old, kept = begin(), begin()
    with acme.bound():
        for thread, state in ((old, old_state), (kept, kept_state)):
            _bring(thread, state, bo)
        fences = [thread.now().fence for thread in (old, kept)]
        merge(old.id, into=kept.id, by=bo)
        now = kept.now()
        assert now.status == merged
        assert now.fence > max(fences)
        if merged in (Status.OPEN, Status.SNOOZED):
            assert now.assignee == bo
        else:
            assert now.status == Status.RESOLVED or now.assignee is None
        assert (merged == Status.WAITING) == (now.waiting_since is not None)


def _bring(thread: Thread, state: str, agent: Agent) -> None:
    thread.says("Help.")
    if state == "waiting":
        thread.waits()
    elif state == "answered":
        thread.answers("Here.", trigger_seq=1)
    elif state != "assisted":
        lifecycle.claim(thread.id, agent)
    if state == "resolved":
        lifecycle.resolve(thread.id, by=agent)
    if state == "snoozed":
        lifecycle.snooze(thread.id, until=timezone.now() + timedelta(hours=1))


def test_of_two_who_wait_the_earlier_place_counts_and_the_case_goes_along(
    acme: Company, begin: Begin, bo: Agent
) -> None:
    old, kept = begin(), begin()
    with acme.bound():
        for thread in (old, kept):
            thread.says("A person, please.")
            thread.waits()
        earlier = timezone.now() - timedelta(hours=2)
        Conversation.objects.filter(pk=old.id).update(waiting_since=earlier, handed_off_at=earlier)
        merge(old.id, into=kept.id, by=bo)
        now = kept.now()
        assert now.waiting_since == now.handed_off_at == earlier
        assert Handoff.objects.filter(conversation=kept.id).count() == 2
        told = kept.entries(data__event="handed_off")
        cases = Handoff.objects.filter(conversation=kept.id).values_list("seq", flat=True)
        assert sorted(cases) == [entry.seq for entry in told]


def test_only_one_customers_conversations_are_merged(
    acme: Company, begin: Begin, bo: Agent
) -> None:
    old = begin()
    with acme.bound():
        stranger = lifecycle.start(Contact.objects.create(name="Dee"))
        for other, code in ((stranger.pk, "other_contact"), (old.id, "same")):
            with pytest.raises(ValidationError) as refused:
                merge(old.id, into=other, by=bo)
            assert refused.value.code == code
        with pytest.raises(Conversation.DoesNotExist):
            merge(old.id, into=10**9, by=bo)
        lifecycle.block(old.id, by=bo)
        with pytest.raises(ValidationError, match="blocked"):
            merge(old.id, into=begin_again(old), by=bo)


def begin_again(thread: Thread) -> int:
    return Conversation.objects.create(contact_id=thread.now().contact_id).pk


def test_merging_again_says_that_it_is_one(acme: Company, begin: Begin, bo: Agent) -> None:
    old, kept = begin(), begin()
    with acme.bound():
        merge(old.id, into=kept.id, by=bo)
        with pytest.raises(ValidationError, match="one and the same"):
            merge(old.id, into=kept.id, by=bo)
        with pytest.raises(ValidationError, match="one and the same"):
            merge(kept.id, into=old.id, by=bo)


def test_the_assistants_answer_under_the_old_fence_is_refused(
    acme: Company, begin: Begin, bo: Agent
) -> None:
    old, kept = begin(), begin()
    with acme.bound():
        old.says("Help.")
        fence = old.now().fence
        merge(old.id, into=kept.id, by=bo)
        with pytest.raises(messaging.Refused):
            old.answers("Late.", trigger_seq=1, fence=fence)
        with pytest.raises(messaging.Refused):  # nor is it taken for the answer to another question
            old.answers("Late.", trigger_seq=1)
        assert said(kept) == ["Help."]
        assert (kept.now().status, kept.now().assignee) == (Status.OPEN, bo)


def test_a_text_is_redacted_where_it_lies_now(acme: Company, begin: Begin, bo: Agent) -> None:
    old, kept = begin(), begin()
    with acme.bound():
        old.says("My card is 4111.")
        merge(old.id, into=kept.id, by=bo)
        redacting.redact(old.id, 1, by=bo)
        assert said(kept) == [""]
        assert kept.last_event().data["target"] == kept.entries(kind="message")[0].seq


def test_events_point_at_the_entries_that_they_mean(acme: Company, begin: Begin, bo: Agent) -> None:
    old, kept = begin(), begin()
    with acme.bound():
        kept.says("Before.")
        old.says("Secret.")
        redacting.redact(old.id, 1, by=bo)
        merge(old.id, into=kept.id, by=bo)
        (event,) = kept.entries(data__event="redacted")
        (redacted,) = kept.entries(redacted_at__isnull=False)
        assert event.data["target"] == redacted.seq


def test_what_both_sides_had_read_stays_read(acme: Company, begin: Begin, bo: Agent) -> None:
    old, kept = begin(), begin()
    with acme.bound():
        for thread in (old, kept):
            thread.says("Hello.")
            contacts.seen_by_contact(thread.id, 1)
        contacts.seen_by_agent(kept.id, 1)
        merge(old.id, into=kept.id, by=bo)
        now = kept.now()
        assert now.contact_seen >= max(entry.seq for entry in kept.entries(kind="message"))
        assert now.agent_seen == 1
