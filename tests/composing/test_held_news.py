"""What happened before a held reply was due: it is stopped, says why, and is never lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from helpdesk.agents.models import Agent
from helpdesk.composing import holding
from helpdesk.composing.models import HeldReply
from helpdesk.conversations import lifecycle
from helpdesk.conversations.models import Conversation
from tests.cast import Company
from tests.composing.held import (
    TOPIC,
    events,
    held,
    later,
    replies,
    schedule,
    send_now,
    take_back,
    write,
)
from tests.inbox.conftest import Desk
from tests.inbox.test_notices import look_after, occasions, see_all, wish
from tests.work import owed, run_owed


def _wrote(company: Company, conversation: Conversation) -> None:
    write(company, conversation, "Never mind!")


def _resolved(company: Company, conversation: Conversation) -> None:
    with company.bound():
        lifecycle.resolve(conversation.pk, by=company.agent("Ada"))


def _taken(company: Company, conversation: Conversation) -> None:
    with company.bound():
        lifecycle.claim(conversation.pk, company.agent("Ada"))


def _left(company: Company, _conversation: Conversation) -> None:
    with company.bound():
        Agent.objects.filter(name="Bo Reyes").update(is_active=False)


def _editor(company: Company, _conversation: Conversation) -> None:
    with company.bound():
        Agent.objects.filter(name="Bo Reyes").update(role="editor")


def _blocked(company: Company, conversation: Conversation) -> None:
    with company.bound():
        lifecycle.block(conversation.pk, by=company.agent("Ada"))


NEWS = {
    "wrote": (_wrote, "The customer has written since."),
    "resolved": (_resolved, "The conversation was resolved since."),
    "taken": (_taken, "Somebody else has the conversation now."),
    "left": (_left, "does not answer customers any more"),
    "editor": (_editor, "does not answer customers any more"),
    "blocked": (_blocked, "This contact is blocked."),
}


@pytest.mark.parametrize("news", NEWS)
def test_what_happened_meanwhile_stops_it_and_says_so_and_keeps_the_text(
    acme: Company, waiting: Conversation, bos: Desk, adas: Desk, news: str
) -> None:
    happens, words = NEWS[news]
    schedule(bos, waiting, "Not any more.")
    happens(acme, waiting)
    run_owed(TOPIC, early=True)
    assert replies(acme, waiting) == []
    [row] = held(acme)
    assert row.is_stopped
    assert events(acme, waiting)[-1] == "reply_stopped"
    shown = " ".join(adas.open(waiting).content.decode().split())
    assert "Not any more." in shown
    assert words in shown
    content = take_back(adas, waiting, row).json()
    assert content["body"] == "Not any more.", "a colleague may take up what was stopped"


@pytest.mark.parametrize(
    ("news", "is_sent"), [("wrote", True), ("resolved", True), ("left", False)]
)
def test_who_chose_so_has_it_sent_whatever_the_customer_does(
    acme: Company, waiting: Conversation, bos: Desk, news: str, is_sent: bool
) -> None:
    schedule(bos, waiting, on_news="send")
    NEWS[news][0](acme, waiting)
    run_owed(TOPIC, early=True)
    assert bool(replies(acme, waiting)) is is_sent


def test_what_was_stopped_is_sent_all_the_same_by_its_agent_alone(
    acme: Company, waiting: Conversation, bos: Desk, adas: Desk
) -> None:
    schedule(bos, waiting)
    _wrote(acme, waiting)
    run_owed(TOPIC, early=True)
    [row] = held(acme)
    assert send_now(adas, waiting, row).status_code == 422
    assert send_now(bos, waiting, row).status_code == 204
    assert replies(acme, waiting) == ["Later."]
    assert send_now(bos, waiting, row).status_code == 422, "it is too late"


def test_an_erased_contact_takes_the_held_reply_along(
    acme: Company, waiting: Conversation, bos: Desk
) -> None:
    schedule(bos, waiting)
    with acme.bound():
        Conversation.objects.get(pk=waiting.pk).contact.delete()
    assert run_owed(TOPIC, early=True) == 1
    assert owed(TOPIC) == []
    assert held(acme) == []


def test_a_reply_that_work_could_not_send_is_shown_as_late(
    acme: Company, waiting: Conversation, bos: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule(bos, waiting)

    def broken(*_args: Any) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(holding, "_send", broken)
        run_owed(TOPIC, early=True)
    past = timezone.now() - timedelta(minutes=5)
    with acme.bound():
        HeldReply.objects.update(due_at=past)
    assert "late: it could not be sent yet" in bos.open(waiting).content.decode()
    assert run_owed(TOPIC, early=True) == 1
    assert replies(acme, waiting) == ["Later."]


def test_a_reply_of_mine_that_was_held_back_calls_until_i_send_it_or_take_it_back(
    acme: Company, waiting: Conversation, bo: Agent, adas: Desk, bos: Desk
) -> None:
    wish(acme, bo, "stopped.email")
    with acme.bound():
        lifecycle.claim(waiting.pk, bo)
    schedule(bos, waiting, "I called them.")
    schedule(bos, waiting, "Tomorrow then.", due=later(hours=30))
    assert "stopped" not in dict(occasions(bos)), "it is not due"
    _wrote(acme, waiting)
    run_owed(TOPIC, early=True)
    see_all(acme, bo, waiting)
    assert occasions(bos) == [("stopped", waiting.pk)] * 2, "reading does not settle it"
    assert occasions(adas) == [], "it is not hers"
    with acme.bound():
        HeldReply.objects.filter(body="I called them.").update(due_at=timezone.now())
        first, second = HeldReply.objects.order_by("due_at")
    look_after(181)
    assert [letter.subject for letter in mail.outbox] == ["Your reply was not sent: Cleo Marsh"]
    take_back(bos, waiting, first)
    send_now(bos, waiting, second)
    assert occasions(bos) == []
