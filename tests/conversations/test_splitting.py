"""From a message on it goes on in a new conversation; and a conversation is passed on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.assistant.models import Turn
from helpdesk.conversations import lifecycle, messaging, rechecking, replying, transferring
from helpdesk.conversations.merging import merge
from helpdesk.conversations.models import Conversation
from helpdesk.conversations.splitting import split
from tests.cast import Company
from tests.conversations.conftest import Thread, is_whole, said
from tests.work import run_owed

Begin = Callable[[], Thread]
Status = Conversation.Status


def test_both_logs_are_whole_and_what_was_answered_stays_by_its_question(
    acme: Company, thread: Thread, bo: Agent
) -> None:
    with acme.bound():
        thread.says("My invoice.")
        thread.answers("See Invoices.", trigger_seq=1)
        thread.says("And my card.")
        thread.answers("See Cards.", trigger_seq=3)
        turn = Turn.objects.create(
            conversation_id=thread.id, trigger_seq=3, reply_seq=4, outcome="answered"
        )
        new = Thread(split(thread.id, 3, by=bo).pk)
        assert (said(thread), said(new)) == (
            ["My invoice.", "See Invoices."],
            ["And my card.", "See Cards."],
        )
        assert is_whole(thread)
        assert is_whole(new)
        turn.refresh_from_db()
        there = {entry.body: entry for entry in new.entries()}
        assert turn.conversation_id == new.id
        assert turn.trigger_seq == there["And my card."].seq
        assert turn.reply_seq == there["See Cards."].seq
        assert there["See Cards."].trigger_seq == turn.trigger_seq
        assert (new.now().status, new.now().assignee) == (Status.OPEN, bo)
        assert (thread.now().status, thread.now().last_preview) == (
            Status.ASSISTED,
            "See Invoices.",
        )


def test_what_is_said_later_under_either_name_stays_there_and_an_old_answer_is_refused(
    acme: Company, thread: Thread, bo: Agent
) -> None:
    with acme.bound():
        for body in ("One.", "Two."):
            thread.says(body)
        fence = thread.now().fence
        new = Thread(split(thread.id, 2, by=bo).pk)
        thread.says("Three.")
        new.says("Four.")
        assert (said(thread), said(new)) == (["One.", "Three."], ["Two.", "Four."])
        with pytest.raises(messaging.Refused):
            thread.answers("Late.", trigger_seq=2, fence=fence)


def test_what_was_split_off_can_be_merged_again(acme: Company, thread: Thread, bo: Agent) -> None:
    with acme.bound():
        for body in ("One.", "Two."):
            thread.says(body)
        new = Thread(split(thread.id, 2, by=bo).pk)
        merge(new.id, into=thread.id, by=bo)
        assert said(thread) == ["One.", "Two."]
        assert is_whole(thread)
        assert is_whole(new)


def test_nothing_is_split_at_what_is_no_message_or_the_first(
    acme: Company, thread: Thread, bo: Agent
) -> None:
    with acme.bound():
        thread.says("One.")
        note = replying.note(thread.id, bo, body="Hm.")
        for seq in (1, note.seq, 99):
            with pytest.raises(ValidationError):
                split(thread.id, seq, by=bo)
        assert Conversation.objects.filter(contact=thread.now().contact_id).count() == 1


def test_a_transfer_is_the_change_the_note_and_the_event_or_nothing(
    acme: Company, thread: Thread, ada: Agent, bo: Agent
) -> None:
    with acme.bound():
        lifecycle.claim(thread.id, bo)
        transferring.transfer(thread.id, to=ada, by=bo, note="She knows VAT.")
        assert thread.now().assignee == ada
        (note,) = thread.entries(kind="note")
        event = thread.last_event()
        assert (event.data["to"], event.data["note"], event.data["agent"]) == (
            "Ada Lind",
            note.seq,
            "Bo Reyes",
        )
        head = thread.now().head
        with pytest.raises(ValidationError, match="has it already"):
            transferring.transfer(thread.id, to=ada, by=bo, note="Again.")
        with pytest.raises(ValidationError, match="16 KiB"):
            transferring.transfer(thread.id, to=bo, by=ada, note="x" * 17_000)
        assert (thread.now().head, thread.now().assignee) == (head, ada)


def test_a_transfer_to_a_team_waits_in_its_queue(acme: Company, thread: Thread, bo: Agent) -> None:
    with acme.bound():
        lifecycle.claim(thread.id, bo)
        billing = Team.objects.create(name="Billing")
        transferring.transfer(thread.id, to=billing, by=bo)
        assert (thread.now().status, thread.now().team) == (Status.WAITING, billing)
        assert thread.entries(kind="note") == []


def test_a_reply_goes_on_only_where_it_means_what_the_agent_saw(
    acme: Company, thread: Thread, ada: Agent, bo: Agent
) -> None:
    with acme.bound(), transaction.atomic():
        lifecycle.claim(thread.id, bo)
        seen = thread.now().fence
        rechecking.check(thread.id, bo, fence=seen, cid=None)
        lifecycle.resolve(thread.id, by=ada)
        with pytest.raises(rechecking.ChangedMeanwhile, match="Ada Lind resolved this"):
            rechecking.check(thread.id, bo, fence=seen, cid=None)
        rechecking.check(thread.id, bo, fence=thread.now().fence, cid=None)
        rechecking.check(thread.id, bo, fence=None, cid=None)
        lifecycle.resolve(lifecycle.reopen(thread.id, by=bo).pk)
        with pytest.raises(rechecking.ChangedMeanwhile, match="The customer resolved this"):
            rechecking.check(thread.id, bo, fence=seen, cid=None)
        lifecycle.reopen(thread.id, by=ada)
        with pytest.raises(lifecycle.AlreadyTaken, match="Ada Lind"):
            rechecking.check(thread.id, bo, fence=seen, cid=None)


@pytest.mark.parametrize("verb", ["release", "snooze", "give_back"])
def test_each_move_has_its_words(verb: str, acme: Company, thread: Thread, bo: Agent) -> None:
    with acme.bound(), transaction.atomic():
        lifecycle.claim(thread.id, bo)
        seen = thread.now().fence
        fields: dict[str, dict[str, Any]] = {"release": {}, "give_back": {"by": bo}}
        fields["snooze"] = {"until": None, "by": bo}
        getattr(lifecycle, verb)(thread.id, **fields[verb])
        with pytest.raises(rechecking.ChangedMeanwhile, match="Send again to"):
            rechecking.check(thread.id, bo, fence=seen, cid=None)


def test_what_rests_is_woken_at_its_time_though_a_part_of_it_went(
    acme: Company, thread: Thread, bo: Agent
) -> None:
    with acme.bound():
        for body in ("One.", "Two."):
            thread.says(body)
        lifecycle.claim(thread.id, bo)
        lifecycle.snooze(thread.id, until=timezone.now() + timedelta(hours=1))
        split(thread.id, 2, by=bo)
        lifecycle.switch_assistant(thread.id, on=False, by=bo)
        assert thread.now().status == Status.SNOOZED
    run_owed("conversations.wake", early=True)
    with acme.bound():
        assert thread.now().status == Status.OPEN
