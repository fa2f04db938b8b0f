"""How who waits wants to be reached: chosen, validated, promised, changed, and typed."""

from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, log
from helpdesk.conversations.models import Contact, Conversation, Handoff, Message
from helpdesk.handoff.handing_over import talk_to_person
from helpdesk.recovery.models import Promise
from helpdesk.waiting.choosing import choose
from helpdesk.waiting.hearing import way_in
from helpdesk.waiting.ways import Way
from tests import work
from tests.cast import Company
from tests.handoff.test_handing_over import say
from tests.widget.visitor import Visitor, action
from tests.widget.visitor import say as say_in_chat

PHONE = "+49 30 1234567"


@pytest.fixture
def waiting(acme: Company, cleo: Contact) -> int:
    with acme.bound():
        conversation = lifecycle.start(cleo)
        say(conversation.pk, "How do I change the VAT rate?")
        talk_to_person(conversation.pk)
    work.settle()
    return conversation.pk


def way_of(conversation_id: int) -> dict[str, Any]:
    way: dict[str, Any] = Handoff.objects.get(conversation=conversation_id).package["way"]
    return way


def owed(conversation_id: int) -> list[tuple[str, str]]:
    promises = Promise.objects.filter(conversation=conversation_id, key__startswith="way:")
    return [(one.kind, one.state) for one in promises.order_by("id")]


def test_a_call_is_promised_with_a_due_time_and_told_in_the_same_words(
    acme: Company, waiting: int
) -> None:
    with acme.bound():
        choose(waiting, "callback", address=PHONE)
        told = Message.objects.get(conversation=waiting, data__event="way_chosen")
        promise = Promise.objects.get(conversation=waiting, kind="callback")
        way, contact = way_of(waiting), Contact.objects.get()
    assert told.body.startswith(f"We will call you on {PHONE}, at the latest ")
    assert (promise.text, promise.seq, promise.state) == (told.body, told.seq, "open")
    assert promise.due_at > timezone.now()
    assert promise.team_id is not None, "somebody owes it"
    assert (way["way"], way["address"]) == ("callback", PHONE)
    assert datetime.fromisoformat(way["due_at"]) == promise.due_at
    assert contact.phone == PHONE


def test_what_is_known_is_not_asked_for(acme: Company, waiting: int) -> None:
    with acme.bound():
        page = log.entries_after(Conversation.objects.get(pk=waiting), 0, for_contact=True)
        choose(waiting, "email")
        assert way_of(waiting)["address"] == Contact.objects.get().email
    assert page.state["ways"] == {"callback": False, "email": True}


@pytest.mark.parametrize(
    ("way", "address", "field"),
    [
        ("callback", "", "phone"),
        ("callback", "call me maybe", "phone"),
        ("callback", "12345", "phone"),
        ("callback", "+49 30 1234567 ext. four", "phone"),
        ("callback", "1" * 30, "phone"),
        ("email", "nobody", "email"),
        ("email", "a@b", "email"),
        ("pigeon", "", "way"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused_by_its_field(
    acme: Company, waiting: int, way: str, address: str, field: str
) -> None:
    with acme.bound():
        with pytest.raises(ValidationError) as refused:
            choose(waiting, way, address=address)
        assert list(refused.value.message_dict) == [field]
        assert (way_of(waiting), owed(waiting)) == ({}, [])


def test_another_choice_takes_the_place_of_the_first(acme: Company, waiting: int) -> None:
    with acme.bound():
        choose(waiting, "callback", address=PHONE)
        choose(waiting, "callback", address=PHONE)
        choose(waiting, "email")
        assert owed(waiting) == [("callback", "cancelled"), ("email", "open")]
        choose(waiting, "chat")
        assert owed(waiting) == [("callback", "cancelled"), ("email", "cancelled")]
        assert way_of(waiting)["due_at"] == ""
        assert Message.objects.filter(data__event="way_chosen").count() == 3


def test_nothing_is_chosen_once_a_person_has_it(acme: Company, waiting: int, bo: Agent) -> None:
    with acme.bound():
        lifecycle.claim(waiting, bo)
        with pytest.raises(ValidationError) as refused:
            choose(waiting, "callback", address=PHONE)
        assert refused.value.code == "too_late"
        assert owed(waiting) == []


def test_a_typed_wish_counts_as_a_choice(acme: Company, waiting: int) -> None:
    with acme.bound():
        say(waiting, f"Please call me back on {PHONE}")
    work.run_owed("waiting.heard", early=True)
    with acme.bound():
        assert (way_of(waiting)["way"], way_of(waiting)["address"]) == ("callback", PHONE)
        say(waiting, "No, answer by e-mail please")
    work.run_owed("waiting.heard", early=True)
    with acme.bound():
        assert owed(waiting) == [("callback", "cancelled"), ("email", "open")]


def test_a_typed_wish_without_an_address_chooses_nothing(acme: Company, waiting: int) -> None:
    with acme.bound():
        say(waiting, "call me")
    work.run_owed("waiting.heard", early=True)
    with acme.bound():
        assert way_of(waiting) == {}


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("Could you ring me?", Way.CALLBACK),
        ("Bitte rufen Sie mich an", Way.CALLBACK),
        ("write me by e-mail", Way.EMAIL),
        ("I will wait here", Way.CHAT),
        ("Please don't call me", None),
        ("The call dropped twice", None),
        ("Never e-mail me", None),
        ("", None),
    ],
)
def test_a_wish_is_told_from_what_only_sounds_like_one(text: str, way: Way | None) -> None:
    assert way_in(text) is way


async def test_the_chat_offers_the_ways_and_takes_the_choice(visitor: Visitor) -> None:
    socket = await visitor.begin()
    await say_in_chat(socket)
    await socket.send(action("talk_to_person"))
    await socket.receive("ack")
    await socket.send(action("reach_me", way="callback", address="123"))
    refused = await socket.receive("nack")
    assert "phone" in refused["detail"]
    await socket.send(action("reach_me", way="callback", address=PHONE, name="Cleo"))
    await socket.receive("ack")
    page = await visitor.read()
    chosen = [item for item in page["items"] if item["data"].get("event") == "way_chosen"]
    assert [item["data"]["way"] for item in chosen] == ["callback"]
    assert page["state"]["ways"] == {"callback": True, "email": False}
