"""The prepared case: what the person who takes over finds, and what the customer is told."""

import json

import pytest

from escalation.deciding import Decision
from escalation.models import EscalationRule, Team
from escalation.policy.publishing import put_in_force
from escalation.rules import Priority, Trigger
from escalation.words import USUAL_WORDS
from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, messaging
from helpdesk.conversations.models import Contact, Conversation, Handoff, Message
from helpdesk.handoff.first_steps import FIRST_STEPS, first_step
from helpdesk.handoff.handing_over import hand_over, talk_to_person
from tests.cast import Company

EXPORT = {
    "id": "acme-export",
    "title": "Export your data",
    "url": "/help/export",
    "quote": "Press …",
}
DECISION = Decision(
    trigger=Trigger.FAILED_ATTEMPTS,
    rule_name="Answers did not help",
    team_id=None,
    priority=Priority.HIGH,
    words="A person has the whole conversation.",
    reason="2 answers did not help.",
    evidence=("“still broken”",),
)


@pytest.fixture
def asked(acme: Company, cleo: Contact) -> int:
    """Cleo asked twice, got one answer with a source, and said that it did not help."""
    with acme.bound():
        page = {"url": "https://acme.example/reports", "title": "Reports", "secret": "x"}
        conversation = lifecycle.start(cleo, page=page, locale="en")
        say(conversation.pk, "How do I export my invoices?")
        data = {"sources": [EXPORT], "confidence": 0.8}
        messaging.post_message(conversation.pk, sender="assistant", body="Press Export.", data=data)
        messaging.mark_verdict(conversation.pk, 2, solved=False)
        say(conversation.pk, "This is useless, it is still broken!!")
        return conversation.pk


def say(conversation_id: int, body: str) -> None:
    messaging.post_message(conversation_id, sender="contact", body=body)


def test_the_package_says_what_was_wanted_what_was_tried_and_why(acme: Company, asked: int) -> None:
    with acme.bound():
        hand_over(asked, DECISION)
        package = Handoff.objects.get().package
    assert package["v"] == 3
    assert package["goal"] == {
        "text": "How do I export my invoices?",
        "latest": "This is useless, it is still broken!!",
    }
    assert package["rule"] == {
        "name": "Answers did not help",
        "trigger": "failed_attempts",
        "label": "When answers did not help",
        "reason": "2 answers did not help.",
        "evidence": ["“still broken”"],
        "priority": "high",
        "policy": None,
        "offers": [],
    }
    (tried,) = package["tried"]
    assert (tried["answer"], tried["verdict"]) == ("Press Export.", "contradicted")
    assert (tried["seq"], tried["confidence"]) == (2, 0.8)
    assert package["sources"] == [{key: EXPORT[key] for key in ("id", "title", "url")}]
    assert package["next_step"].startswith("Do not repeat what was tried.")


def test_the_package_says_who_asks_from_where_and_how_they_feel(acme: Company, asked: int) -> None:
    with acme.bound():
        hand_over(asked, DECISION)
        package = Handoff.objects.get().package
    assert package["contact"]["name"] == "Cleo Marsh"
    assert (package["contact"]["identified"], package["contact"]["past"]) == (False, 0)
    assert package["completeness"] == {"score": 1.0, "missing": []}
    assert package["page"] == {
        "url": "https://acme.example/reports",
        "title": "Reports",
        "referrer": "",
    }
    assert package["language"] == "en"
    assert package["mood"]["label"] == "upset"
    assert len(package["mood"]["course"]) == 2
    assert "useless" in " ".join(package["mood"]["words"])


def test_the_transcript_holds_what_was_said_and_no_note(
    acme: Company, asked: int, bo: Agent
) -> None:
    with acme.bound():
        messaging.add_note(asked, agent_id=bo.pk, body="Owes us money.")
        hand_over(asked, DECISION)
        package = Handoff.objects.get().package
    assert [(line["sender"], line["body"]) for line in package["transcript"]] == [
        ("contact", "How do I export my invoices?"),
        ("assistant", "Press Export."),
        ("contact", "This is useless, it is still broken!!"),
    ]
    assert "money" not in json.dumps(package)


