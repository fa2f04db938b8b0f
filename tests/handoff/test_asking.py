"""One question while the customer waits, and a case that keeps up with what they say."""

from typing import Any

import pytest

from escalation.deciding import Decision
from escalation.rules import Priority, Trigger
from helpdesk.agents.models import Agent
from helpdesk.conversations import contacts, lifecycle
from helpdesk.conversations.models import Contact, Conversation, Handoff, Message
from helpdesk.handoff.handing_over import hand_over, talk_to_person
from tests import work
from tests.cast import Company
from tests.handoff.test_handing_over import DECISION, say

BILLING = "I was charged twice on May 3rd, $49.90 each time. Please refund one of them."
TOPIC = "waiting.heard"
QUESTION = "While you wait: what is the number of the order or invoice?"


@pytest.fixture
def waiting(acme: Company, cleo: Contact) -> int:
    """Cleo has a disputed charge, left out the number, and waits for a person."""
    with acme.bound():
        conversation = lifecycle.start(cleo)
        say(conversation.pk, BILLING)
        hand_over(conversation.pk, DECISION)
    work.settle()
    return conversation.pk


def asked(conversation_id: int) -> list[Message]:
    return list(Message.objects.filter(conversation=conversation_id, data__event="asked_for"))


def case(conversation_id: int) -> dict[str, Any]:
    package: dict[str, Any] = Handoff.objects.filter(conversation=conversation_id)[0].package
    return package


def test_what_is_missing_most_is_asked_right_behind_the_words_of_the_hand_off(
    acme: Company, waiting: int
) -> None:
    with acme.bound():
        (question,) = asked(waiting)
        handoff = Handoff.objects.get()
        row = Conversation.objects.get(pk=waiting)
        spoken = Message.objects.filter(conversation=waiting, kind="message")
        assert [entry.seq for entry in spoken] == [1]
    assert question.seq > handoff.seq
    assert question.body == QUESTION
    assert (question.sender, question.kind) == ("assistant", "event")
    assert handoff.package["question"]["field"] == "order"
    assert (row.status, row.last_preview) == ("waiting", BILLING), "lists show what Cleo said"


def test_the_answer_goes_into_the_case_that_waits(acme: Company, waiting: int) -> None:
    with acme.bound():
        say(waiting, "Is anybody there?")
        say(waiting, "It is INV-2024-118")
        say(waiting, "And hurry, I need it asap!")
    assert work.run_owed(TOPIC, early=True) == 3
    with acme.bound():
        package = case(waiting)
    assert package["question"]["answer"] == "It is INV-2024-118"
    assert "INV-2024-118" in [one["text"] for one in package["identifiers"]]
    assert package["completeness"] == {"score": 1.0, "missing": []}
    assert package["goal"]["text"] == BILLING
    assert (package["goal"]["latest"], package["urgency"]["label"]) == (
        "And hurry, I need it asap!",
        "urgent",
    )
    assert package["transcript"][-1]["body"] == "And hurry, I need it asap!"


def test_nothing_that_is_known_is_asked(acme: Company, cleo: Contact) -> None:
    with acme.bound():
        conversation = lifecycle.start(cleo)
        say(conversation.pk, BILLING + " The invoice is INV-2024-118.")
        hand_over(conversation.pk, DECISION)
        assert asked(conversation.pk) == []
        assert case(conversation.pk)["question"] == {}


def test_a_plain_question_is_met_with_no_question(acme: Company, cleo: Contact) -> None:
    with acme.bound():
        Contact.objects.update(name="", email="")
        conversation = lifecycle.start(cleo)
        say(conversation.pk, "How do I change the VAT rate?")
        hand_over(conversation.pk, DECISION)
        assert asked(conversation.pk) == []


def test_who_has_said_nothing_yet_is_asked_what_it_is_about(acme: Company, cleo: Contact) -> None:
    with acme.bound():
        conversation = lifecycle.start(cleo, locale="de-AT")
        talk_to_person(conversation.pk)
        (question,) = asked(conversation.pk)
        say(conversation.pk, "Die Seite bleibt weiß")
    work.run_owed(TOPIC, early=True)
    with acme.bound():
        package = case(conversation.pk)
    assert question.body == "Während Sie warten: Worum geht es?"
    assert package["goal"]["text"] == "Die Seite bleibt weiß"


@pytest.mark.parametrize("text", ["I want to die", "My lawyer will write to you"])
def test_grave_matters_are_not_asked_about_by_a_machine(
    acme: Company, cleo: Contact, text: str
) -> None:
    with acme.bound():
        conversation = lifecycle.start(cleo)
        say(conversation.pk, text)
        hand_over(conversation.pk, DECISION)
        assert asked(conversation.pk) == []


def test_a_second_hand_off_asks_no_second_time(acme: Company, waiting: int) -> None:
    with acme.bound():
        lifecycle.cancel_wait(waiting)
        say(waiting, "I was charged twice, I said!")
        assert hand_over(waiting, DECISION) is not None
        assert len(asked(waiting)) == 1


def test_a_hand_off_that_came_too_late_asks_nothing(
    acme: Company, cleo: Contact, bo: Agent
) -> None:
    with acme.bound():
        conversation = lifecycle.start(cleo)
        say(conversation.pk, BILLING)
        lifecycle.claim(conversation.pk, bo)
        assert hand_over(conversation.pk, DECISION) is None
        assert asked(conversation.pk) == []


def test_the_case_stays_as_it_is_once_a_person_has_it(
    acme: Company, waiting: int, bo: Agent
) -> None:
    with acme.bound():
        say(waiting, "It is INV-2024-118")
        lifecycle.claim(waiting, bo)
        before = case(waiting)
    work.run_owed(TOPIC, early=True)
    with acme.bound():
        assert case(waiting) == before
        say(waiting, "Hello Bo")
    assert [job.topic for job in work.owed() if job.topic in (TOPIC, "assistant.turn")] == []


def test_no_answer_of_the_assistant_is_owed_to_who_waits(acme: Company, waiting: int) -> None:
    with acme.bound():
        say(waiting, "Hello?")
    assert [job.topic for job in work.owed()] == [TOPIC]


def test_an_address_that_is_left_counts_as_known(acme: Company, cleo: Contact) -> None:
    urgent = Decision(Trigger.ASKS_FOR_PERSON, "r", None, Priority.URGENT, "Wait.", "Asked.")
    with acme.bound():
        Contact.objects.update(name="", email="")
        conversation = lifecycle.start(cleo)
        say(conversation.pk, "Where is my parcel?")
        hand_over(conversation.pk, urgent)
        contacts.leave_details(cleo.pk, email="cleo@shop.example", name="Cleo")
        say(conversation.pk, "I left my address")
    work.run_owed(TOPIC, early=True)
    with acme.bound():
        package = case(conversation.pk)
    assert package["completeness"]["missing"] == []
    assert package["contact"]["email"] == "cleo@shop.example"
