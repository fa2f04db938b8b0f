"""The ways that a rule offers are those that the customer is offered, in its order."""

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.core.exceptions import ValidationError

from escalation.models import EscalationRule, Team
from escalation.policy.publishing import put_in_force
from escalation.rules import Trigger
from helpdesk.conversations import lifecycle
from helpdesk.conversations.models import Contact, Handoff, Message
from helpdesk.handoff.handing_over import talk_to_person
from helpdesk.routing.models import BusinessHours, TeamQueue
from helpdesk.waiting.choosing import choose
from helpdesk.waiting.ways import Way, offered
from tests import work
from tests.cast import Company
from tests.handoff.test_handing_over import say
from tests.waiting.test_ways import PHONE, way_of
from tests.widget.visitor import Visitor, action
from tests.widget.visitor import say as say_in_chat


def let_the_rule_offer(*ways: str) -> None:
    """Who asks for a person is offered these ways, from now on."""
    rules = EscalationRule.objects.filter(trigger=Trigger.ASKS_FOR_PERSON)
    assert rules.update(offers=list(ways))
    put_in_force("Other ways")


def handed_over(cleo: Contact, *said: str) -> int:
    conversation = lifecycle.start(cleo)
    say(conversation.pk, "How do I change the VAT rate?")
    assert talk_to_person(conversation.pk) is not None
    for text in said:
        say(conversation.pk, text)
    return conversation.pk


def event(conversation_id: int, name: str) -> dict[str, Any]:
    told = Message.objects.get(conversation=conversation_id, data__event=name)
    return {**told.data, "body": told.body}


@pytest.mark.parametrize(
    ("by_rule", "ways"),
    [
        ([], ["chat", "callback", "email"]),
        (["email"], ["email", "chat"]),
        (["callback", "chat"], ["callback", "chat"]),
        (["chat"], ["chat"]),
    ],
)
def test_the_chat_is_always_a_way(by_rule: list[str], ways: list[str]) -> None:
    assert offered(by_rule) == [Way(way) for way in ways]


async def test_the_chat_hears_which_ways_are_offered_and_takes_no_other(
    acme: Company, visitor: Visitor
) -> None:
    await _in_acme(acme, "email")
    socket = await visitor.begin()
    await say_in_chat(socket)
    await socket.send(action("talk_to_person"))
    await socket.receive("ack")
    await socket.send(action("reach_me", way="callback", address=PHONE))
    refused = await socket.receive("nack")
    assert "Choose one of email, chat." in refused["detail"]
    await socket.send(action("reach_me", way="email", address="cleo@example.com"))
    await socket.receive("ack")
    page = await visitor.read()
    handed_off = [item for item in page["items"] if item["data"].get("event") == "handed_off"]
    assert [item["data"]["offers"] for item in handed_off] == [["email"]]


def test_a_rule_that_names_no_way_offers_them_all(acme: Company, cleo: Contact) -> None:
    with acme.bound():
        waiting = handed_over(cleo)
        assert "offers" not in event(waiting, "handed_off")
        choose(waiting, "callback", address=PHONE)
        assert way_of(waiting)["way"] == "callback"


def test_a_typed_wish_that_is_not_offered_chooses_nothing(acme: Company, cleo: Contact) -> None:
    with acme.bound():
        let_the_rule_offer("email")
        waiting = handed_over(cleo, f"Please call me on {PHONE}")
    work.run_owed("waiting.heard", early=True)
    with acme.bound():
        assert way_of(waiting) == {}
        let_the_rule_offer("callback")
        again = handed_over(cleo, f"Please call me on {PHONE}")
    work.run_owed("waiting.heard", early=True)
    with acme.bound():
        kept = Handoff.objects.get(conversation=again).package
        assert (kept["way"]["way"], kept["rule"]["offers"]) == ("callback", ["callback"])


@pytest.mark.parametrize(
    ("by_rule", "offers", "words"),
    [
        ([], ["callback", "email"], "You can also ask for a call or an answer by e-mail."),
        (["email", "callback"], ["email", "callback"], "for an answer by e-mail or a call."),
        (["callback"], ["callback"], "You can also ask for a call."),
        (["chat"], [], "will be answered then."),
    ],
)
def test_who_meets_a_closed_team_is_offered_the_same(
    acme: Company, cleo: Contact, by_rule: list[str], offers: list[str], words: str
) -> None:
    with acme.bound():
        never = BusinessHours.objects.create(name="Never", week="")
        TeamQueue.objects.create(team=Team.objects.get(is_default=True), business_hours=never)
        let_the_rule_offer(*by_rule)
        told = event(handed_over(cleo), "nobody_there")
    assert told["offers"] == offers
    assert told["body"].endswith(words)


def test_a_way_that_is_not_offered_is_refused_by_name(acme: Company, cleo: Contact) -> None:
    with acme.bound():
        let_the_rule_offer("chat")
        waiting = handed_over(cleo)
        with pytest.raises(ValidationError) as refused:
            choose(waiting, "email")
    assert refused.value.message_dict == {"way": ["Choose one of chat."]}


async def _in_acme(acme: Company, *ways: str) -> None:
    def act() -> None:
        with acme.bound():
            let_the_rule_offer(*ways)

    await sync_to_async(act)()