def test_a_greeting_is_neither_the_goal_nor_an_attempt(acme: Company, cleo: Contact) -> None:
    with acme.bound():
        conversation = lifecycle.start(cleo)
        say(conversation.pk, "Hello!")
        messaging.post_message(
            conversation.pk, sender="assistant", body="Hi!", data={"small_talk": "greeting"}
        )
        say(conversation.pk, "Why is my bank feed empty?")
        hand_over(conversation.pk, DECISION)
        package = Handoff.objects.get().package
    assert package["goal"]["text"] == "Why is my bank feed empty?"
    assert package["tried"] == []
    assert len(package["transcript"]) == 3


def test_a_long_conversation_makes_a_bounded_package(acme: Company, asked: int) -> None:
    with acme.bound():
        for number in range(60):
            say(asked, f"{number} " + "word " * 2_000)
        hand_over(asked, DECISION)
        package = Handoff.objects.get().package
    assert len(package["transcript"]) == 50
    assert package["transcript"][-1]["body"].startswith("59 ")
    assert len(json.dumps(package)) < 150_000


def test_the_customer_is_told_in_the_same_step(acme: Company, asked: int) -> None:
    with acme.bound():
        handoff = hand_over(asked, DECISION)
        assert handoff is not None
        event = Message.objects.get(conversation=asked, seq=handoff.seq)
        assert event.body == DECISION.words
        assert Conversation.objects.get(pk=asked).status == "waiting"
        assert hand_over(asked, DECISION) is None, "said once, done once"


def test_the_button_is_granted_with_an_empty_rulebook(acme: Company, asked: int) -> None:
    with acme.bound():
        EscalationRule.objects.all().delete()
        handoff = talk_to_person(asked)
        assert handoff is not None
        assert handoff.trigger == Trigger.ASKS_FOR_PERSON
        event = Message.objects.get(conversation=asked, seq=handoff.seq)
        assert event.body == USUAL_WORDS[Trigger.ASKS_FOR_PERSON]
        assert handoff.package["rule"]["evidence"] == ["Pressed “Talk to a person”"]


def test_the_button_follows_the_rule_of_the_tenant(acme: Company, cleo: Contact) -> None:
    with acme.bound():
        phone = Team.objects.create(name="Phone")
        EscalationRule.objects.filter(trigger=Trigger.ASKS_FOR_PERSON).update(team=phone)
        put_in_force("Phone")
        conversation = lifecycle.start(cleo)
        handoff = talk_to_person(conversation.pk, reason="I am lost")
        assert handoff is not None
        assert handoff.team == phone
        assert handoff.package["rule"]["evidence"][-1] == "I am lost"


def test_the_button_before_any_message_still_works(acme: Company, cleo: Contact) -> None:
    with acme.bound():
        Contact.objects.update(name="", email="")
        handoff = talk_to_person(lifecycle.start(cleo).pk)
        assert handoff is not None
        assert handoff.package["goal"] == {"text": "", "latest": ""}
        missing = [one["field"] for one in handoff.package["completeness"]["missing"]]
        assert missing == ["goal", "reach", "name"]


def test_a_person_who_came_first_is_not_put_back_into_the_queue(
    acme: Company, asked: int, bo: Agent
) -> None:
    with acme.bound():
        lifecycle.claim(asked, bo)
        assert talk_to_person(asked) is None
        assert hand_over(asked, DECISION) is None
        assert Conversation.objects.get(pk=asked).assignee == bo


@pytest.mark.parametrize("trigger", Trigger)
def test_every_reason_has_a_first_step(trigger: Trigger) -> None:
    assert trigger in FIRST_STEPS
    assert "{" not in first_step(trigger, ("my lawyer",))
    assert "{" not in first_step(trigger, ())
