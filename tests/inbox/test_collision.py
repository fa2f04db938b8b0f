"""A reply that crosses something its author has not seen is told so before it is sent."""

import html
import json
import re
import threading
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from helpdesk.agents.models import Agent
from helpdesk.composing import saying
from helpdesk.conversations import messaging, rechecking, replying
from helpdesk.conversations.models import Conversation, Message
from helpdesk.live import marks
from helpdesk.notifying import presence
from helpdesk.notifying.presence import Doing, Seen
from tests.cast import Company
from tests.inbox.conftest import Answer, Desk

TEXT = "Press <Correct> & save."


def head_of(company: Company, conversation: Conversation) -> int:
    with company.bound():
        return Conversation.objects.get(pk=conversation.pk).head


def sent(company: Company, conversation: Conversation) -> list[str]:
    with company.bound():
        found = Message.objects.filter(conversation=conversation, sender="agent", kind="message")
        return list(found.values_list("body", flat=True))


def say(company: Company, conversation: Conversation, body: str) -> int:
    with company.bound():
        return messaging.post_message(conversation.pk, sender="contact", body=body).seq


def be_replying(company: Company, conversation: Conversation, agent: Agent) -> None:
    with company.bound():
        seen = Seen(agent.pk, agent.name, Doing.REPLYING)
        marks.put(presence.mark(conversation.pk, "window", seen))


def field(answer: Answer, name: str) -> str:
    found = re.search(rf'name="{name}" value="(\d+)"', answer.content.decode())
    assert found, answer.content
    return found[1]


def test_a_newer_message_is_told_before_and_the_reply_goes_when_it_is_sent_all_the_same(
    acme: Company, waiting: Conversation, adas: Desk
) -> None:
    known, cid = head_of(acme, waiting), str(uuid4())
    say(acme, waiting, "Never mind <b>, solved!")
    warned = adas.do("reply", waiting, body=TEXT, cid=cid, known=known)
    assert warned.status_code == 409
    assert "handrail:collision" in json.loads(warned.headers["HX-Trigger"])
    assert "Never mind &lt;b&gt;, solved!" in warned.content.decode()
    assert "Cleo Marsh" in warned.content.decode()
    assert sent(acme, waiting) == []
    told = field(warned, "told")
    assert adas.do("reply", waiting, body=TEXT, cid=cid, known=known, told=told).status_code == 204
    assert sent(acme, waiting) == [TEXT]


def test_who_was_told_of_one_thing_is_told_of_the_next(
    acme: Company, waiting: Conversation, adas: Desk
) -> None:
    known = head_of(acme, waiting)
    say(acme, waiting, "One thing")
    told = field(adas.do("reply", waiting, body=TEXT, cid=uuid4(), known=known), "told")
    say(acme, waiting, "And another")
    again = adas.do("reply", waiting, body=TEXT, cid=uuid4(), known=known, told=told)
    assert again.status_code == 409
    assert "And another" in again.content.decode()
    assert "One thing" not in again.content.decode()


def test_a_colleagues_reply_or_note_counts_and_ones_own_words_and_events_do_not(
    acme: Company, waiting: Conversation, ada: Agent, bo: Agent, adas: Desk
) -> None:
    known = head_of(acme, waiting)
    assert adas.do("claim", waiting).status_code == 204  # an event
    with acme.bound():
        replying.reply(waiting.pk, ada, body="From my other window.")
    assert adas.do("reply", waiting, body="One", cid=uuid4(), known=known).status_code == 204
    with acme.bound():
        replying.note(waiting.pk, bo, body="I have her on the phone.")
    warned = adas.do("reply", waiting, body="Two", cid=uuid4(), known=known)
    assert warned.status_code == 409
    assert "I have her on the phone." in warned.content.decode()
    assert "Bo Reyes" in warned.content.decode()
    assert "From my other window." not in warned.content.decode()


def test_a_colleague_who_is_replying_is_named_and_oneself_is_none(
    acme: Company, waiting: Conversation, ada: Agent, bo: Agent, adas: Desk
) -> None:
    known = head_of(acme, waiting)
    be_replying(acme, waiting, ada)
    be_replying(acme, waiting, bo)
    warned = adas.do("reply", waiting, body=TEXT, cid=uuid4(), known=known)
    assert "<bdi>Bo Reyes</bdi> is replying at this moment." in warned.content.decode()
    assert "Ada Lind is" not in warned.content.decode()
    told = field(warned, "told")
    answer = adas.do("reply", waiting, body=TEXT, cid=uuid4(), known=known, told=told)
    assert answer.status_code == 204


def test_without_scripts_the_page_comes_back_with_the_text_and_sends_what_it_holds(
    acme: Company, waiting: Conversation, adas: Desk
) -> None:
    fields: dict[str, Any] = {"body": f"\n{TEXT}", "cid": str(uuid4())}
    fields["known"] = head_of(acme, waiting)
    say(acme, waiting, "Hello?")
    address = adas.address("reply", waiting)
    warned = adas.client.post(address, fields)
    page = warned.content.decode()
    assert warned.status_code == 409
    kept = re.search(r'<textarea id="body".*?>\n?(.*?)</textarea>', page, re.DOTALL)
    assert kept
    assert html.unescape(kept[1]).strip() == TEXT
    assert fields["cid"] in page
    assert "Send all the same" in page
    again = {**fields, "known": field(warned, "known"), "told": field(warned, "told")}
    assert adas.client.post(address, again).status_code == 302
    assert [body.strip() for body in sent(acme, waiting)] == [TEXT]


def test_a_reply_that_arrived_is_not_warned_of_when_it_is_sent_again(
    acme: Company, waiting: Conversation, adas: Desk
) -> None:
    fields = {"body": TEXT, "cid": str(uuid4()), "known": head_of(acme, waiting)}
    assert adas.do("reply", waiting, **fields).status_code == 204
    say(acme, waiting, "Thanks!")
    assert adas.do("reply", waiting, **fields).status_code == 204
    assert sent(acme, waiting) == [TEXT]


@pytest.mark.parametrize("known", ["", "-1", "many", "9" * 40, "\x00"])
def test_a_position_that_is_none_is_passed_over(
    acme: Company, waiting: Conversation, adas: Desk, known: str
) -> None:
    answer = adas.do("reply", waiting, body=TEXT, cid=uuid4(), known=known)
    assert answer.status_code == 204


@pytest.mark.parametrize("looks", [True, False])
def test_nothing_comes_in_between_the_look_and_the_reply(
    acme: Company, waiting: Conversation, adas: Desk, monkeypatch: pytest.MonkeyPatch, looks: bool
) -> None:
    """The control arm: nobody looks, neither at what was known nor at how it stands."""
    order: list[str] = []
    really = saying.say

    def customer() -> None:
        say(acme, waiting, "Wait!")
        order.append("customer")
        connection.close()

    def say_slowly(*args: Any) -> Any:
        writing.start()
        writing.join(0.5)
        order.append("agent")
        return really(*args)

    writing = threading.Thread(target=customer)
    monkeypatch.setattr(saying, "say", say_slowly)
    if not looks:
        monkeypatch.setattr(rechecking, "check", lambda *args, **kwargs: None)
    known = {"known": head_of(acme, waiting)} if looks else {}
    assert adas.do("reply", waiting, body=TEXT, cid=uuid4(), **known).status_code == 204
    writing.join(10)
    assert order == (["agent", "customer"] if looks else ["customer", "agent"])
