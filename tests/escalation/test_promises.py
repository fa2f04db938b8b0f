"""Said hand-off means did hand-off: what promises a person, in any of four languages."""

import pytest

from escalation.deciding import decide
from escalation.facts.gather import Draft, gather, with_draft
from escalation.facts.promises import promises_person
from escalation.rules import Moment, Trigger
from escalation.words import USUAL_WORDS
from helpdesk.assistant import small_talk
from helpdesk.assistant.tongues import codes, tongue_of

PROMISES = [
    "I will transfer you to an agent.",
    "I'll connect you with someone from billing.",
    "I'm now passing this to my colleagues.",
    "I am transferring you now, one moment.",
    "Transferring you to a human agent…",
    "Let me get a colleague for you.",
    "Let me just hand you over to support.",
    "We have forwarded your request to the billing team.",
    "I've escalated this to our specialists.",
    "Your ticket has been escalated.",
    "You are being connected to a representative.",
    "You will be transferred shortly.",
    "A colleague will be with you in a moment.",
    "Someone from our team will get back to you within an hour.",
    "Our support team will contact you by e-mail.",
    "One of our experts is on the way.",
    "An agent is joining this chat.",
    "We'll get back to you tomorrow.",
    "Please hold for an agent.",
    "Please wait while I connect you.",
    "Expect a call from us today.",
    "I have notified our team.",
    "You're in the queue now, an agent will answer soon.",
    "Great question! You are wonderful. A human will reply here.",
    "If you wait a moment, I'll put you through to a person. I will transfer you.",
    "Ich verbinde Sie mit einem Mitarbeiter.",
    "Ich leite Ihre Anfrage an unser Team weiter.",
    "Ein Kollege meldet sich gleich bei Ihnen.",
    "Sie werden jetzt mit dem Kundendienst verbunden.",
    "Wir melden uns bei Ihnen.",
    "Ich habe Ihr Anliegen weitergegeben.",
    "Je vous transfère à un conseiller.",
    "Je vous mets en relation avec un agent.",
    "Un conseiller va vous répondre.",
    "Vous allez être mis en relation avec notre équipe.",
    "J'ai transmis votre demande.",
    "Nous vous recontacterons demain.",
    "Le transfiero con un agente.",
    "Te paso con un compañero.",
    "Voy a conectarle con una persona.",
    "Un agente se pondrá en contacto con usted.",
    "Su caso ha sido escalado.",
    "Nos pondremos en contacto con usted.",
]
NO_PROMISES = [
    "",
    "Press **Ask for a refund** and say why.",
    "The bank transfer takes two days.",
    "You can call us on weekdays.",
    "If you write to us, we will get back to you within a day.",
    "Fill in the form and our team will reply by e-mail.",
    "Once the payment arrives, we will send it to your address.",
    "Your manager approves the swap before it counts.",
    "Choose a person and press Transfer.",
    "Connect your bank under Settings.",
    "Open Team and choose whom to hand the shift to.",
    "The money is on your card after 5 working days.",
    "Agents and managers see the same inbox.",
    "Öffnen Sie Einstellungen und verbinden Sie Ihre Bank.",
    "Ihre Daten werden verschlüsselt gespeichert.",
    "Le virement prend deux jours.",
    "El pago tarda dos días.",
    "Nothing here answers that. Or let a person take over.",
]


@pytest.mark.parametrize("text", PROMISES)
def test_a_promise_of_a_person_is_heard_and_cannot_be_sent(text: str) -> None:
    heard = promises_person(text)
    assert heard.words
    facts = with_draft(gather("Where is my order?"), Draft(text, confidence=1.0, grounded=True))
    decision = decide(facts, [], Moment.ANSWER_DRAFTED)
    assert decision is not None
    assert decision.trigger is Trigger.PROMISED_PERSON
    assert decision.evidence == heard.words


@pytest.mark.parametrize("text", NO_PROMISES)
def test_what_promises_nobody_is_left_alone(text: str) -> None:
    assert promises_person(text).words == ()


def test_our_own_small_talk_and_questions_promise_nothing() -> None:
    ours = [tongue_of("", code) for code in codes()]
    said = [text for one in ours for text in (one.what, one.which, one.more)]
    said.append(small_talk.SORRY)
    said += [text for texts in small_talk._REPLIES.values() for text in texts]
    assert [text for text in said if promises_person(text).score] == []


@pytest.mark.parametrize("words", USUAL_WORDS.values(), ids=USUAL_WORDS)
def test_what_is_said_at_a_hand_off_is_heard_as_a_promise(words: str) -> None:
    """The control: these texts do promise a person, and are said with one."""
    assert promises_person(words).score == 1
