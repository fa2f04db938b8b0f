"""Hearing a request for a person, and not hearing one where there is none."""

import pytest

from escalation.deciding import Signal
from escalation.facts import asking
from escalation.signals.learnt import Heard
from escalation.signals.meaning import meaning_of

ASKED = [
    "Can I speak to a human please",
    "agent",
    "AGENT!!!",
    "Human. Now.",
    "can u conect me with a persn",
    "I want to talk to a real person about my invoice",
    "Please transfer me to support",
    "get me your manager",
    "Is anyone there?",
    "Is there a real person I can ask?",
    "Is there anybody I could contact?",
    "Are there any humans here?",
    "why can't I talk to someone who knows this",
    "Ich möchte mit einem Menschen sprechen",
    "Kann ich bitte mit einem Mitarbeiter reden?",
    "Warum kann ich nicht mit einem Menschen sprechen?",
    "Ich will einen Mitarbeiter",
    "Verbinden Sie mich mit dem Kundendienst",
    "Gibt es hier einen Menschen?",
    "Kann mich jemand anrufen?",
    "Mitarbeiter",
    "Je voudrais parler à un conseiller",
    "Quiero hablar con una persona",
    "I am sick of this bot",
]
NOT_ASKED = [
    "",
    "How do I export invoices?",
    "How do I add an agent to my team?",
    "Give the manager access to reports",
    "I don't need a human, just tell me how to export",
    "I do not want to talk to an agent",
    "No human please",
    "You need not connect me to support: how do I log in?",
    "can someone help me with invoices?",
    "Our agents cannot see the inbox",
    "Your stupid bot is useless",
    "Ich brauche keinen Menschen, nur den Link",
    "Ich möchte nicht mit einem Mitarbeiter sprechen",
    "Wie füge ich einen Mitarbeiter hinzu?",
    "Ich möchte einen Mitarbeiter hinzufügen",
    "Ich brauche einen Mitarbeiter-Zugang",
]


def asks_for_person(text: str) -> Signal:
    return asking.asks_for_person(text, Heard(text, meaning_of(text)))


@pytest.mark.parametrize("text", ASKED)
def test_a_request_for_a_person_is_heard_with_its_words(text: str) -> None:
    heard = asks_for_person(text)
    assert heard.score >= 0.5
    assert heard.words
    assert heard.words[0]


@pytest.mark.parametrize("text", NOT_ASKED)
def test_no_request_is_heard_where_there_is_none(text: str) -> None:
    assert asks_for_person(text).score < 0.5


def test_a_huge_text_is_read_in_bounded_time() -> None:
    assert asks_for_person("speak to " * 20_000).score < 1
